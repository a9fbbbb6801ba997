/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "report/diff.h"
#include "base/json_out.h"

#define DIFF_SCHEMA "warpcost.diff/1.1"

static double usd_or_nan(const struct run_architecture *architecture)
{
    return architecture == NULL || !run_is_priced(architecture) ? (double)NAN : architecture->usd_per_year;
}

static void add_split(struct json_out *out, const struct change_split *split)
{
    json_object_row(out, "split");
    json_bool(out, "known", split->is_known);
    json_text_or_null(out, "why_not", split->why_not);
    json_number_or_null(out, "price_usd", split->is_known ? split->price_usd : (double)NAN);
    json_number_or_null(out, "volume_usd",
                        split->is_known && !split->is_joint ? split->volume_usd : (double)NAN);
    json_number_or_null(out, "design_usd",
                        split->is_known && !split->is_joint ? split->design_usd : (double)NAN);
    json_number_or_null(out, "volume_and_design_usd",
                        split->is_known ? split->volume_usd + split->design_usd : (double)NAN);
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

static void add_side(struct json_out *out, const char *key, const struct latency_side *side, bool is_there)
{
    bool is_known = is_there && side->knowledge == LATENCY_KNOWN;
    json_object_row(out, key);
    json_number_or_null(out, "p99_s", is_known ? side->p99.p99_s : (double)NAN);
    json_number_or_null(out, "low_s", is_known ? side->p99.low_s : (double)NAN);
    json_number_or_null(out, "high_s", is_known ? side->p99.high_s : (double)NAN);
    json_text_or_null(out, "why_not",
                      !is_there   ? "it isn't there"
                      : !is_known ? side->why
                                  : side->p99.not_converged);
    json_close(out);
}

static void add_latency(struct json_out *out, const struct architecture_diff *diff)
{
    json_list(out, "latency");
    for (size_t i = 0; i < diff->latency_count; i++) {
        const struct latency_change *change = &diff->latencies[i];
        json_object(out, NULL);
        json_text(out, "path", LATENCY_PATHS[change->path]);
        json_text_or_null(out, "topic_group", change->topic_group);
        add_side(out, "base", &change->base, change->in_base);
        add_side(out, "head", &change->head, change->in_head);
        json_close(out);
    }
    json_close(out);
}

static void add_findings(struct json_out *out, const struct diff *diff)
{
    json_list(out, "thresholds");
    for (size_t i = 0; i < diff->finding_count; i++) {
        const struct diff_finding *finding = &diff->findings[i];
        bool is_pass = finding->outcome == OUTCOME_PASS;
        json_object_row(out, NULL);
        json_text_or_null(out, "architecture", finding->architecture);
        json_text(out, "outcome", OUTCOMES[finding->outcome]);
        json_text_or_null(out, "error", finding->outcome == OUTCOME_ERROR ? diag_slug(finding->problem) : "");
        json_number(out, "exit_code", is_pass ? EXIT_DONE : diag_exit_code(finding->problem));
        json_text(out, "sentence", finding->sentence);
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
    json_bool(&out, "redacted", diff_is_redacted(diff));
    const struct doc plain = doc_new(DOC_TEXT, arena);
    const char *privacy = diff_privacy(&plain, diff);
    json_list(&out, "notes");
    if (privacy != NULL) json_text(&out, NULL, privacy);
    for (size_t i = 0; i < diff->head->warning_count; i++) json_text(&out, NULL, diff->head->warnings[i]);
    json_close(&out);
    add_findings(&out, diff);
    json_list(&out, "architectures");
    for (size_t i = 0; i < diff->architecture_count; i++) {
        const struct architecture_diff *one = &diff->architectures[i];
        json_object(&out, NULL);
        json_text(&out, "id", one->id);
        json_text(&out, "name", one->name);
        json_number_or_null(&out, "base_usd_per_year", usd_or_nan(one->base));
        json_number_or_null(&out, "head_usd_per_year", usd_or_nan(one->head));
        json_text_or_null(&out, "apart", one->is_comparable ? "" : diff_apart(one, arena));
        json_text_or_null(&out, "by_guideline", diff_mark(one, arena));
        if (one->is_comparable) add_split(&out, &one->split);
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
