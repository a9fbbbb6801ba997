/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Signals are taken by a thread of their own, so that what an interrupt does isn't bound to what a signal
 * handler may. It then dies by the same signal, as if it had never been caught. */
#include "cmd/live.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text.h"

static const int ENDING[] = {SIGHUP, SIGINT, SIGTERM};
enum { ENDING_COUNT = sizeof ENDING / sizeof *ENDING, WAKE = SIGUSR1 };

/* ---- the status line ---- */

/* ", 45 %, 8 s left"; nothing before there is something to go by. */
static void put_share(const struct live *live, char *text, size_t size)
{
    const double least = 0.05, s_per_min = 60, minutes_from_s = 120;
    double passed_s = live->progress.clock_s() - live->begun_s,
           left_s = passed_s * (1 - live->share) / live->share;
    text[0] = '\0';
    if (live->share < least) return;
    bool in_minutes = left_s >= minutes_from_s;
    snprintf(text, size, ": %.0f %%, %.0f %s left", 100 * live->share,
             in_minutes   ? left_s / s_per_min
             : left_s < 1 ? 1
                          : left_s,
             in_minutes ? "min" : "s");
}

static void show_status(struct live *live)
{
    enum { SHARE_BYTES = 60 };
    const double every_s = 0.1;
    char share[SHARE_BYTES];
    if (live->name == NULL || !progress_is_due(&live->progress, every_s)) return;
    put_share(live, share, sizeof share);
    progress_show(&live->progress, "simulating %s (%zu of %zu)%s; --no-simulate takes %.2g s", live->name,
                  live->done + 1, live->total, share, live->costs_s);
}

static void note_architecture(void *user, size_t done, size_t total, const char *name)
{
    struct live *live = user;
    pthread_mutex_lock(&live->lock);
    live->name = name;
    live->done = done;
    live->total = total;
    live->share = 0;
    live->begun_s = live->progress.clock_s();
    show_status(live);
    pthread_mutex_unlock(&live->lock);
}

static void note_share(void *user, double share)
{
    struct live *live = user;
    pthread_mutex_lock(&live->lock);
    live->share = share; /* falls when more turns out to be needed */
    show_status(live);
    pthread_mutex_unlock(&live->lock);
}

/* ---- costs ---- */

static void draw_costs(void *user, const struct run *run)
{
    struct live *live = user;
    struct session *session = live->session;
    live->costs_s = live->progress.clock_s() - live->progress.started_s;
    if (live->draw == NULL) return;
    const struct text_style style = {session->columns, session->colour, session->unicode, 0};
    const char *costs = live->draw(run, style, session->arena);
    pthread_mutex_lock(&live->lock);
    fputs(costs, session->out);
    fflush(session->out);
    live->costs = costs;
    pthread_mutex_unlock(&live->lock);
}

/* The rows of a terminal of so many columns that the text takes. */
static size_t rows_of(const char *text, size_t columns, struct arena *arena)
{
    size_t rows = 0;
    for (size_t length; *text != '\0'; text += length + (text[length] == '\n')) {
        length = strcspn(text, "\n");
        struct text plain = text_new(arena);
        for (size_t i = 0; i < length; i++)
            if (text[i] == '\x1b')
                i += strcspn(text + i, "m"); /* a colour ends so */
            else
                text_add_bytes(&plain, text + i, 1);
        size_t width = text_columns(plain.bytes);
        rows += width <= columns ? 1 : (width + columns - 1) / columns;
    }
    return rows;
}

/* Go back to where the costs begin, and erase all below; where that can't be, leave a blank line. */
static void erase_costs(struct live *live)
{
    struct session *session = live->session;
    struct winsize size = {0};
    bool is_known = session->unicode && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    size_t rows = is_known ? rows_of(live->costs, size.ws_col, session->arena) : 0;
    if (is_known && rows < size.ws_row)
        fprintf(session->out, "\x1b[%zuA\r\x1b[J", rows);
    else
        fputc('\n', session->out);
}

/* ---- interrupts ---- */

static void *watch_signals(void *user)
{
    struct live *live = user;
    int number = WAKE;
    while (sigwait(&live->signals, &number) != 0) continue;
    if (number == WAKE) return NULL;
    pthread_mutex_lock(&live->lock); /* for good: nothing more is drawn */
    progress_clear(&live->progress);
    if (live->costs != NULL) fputs("interrupted: latencies were not simulated\n", live->session->err);
    fflush(live->session->err);
    signal(number, SIG_DFL);
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, number);
    pthread_sigmask(SIG_UNBLOCK, &one, NULL);
    raise(number);
    return NULL;
}

/* Signals that someone has chosen to ignore, as nohup does, stay ignored. */
static void start_watcher(struct live *live)
{
    sigemptyset(&live->signals);
    sigaddset(&live->signals, WAKE);
    for (size_t i = 0; i < ENDING_COUNT; i++) {
        struct sigaction action;
        if (sigaction(ENDING[i], NULL, &action) == 0 && action.sa_handler == SIG_DFL)
            sigaddset(&live->signals, ENDING[i]);
    }
    pthread_sigmask(SIG_BLOCK, &live->signals, &live->before);
    live->has_watcher = pthread_create(&live->watcher, NULL, watch_signals, live) == 0;
    if (!live->has_watcher) pthread_sigmask(SIG_SETMASK, &live->before, NULL);
}

void live_start(struct live *live, struct session *session, run_text *draw)
{
    *live = (struct live){.session = session,
                          .draw = draw,
                          .progress = progress_start(session->err, monotonic_s),
                          .told = {note_architecture, live, draw_costs, note_share}};
    pthread_mutex_init(&live->lock, NULL);
    if (draw != NULL || isatty(fileno(session->err))) start_watcher(live);
}

void live_end(struct live *live, bool is_replaced)
{
    if (live->has_watcher) {
        pthread_kill(live->watcher, WAKE);
        pthread_join(live->watcher, NULL);
        pthread_sigmask(SIG_SETMASK, &live->before, NULL);
    }
    pthread_mutex_destroy(&live->lock);
    progress_clear(&live->progress);
    if (live->costs != NULL && is_replaced) erase_costs(live);
}
