/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The run document: struct run written down as JSON. docs/run-document.md says what each member means. */
#include <string.h>

#include "base/sha256.h"
#include "params/params.h"
#include "report/basis.h"
#include "report/json_out.h"
#include "report/latency_json.h"
#include "report/report.h"

/* Where the hash goes: the document is hashed with the empty string there. */
static const char HASH_MEMBER[] = "\"sha256\": \"";

static void write_inputs(struct json_out *out, const struct run *run)
{
    json_list(out, "inputs");
    for (size_t i = 0; i < run->input_count; i++) {
        json_object_row(out, NULL);
        json_text(out, "name", run->inputs[i].name);
        json_text_or_null(out, "sha256", run->inputs[i].sha256);
        json_close(out);
    }
    json_close(out);
}

static void write_param(struct json_out *out, const struct run_param *param)
{
    json_object_row(out, NULL);
    json_text(out, "path", param->path);
    if (param->is_number)
        json_exact(out, "value", param->value);
    else
        json_text(out, "value", param->text);
    json_text(out, "unit", param->unit);
    json_text(out, "text", param->text);
    json_text(out, "origin", param->origin);
    json_text(out, "source", param->source);
    json_text(out, "grade", (const char[]){param->grade, '\0'});
    json_close(out);
}

static void write_params(struct json_out *out, const struct run *run)
{
    json_list(out, "params");
    for (size_t i = 0; i < run->param_count; i++) write_param(out, &run->params[i]);
    json_close(out);
}

static void write_books(struct json_out *out, const struct run *run)
{
    json_object_row(out, "price_book");
    json_text(out, "region", run->region);
    json_text(out, "as_of", run->price_as_of);
    json_text(out, "sha256", run->price_sha256);
    json_close(out);
    json_object_row(out, "catalogue");
    json_text(out, "as_of", run->catalogue_as_of);
    json_text(out, "sha256", run->catalogue_sha256);
    json_close(out);
}

/* What deployment_read reads: no member more, none less than it needs. */
static void write_role(struct json_out *out, const struct run_role *role)
{
    json_object_row(out, NULL);
    json_text(out, "role", role->role);
    json_text(out, "instance", role->instance);
    json_number(out, "count", role->count);
    if (*role->volume != '\0') {
        json_object_row(out, "volumes");
        json_text(out, "kind", role->volume);
        json_number(out, "count", role->volumes_per_node);
        json_exact(out, "gib", role->volume_gib);
        json_exact(out, "iops", role->volume_iops);
        json_exact(out, "throughput_mibps", role->volume_throughput_mibps);
        json_close(out);
    }
    json_close(out);
}

static void write_deployment(struct json_out *out, const struct run_architecture *architecture)
{
    json_text(out, "deployment_origin", architecture->deployment_origin);
    json_list(out, "deployment");
    for (size_t i = 0; i < architecture->role_count; i++) write_role(out, &architecture->roles[i]);
    json_close(out);
    json_list(out, "deployment_text");
    for (size_t i = 0; i < architecture->role_count; i++) json_text(out, NULL, architecture->roles[i].text);
    json_close(out);
}

static void write_utilisations(struct json_out *out, const struct run_architecture *architecture)
{
    json_list(out, "utilisation");
    for (size_t i = 0; i < architecture->utilisation_count; i++) {
        const struct run_utilisation *utilisation = &architecture->utilisations[i];
        json_object_row(out, NULL);
        json_text(out, "resource", utilisation->resource);
        json_number_or_null(out, "fraction", utilisation->fraction); /* infinite: there is none of it */
        json_text(out, "situation", utilisation->situation);
        json_bool(out, "binding", utilisation->binding);
        json_close(out);
    }
    json_close(out);
}

static void write_guarantees(struct json_out *out, const struct guarantees *guarantees)
{
    json_object(out, "promises");
    json_text(out, "ack", guarantees->ack);
    json_number(out, "copies", guarantees->copies);
    json_number(out, "zones", guarantees->zones);
    json_text(out, "rpo", guarantees->loss);
    json_bool(out, "idempotence", guarantees->idempotence);
    json_bool(out, "transactions", guarantees->transactions);
    json_bool(out, "compaction", guarantees->compaction);
    json_text(out, "headroom", guarantees->headroom);
    json_text(out, "optimisations", guarantees->optimisations);
    json_close(out);
}

static void write_flows(struct json_out *out, const struct run_architecture *architecture)
{
    json_list(out, "flows");
    for (size_t i = 0; i < architecture->flow_count; i++) {
        json_object_row(out, NULL);
        json_text(out, "path", architecture->flows[i].path);
        json_number(out, "gb_per_year", architecture->flows[i].gb_per_year);
        json_number(out, "crossing_gb_per_year", architecture->flows[i].cross_az_gb_per_year);
        json_close(out);
    }
    json_close(out);
}

static void write_factor(struct json_out *out, const struct run_line *line, size_t i, struct arena *scratch)
{
    json_object_row(out, NULL);
    json_text(out, "label", line->kind->factors[i].label);
    if (line->origins[i] == ORIGIN_DERIVED)
        json_number(out, "value", line->factors[i]);
    else
        json_exact(out, "value", line->factors[i]);
    json_text(out, "kind", BASIS_UNITS[line->kind->factors[i].unit]);
    json_text(out, "unit", units_base(line->kind->factors[i].unit));
    json_text_or_null(out, "path", run_factor_path(line, i, scratch));
    json_text(out, "origin", RUN_ORIGINS[line->origins[i]]);
    json_close(out);
}

static void write_charge(struct json_out *out, struct run_charge charge)
{
    json_object_row(out, NULL);
    json_number(out, "from", charge.from);
    json_number_or_null(out, "to", charge.to); /* the last tier is open */
    json_number(out, "quantity_per_month", charge.quantity_per_month);
    json_number(out, "usd_per_unit", charge.usd_per_unit);
    json_number(out, "usd_per_unit_contracted", charge.usd_per_unit_contracted);
    json_number(out, "usd_per_unit_list", charge.usd_per_unit_list);
    json_text(out, "usagetype", charge.usagetype);
    json_text(out, "term", charge.term);
    json_text(out, "sku", charge.sku);
    json_text(out, "date", charge.date);
    json_text(out, "source", charge.source);
    json_text(out, "grade", (const char[]){charge.grade, '\0'});
    json_text(out, "note", charge.note);
    json_close(out);
}

/* Kinds of which a line was written. A document that has very many has no groups that would repeat them. */
struct written_kinds {
    size_t count;
    const struct run_line_kind *list[256];
};

static bool is_first_of_kind(struct written_kinds *kinds, const struct run_line_kind *kind)
{
    for (size_t i = 0; i < kinds->count; i++)
        if (kinds->list[i] == kind) return false;
    if (kinds->count < sizeof kinds->list / sizeof *kinds->list) kinds->list[kinds->count++] = kind;
    return true;
}

/* Tiers above what is reached are the same for all lines of a kind, of which ten thousand topic groups make
 * as many: once is enough. */
static void write_charges(struct json_out *out, const struct run_line *line, bool is_first)
{
    json_list(out, "charges");
    for (size_t i = 0; i < line->kind->charge_count; i++)
        if (is_first || line->kind->charges[i].quantity_per_month > 0)
            write_charge(out, run_line_charge(line, i));
    json_close(out);
}

static void write_line(struct json_out *out, const struct run_line *line, bool is_first,
                       struct arena *scratch)
{
    const struct run_line_kind *kind = line->kind;
    json_object(out, NULL);
    json_text(out, "id", kind->id);
    json_text(out, "component", kind->component);
    json_text(out, "owner", kind->owner);
    json_text(out, "meter", kind->meter);
    json_text_or_null(out, "topic_group", line->topic_group);
    json_text_or_null(out, "item", kind->item);
    json_text(out, "cause", kind->title);
    json_number(out, "quantity_per_year", line->quantity_per_year);
    json_text(out, "unit", kind->unit);
    json_number(out, "usd_per_year", line->usd_per_year);
    json_number(out, "usd_per_year_contracted", line->usd_per_year_contracted);
    json_number(out, "usd_per_year_list", line->usd_per_year_list);
    json_bool(out, "private", kind->is_private);
    json_bool(out, "remembered", kind->is_unverified);
    json_text(out, "cur_pattern", kind->cur_pattern);
    json_text(out, "basis", basis_sentence(line, scratch));
    json_list(out, "factors");
    for (size_t i = 0; i < kind->factor_count; i++) write_factor(out, line, i, scratch);
    json_close(out);
    write_charges(out, line, is_first);
    json_close(out);
}

static void write_lines(struct json_out *out, const struct run_architecture *architecture)
{
    struct written_kinds kinds = {.count = 0};
    struct arena *scratch = arena_new();
    arena_alloc(scratch, 1); /* keeps the first chunk when the arena is rewound */
    json_list(out, "lines");
    for (size_t i = 0; i < architecture->line_count; i++) {
        struct arena_mark mark = arena_mark(scratch);
        write_line(out, &architecture->lines[i], is_first_of_kind(&kinds, architecture->lines[i].kind),
                   scratch);
        arena_rewind(scratch, mark);
    }
    json_close(out);
    arena_free(scratch);
}

static void write_search(struct json_out *out, const struct run_architecture *architecture)
{
    json_object(out, "search");
    json_list(out, "rejected");
    for (size_t i = 0; i < architecture->rejection_count; i++) {
        const struct run_rejection *rejection = &architecture->rejections[i];
        json_object_row(out, NULL);
        json_text(out, "instance", rejection->instance);
        json_number(out, "count", rejection->count);
        json_number(out, "usd_per_year", rejection->usd_per_year);
        json_text(out, "why", rejection->why);
        json_close(out);
    }
    json_close(out);
    json_list(out, "filtered");
    for (size_t i = 0; i < architecture->filtered_count; i++) {
        json_object_row(out, NULL);
        json_text(out, "why", architecture->filtered[i].why);
        json_number(out, "count", architecture->filtered[i].count);
        json_close(out);
    }
    json_close(out);
    json_close(out);
}

static void write_architecture(struct json_out *out, const struct run_architecture *architecture)
{
    json_object(out, NULL);
    json_text(out, "id", architecture->id);
    json_text(out, "use", architecture->use);
    json_text(out, "name", architecture->name);
    json_bool(out, "feasible", architecture->feasible);
    json_text_or_null(out, "infeasible_reason", architecture->infeasible_reason);
    write_deployment(out, architecture);
    write_utilisations(out, architecture);
    write_guarantees(out, &architecture->guarantees);
    write_flows(out, architecture);
    write_lines(out, architecture);
    json_number(out, "usd_per_year", architecture->usd_per_year);
    json_number(out, "usd_per_year_contracted", architecture->usd_per_year_contracted);
    json_number(out, "usd_per_year_list", architecture->usd_per_year_list);
    json_number(out, "upfront_usd", architecture->upfront_usd);
    json_number(out, "upfront_years", architecture->upfront_years);
    json_text_or_null(out, "price_as_of", architecture->price_as_of);
    write_search(out, architecture);
    latency_json_write(out, architecture->latency);
    json_text_or_null(out, "latency_unknown",
                      architecture->latency_unknown == NULL ? "" : architecture->latency_unknown);
    json_close(out);
}

static void write_variants(struct json_out *out, const struct run *run)
{
    json_list(out, "variants");
    for (size_t i = 0; i < run->variant_count; i++) {
        const struct run_variant *variant = &run->variants[i];
        json_object_row(out, NULL);
        json_text(out, "architecture", variant->architecture);
        json_text(out, "what", variant->what);
        json_text(out, "path", variant->path);
        json_text(out, "value", variant->value);
        json_bool(out, "feasible", variant->feasible);
        json_number(out, "usd_per_year", variant->usd_per_year);
        json_number(out, "difference_usd_per_year", variant->difference_usd_per_year);
        json_close(out);
    }
    json_close(out);
}

static void write_assumptions(struct json_out *out, const struct run *run)
{
    json_list(out, "assumptions");
    for (size_t i = 0; i < run->assumption_count; i++) {
        const struct run_assumption *one = &run->assumptions[i];
        json_object_row(out, NULL);
        json_text(out, "architecture", one->architecture);
        json_text(out, "path", one->path);
        json_text(out, "text", one->text);
        json_text(out, "source", one->source);
        json_text(out, "grade", (const char[]){one->grade, '\0'});
        json_number_or_null(out, "less_usd", one->less_usd);
        json_number_or_null(out, "more_usd", one->more_usd);
        json_close(out);
    }
    json_close(out);
}

static void write_excluded(struct json_out *out, const struct run *run)
{
    json_list(out, "excluded");
    for (size_t i = 0; i < run->excluded_count; i++) {
        const struct run_excluded *excluded = &run->excluded[i];
        json_object_row(out, NULL);
        json_text(out, "what", excluded->what);
        json_text(out, "figure", excluded->figure);
        json_text_or_null(out, "architecture", excluded->architecture);
        json_number_or_null(out, "usd_per_year",
                            excluded->usd_per_year); /* not every figure is a sum a year */
        json_close(out);
    }
    json_close(out);
}

static void write_step(struct json_out *out, const struct run_step *step)
{
    json_object_row(out, NULL);
    json_text(out, "what", step->what);
    json_bool(out, "is_added", step->is_added);
    json_bool(out, "feasible", step->feasible);
    json_text_or_null(out, "infeasible_reason", step->infeasible_reason);
    json_number(out, "usd_per_year", step->usd_per_year);
    json_number(out, "step_usd", step->step_usd);
    json_number_or_null(out, "step_usd_reversed",
                        step->step_usd_reversed); /* the reverse order may not be feasible there */
    json_bool(out, "interacts", step->interacts);
    json_close(out);
}

static void write_waterfall(struct json_out *out, const struct run_waterfall *waterfall)
{
    if (waterfall == NULL) {
        json_text_or_null(out, "ladder", "");
        return;
    }
    json_object(out, "ladder");
    json_text(out, "from", waterfall->from);
    json_text(out, "to", waterfall->to);
    json_number(out, "from_usd_per_year", waterfall->from_usd_per_year);
    json_list(out, "rungs");
    for (size_t i = 0; i < waterfall->step_count; i++) write_step(out, &waterfall->steps[i]);
    json_close(out);
    json_close(out);
}

static void write_verdict(struct json_out *out, const struct run_verdict *verdict)
{
    json_object(out, "verdict");
    json_text_or_null(out, "cheapest", verdict->cheapest);
    json_text_or_null(out, "dearest", verdict->dearest);
    json_number(out, "saving_usd_per_year", verdict->saving_usd_per_year);
    json_text(out, "sentence", verdict->sentence);
    json_text_or_null(out, "latency_sentence", verdict->latency_sentence);
    json_close(out);
}

static void write_run(struct json_out *out, const struct run *run)
{
    json_object(out, NULL);
    json_text(out, "schema", RUN_SCHEMA);
    json_text(out, "sha256", "");
    json_text(out, "engine_version", run->engine_version);
    json_text(out, "command", run->command);
    json_bool(out, "redacted", run->is_redacted);
    json_text(out, "seed", run->seed);
    json_text(out, "workload", run->workload_name);
    json_text(out, "workload_text", run->workload_text);
    write_inputs(out, run);
    write_params(out, run);
    write_books(out, run);
    json_list(out, "architectures");
    for (size_t i = 0; i < run->architecture_count; i++) write_architecture(out, &run->architectures[i]);
    json_close(out);
    write_variants(out, run);
    write_assumptions(out, run);
    write_excluded(out, run);
    json_list(out, "warnings");
    for (size_t i = 0; i < run->warning_count; i++) json_text(out, NULL, run->warnings[i]);
    json_close(out);
    write_waterfall(out, run->waterfall);
    write_verdict(out, &run->verdict);
    json_close(out);
    text_add(out->text, "\n");
}

char *report_json(const struct run *run, struct arena *arena)
{
    struct text text = text_new(arena);
    struct json_out out = json_out_new(&text);
    write_run(&out, run);
    char hash[65];
    sha256_hex(text.bytes, text.length, hash);
    /* The first member of that name is the document's own: only the schema's name stands before it. */
    size_t at = (size_t)(strstr(text.bytes, HASH_MEMBER) - text.bytes) + strlen(HASH_MEMBER);
    enum { HASH_LENGTH = sizeof hash - 1 };
    size_t behind = text.length - at;
    text_add_repeated(&text, ' ', HASH_LENGTH);
    memmove(text.bytes + at + HASH_LENGTH, text.bytes + at, behind);
    memcpy(text.bytes + at, hash, HASH_LENGTH);
    return text.bytes;
}
