/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/gate.h"

#include <math.h>

#include "gate/rules.h"
#include "base/json_out.h"

#define GATE_SCHEMA "warpcost.gate/1.1"

/* The unit of numbers of an amount. */
static const char *const UNITS[AMOUNT__COUNT] = {
    [AMOUNT_NONE] = "",           [AMOUNT_USD] = "USD/year",
    [AMOUNT_GROWTH] = "fraction", [AMOUNT_FRACTION] = "fraction",
    [AMOUNT_RATIO] = "ratio",     [AMOUNT_DURATION] = "s",
    [AMOUNT_DAYS] = "d",          [AMOUNT_COUNT] = "count",
};

static void add_place(struct json_out *out, const char *key, struct place place)
{
    json_object_row(out, key);
    json_text_or_null(out, "file", place.file == NULL ? "" : place.file);
    json_number(out, "line", place.line);
    json_number(out, "column", place.column);
    json_close(out);
}

static void add_errors(struct json_out *out, const struct checked_error *errors, size_t count)
{
    json_list(out, "errors");
    for (size_t i = 0; i < count; i++) {
        json_object_row(out, NULL);
        json_text(out, "error", diag_slug(errors[i].id));
        json_number(out, "exit_code", diag_exit_code(errors[i].id));
        json_text(out, "message", errors[i].message);
        add_place(out, "place", errors[i].place);
        json_close(out);
    }
    json_close(out);
}

static void add_finding(struct json_out *out, const struct finding *finding)
{
    const struct rule *rule = finding->rule;
    const struct rule_kind *kind = &RULE_KINDS[rule->kind];
    json_object(out, NULL);
    json_text(out, "rule", rule->id);
    json_text(out, "kind", kind->name);
    json_text(out, "severity", SEVERITIES[rule->severity]);
    json_text(out, "outcome", OUTCOMES[finding->outcome]);
    json_text_or_null(out, "error", finding->outcome == OUTCOME_ERROR ? diag_slug(finding->problem) : "");
    json_text_or_null(out, "architecture", finding->architecture);
    json_text_or_null(out, "topic_group", finding->topic_group);
    json_text(out, "what", finding->what);
    json_text_or_null(out, "value", finding->value);
    json_text(out, "limit", finding->limit);
    json_number_or_null(out, "value_number", finding->number);
    json_number_or_null(out, "limit_number", kind->bound == BOUND_HOLDS ? (double)NAN : rule->limit);
    json_text(out, "unit", UNITS[kind->amount]);
    json_bool(out, "at_list_prices", finding->is_hidden);
    json_text(out, "sentence", finding->sentence);
    json_text_or_null(out, "message", rule->message);
    json_text_or_null(out, "owner", rule->owner);
    add_place(out, "place", finding->place);
    add_place(out, "rule_place", rule->place);
    json_close(out);
}

static void add_checked(struct json_out *out, const char *key, const struct checked *checked)
{
    json_object(out, key);
    json_text_or_null(out, "file", checked->file);
    json_text(out, "workload", checked->name);
    json_bool(out, "redacted", checked->run != NULL && checked->run->is_redacted);
    add_errors(out, checked->errors, checked->error_count);
    json_list(out, "notes");
    for (size_t j = 0; j < checked->note_count; j++) json_text(out, NULL, checked->notes[j]);
    json_close(out);
    json_list(out, "findings");
    for (size_t j = 0; j < checked->finding_count; j++) add_finding(out, &checked->findings[j]);
    json_close(out);
    json_close(out);
}

char *gate_json(const struct gate *gate, struct arena *arena)
{
    struct text text = text_new(arena);
    struct json_out out = json_out_new(&text);
    json_object(&out, NULL);
    json_text(&out, "schema", GATE_SCHEMA);
    json_text(&out, "engine_version", gate->engine_version);
    json_text_or_null(&out, "budget", gate->budget);
    json_text_or_null(&out, "policy", gate->policy);
    json_text(&out, "today", gate->today);
    json_number(&out, "exit_code", gate->code);
    json_text(&out, "headline", gate_headline(gate, arena));
    json_object_row(&out, "counts");
    for (int outcome = 0; outcome < OUTCOME__COUNT; outcome++)
        json_number(&out, OUTCOMES[outcome], (double)gate->counts[outcome]);
    json_close(&out);
    add_errors(&out, gate->errors, gate->error_count);
    json_list(&out, "workloads");
    for (size_t i = 0; i < gate->workload_count; i++) add_checked(&out, NULL, &gate->checked[i]);
    json_close(&out);
    if (gate->checked_count > gate->workload_count)
        add_checked(&out, "together", &gate->checked[gate->workload_count]);
    else
        json_text_or_null(&out, "together", "");
    json_close(&out);
    text_add(&text, "\n");
    return text.bytes;
}
