/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/trace_json.h"

#include "report/json_out.h"

static const double US_PER_NS = 1e-3;

static void write_process(struct json_out *out, enum path_lane lane, const char *name)
{
    json_object_row(out, NULL);
    json_text(out, "name", "process_name");
    json_text(out, "ph", "M");
    json_number(out, "pid", lane);
    json_object_row(out, "args");
    json_text(out, "name", name);
    json_close(out);
    json_close(out);
}

static void write_span(struct json_out *out, const struct path_span *span)
{
    json_object_row(out, NULL);
    json_text(out, "name", span->name);
    json_text(out, "ph", "X");
    json_number(out, "pid", span->lane);
    json_number(out, "tid", span->number);
    json_exact(out, "ts", (double)span->start_ns * US_PER_NS);
    json_exact(out, "dur", (double)(span->end_ns - span->start_ns) * US_PER_NS);
    json_object_row(out, "args");
    json_number(out, "item", (double)span->item);
    json_close(out);
    json_close(out);
}

char *trace_json(const struct path_trace *trace, const char *architecture, struct arena *arena)
{
    static const char *const LANES[PATH_LANE__COUNT] = {[PATH_LANE_PRODUCER] = "producers", [PATH_LANE_SERVER] = "agents or brokers"};
    struct text text = text_new(arena);
    struct json_out out = json_out_new(&text);
    json_object(&out, NULL);
    json_text(&out, "displayTimeUnit", "ms");
    json_object_row(&out, "otherData");
    json_text(&out, "architecture", architecture);
    json_close(&out);
    json_list(&out, "traceEvents");
    for (int lane = 0; lane < PATH_LANE__COUNT; lane++)
        write_process(&out, (enum path_lane)lane, LANES[lane]);
    for (size_t i = 0; i < path_trace_count(trace); i++)
        write_span(&out, path_trace_at(trace, i));
    json_close(&out);
    json_close(&out);
    text_add(&text, "\n");
    return text.bytes;
}
