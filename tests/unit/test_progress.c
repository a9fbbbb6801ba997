/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Progress on a terminal: a pseudo-terminal of our own, read back. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cmd/progress.h"

static const double LONG_AGO_S = 1000, LATELY_S = 0.2;

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

static void expect_written(struct terminal *terminal, const char *expected)
{
    char seen[200];
    ptrdiff_t got = read(terminal->screen, seen, sizeof seen - 1);
    assert_true(got >= 0);
    seen[got] = '\0';
    assert_string_equal(seen, expected);
}

static void nothing_is_due_at_first(void **state)
{
    (void)state;
    struct terminal terminal = terminal_open();
    struct progress progress = progress_start(terminal.stream);
    assert_false(progress_is_due(&progress, 0));
    progress.started_s -= LATELY_S;
    assert_false(progress_is_due(&progress, 0));
    progress.started_s -= LONG_AGO_S;
    assert_true(progress_is_due(&progress, 0));
    terminal_close(&terminal);
}

static void lines_follow_each_other(void **state)
{
    (void)state;
    struct terminal terminal = terminal_open();
    struct progress progress = progress_start(terminal.stream);
    progress.started_s -= LONG_AGO_S;
    progress_show(&progress, "%d of %d", 1, 3);
    expect_written(&terminal, "1 of 3");
    assert_true(progress_is_due(&progress, 0));
    assert_false(progress_is_due(&progress, LONG_AGO_S / 2));
    progress.shown_s -= LONG_AGO_S;
    assert_true(progress_is_due(&progress, LONG_AGO_S / 2));
    progress_show(&progress, "2");
    expect_written(&terminal, "\r\x1b[K2");
    progress_clear(&progress);
    expect_written(&terminal, "\r\x1b[K");
    progress_clear(&progress); /* nothing is left to clear: what comes next is the next line */
    progress_show(&progress, "3");
    expect_written(&terminal, "3");
    terminal_close(&terminal);
}

static void a_file_is_no_terminal(void **state)
{
    (void)state;
    FILE *file = tmpfile();
    assert_non_null(file);
    struct progress progress = progress_start(file);
    progress.started_s -= LONG_AGO_S;
    assert_false(progress_is_due(&progress, 0));
    progress_clear(&progress);
    assert_int_equal(ftell(file), 0);
    fclose(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_due_at_first),
        cmocka_unit_test(lines_follow_each_other),
        cmocka_unit_test(a_file_is_no_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
