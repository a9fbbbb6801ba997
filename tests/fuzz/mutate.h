/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Mutations that keep the form of an input: nodes of YAML (a line with all that is indented below it), rows
 * and cells of CSV, members and items of JSON are doubled, left out, exchanged, copied over one another, and
 * their numbers moved to a boundary. A third is left to libFuzzer. Included once by a fuzzer, which defines
 * SYNTAX; else it is YAML. */
#pragma once

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum syntax { SYNTAX_YAML, SYNTAX_CSV, SYNTAX_JSON };
#ifndef SYNTAX
#define SYNTAX SYNTAX_YAML
#endif

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

enum { NODES_KEPT = 2048, MUTATE_DEPTH_MAX = 64 };

/* The bytes of a node; its neighbours are parted from it by a comma unless it ends a line. */
struct node_span {
    size_t from, to;
    int is_lines;
};

struct node_spans {
    struct node_span list[NODES_KEPT];
    size_t count;
};

static void add_span(struct node_spans *spans, size_t from, size_t to, int is_lines)
{
    if (from < to && spans->count < NODES_KEPT)
        spans->list[spans->count++] = (struct node_span){from, to, is_lines};
}

static size_t line_end(const uint8_t *data, size_t size, size_t at)
{
    const uint8_t *end = memchr(data + at, '\n', size - at);
    return end == NULL ? size : (size_t)(end - data) + 1;
}

static size_t indent_of(const uint8_t *data, size_t size, size_t at)
{
    size_t indent = 0;
    while (at + indent < size && data[at + indent] == ' ') indent++;
    return indent;
}

static void find_lines(const uint8_t *data, size_t size, struct node_spans *spans)
{
    for (size_t at = 0; at < size; at = line_end(data, size, at)) {
        size_t end = line_end(data, size, at), indent = indent_of(data, size, at);
        add_span(spans, at, end, 1);
        size_t below = end;
        while (below < size && indent_of(data, size, below) > indent) below = line_end(data, size, below);
        if (below > end) add_span(spans, at, below, 1);
    }
}

static void find_cells(const uint8_t *data, size_t size, struct node_spans *spans)
{
    size_t from = 0;
    int is_quoted = 0;
    for (size_t at = 0; at < size; at++) {
        is_quoted ^= data[at] == '"';
        if (is_quoted || (data[at] != ',' && data[at] != '\n')) continue;
        add_span(spans, from, at, 0);
        from = at + 1;
    }
    find_lines(data, size, spans);
}

static void find_items(const uint8_t *data, size_t size, struct node_spans *spans)
{
    size_t starts[MUTATE_DEPTH_MAX], depth = 0;
    int is_text = 0;
    for (size_t at = 0; at < size; at++) {
        if (is_text && data[at] == '\\') {
            at++;
            continue;
        }
        is_text ^= data[at] == '"';
        if (is_text) continue;
        if (data[at] == '{' || data[at] == '[') {
            if (depth == MUTATE_DEPTH_MAX) return;
            starts[depth++] = at + 1;
        } else if (depth > 0 && (data[at] == ',' || data[at] == '}' || data[at] == ']')) {
            add_span(spans, starts[depth - 1], at, 0);
            starts[depth - 1] = at + 1;
            depth -= data[at] != ',';
        }
    }
}

static unsigned draw(unsigned *seed, size_t below)
{
    *seed = *seed * 1103515245u + 12345u;
    return below == 0 ? 0 : (unsigned)((*seed >> 8) % below);
}

/* Put length bytes in the place of those from from to to; the size then, or the one before where it won't
 * fit. */
static size_t put(uint8_t *data, size_t size, size_t max_size, size_t from, size_t to, const uint8_t *bytes,
                  size_t length)
{
    if (size - (to - from) + length > max_size) return size;
    memmove(data + from + length, data + to, size - to);
    memcpy(data + from, bytes, length);
    return size - (to - from) + length;
}

static size_t put_number(uint8_t *data, size_t size, size_t max_size, struct node_span span, unsigned *seed)
{
    static const char *const BOUNDS[] = {"0",
                                         "-1",
                                         "1",
                                         "0.5",
                                         "1e308",
                                         "1e-308",
                                         "9007199254740993",
                                         "4294967296",
                                         "nan",
                                         "2026-13-01",
                                         "010",
                                         "",
                                         "65537",
                                         "0.99",
                                         "1000000000000",
                                         "-0",
                                         "1.7976931348623157e308",
                                         "null",
                                         "[]"};
    static const char DIGITS[] = "0123456789";
    size_t start = span.from + draw(seed, span.to - span.from);
    for (size_t i = 0; i < span.to - span.from; i++) {
        size_t at = span.from + (start - span.from + i) % (span.to - span.from), end = at;
        if (strchr(DIGITS, data[at]) == NULL || data[at] == 0) continue;
        while (at > span.from && data[at - 1] != 0 && strchr("0123456789.", data[at - 1]) != NULL) at--;
        while (end < span.to && data[end] != 0 && strchr("0123456789.", data[end]) != NULL) end++;
        const char *bound = BOUNDS[draw(seed, sizeof BOUNDS / sizeof *BOUNDS)];
        return put(data, size, max_size, at, end, (const uint8_t *)bound, strlen(bound));
    }
    return size;
}

/* Copy one node over another, or beside it. */
static size_t put_node(uint8_t *data, size_t size, size_t max_size, struct node_span one,
                       struct node_span place, int is_beside)
{
    size_t length = one.to - one.from;
    uint8_t *copy = malloc(length + 1);
    if (copy == NULL) abort();
    copy[0] = ',';
    memcpy(copy + 1, data + one.from, length);
    int has_comma = is_beside && !one.is_lines;
    size_t now = put(data, size, max_size, is_beside ? place.to : place.from, place.to, copy + !has_comma,
                     length + (size_t)has_comma);
    free(copy);
    return now;
}

static size_t leave_out(uint8_t *data, size_t size, struct node_span span)
{
    if (!span.is_lines && span.to < size && data[span.to] == ',')
        span.to++;
    else if (!span.is_lines && span.from > 0 && data[span.from - 1] == ',')
        span.from--;
    memmove(data + span.from, data + span.to, size - span.to);
    return size - (span.to - span.from);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    struct node_spans spans;
    spans.count = 0;
    if (size > 0)
        (SYNTAX == SYNTAX_JSON  ? find_items
         : SYNTAX == SYNTAX_CSV ? find_cells
                                : find_lines)(data, size, &spans);
    if (spans.count == 0 || draw(&seed, 3) == 0) return LLVMFuzzerMutate(data, size, max_size);
    struct node_span one = spans.list[draw(&seed, spans.count)], other = spans.list[draw(&seed, spans.count)];
    switch (draw(&seed, 6)) {
    case 0: return put_node(data, size, max_size, one, one, 1);
    case 1: return leave_out(data, size, one);
    case 2: return put_node(data, size, max_size, one, other, 0);
    case 3: return put_node(data, size, max_size, one, other, 1);
    case 4: { /* exchanged: the later one first, so that the earlier one stays where it is */
        struct node_span first = one.from < other.from ? one : other,
                         last = one.from < other.from ? other : one;
        if (first.to > last.from) return leave_out(data, size, last);
        uint8_t *kept = malloc(last.to - last.from);
        if (kept == NULL) abort();
        memcpy(kept, data + last.from, last.to - last.from);
        size_t now = put_node(data, size, max_size, first, last, 0);
        if (now - size == (first.to - first.from) - (last.to - last.from))
            now = put(data, now, max_size, first.from, first.to, kept, last.to - last.from);
        free(kept);
        return now;
    }
    default: return put_number(data, size, max_size, one, &seed);
    }
}
