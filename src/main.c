/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * warpcost: dispatch over the table of commands, and exit codes. */
#include <cjson/cJSON.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "arch/check.h"
#include "cmd/command.h"
#include "cmd/outputs.h"
#include "cmd/session.h"

/* A standard stream that the caller closed would be reused for the next opened file, and printing would
 * overwrite it. A file that refuses this use takes its place. */
static void hold_standard_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0) open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

/* Return large freed chunks to the OS. By default malloc keeps blocks up to the size of the largest ever
 * freed. */
static void return_large_blocks(void)
{
    enum { LARGE_BYTES = 1024 * 1024 };
    mallopt(M_MMAP_THRESHOLD, LARGE_BYTES);
}

/* Report a violated assert, which ends in abort(). Only calls that are safe in a signal handler. */
static void report_violation(int number)
{
    static const char MESSAGE[] =
        "warpcost: an internal check was violated; please report the command and its input\n";
    (void)number;
    ssize_t written = write(STDERR_FILENO, MESSAGE, sizeof MESSAGE - 1);
    (void)written;
    _exit(EXIT_INTERNAL);
}

/* In place of the library's: memory that the system doesn't grant is no bug. */
_Noreturn void arena_exhausted(void)
{
    static const char MESSAGE[] =
        "warpcost: out of memory: the system, or a limit such as 'ulimit -v', grants no more; a lower "
        "simulation.max_memory or fewer --threads take less, and --no-simulate the least\n";
    ssize_t written = write(STDERR_FILENO, MESSAGE, sizeof MESSAGE - 1);
    (void)written;
    _exit(EXIT_IO);
}

static void *must_malloc(size_t size)
{
    void *memory = malloc(size);
    if (memory == NULL && size > 0) arena_exhausted();
    return memory;
}

static enum exit_code dispatch(int argc, char *argv[], struct session *session)
{
    struct parsed parsed;
    if (!arch_check(ARCHS, ARCH_COUNT, session->diags)) return EXIT_INTERNAL;
    bool good = command_parse(argc, argv, session->arena, &parsed, session->diags);
    good &= session_open(session, &parsed);
    if (!good) return EXIT_USAGE;
    if (parsed_flag(&parsed, "help")) {
        command_help(parsed.command, session->out, session->columns, session->colour);
        return EXIT_DONE;
    }
    if (parsed_flag(&parsed, "version")) return command_find("version")->run(&parsed, session);
    if (parsed.command == NULL) {
        command_overview(session->out, session->columns, session->colour);
        return EXIT_USAGE;
    }
    return outputs_are_apart(&parsed, session) ? parsed.command->run(&parsed, session) : EXIT_USAGE;
}

int main(int argc, char *argv[])
{
    /* A closed pipe and a file beyond 'ulimit -f' are then failed writes, reported like any other. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    signal(SIGABRT, report_violation);
    cJSON_InitHooks(&(cJSON_Hooks){must_malloc, free});
    hold_standard_streams();
    return_large_blocks();

    struct arena *arena = arena_new();
    struct diags diags;
    diags_init(&diags, arena);
    struct session_output output;
    session_output_open(&output);
    struct session session = {.arena = arena, .diags = &diags, .out = output.stream, .err = stderr};
    enum exit_code code = dispatch(argc, argv, &session);

    /* Whose report is lost is an I/O error, unless what went wrong is worse. */
    if (!session_output_close(&output, &diags) && code < EXIT_IO) code = EXIT_IO;
    diags_sort(&diags);
    session_print_diags(&diags, stderr, session.err_colour);
    if (code == EXIT_DONE) code = diags.exit_code;
    arena_free(arena);
    return code;
}
