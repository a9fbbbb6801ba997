/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/browser.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"

enum { PDF_MAX_BYTES = 64 * 1024 * 1024, MOST_S = 60 };

const char *browser_find(struct arena *arena, struct diags *diags)
{
    static const char *const NAMES[] = {"chromium", "chromium-browser", "google-chrome"};
    const char *path = getenv("PATH");
    for (size_t i = 0; path != NULL && i < sizeof NAMES / sizeof *NAMES; i++)
        for (const char *at = path; *at != '\0'; at += *at == ':') {
            size_t length = strcspn(at, ":");
            const char *file = text_format(arena, "%.*s/%s", (int)length, at, NAMES[i]);
            if (length > 0 && access(file, X_OK) == 0 && !file_is_directory(file)) return file;
            at += length;
        }
    diags_add(diags, DIAG_FILE_UNWRITABLE, (struct place){0},
              "a PDF needs Chromium or Chrome, and PATH has neither chromium nor chromium-browser nor "
              "google-chrome; install one, or write HTML and print it from a browser");
    return NULL;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status, (void)kind, (void)walk;
    return remove(path);
}

static void remove_all(const char *directory)
{
    enum { OPEN_MAX_DIRECTORIES = 16 };
    nftw(directory, remove_one, OPEN_MAX_DIRECTORIES, FTW_DEPTH | FTW_PHYS);
}

/* Become the browser; it writes DIRECTORY/page.pdf and its words to DIRECTORY/log. */
static void become(const char *browser, const char *directory, const sigset_t *mask, struct arena *arena)
{
    const char *const arguments[] = {browser,
                                     "--headless",
                                     "--disable-gpu",
                                     "--no-first-run",
                                     "--disable-background-networking",
                                     "--disable-component-update",
                                     "--disable-sync",
                                     "--no-pdf-header-footer",
                                     text_format(arena, "--user-data-dir=%s/profile", directory),
                                     text_format(arena, "--print-to-pdf=%s/page.pdf", directory),
                                     text_format(arena, "file://%s/page.html", directory),
                                     geteuid() == 0 ? "--no-sandbox" : NULL, /* root has no sandbox */
                                     NULL};
    int log = open(text_format(arena, "%s/log", directory), O_WRONLY | O_CREAT | O_CLOEXEC, 0600),
        nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    setpgid(0, 0);
    if (nothing < 0 || log < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(log, STDOUT_FILENO) < 0 ||
        dup2(log, STDERR_FILENO) < 0)
        _exit(EXIT_FAILURE);
    sigprocmask(SIG_SETMASK, mask, NULL);
    execv(browser, (char *const *)(uintptr_t)arguments); /* it changes none */
    _exit(EXIT_FAILURE);
}

/* How the browser ended: by itself, with success or without; or it was killed. */
struct ending {
    bool is_own, is_good;
};

/* Wait for the browser and kill it with its children when it takes too long or a signal comes. Returns the
 * signal, or 0. */
static int wait_for(pid_t browser, const sigset_t *interrupts, struct ending *ending)
{
    const struct timespec pause = {.tv_nsec = 20 * 1000 * 1000};
    struct timespec start, now;
    int status = 0, taken = 0;
    clock_gettime(CLOCK_MONOTONIC, &start);
    do {
        if (waitpid(browser, &status, WNOHANG) == browser) {
            *ending = (struct ending){true, WIFEXITED(status) && WEXITSTATUS(status) == 0};
            return 0;
        }
        taken = sigtimedwait(interrupts, NULL, &pause);
        clock_gettime(CLOCK_MONOTONIC, &now);
    } while (taken <= 0 && now.tv_sec - start.tv_sec < MOST_S);
    kill(-browser, SIGKILL);
    kill(browser, SIGKILL);
    waitpid(browser, &status, 0);
    return taken > 0 ? taken : 0;
}

/* ": the last line that it printed", or " within 60 s". */
static const char *why_none(const struct ending *ending, const char *directory, struct arena *arena)
{
    enum { LOG_MAX_BYTES = 1 << 20, REASON_COLUMNS = 200 };
    struct diags ignored;
    size_t length;
    diags_init(&ignored, arena);
    if (!ending->is_own) return text_format(arena, " within %d s", MOST_S);
    char *log = file_read(text_format(arena, "%s/log", directory), LOG_MAX_BYTES, arena, &length, &ignored);
    if (log == NULL) return "";
    while (length > 0 && log[length - 1] == '\n') log[--length] = '\0';
    const char *last = strrchr(log, '\n');
    last = last == NULL ? log : last + 1;
    return *last == '\0' ? "" : text_format(arena, ": %s", text_quote(arena, last, REASON_COLUMNS));
}

/* Print DIRECTORY/page.html. Interrupts are held until the temporary files are gone. */
static char *print_within(const char *browser, const char *directory, struct arena *arena, size_t *length,
                          struct diags *diags)
{
    sigset_t interrupts, before;
    struct ending ended = {0};
    sigemptyset(&interrupts);
    for (const int *at = (const int[]){SIGINT, SIGTERM, SIGHUP, 0}; *at != 0; at++)
        sigaddset(&interrupts, *at);
    pthread_sigmask(SIG_BLOCK, &interrupts, &before);
    pid_t child = fork();
    if (child == 0) become(browser, directory, &before, arena);
    int taken = child < 0 ? 0 : wait_for(child, &interrupts, &ended);
    const char *made = text_format(arena, "%s/page.pdf", directory);
    char *pdf = ended.is_good && access(made, R_OK) == 0
                    ? file_read(made, PDF_MAX_BYTES, arena, length, diags)
                    : NULL;
    const char *reason = child < 0 || pdf != NULL ? "" : why_none(&ended, directory, arena);
    remove_all(directory);
    if (taken != 0) {
        signal(taken, SIG_DFL);
        raise(taken);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (pdf == NULL && diags->count == 0)
        diags_add(diags, DIAG_FILE_UNWRITABLE, (struct place){0},
                  child < 0 ? "can't start %s" : "%s made no PDF%s; write HTML and print that from a browser",
                  browser, reason);
    return pdf;
}

char *browser_print(const char *page, struct arena *arena, size_t *length, struct diags *diags)
{
    const char *browser = browser_find(arena, diags), *base = getenv("TMPDIR");
    if (browser == NULL) return NULL;
    char *directory = text_format(arena, "%s/warpcost-XXXXXX", base == NULL || *base != '/' ? "/tmp" : base);
    if (mkdtemp(directory) == NULL) {
        diags_add(diags, DIAG_FILE_UNWRITABLE, (struct place){.file = directory}, "can't make it: %s",
                  strerror(errno));
        return NULL;
    }
    if (!file_write(text_format(arena, "%s/page.html", directory), page, strlen(page), arena, diags)) {
        remove_all(directory);
        return NULL;
    }
    return print_within(browser, directory, arena, length, diags);
}
