/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/describe.h"

#include <math.h>
#include <string.h>

#include "base/derived.h"
#include "base/text.h"

static const char NOT_SIMULATED[] = "not simulated";

#ifndef WARPCOST_VERSION
#define WARPCOST_VERSION "unknown"
#endif

/* ---- inputs and parameters ---- */

/* Topic groups repeat each other's values, so that a text which was printed lately is shared. */
struct shown {
    const struct param_row *row;
    double num;
    const char *text;
};
enum { SHOWN_BITS = 9 };

/* Writes into list; texts go to arena by way of scratch, whose other leavings are dropped. */
struct param_writer {
    struct run *run;
    struct run_param *list;
    struct arena *arena, *scratch;
    char
        *room; /* where the next text goes: they are packed, since most are hardly longer than an alignment */
    size_t room_left;
    struct shown shown[1 << SHOWN_BITS];
};

static const char *keep_text(struct param_writer *writer, const char *text)
{
    enum { ROOM_BYTES = 16 * 1024 };
    size_t size = strlen(text) + 1;
    if (size > ROOM_BYTES / 4) return arena_copy_string(writer->arena, text);
    if (writer->room_left < size) {
        writer->room = arena_alloc(writer->arena, ROOM_BYTES);
        writer->room_left = ROOM_BYTES;
    }
    char *kept = memcpy(writer->room, text, size);
    writer->room += size;
    writer->room_left -= size;
    return kept;
}

static struct shown *shown_slot(struct param_writer *writer, const struct param_row *row, double num)
{
    const uint64_t golden = 0x9E3779B97F4A7C15; /* Fibonacci hashing */
    uint64_t bits;
    memcpy(&bits, &num, sizeof bits);
    return &writer->shown[((bits ^ (uintptr_t)row) * golden) >> (64 - SHOWN_BITS)];
}

static const char *value_text(struct param_writer *writer, const struct param_row *row,
                              const struct value *value)
{
    if (row->type > PARAM_SET) return keep_text(writer, param_print(writer->scratch, row, value));
    struct shown *shown = shown_slot(writer, row, value->num);
    if (shown->row != row || shown->num != value->num)
        *shown = (struct shown){row, value->num, keep_text(writer, param_print(writer->scratch, row, value))};
    return shown->text;
}

static void add_param(struct param_writer *writer, const char *path, const struct param_row *row,
                      const struct value *value)
{
    static const enum unit_kind KINDS[PARAM__COUNT] = {
        [PARAM_NUMBER] = UNIT_NUMBER, [PARAM_COUNT] = UNIT_COUNT, [PARAM_FRACTION] = UNIT_FRACTION,
        [PARAM_BYTES] = UNIT_BYTES,   [PARAM_RATE] = UNIT_RATE,   [PARAM_DURATION] = UNIT_DURATION,
    };
    bool is_default = value->origin == ORIGIN_DEFAULT;
    bool has_source = row->type == PARAM_DISTRIBUTION && value->distribution->source[0] != '\0';
    bool is_number = row->type <= PARAM_DURATION;
    writer->list[writer->run->param_count++] = (struct run_param){
        .path = keep_text(writer, path),
        .text = value_text(writer, row, value),
        .value = is_number ? value->num : 0,
        .is_number = is_number,
        .unit = is_number ? units_base(KINDS[row->type]) : "",
        .origin = param_origin_name((enum param_origin)value->origin),
        .source = has_source                          ? keep_text(writer, value->distribution->source)
                  : is_default && row->source != NULL ? row->source
                                                      : "",
        .grade = has_source   ? value->distribution->grade
                 : is_default ? row->grade
                              : '-',
    };
}

/* Which topic parameters any group was given; the others are defaults everywhere. */
static void find_given(const struct params *params, bool given[TOPIC__COUNT])
{
    for (int row = 0; row < TOPIC__COUNT; row++) given[row] = false;
    for (size_t i = 0; i < params->topic_count; i++)
        for (int row = 0; row < TOPIC__COUNT; row++)
            given[row] |= params->topics[i].values[row].origin != ORIGIN_DEFAULT;
}

static void describe_topics(struct param_writer *writer, const struct params *params,
                            const bool given[TOPIC__COUNT])
{
    for (int row = 0; row < TOPIC__COUNT && params->topic_count > 0; row++) {
        const struct value *first = &params->topics[0].values[row];
        if (first->is_set && !given[row])
            add_param(writer, text_format(writer->scratch, "topics.*.%s", TOPIC_ROWS[row].path),
                      &TOPIC_ROWS[row], first);
    }
    struct arena_mark mark = arena_mark(writer->scratch);
    for (size_t i = 0; i < params->topic_count; i++, arena_rewind(writer->scratch, mark))
        for (int row = 0; row < TOPIC__COUNT; row++) {
            const struct value *value = &params->topics[i].values[row];
            if (value->is_set && given[row])
                add_param(writer, params_topic_path(writer->scratch, params, i, (enum topic_param)row),
                          &TOPIC_ROWS[row], value);
        }
}

static size_t most_params(const struct params *params, const bool given[TOPIC__COUNT])
{
    size_t most = ROOT__COUNT + TOPIC__COUNT + params->free_count;
    for (size_t i = 0; i < params->scenario_count; i++)
        most += params->registry->kinds[params->scenarios[i].kind].row_count;
    for (int row = 0; row < TOPIC__COUNT; row++) most += given[row] ? params->topic_count : 0;
    return most;
}

static void describe_params(struct run *run, const struct params *params, struct arena *arena)
{
    bool given[TOPIC__COUNT];
    find_given(params, given);
    struct param_writer writer = {run, arena_new_of(arena, struct run_param, most_params(params, given)),
                                  arena, arena_new(), .room_left = 0};
    run->params = writer.list;
    for (int row = 0; row < ROOT__COUNT; row++)
        if (params->root[row].is_set)
            add_param(&writer, ROOT_ROWS[row].path, &ROOT_ROWS[row], &params->root[row]);
    for (size_t i = 0; i < params->free_count; i++) {
        const struct param_row *row = &ROOT_ROWS[params->free[i].row];
        char *path = text_format(writer.scratch, "%.*s\"%s\"", (int)strlen(row->path) - 1, row->path,
                                 params->free[i].key);
        add_param(&writer, path, row, &params->free[i].value);
    }
    describe_topics(&writer, params, given);
    for (size_t i = 0; i < params->scenario_count; i++) {
        const struct param_kind *kind = &params->registry->kinds[params->scenarios[i].kind];
        for (size_t row = 0; row < kind->row_count; row++)
            if (params->scenarios[i].values[row].is_set)
                add_param(&writer, params_option_path(writer.scratch, params, i, (int)row), &kind->rows[row],
                          &params->scenarios[i].values[row]);
    }
    arena_free(writer.scratch);
}

/* "1 topic group: 1 GiB/s produced, 3 GiB/s consumed, kept 7d; 3 zones, peak 2 times the mean" */
static const char *workload_text(const struct params *params, struct arena *arena)
{
    double produced = 0, consumed = 0, shortest_s = INFINITY, longest_s = 0;
    for (size_t i = 0; i < params->topic_count; i++) {
        double rate = topic_num(params, i, TOPIC_PRODUCE_RATE),
               retention_s = topic_num(params, i, TOPIC_RETENTION);
        produced += rate;
        consumed += rate * topic_num(params, i, TOPIC_GROUPS);
        shortest_s = retention_s < shortest_s ? retention_s : shortest_s;
        longest_s = retention_s > longest_s ? retention_s : longest_s;
    }
    struct text text = text_new(arena);
    text_addf(&text, "%zu topic group%s: %s produced, %s consumed, kept %s", params->topic_count,
              params->topic_count == 1 ? "" : "s", units_show(arena, UNIT_RATE, produced),
              units_show(arena, UNIT_RATE, consumed), units_show(arena, UNIT_DURATION, longest_s));
    if (shortest_s < longest_s)
        text_addf(&text, " at most, %s at least", units_show(arena, UNIT_DURATION, shortest_s));
    text_addf(&text, "; %.0f zone%s", root_num(params, ROOT_ZONES),
              root_num(params, ROOT_ZONES) == 1 ? "" : "s");
    if (params->root[ROOT_HOURLY].is_set)
        text_add(&text, ", load by the hour");
    else if (root_num(params, ROOT_PEAK_TO_MEAN) > 1)
        text_addf(&text, ", peak %s times the mean", text_number(arena, root_num(params, ROOT_PEAK_TO_MEAN)));
    return text.bytes;
}

void describe_inputs(struct run *run, const struct compare_request *request, struct arena *arena)
{
    const struct params *params = request->params;
    struct run_input *inputs = arena_new_of(arena, struct run_input, params->input_count);
    for (size_t i = 0; i < params->input_count; i++)
        if (params->inputs[i].sha256[0] != '\0')
            inputs[run->input_count++] = (struct run_input){params->inputs[i].name, params->inputs[i].sha256};
    run->inputs = inputs;
    run->engine_version = WARPCOST_VERSION;
    run->command = request->command;
    run->seed = text_format(arena, "%.0f", root_num(params, ROOT_SEED));
    run->workload_name = params->name;
    run->workload_text = workload_text(params, arena);
    run->region = request->book->region;
    run->price_sha256 = request->book->sha256;
    run->catalogue_as_of = request->catalogue->as_of;
    run->catalogue_sha256 = request->catalogue->sha256;
    describe_params(run, params, arena);
}

/* ---- lines ---- */

static void describe_factors(struct run_line_kind *kind, const struct line *line,
                             const struct context *context)
{
    const struct param_kind *options =
        &context->params->registry->kinds[context->params->scenarios[context->scenario].kind];
    for (size_t i = 0; i < FACTORS_MAX && line->factors[i].scope != FACTOR_END; i++) {
        const struct factor *factor = &line->factors[i];
        const char *path = "";
        if (factor->scope == FACTOR_ROOT)
            path = ROOT_ROWS[factor->row].path;
        else if (factor->scope == FACTOR_TOPIC)
            path = text_format(context->arena, "topics.*.%s", TOPIC_ROWS[factor->row].path);
        else if (factor->scope == FACTOR_OPTION)
            path = text_format(context->arena, "architectures.%s.%s",
                               context->params->scenarios[context->scenario].id,
                               options->rows[factor->row].path);
        kind->factors[kind->factor_count++] = (struct run_factor){factor->label, factor->unit, path};
    }
}

static unsigned char origin_of(const struct context *context, const struct ledger_entry *entry,
                               const struct factor *factor)
{
    switch (factor->scope) {
    case FACTOR_ROOT: return context->params->root[factor->row].origin;
    case FACTOR_TOPIC: return context->params->topics[entry->group].values[factor->row].origin;
    case FACTOR_OPTION: return context->params->scenarios[context->scenario].values[factor->row].origin;
    case FACTOR_DEPLOYED: return RUN_ORIGIN_DEPLOYED;
    case FACTOR_CONSTANT: return RUN_ORIGIN_CONSTANT;
    case FACTOR_DERIVED:
    case FACTOR_END: break;
    }
    return ORIGIN_DERIVED;
}

/* The charges of the first line stand for those of its kind: tiers are pro rata. */
static void describe_charges(struct run_line_kind *kind, const struct context *context,
                             const struct bill *bill, size_t line)
{
    size_t count;
    const struct charge *charges = bill_charges(bill, line, context->prices, context->arena, &count);
    struct run_charge *list = arena_new_of(context->arena, struct run_charge, count);
    for (size_t i = 0; i < count; i++) {
        const struct price_row *row = charges[i].row;
        list[i] = (struct run_charge){
            .from = derived_round(charges[i].from),
            .to = derived_round(charges[i].to),
            .quantity_per_month = derived_round(charges[i].quantity_per_month),
            .usd_per_unit = derived_round(charges[i].usd_per_unit),
            .usd_per_unit_contracted = derived_round(charges[i].usd_per_unit_contracted),
            .usd_per_unit_list = derived_round(charges[i].usd_per_unit_list),
            .usagetype = row == NULL ? "" : row->usagetype,
            .term = row == NULL ? "private" : term_name(row->term),
            .sku = row == NULL ? "" : row->sku,
            .date = row == NULL ? "" : row->date,
            .source = row == NULL ? "pricing.private" : row->source,
            .note = row == NULL ? "" : row->note,
            .grade = row == NULL ? '-' : row->grade,
        };
        kind->is_unverified |= row != NULL && row->grade == 'R' && charges[i].quantity_per_month > 0;
    }
    kind->charges = list;
    kind->charge_count = count;
}

static bool is_kind_of(const struct ledger_entry *entry, const struct ledger_entry *other)
{
    return entry->line == other->line && entry->item == other->item;
}

/* By the list, whatever is paid: a private price is for the same usage type. */
static const char *on_the_bill(const struct context *context, const struct ledger_entry *entry,
                               const char *item)
{
    const struct prices *prices = context->prices;
    const struct price list = prices->tariffs[entry->line->meter].list;
    const struct price_row *row = item != NULL          ? prices->instance_list[entry->item]
                                  : list.tier_count > 0 ? list.tiers
                                                        : NULL;
    return meter_on_bill(context->arena, entry->line->meter, item, row, prices->book->region);
}

static struct run_line_kind *new_kind(const struct context *context, const struct bill *bill, size_t line)
{
    const struct ledger_entry *entry = bill->lines[line].entry;
    const struct meter_row *meter = &METERS[entry->line->meter];
    const char *item = entry->item == ITEM_NONE ? NULL : context->catalogue->instances[entry->item].bare;
    struct run_line_kind *kind = arena_new_of(context->arena, struct run_line_kind, 1);
    *kind = (struct run_line_kind){
        .id = entry->line->id,
        .component = component_name(entry->line->component),
        .owner = owner_name(line_owner(entry->line)),
        .meter = meter_id(context->arena, entry->line->meter, item),
        .title = entry->line->title,
        .unit = meter->unit_name,
        .item = item == NULL ? "" : context->catalogue->instances[entry->item].name,
        .cur_pattern = on_the_bill(context, entry, item),
        .is_private = bill->lines[line].is_private,
        .quantity_per_year = derived_round(entry->quantity_per_year),
    };
    describe_factors(kind, entry->line, context);
    describe_charges(kind, context, bill, line);
    return kind;
}

static double *new_factors(const struct bill *bill, struct arena *arena)
{
    size_t count = 0;
    for (size_t i = 0; i < bill->line_count; i++) count += bill->lines[i].entry->factor_count;
    return arena_new_of(arena, double, count);
}

/* The kinds of a bill's lines, each with the first entry of its kind. They are few, lines may be many. */
struct kinds {
    struct arena *arena;
    size_t count, capacity;
    struct kind {
        const struct ledger_entry *entry;
        const struct run_line_kind *kind;
    } * items;
};

static struct kind *add_kind(struct kinds *kinds)
{
    enum { KINDS_AT_FIRST = 32 };
    arena_grow(kinds->arena, kinds->items, kinds->count, kinds->capacity, KINDS_AT_FIRST);
    return &kinds->items[kinds->count++];
}

static const struct run_line_kind *kind_of(struct kinds *kinds, const struct context *context,
                                           const struct bill *bill, size_t line)
{
    const struct ledger_entry *entry = bill->lines[line].entry;
    for (size_t i = 0; i < kinds->count; i++)
        if (is_kind_of(kinds->items[i].entry, entry)) return kinds->items[i].kind;
    struct kind *added = add_kind(kinds);
    *added = (struct kind){entry, new_kind(context, bill, line)};
    return added->kind;
}

/* Lines in the order of components, then as the architecture incurred them. */
static void describe_lines(struct run_architecture *architecture, const struct context *context,
                           const struct bill *bill)
{
    struct kinds kinds = {.arena = context->arena};
    struct run_line *lines = arena_new_of(context->arena, struct run_line, bill->line_count);
    double *factors = new_factors(bill, context->arena);
    for (int component = 0; component < COMPONENT__COUNT; component++) {
        for (size_t i = 0; i < bill->line_count; i++) {
            const struct bill_line *billed = &bill->lines[i];
            if ((int)billed->entry->line->component != component) continue;
            struct run_line *line = &lines[architecture->line_count++];
            *line = (struct run_line){kind_of(&kinds, context, bill, i),
                                      billed->entry->group == GROUP_SHARED
                                          ? ""
                                          : context->params->topics[billed->entry->group].name,
                                      derived_round(billed->entry->quantity_per_year),
                                      derived_round(billed->usd_per_year),
                                      derived_round(billed->usd_per_year_contracted),
                                      derived_round(billed->usd_per_year_list),
                                      factors,
                                      {0}};
            for (size_t f = 0; f < billed->entry->factor_count; f++) {
                line->origins[f] = origin_of(context, billed->entry, &billed->entry->line->factors[f]);
                *factors++ = line->origins[f] == ORIGIN_DERIVED ? derived_round(billed->entry->factors[f])
                                                                : billed->entry->factors[f];
            }
        }
    }
    architecture->lines = lines;
    architecture->has_settled_lines = true;
}

/* ---- deployment, search, flows ---- */

/* The fewest nodes of the first role that are paid for in any part of the year; the deployment holds the
 * most. */
static double fewest_nodes(const struct outcome *outcome)
{
    double fewest = outcome->deployment.roles[0].count;
    for (size_t i = 0; i < outcome->ledger.count; i++) {
        const struct ledger_entry *entry = &outcome->ledger.entries[i];
        bool is_first_role = entry->line->component == COMPUTE &&
                             entry->item == outcome->deployment.roles[0].instance;
        if (is_first_role && entry->line->factors[0].scope == FACTOR_DEPLOYED && entry->factors[0] < fewest)
            fewest = entry->factors[0];
    }
    return fewest;
}

static void describe_deployment(struct run_architecture *architecture, const struct context *context,
                                const struct outcome *outcome)
{
    struct run_role *roles = arena_new_of(context->arena, struct run_role, ROLES_MAX);
    for (size_t i = 0; i < outcome->deployment.role_count; i++) {
        const struct role *role = &outcome->deployment.roles[i];
        const struct volumes *volumes = &role->volumes;
        roles[i] = (struct run_role){
            .role = role->role,
            .instance = context->catalogue->instances[role->instance].name,
            .count = role->count,
            .volume = volumes->kind == VOLUME_NONE ? "" : VOLUME_LIMITS[volumes->kind].name,
            .volumes_per_node = volumes->count,
            .volume_gib = volumes->gib,
            .volume_iops = volumes->iops,
            .volume_throughput_mibps = volumes->bytes_per_s / MIB,
            .text = role_describe(role, context->catalogue, context->arena),
        };
    }
    if (fewest_nodes(outcome) < roles[0].count)
        roles[0].text = text_format(context->arena, "%s at the peak, %.0f at the least", roles[0].text,
                                    fewest_nodes(outcome));
    architecture->roles = roles;
    architecture->role_count = outcome->deployment.role_count;

    struct run_utilisation *utilisations = arena_new_of(context->arena, struct run_utilisation,
                                                        UTILISATIONS_MAX);
    const struct utilisation *binding = capacity_binding(&outcome->capacity);
    for (size_t i = 0; i < outcome->capacity.count; i++) {
        const struct utilisation *utilisation = &outcome->capacity.utilisations[i];
        utilisations[i] = (struct run_utilisation){utilisation->resource,
                                                   situation_name(utilisation->situation),
                                                   utilisation->fraction, utilisation == binding};
    }
    architecture->utilisations = utilisations;
    architecture->utilisation_count = outcome->capacity.count;
}

static const char *why_lost(const struct candidate *candidate, double winner_usd, struct arena *arena)
{
    if (candidate->count == 0) return text_format(arena, "can't serve: %s", candidate->reason);
    return text_format(arena, "%.1f %% dearer; needs %u, bound by %s",
                       (candidate->usd_per_year / winner_usd - 1) * 100, candidate->count, candidate->reason);
}

static void describe_search(struct run_architecture *architecture, const struct context *context,
                            const struct outcome *outcome)
{
    const struct plan *plan = &outcome->plan;
    struct run_rejection *rejections = arena_new_of(context->arena, struct run_rejection,
                                                    plan->candidate_count);
    for (size_t i = 0; i < plan->candidate_count; i++)
        rejections[i] =
            (struct run_rejection){context->catalogue->instances[plan->candidates[i].instance].name,
                                   plan->candidates[i].count, plan->candidates[i].usd_per_year,
                                   why_lost(&plan->candidates[i], plan->usd_per_year, context->arena)};
    architecture->rejections = rejections;
    architecture->rejection_count = plan->candidate_count;

    struct run_filtered *filtered = arena_new_of(context->arena, struct run_filtered, FILTER__COUNT);
    for (int i = 0; i < FILTER__COUNT; i++)
        if (plan->filtered[i] > 0)
            filtered[architecture->filtered_count++] = (struct run_filtered){filter_name((enum filter)i),
                                                                             plan->filtered[i]};
    architecture->filtered = filtered;
}

static void describe_flows(struct run_architecture *architecture, const struct context *context,
                           const struct outcome *outcome)
{
    struct run_flow *flows = arena_new_of(context->arena, struct run_flow, FLOW__COUNT);
    double gb_per_rate = year_metered_s(context->params) / outcome->ledger.gb_bytes;
    for (int path = 0; path < FLOW__COUNT; path++) {
        const struct flow *flow = &outcome->demand.total.flows[path];
        if (flow->bytes_per_s > 0)
            flows[architecture->flow_count++] = (struct run_flow){flow_name((enum flow_path)path),
                                                                  flow->bytes_per_s * gb_per_rate,
                                                                  flow->cross_az_bytes_per_s * gb_per_rate};
    }
    architecture->flows = flows;
}

void describe_architecture(struct run_architecture *architecture, const struct context *context,
                           const struct outcome *outcome)
{
    const struct scenario *scenario = &context->params->scenarios[context->scenario];
    const struct arch *arch = ARCHS[scenario->kind];
    *architecture = (struct run_architecture){
        .id = scenario->id,
        .use = arch->kind.id,
        .name = scenario->name,
        .feasible = outcome->feasible,
        .infeasible_reason = outcome->reason == NULL ? ""
                                                     : arena_copy_string(context->arena, outcome->reason),
        .deployment_origin = outcome->was_given ? "given" : "planned",
        .latency_unknown = arch->no_data_path == NULL ? NOT_SIMULATED : arch->no_data_path,
        .price_as_of = "",
    };
    arch->guarantees(context, &architecture->guarantees);
    if (!outcome->is_supported) return;
    if (outcome->has_deployment) {
        describe_deployment(architecture, context, outcome);
        describe_lines(architecture, context, &outcome->bill);
        describe_flows(architecture, context, outcome);
        architecture->usd_per_year = outcome->bill.usd_per_year;
        architecture->usd_per_year_contracted = outcome->bill.usd_per_year_contracted;
        architecture->usd_per_year_list = outcome->bill.usd_per_year_list;
        architecture->upfront_usd = outcome->bill.upfront_usd;
        architecture->upfront_years = outcome->bill.upfront_years;
        if (outcome->bill.as_of != NULL) architecture->price_as_of = outcome->bill.as_of;
    }
    if (!outcome->was_given) describe_search(architecture, context, outcome);
}

/* ---- verdict ---- */

/* The cheapest but `than`, or NULL. */
static const struct run_architecture *cheapest_but(const struct run *run, const struct run_architecture *than)
{
    const struct run_architecture *cheapest = NULL;
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_architecture *one = &run->architectures[i];
        if (one->feasible && one != than && (cheapest == NULL || one->usd_per_year < cheapest->usd_per_year))
            cheapest = one;
    }
    return cheapest;
}

static const struct run_architecture *dearest_of(const struct run *run)
{
    const struct run_architecture *dearest = NULL;
    for (size_t i = 0; i < run->architecture_count; i++)
        if (run->architectures[i].feasible &&
            (dearest == NULL || run->architectures[i].usd_per_year > dearest->usd_per_year))
            dearest = &run->architectures[i];
    return dearest;
}

/* "$1.58M (75 %) less than Kafka, well tuned ($2.10M)": a name may hold a comma, brackets keep its figure
 * with it. */
static const char *less_than(const struct run_architecture *cheapest, const struct run_architecture *other,
                             struct arena *arena)
{
    double saving_usd = other->usd_per_year - cheapest->usd_per_year;
    double percent = other->usd_per_year == 0 ? 0 : saving_usd / other->usd_per_year * 100;
    return text_format(arena, "%s (%.0f %%) less than %s (%s)", text_usd(arena, saving_usd), percent,
                       other->name, text_usd(arena, other->usd_per_year));
}

static const char *oldest_price(const struct run *run)
{
    const char *oldest = "";
    for (size_t i = 0; i < run->architecture_count; i++) {
        const char *date = run->architectures[i].price_as_of;
        if (date[0] != '\0' && (oldest[0] == '\0' || strcmp(date, oldest) < 0)) oldest = date;
    }
    return oldest;
}

/* What 99 % of records stay within at the peak; NAN where it isn't known. */
struct p99 {
    struct run_estimate produce, end_to_end;
};
static const struct run_estimate UNKNOWN = {NAN, NAN, NAN};

static struct run_estimate p99_estimate(const struct run_distribution *distribution)
{
    return distribution->is_known ? distribution->quantiles[RUN_P99] : UNKNOWN;
}

static struct p99 p99_of(const struct run_architecture *architecture)
{
    if (architecture == NULL || architecture->latency == NULL) return (struct p99){UNKNOWN, UNKNOWN};
    const struct run_load_latency *load = run_latency_at_peak(architecture->latency);
    return (struct p99){p99_estimate(&load->produce), p99_estimate(&load->end_to_end)};
}

/* "acknowledged within 943 ms and consumed within 1.90 s" */
static const char *within(struct p99 p99, struct arena *arena)
{
    const char *consumed = isnan(p99.end_to_end.ms) ? ""
                                                    : text_format(arena, " and consumed within %s",
                                                                  text_ms(arena, p99.end_to_end.ms));
    return text_format(arena, "acknowledged within %s%s", text_ms(arena, p99.produce.ms), consumed);
}

/* The rival's, without the words that stand before the own figures already. */
static const char *within_too(struct p99 own, struct p99 other, struct arena *arena)
{
    if (isnan(other.produce.ms)) return "not known";
    if (isnan(own.end_to_end.ms) != isnan(other.end_to_end.ms)) return within(other, arena);
    const char *consumed = isnan(other.end_to_end.ms)
                               ? ""
                               : text_format(arena, " and %s", text_ms(arena, other.end_to_end.ms));
    return text_format(arena, "within %s%s", text_ms(arena, other.produce.ms), consumed);
}

/* Only where all that both are known by says the same. */
static const char *compared(struct p99 own, struct p99 other)
{
    bool is_slower = run_estimate_is_longer(&own.produce, &other.produce),
         is_faster = run_estimate_is_longer(&other.produce, &own.produce);
    if (!isnan(own.end_to_end.ms) && !isnan(other.end_to_end.ms)) {
        is_slower &= run_estimate_is_longer(&own.end_to_end, &other.end_to_end);
        is_faster &= run_estimate_is_longer(&other.end_to_end, &own.end_to_end);
    }
    return is_slower ? "It is slower: " : is_faster ? "It is faster too: " : "";
}

/* What the saving is paid for with, against the next cheapest if there is one. A sentence of its own, since
 * it has figures of its own. */
static const char *latency_sentence(const struct run_architecture *cheapest,
                                    const struct run_architecture *next, struct arena *arena)
{
    if (cheapest->latency == NULL && cheapest->latency_unknown != NULL &&
        !text_equal(cheapest->latency_unknown, NOT_SIMULATED))
        return text_format(arena, "Its latency isn't known: %s.", cheapest->latency_unknown);
    if (cheapest->latency == NULL) return "Latency was not simulated.";
    struct p99 own = p99_of(cheapest), other = p99_of(next);
    if (isnan(own.produce.ms)) return "Its p99 latency isn't known.";
    const char *compares = compared(own, other), *load = !cheapest->latency->has_peak ? "99 %"
                                                         : *compares == '\0'          ? "At peak load 99 %"
                                                                                      : "at peak load 99 %";
    const char *rival = next == NULL
                            ? ""
                            : text_format(arena, "; with %s: %s", next->name, within_too(own, other, arena));
    return text_format(arena, "%s%s of records are %s%s.", compares, load, within(own, arena), rival);
}

/* The fair rival comes first: the next cheapest; the dearest says how far the field reaches. */
static const char *cost_sentence(const struct run *run, const struct run_architecture *cheapest,
                                 const struct run_architecture *next, const struct run_architecture *dearest,
                                 struct arena *arena)
{
    const char *cost = text_usd(arena, cheapest->usd_per_year);
    if (next == NULL)
        return text_format(arena,
                           run->architecture_count == 1 ? "%s costs %s a year."
                                                        : "Only %s can carry the workload, at %s a year.",
                           cheapest->name, cost);
    const char *field = next == dearest ? ""
                                        : text_format(arena, " and %s", less_than(cheapest, dearest, arena));
    return text_format(arena, "%s is cheapest at %s a year: %s%s.", cheapest->name, cost,
                       less_than(cheapest, next, arena), field);
}

void describe_verdict(struct run *run, struct arena *arena)
{
    run->price_as_of = oldest_price(run);
    const struct run_architecture *cheapest = cheapest_but(run, NULL), *dearest = dearest_of(run),
                                  *next = cheapest_but(run, cheapest);
    struct run_verdict *verdict = &run->verdict;
    *verdict = (struct run_verdict){.cheapest = "",
                                    .dearest = "",
                                    .latency_sentence = "",
                                    .sentence = "None of these architectures can carry the workload."};
    if (cheapest == NULL) return;
    verdict->cheapest = cheapest->id;
    verdict->dearest = dearest->id;
    verdict->saving_usd_per_year = dearest->usd_per_year - cheapest->usd_per_year;
    bool is_alone = next == NULL &&
                    cheapest->latency == NULL; /* nothing to compare, and nothing to say of it */
    const char *cost = cost_sentence(run, cheapest, next, dearest, arena);
    verdict->latency_sentence = is_alone ? "" : latency_sentence(cheapest, next, arena);
    verdict->sentence = is_alone ? cost : text_format(arena, "%s %s", cost, verdict->latency_sentence);
}
