/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/as/trace_json.h"

#include <stdlib.h>

#include "base/json_out.h"

/* An item with its steps: spans first to before end. */
struct item {
    size_t first, end;
    int64_t start_ns;
};

/* A thread of the trace: items of a lane's number, one after another. */
struct thread {
    enum path_lane lane;
    uint32_t number, row;
    int64_t free_ns;
};

struct writer {
    const struct path_trace *trace;
    struct item *items;
    size_t item_count;
    struct thread *threads;
    size_t thread_count;
    const char *servers;
    struct arena *arena;
};

static int by_start(const void *left, const void *right)
{
    const struct item *a = left, *b = right;
    if (a->start_ns != b->start_ns) return a->start_ns < b->start_ns ? -1 : 1;
    return (a->first > b->first) - (a->first < b->first);
}

static void gather_items(struct writer *writer)
{
    size_t count = path_trace_count(writer->trace);
    writer->items = arena_new_of(writer->arena, struct item, count);
    for (size_t i = 0; i < count; i++) {
        const struct path_span *span = path_trace_at(writer->trace, i);
        if (!span->is_step)
            writer->items[writer->item_count++] = (struct item){.first = i, .start_ns = span->start_ns};
        writer->items[writer->item_count - 1].end = i + 1;
    }
    qsort(writer->items, writer->item_count, sizeof *writer->items, by_start);
}

/* The first of its lane's threads that is free by then, or a new one. */
static size_t thread_for(struct writer *writer, const struct path_span *span)
{
    uint32_t rows = 0;
    size_t at = 0;
    for (; at < writer->thread_count; at++) {
        const struct thread *thread = &writer->threads[at];
        if (thread->lane != span->lane || thread->number != span->number) continue;
        if (thread->free_ns <= span->start_ns) break;
        rows++;
    }
    if (at == writer->thread_count)
        writer->threads[writer->thread_count++] = (struct thread){.lane = span->lane,
                                                                  .number = span->number,
                                                                  .row = rows};
    writer->threads[at].free_ns = span->end_ns;
    return at;
}

static void write_span(struct json_out *out, const struct path_span *span, size_t thread)
{
    const double ns_per_us = 1e3;
    json_object_row(out, NULL);
    json_text(out, "name", span->name);
    json_text(out, "ph", "X");
    json_number(out, "pid", span->lane + 1);
    json_number(out, "tid", (double)(thread + 1));
    json_exact(out, "ts", (double)span->start_ns / ns_per_us);
    json_exact(out, "dur", (double)(span->end_ns - span->start_ns) / ns_per_us);
    json_close(out);
}

static void write_name(struct json_out *out, const char *what, enum path_lane lane, size_t thread,
                       const char *name)
{
    json_object_row(out, NULL);
    json_text(out, "name", what);
    json_text(out, "ph", "M");
    json_number(out, "pid", lane + 1);
    json_number(out, "tid", (double)thread);
    json_object_row(out, "args");
    json_text(out, "name", name);
    json_close(out);
    json_close(out);
}

static const char *lane_name(const struct writer *writer, enum path_lane lane)
{
    return lane == PATH_LANE_PRODUCER ? "producer" : writer->servers;
}

static void write_names(const struct writer *writer, struct json_out *out)
{
    for (enum path_lane lane = 0; lane < PATH_LANE__COUNT; lane++)
        write_name(out, "process_name", lane, 0, text_format(writer->arena, "%ss", lane_name(writer, lane)));
    for (size_t i = 0; i < writer->thread_count; i++) {
        const struct thread *thread = &writer->threads[i];
        const char *name = text_format(writer->arena, "%s %u", lane_name(writer, thread->lane),
                                       thread->number);
        if (thread->row > 0) name = text_format(writer->arena, "%s, beside it %u", name, thread->row);
        write_name(out, "thread_name", thread->lane, i + 1, name);
    }
}

char *report_trace_json(const struct path_trace *trace, const char *servers, struct arena *arena)
{
    struct writer writer = {.trace = trace, .servers = servers, .arena = arena};
    gather_items(&writer);
    writer.threads = arena_new_of(arena, struct thread, writer.item_count);
    struct text text = text_new(arena);
    struct json_out out = json_out_new(&text);
    json_object(&out, NULL);
    json_text(&out, "displayTimeUnit", "ms");
    json_list(&out, "traceEvents");
    for (size_t i = 0; i < writer.item_count; i++) {
        const struct item *item = &writer.items[i];
        size_t thread = thread_for(&writer, path_trace_at(trace, item->first));
        for (size_t span = item->first; span < item->end; span++)
            write_span(&out, path_trace_at(trace, span), thread);
    }
    write_names(&writer, &out);
    json_close(&out);
    json_close(&out);
    return text.bytes;
}
