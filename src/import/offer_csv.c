/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The stream: blocks are read after the open row, scanned once, and cut into rows in place. A block fits
 * in a processor's second-level cache, so that bytes come from memory once. */
#include "import/offer_csv.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "import/offer_csv_private.h"

enum { ENDS_AT_ONCE = 1024 };

struct stream {
    const struct offer_source *source;
    size_t block_bytes;
    struct csv_rows rows;
    struct scan_rows scan;
    char *bytes;
    size_t capacity; /* SCAN_STEP_BYTES more can be read */
    size_t filled;
    size_t begin;                   /* start of the open row, whose offset and line are in rows.row */
    bool open_is_high, open_has_cr; /* from earlier blocks of the open row */
    struct scan_end ends[ENDS_AT_ONCE];
};

static struct raw_row raw_until(const struct stream *stream, size_t end, uint32_t lines)
{
    return (struct raw_row){.bytes = stream->bytes + stream->begin,
                            .length = end - stream->begin,
                            .may_be_high = stream->open_is_high || stream->scan.has_high,
                            .may_have_cr = stream->open_has_cr || stream->scan.has_cr,
                            .is_multiline = lines > 1};
}

static bool take_row(struct stream *stream, size_t end, uint32_t lines)
{
    struct raw_row raw = raw_until(stream, end, lines);
    if (!csv_rows_take(&stream->rows, &raw)) return false;
    stream->rows.row.offset += raw.length;
    stream->rows.row.line += lines;
    stream->begin = end;
    stream->open_is_high = stream->open_has_cr = false;
    return true;
}

/* Scan the bytes read from `at` on and take the rows that end in them. */
static bool take_block(struct stream *stream, size_t at)
{
    stream->scan.has_high = stream->scan.has_cr = false;
    while (at < stream->filled) {
        size_t count, from = at;
        at += stream->rows.scanner->find_rows(&stream->scan, stream->bytes + at, stream->filled - at,
                                              stream->ends, ENDS_AT_ONCE, &count);
        for (size_t i = 0; i < count; i++)
            if (!take_row(stream, from + stream->ends[i].at, stream->ends[i].lines)) return false;
    }
    stream->open_is_high |= stream->scan.has_high;
    stream->open_has_cr |= stream->scan.has_cr;
    return true;
}

/* Move the open row to the front and make room for a block after it. */
static void make_room(struct stream *stream)
{
    size_t open = stream->filled - stream->begin;
    char *from = stream->bytes == NULL
                     ? NULL
                     : stream->bytes + stream->begin; /* the buffer is NULL before the first block */
    if (open + stream->block_bytes > stream->capacity) {
        stream->capacity = 2 * open + stream->block_bytes;
        stream->bytes = arena_alloc(stream->rows.arena, stream->capacity + SCAN_STEP_BYTES);
    }
    if (from != stream->bytes && open > 0) memmove(stream->bytes, from, open);
    stream->filled = open;
    stream->begin = 0;
}

/* A row without its end: any other mistake in it is the likelier cause. */
static bool unfinished(struct stream *stream)
{
    struct raw_row raw = raw_until(stream, stream->filled, stream->scan.lines + 1);
    if (!csv_rows_try(&stream->rows, &raw)) return false;
    return csv_rows_wrong(&stream->rows, DIAG_CSV_SYNTAX,
                          stream->scan.lines > 0
                              ? "a quote in the row that begins here is never closed; download the file again"
                              : "the file ends in the middle of the row that begins here; download it again");
}

static bool finish(struct stream *stream)
{
    if (stream->filled > stream->begin) return unfinished(stream);
    if (stream->rows.part != CSV_ROWS)
        return csv_rows_wrong(&stream->rows, DIAG_CSV_COLUMN,
                              "there is no header whose first column is SKU; this is no price list of AWS");
    return true;
}

static bool read_blocks(struct stream *stream)
{
    for (;;) {
        make_room(stream);
        if (stream->filled > OFFER_ROW_MAX_BYTES) return unfinished(stream);
        ptrdiff_t got = stream->source->read(stream->source->user, stream->bytes + stream->filled,
                                             stream->block_bytes);
        if (got < 0)
            return diags_add(stream->rows.diags, DIAG_FILE_UNREADABLE,
                             (struct place){.file = stream->rows.name}, "can't read: %s", strerror(errno));
        if (got == 0) return finish(stream);
        size_t at = stream->filled;
        stream->filled += (size_t)got;
        if (!take_block(stream, at)) return false;
    }
}

bool offer_csv_read(const struct offer_source *source, const struct offer_wanted *wanted,
                    const struct offer_sink *sink, struct diags *diags)
{
    assert(source->block_bytes <= OFFER_CSV_BLOCK_MAX_BYTES);
    struct arena *arena = arena_new();
    struct stream *stream = arena_new_of(arena, struct stream, 1);
    stream->source = source;
    stream->block_bytes = source->block_bytes == 0 ? OFFER_BLOCK_BYTES : source->block_bytes;
    stream->rows = (struct csv_rows){.wanted = wanted,
                                     .sink = sink,
                                     .scanner = wanted->plain_loops ? &SCANNER_PORTABLE : scanner_best(),
                                     .name = source->name,
                                     .arena = arena,
                                     .diags = diags};
    csv_rows_start(&stream->rows);
    bool good = read_blocks(stream);
    csv_rows_end(&stream->rows);
    arena_free(arena);
    return good;
}
