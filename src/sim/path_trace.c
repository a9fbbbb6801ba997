/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/path_trace.h"

#include <assert.h>

struct path_trace {
    struct path_span *spans;
    size_t count, most;
    int64_t from_ns;
};

struct path_trace *path_trace_new(struct arena *arena, size_t most)
{
    struct path_trace *trace = arena_new_of(arena, struct path_trace, 1);
    *trace = (struct path_trace){.spans = arena_new_of(arena, struct path_span, most), .most = most};
    return trace;
}

void path_trace_restart(struct path_trace *trace, int64_t from_ns)
{
    if (trace == NULL)
        return;
    trace->count = 0;
    trace->from_ns = from_ns;
}

void path_trace_span(struct path_trace *trace, enum path_lane lane, uint32_t number, uint64_t item, const char *name, int64_t start_ns, int64_t end_ns)
{
    if (trace == NULL)
        return;
    assert(end_ns >= start_ns);
    if (trace->count == trace->most || start_ns < trace->from_ns)
        return;
    trace->spans[trace->count++] = (struct path_span){lane, number, item, name, start_ns, end_ns};
}

size_t path_trace_count(const struct path_trace *trace)
{
    return trace->count;
}

const struct path_span *path_trace_at(const struct path_trace *trace, size_t index)
{
    assert(index < trace->count);
    return &trace->spans[index];
}
