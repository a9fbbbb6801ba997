/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "report/diff.h"
#include "report/json_out.h"

#define DIFF_SCHEMA "warpcost.diff/1.0"

static double usd_or_nan(const struct run_architecture *architecture)
{
    return architecture == NULL || !architecture->feasible ? (double)NAN : architecture->usd_per_year;
}

static void add_split(struct json_out *out, const struct change_split *split)
{
    json_object_row(out, "split");
    json_bool(out, "known", split->is_known);
    json_text_or_null(out, "why_not", split->why_not);
    json_number_or_null(out, "price_usd", split->is_known ? split->price_usd : (double)NAN);
    json_number_or_null(out, "volume_usd", split->is_known && !split->is_joint ? split->volume_usd : (double)NAN);
    json_number_or_null(out, "design_usd", split->is_known && !split->is_joint ? split->design_usd : (double)NAN);
    json_number_or_null(out, "volume_and_design_usd", split->is_known ? split->volume_usd + split->design_usd : (double)NAN);
    json_close(out);
}

static void add_lines(struct json_out *out, const struct architecture_diff *diff)
{
    json_list(out, "lines");
    for (size_t i = 0; i < diff->line_count; i++) {
        const struct line_change *line = &diff->lines[i];
        json_object_row(out, NULL);
        json_text(out, "id", line->id);
        json_number_or_null(out, "base_usd_per_year", line->in_base ? line->base_usd : (double)NAN);
        json_number_or_null(out, "head_usd_per_year", line->in_head ? line->head_usd : (double)NAN);
        json_number(out, "change_usd_per_year", line->head_usd - line->base_usd);
        json_close(out);
    }
    json_close(out);
}

static void add_latency(struct json_out *out, const struct architecture_diff *diff)
{
    static const char *const KEYS[] = {[LATENCY_PRODUCE] = "produce_p99_s", [LATENCY_END_TO_END] = "end_to_end_p99_s"};
    json_object_row(out, "latency");
    for (int path = 0; path < LATENCY_PATH__COUNT; path++) {
        struct latency base, head;
        const char *why;
        json_object_row(out, KEYS[path]);
        json_number_or_null(out, "base",
                            diff->base != NULL && latency_p99(diff->base, (enum latency_path)path, false, &base, &why) ? base.p99_s : (double)NAN);
        json_number_or_null(out, "head",
                            diff->head != NULL && latency_p99(diff->head, (enum latency_path)path, false, &head, &why) ? head.p99_s : (double)NAN);
        json_close(out);
    }
    json_close(out);
}

char *diff_json(const struct diff *diff, struct arena *arena)
{
    struct text text = text_new(arena);
    struct json_out out = json_out_new(&text);
    json_object(&out, NULL);
    json_text(&out, "schema", DIFF_SCHEMA);
    json_text(&out, "base", diff->base_name);
    json_text(&out, "head", diff->head_name);
    json_text(&out, "base_workload", diff->base->workload_name);
    json_text(&out, "head_workload", diff->head->workload_name);
    json_bool(&out, "redacted", diff->is_redacted);
    json_list(&out, "architectures");
    for (size_t i = 0; i < diff->architecture_count; i++) {
        const struct architecture_diff *one = &diff->architectures[i];
        json_object(&out, NULL);
        json_text(&out, "id", one->id);
        json_text(&out, "name", one->name);
        json_number_or_null(&out, "base_usd_per_year", usd_or_nan(one->base));
        json_number_or_null(&out, "head_usd_per_year", usd_or_nan(one->head));
        json_text_or_null(&out, "apart", one->is_comparable ? "" : diff_apart(one, arena));
        if (one->is_comparable)
            add_split(&out, &one->split);
        add_lines(&out, one);
        json_number(&out, "unchanged_count", (double)one->same_count);
        json_number(&out, "unchanged_usd_per_year", one->same_usd);
        add_latency(&out, one);
        json_close(&out);
    }
    json_close(&out);
    json_close(&out);
    text_add(&text, "\n");
    return text.bytes;
}
