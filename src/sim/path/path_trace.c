/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/path/path_trace.h"

#include <assert.h>

struct path_trace {
    struct path_span *spans;
    size_t count, most;
    size_t item; /* the last one, if any */
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
    if (trace == NULL) return;
    trace->count = 0;
    trace->from_ns = from_ns;
}

bool path_trace_item(struct path_trace *trace, enum path_lane lane, uint32_t number, const char *name,
                     int64_t start_ns, int64_t end_ns)
{
    if (trace == NULL || trace->count == trace->most || start_ns < trace->from_ns) return false;
    assert(end_ns >= start_ns);
    trace->item = trace->count++;
    trace->spans[trace->item] = (struct path_span){
        .lane = lane, .number = number, .name = name, .start_ns = start_ns, .end_ns = end_ns};
    return true;
}

void path_trace_step(struct path_trace *trace, const char *name, int64_t start_ns, int64_t end_ns)
{
    assert(trace->count > 0);
    const struct path_span item = trace->spans[trace->item];
    assert(start_ns >= item.start_ns && end_ns >= start_ns && end_ns <= item.end_ns);
    if (trace->count == trace->most) return;
    trace->spans[trace->count++] = (struct path_span){.lane = item.lane,
                                                      .number = item.number,
                                                      .is_step = true,
                                                      .name = name,
                                                      .start_ns = start_ns,
                                                      .end_ns = end_ns};
}

size_t path_trace_count(const struct path_trace *trace) { return trace->count; }

const struct path_span *path_trace_at(const struct path_trace *trace, size_t index)
{
    assert(index < trace->count);
    return &trace->spans[index];
}
