/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Progress on a terminal: a pseudo-terminal of our own, read back, under a clock that stands until it is set.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cmocka.h>

#include "cmd/progress.h"

static double now_s;

static double standing_clock_s(void) { return now_s; }

/* Progress as it is at time 0 of a clock that may have begun at any time. */
static struct progress started(FILE *stream, double zero_s)
{
    now_s = zero_s;
    return progress_start(stream, standing_clock_s);
}

struct terminal {
    int screen; /* what is written can be read here */
    FILE *stream;
};

static struct terminal terminal_open(void)
{
    struct terminal terminal = {.screen = posix_openpt(O_RDWR | O_NOCTTY)};
    assert_true(terminal.screen >= 0);
    assert_int_equal(grantpt(terminal.screen), 0);
    assert_int_equal(unlockpt(terminal.screen), 0);
    terminal.stream = fopen(ptsname(terminal.screen), "w");
    assert_non_null(terminal.stream);
    return terminal;
}

static void terminal_close(struct terminal *terminal)
{
    fclose(terminal->stream);
    close(terminal->screen);
}

/* The terminal gives what is written in pieces of any size: read until as much came as is expected. */
static void expect_written(struct terminal *terminal, const char *expected)
{
    char seen[200] = "";
    size_t length = 0;
    while (length < strlen(expected)) {
        ptrdiff_t got = read(terminal->screen, seen + length, sizeof seen - 1 - length);
        assert_true(got > 0);
        length += (size_t)got;
    }
    seen[length] = '\0';
    assert_string_equal(seen, expected);
}

/* Wherever the clock begins: a machine that was switched on just now has it at 0. */
static const double ZEROS_S[] = {0, 0.001, 1e6};

static void nothing_is_due_at_first(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ZEROS_S / sizeof *ZEROS_S; i++) {
        struct terminal terminal = terminal_open();
        struct progress progress = started(terminal.stream, ZEROS_S[i]);
        assert_false(progress_is_due(&progress, 0));
        now_s += 0.4999;
        assert_false(progress_is_due(&progress, 0));
        now_s += 0.0002;
        assert_true(progress_is_due(&progress, 0));
        assert_true(progress_is_due(&progress, 1e9)); /* the first line waits for no other */
        terminal_close(&terminal);
    }
}

static void lines_follow_each_other(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ZEROS_S / sizeof *ZEROS_S; i++) {
        struct terminal terminal = terminal_open();
        struct progress progress = started(terminal.stream, ZEROS_S[i]);
        progress_show(&progress, "%d of %d", 1, 3); /* at the clock's very beginning as well */
        expect_written(&terminal, "1 of 3");
        now_s += 2;
        assert_true(progress_is_due(&progress, 0));
        assert_true(progress_is_due(&progress, 1.9999));
        assert_false(progress_is_due(&progress, 2.0001));
        progress_show(&progress, "2");
        expect_written(&terminal, "\r\x1b[K2");
        now_s += 1;
        assert_false(progress_is_due(&progress, 1.0001));
        progress_clear(&progress);
        expect_written(&terminal, "\r\x1b[K");
        progress_clear(&progress); /* nothing is left to clear: what comes next is the next line */
        progress_show(&progress, "3");
        expect_written(&terminal, "3");
        terminal_close(&terminal);
    }
}

static void a_file_is_no_terminal(void **state)
{
    (void)state;
    FILE *file = tmpfile();
    assert_non_null(file);
    struct progress progress = started(file, 0);
    now_s += 1000;
    assert_false(progress_is_due(&progress, 0));
    progress_clear(&progress);
    assert_int_equal(ftell(file), 0);
    fclose(file);
}

/* A line that wraps could not be erased: it is cut to one column less than there are, between code points. */
static void a_line_fits_the_terminal(void **state)
{
    (void)state;
    struct terminal terminal = terminal_open();
    const struct winsize size = {.ws_row = 24, .ws_col = 8};
    assert_int_equal(ioctl(fileno(terminal.stream), TIOCSWINSZ, &size), 0);
    struct progress progress = started(terminal.stream, 0);
    static const char *const LINES[][2] = {{"1234567", "1234567"},
                                           {"\r\x1b[K12345678", "\r\x1b[K1234567"},
                                           {"\r\x1b[Kéééééééé", "\r\x1b[Kééééééé"},
                                           {"\r\x1b[K123456界9", "\r\x1b[K123456"}};
    for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++) {
        const char *line = LINES[i][0];
        progress_show(&progress, "%s", i == 0 ? line : line + strlen("\r\x1b[K"));
        expect_written(&terminal, LINES[i][1]);
    }
    terminal_close(&terminal);
}

static void a_dumb_terminal_gets_no_line(void **state)
{
    (void)state;
    struct terminal terminal = terminal_open();
    struct progress progress = started(terminal.stream, 0);
    now_s += 1000;
    setenv("TERM", "dumb", 1);
    assert_false(progress_is_due(&progress, 0));
    setenv("TERM", "xterm", 1);
    assert_true(progress_is_due(&progress, 0));
    terminal_close(&terminal);
}

int main(void)
{
    setenv("TERM", "xterm", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_due_at_first),      cmocka_unit_test(lines_follow_each_other),
        cmocka_unit_test(a_file_is_no_terminal),        cmocka_unit_test(a_line_fits_the_terminal),
        cmocka_unit_test(a_dumb_terminal_gets_no_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
