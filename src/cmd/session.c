/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"

static bool wants_colour(const struct parsed *parsed, int fd)
{
    const char *when = parsed_value(parsed, "color");
    if (when != NULL && !text_equal(when, "auto")) return text_equal(when, "always");
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    if (no_color != NULL && no_color[0] != '\0') /* no-color.org: present and not empty */
        return false;
    return term != NULL && !text_equal(term, "dumb") && isatty(fd);
}

static size_t clamp_columns(unsigned long columns)
{
    return columns < COLUMNS_MIN ? COLUMNS_MIN : columns > COLUMNS_MAX ? COLUMNS_MAX : columns;
}

static bool is_number(const char *text)
{
    return text[0] != '\0' && text[strspn(text, "0123456789")] == '\0';
}

/* Clamps a number; true if it was in range. */
static bool parse_columns(const char *text, size_t *columns)
{
    unsigned long number = is_number(text) ? strtoul(text, NULL, 10) : 0; /* too large saturates */
    *columns = clamp_columns(number);
    return *columns == number;
}

static bool choose_columns(struct session *session, const struct parsed *parsed)
{
    const char *given = parsed_value(parsed, "columns");
    if (given != NULL)
        return parse_columns(given, &session->columns) ||
               diags_add(session->diags, DIAG_USAGE, (struct place){0},
                         "'--columns' can't be '%s': write a number from %d to %d",
                         text_quote(session->arena, given, COLUMNS_MIN), COLUMNS_MIN, COLUMNS_MAX);
    const char *environment = getenv("COLUMNS");
    if (environment != NULL && is_number(environment)) {
        parse_columns(environment, &session->columns);
        return true;
    }
    struct winsize size;
    bool known = session->out_is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    session->columns = known ? clamp_columns(size.ws_col) : COLUMNS_MIN;
    return true;
}

/* The date of SOURCE_DATE_EPOCH (reproducible-builds.org: seconds since 1970), else the other. */
static time_t source_date(time_t otherwise)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    bool is_said = epoch != NULL && is_number(epoch);
    return is_said ? (time_t)strtoll(epoch, NULL, 10) : otherwise;
}

/* Creation time for files. Not the clock, or the same run would not give the same bytes. */
static int64_t choose_created(void)
{
    const time_t first_of_zip = 315532800,
                 last = 253402300799; /* 1980-01-01, the date of entries of a zip without date; 9999-12-31 */
    time_t created = source_date(first_of_zip);
    return created > 0 && created <= last ? created : first_of_zip;
}

/* A date that can't be read isn't the clock's: the bytes would differ from run to run. */
static bool check_source_date(struct session *session)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    return epoch == NULL || epoch[0] == '\0' || is_number(epoch) ||
           diags_add(session->diags, DIAG_USAGE, (struct place){0},
                     "SOURCE_DATE_EPOCH can't be '%s': write seconds since 1970, or unset it",
                     text_quote(session->arena, epoch, COLUMNS_MIN));
}

static bool choose_today(struct session *session, const struct parsed *parsed)
{
    const char *given = parsed_value(parsed, "today");
    session->today = given;
    if (given != NULL)
        return text_is_day(given) || diags_add(session->diags, DIAG_USAGE, (struct place){0},
                                               "'--today' can't be '%s': write a date as 2026-07-20",
                                               text_quote(session->arena, given, COLUMNS_MIN));
    time_t now = source_date(time(NULL));
    struct tm date;
    char text[64];
    if (gmtime_r(&now, &date) == NULL || strftime(text, sizeof text, "%Y-%m-%d", &date) == 0)
        return diags_add(session->diags, DIAG_USAGE, (struct place){0},
                         "the clock shows no date that can be written; give one by --today");
    session->today = arena_copy_string(session->arena, text);
    return true;
}

/* Runners of CI that offer a pseudo-terminal keep what is written to it as a log. They all set CI. */
static bool is_logged(void)
{
    const char *ci = getenv("CI");
    return ci != NULL && ci[0] != '\0' && !text_equal(ci, "false") && !text_equal(ci, "0");
}

static bool are_one(int a, int b)
{
    struct stat of_a, of_b;
    return fstat(a, &of_a) == 0 && fstat(b, &of_b) == 0 && of_a.st_dev == of_b.st_dev &&
           of_a.st_ino == of_b.st_ino;
}

bool session_open(struct session *session, const struct parsed *parsed)
{
    session->err = stderr;
    session->out_is_terminal = isatty(STDOUT_FILENO);
    session->err_is_terminal = isatty(STDERR_FILENO);
    session->streams_are_one = are_one(STDOUT_FILENO, STDERR_FILENO);
    session->out_is_seen = session->out_is_terminal && !is_logged();
    session->colour = wants_colour(parsed, STDOUT_FILENO);
    session->err_colour = wants_colour(parsed, STDERR_FILENO);
    const char *term = getenv("TERM");
    session->unicode = !session->out_is_terminal || term == NULL || !text_equal(term, "dumb");
    session->created_s = choose_created();
    bool good = choose_columns(session, parsed);
    good = check_source_date(session) && good;
    return choose_today(session, parsed) && good;
}

static const char BOLD[] = "\033[1m", PLAIN[] = "\033[0m";

static void print_diag(const struct diags *diags, const struct diag *diag, FILE *stream, bool colour)
{
    const struct place *place = &diag->place;
    fputs(colour ? BOLD : "", stream);
    fputs(place->file == NULL ? "warpcost" : text_quote(diags->arena, place->file, COLUMNS_MAX), stream);
    if (place->file != NULL && place->line > 0)
        fprintf(stream, place->column > 0 ? ":%u:%u" : ":%u", place->line, place->column);
    fputs(":", stream);
    fputs(colour ? PLAIN : "", stream);
    fprintf(stream, " %s\n", text_quote(diags->arena, diag->message, SIZE_MAX));
}

void session_print_diags(const struct diags *diags, FILE *stream, bool colour)
{
    for (const struct diag *diag = diags->first; diag != NULL; diag = diag->next)
        print_diag(diags, diag, stream, colour);
    if (diags->count > diags->kept_count)
        fprintf(stream, "warpcost: and %zu more like these\n", diags->count - diags->kept_count);
}

static ssize_t write_output(void *cookie, const char *bytes, size_t length)
{
    struct session_output *output = cookie;
    for (size_t done = 0; done < length && output->failure == 0;) {
        ssize_t put = write(STDOUT_FILENO, bytes + done, length - done);
        if (put >= 0)
            done += (size_t)put;
        else if (errno != EINTR)
            output->failure = errno;
    }
    return output->failure == 0 ? (ssize_t)length : 0;
}

static int close_output(void *cookie)
{
    struct session_output *output = cookie;
    if (close(STDOUT_FILENO) != 0 && output->failure == 0)
        output->failure = errno; /* network file systems report a full disk here */
    return 0;
}

void session_output_open(struct session_output *output)
{
    *output = (struct session_output){
        .stream = fopencookie(output, "w",
                              (cookie_io_functions_t){.write = write_output, .close = close_output})};
    if (output->stream == NULL) arena_exhausted();
}

bool session_output_close(struct session_output *output, struct diags *diags)
{
    fclose(output->stream);
    if (output->failure == EPIPE) return false; /* whoever reads has seen enough, as with '| head' */
    return output->failure == 0 ||
           diags_add(diags, DIAG_FILE_UNWRITABLE, (struct place){.file = "standard output"},
                     "can't write: %s", strerror(output->failure));
}
