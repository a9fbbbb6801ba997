/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/samples.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/dist.h"
#include "base/text.h"
#include "base/units.h"

enum { CELLS_MAX = 64, CELL_MAX_BYTES = 64, QUOTE_COLUMNS = 40, ROWS_AT_FIRST = 1024 };
enum { NO_COLUMN = -1 };

struct cell {
    char text[CELL_MAX_BYTES + 1]; /* trimmed, without quotes; cut when longer */
    size_t offset;                 /* in the line, where a message points */
};

struct row {
    double value, bytes, level;
    uint32_t line;
};

struct reader {
    const char *file;
    const char *unit; /* of cells without one; NULL for none */
    struct arena *arena, *scratch;
    struct diags *diags;

    const char *line_start;
    uint32_t line;
    struct cell cells[CELLS_MAX];
    size_t cell_count;

    bool has_columns;
    size_t width;
    int value_column, bytes_column, level_column;
    bool level_is_percent;

    struct row *rows;
    size_t count, capacity;
};

/* ---- cells ---- */

static struct place place_at(const struct reader *reader, size_t offset)
{
    uint32_t column = 1;
    for (size_t i = 0; i < offset; i++) column += ((unsigned char)reader->line_start[i] & 0xC0) != 0x80;
    return (struct place){reader->file, reader->line, column};
}

static struct place place_of(const struct reader *reader, int column)
{
    return place_at(reader, reader->cells[column].offset);
}

static const char *quote(const struct reader *reader, const char *text)
{
    return text_quote(reader->diags->arena, text, QUOTE_COLUMNS);
}

static bool is_blank(char byte) { return byte == ' ' || byte == '\t' || byte == '\r'; }

static void take_cell(struct reader *reader, const char *from, const char *end)
{
    while (from < end && is_blank(*from)) from++;
    while (end > from && is_blank(end[-1])) end--;
    struct cell *cell = &reader->cells[reader->cell_count++];
    cell->offset = (size_t)(from - reader->line_start);
    if (end - from >= 2 && *from == '"' && end[-1] == '"') {
        from++;
        end--;
    }
    size_t length = (size_t)(end - from) < CELL_MAX_BYTES ? (size_t)(end - from) : CELL_MAX_BYTES;
    memcpy(cell->text, from, length);
    cell->text[length] = '\0';
}

/* Cut the line at its commas; those between quotes are text. False when there are more cells than any
 * measurement has. */
static bool cut(struct reader *reader, const char *at, const char *end)
{
    reader->cell_count = 0;
    for (const char *from = at; reader->cell_count < CELLS_MAX; from = ++at) {
        for (bool quoted = false; at < end && (quoted || *at != ','); at++) quoted ^= *at == '"';
        take_cell(reader, from, at);
        if (at == end) return true;
    }
    return diags_add(reader->diags, DIAG_CSV_SYNTAX, place_at(reader, 0),
                     "the line has more than %d cells; leave out columns that aren't needed", CELLS_MAX);
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

/* Whether the first line is data already: nothing in it is a name. */
static bool is_data(const struct reader *reader)
{
    return reader->cells[0].text[0] != '\0' && strchr("0123456789.+-", reader->cells[0].text[0]) != NULL;
}

/* The columns from the first line; *consumed tells whether it was their header. */
static bool read_header(struct reader *reader, bool *consumed)
{
    reader->has_columns = true;
    reader->width = reader->cell_count;
    *consumed = !is_data(reader);
    if (!*consumed && reader->width > 1)
        return diags_add(reader->diags, DIAG_CSV_COLUMN, place_at(reader, 0),
                         "the first line doesn't name the columns; put one above, such as 'latency_ms,bytes' "
                         "or 'quantile,value_ms'");
    for (size_t i = 0; *consumed && i < reader->width; i++)
        if (!take_name(reader, (int)i)) return false;
    if (reader->width == 1) reader->value_column = 0;
    return reader->value_column != NO_COLUMN ||
           diags_add(reader->diags, DIAG_CSV_COLUMN, place_at(reader, 0),
                     "no column is of latencies; end its name in the unit, such as 'latency_ms'");
}

/* ---- values ---- */

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
    if (reader->count == reader->capacity) {
        size_t capacity = reader->capacity == 0 ? ROWS_AT_FIRST : reader->capacity * 2;
        struct row *more = arena_new_of(reader->scratch, struct row, capacity);
        if (reader->count > 0) memcpy(more, reader->rows, reader->count * sizeof *more);
        reader->rows = more;
        reader->capacity = capacity;
    }
    reader->rows[reader->count++] = row;
}

static bool read_row(struct reader *reader)
{
    if (reader->cell_count != reader->width)
        return diags_add(reader->diags, DIAG_CSV_SYNTAX, place_at(reader, 0),
                         "the row has %zu cells, the first line %zu; is a comma missing, or one too many?",
                         reader->cell_count, reader->width);
    struct row row = {.line = reader->line};
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

/* ---- lines ---- */

static bool is_skipped(const char *at, const char *end)
{
    while (at < end && is_blank(*at)) at++;
    return at == end || *at == '#';
}

static bool read_line(struct reader *reader, const char *at, const char *end)
{
    bool is_header = false;
    reader->line_start = at;
    if (is_skipped(at, end)) return true;
    if (!cut(reader, at, end)) return false;
    if (!reader->has_columns && !read_header(reader, &is_header))
        return false; /* what follows can't be understood without it */
    if (!is_header) read_row(reader);
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

static void read_lines(struct reader *reader, const char *at, const char *end)
{
    static const char BYTE_ORDER_MARK[] = "\xEF\xBB\xBF";
    if (end - at >= 3 && memcmp(at, BYTE_ORDER_MARK, 3) == 0) at += 3;
    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at)), *stop = newline == NULL ? end : newline;
        reader->line++;
        if (!read_line(reader, at, stop)) return;
        at = newline == NULL ? end : newline + 1;
    }
    if (reader->count == 0 && reader->diags->count == 0)
        diags_add(reader->diags, DIAG_CSV_SYNTAX, (struct place){reader->file, 1, 1},
                  "there is no row of figures");
}

/* ---- the whole ---- */

static int by_level(const void *a, const void *b)
{
    const struct row *left = a, *right = b;
    if (left->level != right->level) return left->level < right->level ? -1 : 1;
    return (left->line > right->line) - (left->line < right->line);
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
    if (check_bytes(reader, bytes, length)) read_lines(reader, bytes, bytes + length);
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
