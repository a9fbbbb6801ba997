/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/json_window.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "base/text.h"

enum { CHARACTER_MAX_BYTES = 4 };

void json_window_init(struct json_window *window, const struct offer_source *source,
                      const struct json_kernels *kernels, size_t pinned_max, struct arena *arena,
                      struct diags *diags)
{
    size_t block_bytes = source->block_bytes != 0 ? source->block_bytes : OFFER_BLOCK_BYTES;
    size_t capacity = block_bytes +
                      block_bytes / 4; /* room for the part that a block's end cuts, before it must grow */
    *window = (struct json_window){.source = source,
                                   .kernels = kernels,
                                   .diags = diags,
                                   .capacity = capacity,
                                   .block_bytes = block_bytes,
                                   .pin = JSON_WINDOW_UNPINNED,
                                   .pinned_max = pinned_max,
                                   .arena = arena,
                                   .line = 1};
    window->bytes = arena_alloc(arena, capacity);
}

uint64_t json_window_line(struct json_window *window, size_t at)
{
    if (at >= window->line_at)
        window->line += window->kernels->lines(window->bytes + window->line_at, at - window->line_at);
    else
        window->line -= window->kernels->lines(window->bytes + at, window->line_at - at);
    window->line_at = at;
    return window->line;
}

bool json_window_fail(struct json_window *window, enum diag_id id, size_t at, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *what = text_vformat(window->diags->arena, format, args);
    va_end(args);
    uint64_t line = json_window_line(window, at);
    struct place place = {window->source->name, line <= UINT32_MAX ? (uint32_t)line : 0, 0};
    return diags_add(window->diags, id, place, "%s (byte %" PRIu64 ")", what, window->base + at);
}

/* Drop bytes that are no longer needed. */
static void compact(struct json_window *window)
{
    size_t keep = window->pin != JSON_WINDOW_UNPINNED ? (size_t)window->pin : window->at;
    if (keep > window->end - window->unfinished) keep = window->end - window->unfinished;
    if (keep == 0) return;
    json_window_line(window, keep);
    memmove(window->bytes, window->bytes + keep, window->end - keep);
    window->base += keep;
    window->at -= keep;
    window->end -= keep;
    window->line_at = 0;
    if (window->pin != JSON_WINDOW_UNPINNED) window->pin -= (ptrdiff_t)keep;
}

/* Check the got bytes appended at the end. A character cut by the block's end is checked with the next
 * block. */
static bool check_characters(struct json_window *window, size_t got)
{
    const char *joined = window->bytes + window->end - got;
    if (window->unfinished == 0 && window->kernels->is_ascii(joined, got)) return true;
    const char *nul = memchr(joined, '\0', got);
    if (nul != NULL) {
        window->failed = true;
        return json_window_fail(window, DIAG_ENCODING, (size_t)(nul - window->bytes),
                                "a NUL byte: this is no text");
    }
    const char *start = joined - window->unfinished;
    size_t length = got + window->unfinished, valid = text_invalid_utf8_at(start, length);
    window->unfinished = length - valid;
    if (window->unfinished < CHARACTER_MAX_BYTES) return true;
    window->failed = true;
    return json_window_fail(window, DIAG_ENCODING, (size_t)(start - window->bytes) + valid,
                            "byte \\x%02X is not UTF-8", (unsigned char)start[valid]);
}

static bool at_end(struct json_window *window)
{
    if (window->unfinished == 0) return false;
    size_t at = window->end - window->unfinished;
    window->failed = true;
    return json_window_fail(window, DIAG_ENCODING, at, "byte \\x%02X is not UTF-8",
                            (unsigned char)window->bytes[at]);
}

static bool too_large(struct json_window *window)
{
    window->failed = true;
    return json_window_fail(window, DIAG_FILE_TOO_LARGE, (size_t)window->pin,
                            "one object or text of more than %zu KiB begins here; no offer has such",
                            window->pinned_max / 1024);
}

/* Make room for another block. Pinned bytes are bounded, so growth is. */
static void make_room(struct json_window *window)
{
    size_t needed = window->end + window->block_bytes;
    if (needed <= window->capacity) return;
    size_t capacity = needed > window->capacity * 2 ? needed : window->capacity * 2;
    window->bytes = arena_widened(window->arena, window->bytes, window->end, 1, capacity);
    window->capacity = capacity;
}

bool json_window_more(struct json_window *window)
{
    compact(window);
    if (window->pin != JSON_WINDOW_UNPINNED && window->end - (size_t)window->pin > window->pinned_max)
        return too_large(window);
    make_room(window);
    ptrdiff_t got = window->source->read(window->source->user, window->bytes + window->end,
                                         window->block_bytes);
    if (got < 0) {
        window->failed = true;
        return json_window_fail(window, DIAG_FILE_UNREADABLE, window->end, "can't read on: %s",
                                strerror(errno));
    }
    window->end += (size_t)got;
    return got == 0 ? at_end(window) : check_characters(window, (size_t)got);
}

bool json_window_seek(struct json_window *window, uint64_t offset, uint64_t line)
{
    window->at = window->end = window->line_at = window->unfinished = 0;
    window->pin = JSON_WINDOW_UNPINNED;
    window->base = offset;
    window->line = line;
    return window->source->seek(window->source->user, offset) ||
           json_window_fail(window, DIAG_FILE_UNREADABLE, 0, "can't go back here: %s", strerror(errno));
}
