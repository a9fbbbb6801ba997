/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/samples.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/csv.h"
#include "base/dist.h"
#include "base/text.h"
#include "base/units.h"

enum { CELLS_MAX = 64, CELL_MAX_BYTES = 64, QUOTE_COLUMNS = 40, ROWS_AT_FIRST = 1024 };
enum { NO_COLUMN = -1 };

struct cell {
    char text[CELL_MAX_BYTES + 1]; /* truncated when longer */
};

struct row {
    double value, bytes, level;
    uint32_t line;
};

struct reader {
    const char *file;
    const char *unit; /* unit of cells without one; NULL for none */
    struct arena *arena, *scratch;
    struct diags *diags;

    struct csv csv;
    struct cell cells[CELLS_MAX];
    size_t width; /* cells of the first row */
    int value_column, bytes_column, level_column;
    bool level_is_percent;

    struct row *rows;
    size_t count, capacity;
};

static const char *quote(const struct reader *reader, const char *text)
{
    return text_quote(reader->diags->arena, text, QUOTE_COLUMNS);
}

static struct place place_of(const struct reader *reader, int column)
{
    return csv_place(&reader->csv, (size_t)column);
}

static struct place place_of_row(const struct reader *reader)
{
    return (struct place){reader->file, reader->csv.record_line, 1};
}

/* ---- header ---- */

/* The unit at the end of a column's name, as units_parse knows it, or NULL: "latency_ms", "latency (ms)",
 * "milliseconds". */
static const char *unit_of_name(const char *name)
{
    static const char *const WORDS[][2] = {
        {"s", "s"},     {"sec", "s"},       {"seconds", "s"},       {"ms", "ms"},
        {"msec", "ms"}, {"millis", "ms"},   {"milliseconds", "ms"}, {"us", "us"},
        {"µs", "us"},   {"usec", "us"},     {"micros", "us"},       {"microseconds", "us"},
        {"ns", "ns"},   {"nsec", "ns"},     {"nanos", "ns"},        {"nanoseconds", "ns"},
        {"min", "min"}, {"minutes", "min"},
    };
    size_t end = strlen(name);
    while (end > 0 && (name[end - 1] == ')' || name[end - 1] == ']')) end--;
    size_t from = end;
    while (from > 0 && strchr("_ ([./-", name[from - 1]) == NULL) from--;
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if (strlen(WORDS[i][0]) == end - from && strncasecmp(name + from, WORDS[i][0], end - from) == 0)
            return WORDS[i][1];
    return NULL;
}

static bool is_one_of(const char *name, const char *const *names)
{
    while (*names != NULL && strcasecmp(name, *names) != 0) names++;
    return *names != NULL;
}

static bool take_role(struct reader *reader, int *role, int column, const char *what)
{
    if (*role != NO_COLUMN)
        return diags_add(reader->diags, DIAG_CSV_COLUMN, place_of(reader, column),
                         "'%s' is a second column of %s; leave out one",
                         quote(reader, reader->cells[column].text), what);
    *role = column;
    return true;
}

static bool take_name(struct reader *reader, int column)
{
    static const char *const QUANTILES[] = {"quantile", "level", NULL}, *const PERCENTILES[] = {"percentile",
                                                                                                "p", NULL};
    static const char *const VALUES[] = {"latency", "value", "duration", "elapsed", "rtt", NULL};
    const char *name = reader->cells[column].text, *unit = unit_of_name(name);
    if (is_one_of(name, QUANTILES) || is_one_of(name, PERCENTILES)) {
        reader->level_is_percent = is_one_of(name, PERCENTILES);
        return take_role(reader, &reader->level_column, column, "levels");
    }
    size_t length = strlen(name);
    if (length >= 5 && strcasecmp(name + length - 5, "bytes") == 0)
        return take_role(reader, &reader->bytes_column, column, "bytes");
    if (unit == NULL && !is_one_of(name, VALUES)) return true;
    reader->unit = unit != NULL ? unit : reader->unit;
    return take_role(reader, &reader->value_column, column, "latencies");
}

/* True if the first row is data already: it begins like a number. */
static bool is_data(const struct reader *reader)
{
    return reader->cells[0].text[0] != '\0' && strchr("0123456789.+-", reader->cells[0].text[0]) != NULL;
}

/* Bind the columns by the first row, which is a header if is_header. */
static bool read_header(struct reader *reader, bool is_header)
{
    if (!is_header && reader->width > 1)
        return diags_add(reader->diags, DIAG_CSV_COLUMN, place_of_row(reader),
                         "the first line doesn't name the columns; put one above, such as 'latency_ms,bytes' "
                         "or 'quantile,value_ms'");
    for (size_t i = 0; is_header && i < reader->width; i++)
        if (!take_name(reader, (int)i)) return false;
    if (reader->width == 1) reader->value_column = 0;
    return reader->value_column != NO_COLUMN ||
           diags_add(reader->diags, DIAG_CSV_COLUMN, place_of_row(reader),
                     "no column is of latencies; end its name in the unit, such as 'latency_ms'");
}

/* ---- values ---- */

/* The range of a latency as a parameter: what is fitted is to be read back. */
static const double SHORTEST_S = 1e-9, LONGEST_S = 3600;

static bool read_duration(struct reader *reader, const char *text, struct place place, double *value)
{
    char with_unit[CELL_MAX_BYTES + 16];
    double number;
    const char *read = text;
    if (units_parse(UNIT_NUMBER, text, &number) == UNITS_OK && reader->unit != NULL) {
        snprintf(with_unit, sizeof with_unit, "%s%s", text, reader->unit);
        read = with_unit;
    }
    switch (units_parse(UNIT_DURATION, read, value)) {
    case UNITS_OK:
        if (*value > 0 && (*value < SHORTEST_S || *value > LONGEST_S))
            return diags_add(reader->diags, DIAG_OUT_OF_RANGE, place,
                             "'%s' is outside of 1 ns to 1 h, which no workload takes: is the unit right?",
                             quote(reader, text));
        return *value > 0 || diags_add(reader->diags, DIAG_OUT_OF_RANGE, place,
                                       "'%s' is no latency: it must be above 0", quote(reader, text));
    case UNITS_MISSING:
        return diags_add(reader->diags, DIAG_MISSING_UNIT, place,
                         "'%s' has no unit; name it in the header, such as 'latency_ms'",
                         quote(reader, text));
    case UNITS_UNKNOWN:
        return diags_add(reader->diags, DIAG_UNKNOWN_UNIT, place,
                         "'%s' has an unknown unit; a latency is in s, ms, us or ns", quote(reader, text));
    default:
        return diags_add(reader->diags, DIAG_NOT_A_NUMBER, place,
                         "'%s' is no latency; write for example '4.2' below 'latency_ms'",
                         quote(reader, text));
    }
}

static bool read_bytes(struct reader *reader, const char *text, struct place place, double *bytes)
{
    bool fine = (units_parse(UNIT_NUMBER, text, bytes) == UNITS_OK ||
                 units_parse(UNIT_BYTES, text, bytes) == UNITS_OK) &&
                *bytes >= 0;
    return fine || diags_add(reader->diags, DIAG_CSV_CELL, place,
                             "'%s' is no number of bytes; write for example '4194304' or '4 MiB'",
                             quote(reader, text));
}

static bool read_level(struct reader *reader, const char *text, struct place place, double *level)
{
    static const struct {
        const char *word;
        double level;
    } WORDS[] = {{"min", 0}, {"median", 0.5}, {"max", 1}};
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        if (strcasecmp(text, WORDS[i].word) == 0) {
            *level = WORDS[i].level;
            return true;
        }
    }
    bool fine = dist_level_read(text, level);
    if (!fine && reader->level_is_percent && units_parse(UNIT_NUMBER, text, level) == UNITS_OK)
        fine = dist_level_read(text_format(reader->scratch, "p%s", text), level);
    else if (!fine)
        fine = units_parse(UNIT_FRACTION, text, level) == UNITS_OK;
    if (fine && *level >= 0 && *level <= 1) return true;
    return diags_add(reader->diags, DIAG_CSV_CELL, place, "'%s' is no %s; write for example '%s' or 'p99.9'",
                     quote(reader, text),
                     reader->level_is_percent ? "percentile from 0 to 100" : "quantile from 0 to 1",
                     reader->level_is_percent ? "99.9" : "0.999");
}

static void keep_row(struct reader *reader, struct row row)
{
    arena_grow(reader->scratch, reader->rows, reader->count, reader->capacity, ROWS_AT_FIRST);
    reader->rows[reader->count++] = row;
}

static bool read_row(struct reader *reader, size_t cell_count)
{
    if (cell_count != reader->width)
        return diags_add(reader->diags, DIAG_CSV_SYNTAX, place_of_row(reader),
                         "the row has %zu cells, the first line %zu; is a comma missing, or one too many?",
                         cell_count, reader->width);
    struct row row = {.line = reader->csv.record_line};
    bool fine = read_duration(reader, reader->cells[reader->value_column].text,
                              place_of(reader, reader->value_column), &row.value);
    if (reader->bytes_column != NO_COLUMN)
        fine = read_bytes(reader, reader->cells[reader->bytes_column].text,
                          place_of(reader, reader->bytes_column), &row.bytes) &&
               fine;
    if (reader->level_column != NO_COLUMN)
        fine = read_level(reader, reader->cells[reader->level_column].text,
                          place_of(reader, reader->level_column), &row.level) &&
               fine;
    if (fine) keep_row(reader, row);
    return fine;
}

/* ---- rows ---- */

static void take_cell(void *context, size_t position, const char *bytes, size_t length)
{
    struct reader *reader = context;
    if (position >= CELLS_MAX) return;
    if (length > CELL_MAX_BYTES) length = CELL_MAX_BYTES;
    memcpy(reader->cells[position].text, bytes, length);
    reader->cells[position].text[length] = '\0';
}

static bool take_row(void *context, size_t cell_count)
{
    struct reader *reader = context;
    if (cell_count > CELLS_MAX)
        return diags_add(reader->diags, DIAG_CSV_SYNTAX, place_of_row(reader),
                         "the line has more than %d cells; leave out columns that aren't needed", CELLS_MAX);
    bool is_first = !reader->csv.has_rows, is_header = is_first && !is_data(reader);
    if (is_first) reader->width = cell_count;
    if (is_first && !read_header(reader, is_header)) return false;
    if (!is_header) read_row(reader, cell_count); /* a mistake in a row doesn't end the reading */
    return true;
}

static bool check_bytes(const struct reader *reader, const char *bytes, size_t length)
{
    size_t invalid = text_invalid_utf8_at(bytes, length);
    const char *nul = memchr(bytes, '\0', length);
    size_t at = nul != NULL && (size_t)(nul - bytes) < invalid ? (size_t)(nul - bytes) : invalid;
    if (at == length) return true;
    uint32_t line = 1;
    for (size_t i = 0; i < at; i++) line += bytes[i] == '\n';
    return diags_add(reader->diags, DIAG_ENCODING, (struct place){reader->file, line, 0},
                     "byte 0x%02X stands here; save the file as plain UTF-8", (unsigned char)bytes[at]);
}

/* ---- the whole ---- */

static int by_level(const void *a, const void *b)
{
    const struct row *left = a, *right = b;
    if (left->level != right->level) return left->level < right->level ? -1 : 1;
    return (left->line > right->line) - (left->line < right->line);
}

/* Fractions that were taken for percentiles: nobody measures nothing above p1, and a p0.5 beside a p99.9 is
 * the median more often than not. */
static void refuse_fractions(const struct reader *reader)
{
    const double percent = 0.01;
    const struct row *top = &reader->rows[reader->count - 1], *low = reader->rows;
    while (low < top && low->level <= 0) low++;
    if (top->level > 0 && top->level <= percent)
        diags_add(
            reader->diags, DIAG_INCONSISTENT, (struct place){reader->file, top->line, 0},
            "nothing above %s is measured: as percentiles write 50 and 99, or name fractions of 1 'quantile'",
            dist_level_name(reader->diags->arena, top->level));
    else if (reader->level_is_percent && low->level > 0 && low->level < percent)
        diags_add(
            reader->diags, DIAG_INCONSISTENT, (struct place){reader->file, low->line, 0},
            "%s may be meant as a fraction of 1: as percentiles write 50 for the median, or name the column "
            "'quantile' and write fractions",
            dist_level_name(reader->diags->arena, low->level));
}

static void check_levels(const struct reader *reader)
{
    for (size_t i = 1; i < reader->count; i++) {
        const struct row *row = &reader->rows[i], *before = row - 1;
        struct place place = {reader->file, row->line, 0};
        const char *name = dist_level_name(reader->diags->arena, row->level);
        if (row->level == before->level)
            diags_add(reader->diags, DIAG_DUPLICATE_NAME, place, "%s is there twice; keep one", name);
        else if (row->value < before->value)
            diags_add(reader->diags, DIAG_INCONSISTENT, place, "%s is below %s", name,
                      dist_level_name(reader->diags->arena, before->level));
    }
    refuse_fractions(reader);
}

static const double *column_of(const struct reader *reader, size_t offset)
{
    double *values = arena_new_of(reader->arena, double, reader->count);
    for (size_t i = 0; i < reader->count; i++)
        memcpy(&values[i], (const char *)&reader->rows[i] + offset, sizeof *values);
    return values;
}

static const struct samples *finish(struct reader *reader)
{
    bool has_levels = reader->level_column != NO_COLUMN;
    if (has_levels && reader->count > 0) {
        qsort(reader->rows, reader->count, sizeof *reader->rows, by_level);
        check_levels(reader);
    }
    struct samples *samples = arena_new_of(reader->arena, struct samples, 1);
    *samples = (struct samples){
        .count = reader->count,
        .values_s = column_of(reader, offsetof(struct row, value)),
        .bytes = reader->bytes_column == NO_COLUMN || has_levels
                     ? NULL
                     : column_of(reader, offsetof(struct row, bytes)),
        .levels = has_levels ? column_of(reader, offsetof(struct row, level)) : NULL,
    };
    return samples;
}

static struct reader *reader_new(const char *file, const char *unit, struct arena *scratch,
                                 struct arena *arena, struct diags *diags)
{
    struct reader *reader = arena_new_of(scratch, struct reader, 1);
    *reader = (struct reader){.file = file,
                              .unit = unit,
                              .arena = arena,
                              .scratch = scratch,
                              .diags = diags,
                              .value_column = NO_COLUMN,
                              .bytes_column = NO_COLUMN,
                              .level_column = NO_COLUMN};
    return reader;
}

const struct samples *samples_read(const char *file, const char *bytes, size_t length, const char *unit,
                                   struct arena *arena, struct diags *diags)
{
    size_t before = diags->count;
    struct arena *scratch = arena_new();
    struct reader *reader = reader_new(file, unit, scratch, arena, diags);
    reader->csv = (struct csv){.source = {file, bytes, length},
                               .comment = '#',
                               .cell = take_cell,
                               .row = take_row,
                               .context = reader,
                               .diags = diags};
    if (check_bytes(reader, bytes, length) && csv_read(&reader->csv) && reader->count == 0 &&
        diags->count == before)
        diags_add(diags, DIAG_CSV_SYNTAX, (struct place){file, 1, 1}, "there is no row of figures");
    const struct samples *samples = diags->count > before ? NULL : finish(reader);
    arena_free(scratch);
    return diags->count > before ? NULL : samples;
}

const struct samples *samples_of_text(const char *text, struct place place, struct arena *arena,
                                      struct diags *diags)
{
    size_t before = diags->count;
    struct arena *scratch = arena_new();
    struct reader *reader = reader_new(place.file, NULL, scratch, arena, diags);
    reader->level_column = 0;
    for (const char *at = text; *at != '\0';) {
        size_t length = strcspn(at, ","), name_length = strcspn(at, "=,");
        struct row row = {.line = place.line};
        if (name_length == length)
            diags_add(diags, DIAG_CSV_CELL, place,
                      "'%s' is no percentile and its latency; write for example 'p99=400ms'",
                      quote(reader, arena_copy(scratch, at, length)));
        else if (read_level(reader, arena_copy(scratch, at, name_length), place, &row.level) &&
                 read_duration(reader, arena_copy(scratch, at + name_length + 1, length - name_length - 1),
                               place, &row.value))
            keep_row(reader, row);
        at += length + (at[length] == ',');
    }
    const struct samples *samples = diags->count > before ? NULL : finish(reader);
    arena_free(scratch);
    return diags->count > before ? NULL : samples;
}
