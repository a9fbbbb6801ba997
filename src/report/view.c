/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/view.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "report/money.h"

static size_t component_of(struct view *view, const char *component)
{
    size_t at = 0;
    while (at < view->component_count && !text_equal(view->components[at], component)) at++;
    if (at == view->component_count && at < VIEW_COMPONENTS_MAX)
        view->components[view->component_count++] = component;
    return at < VIEW_COMPONENTS_MAX
               ? at
               : VIEW_COMPONENTS_MAX - 1; /* components are closed: this many never come */
}

/* Rows of the pivot are in the order of components. */
static void sum_components(struct view *view)
{
    double *vendor_usd = arena_new_of(view->arena, double, view->count);
    for (size_t row = 0; row < view->pivot.row_count; row++) {
        const struct pivot_row *folded = &view->pivot.rows[row];
        size_t component = component_of(view, folded->component);
        bool is_vendor = text_equal(folded->owner, "vendor");
        for (size_t i = 0; i < view->count; i++) {
            struct view_architecture *architecture = &view->architectures[i];
            architecture->usd[component] += folded->cells[i].usd_per_year;
            vendor_usd[i] += is_vendor ? folded->cells[i].usd_per_year : 0;
        }
    }
    for (size_t i = 0; i < view->count; i++) {
        struct view_architecture *architecture = &view->architectures[i];
        for (size_t component = 0; component < view->component_count; component++)
            architecture->whole_usd[component] = money_round(architecture->usd[component]);
        architecture->vendor_usd = money_round(vendor_usd[i]);
        architecture->cloud_usd = money_round(architecture->run->usd_per_year - vendor_usd[i]);
    }
}

const char *view_name(const struct run_architecture *architecture, struct arena *arena)
{
    return text_quote(arena, architecture->name, VIEW_NAME_COLUMNS);
}

double view_max_usd(const struct run *run)
{
    double max_usd = 0;
    for (size_t i = 0; i < run->architecture_count; i++)
        if (run->architectures[i].line_count > 0) max_usd = fmax(max_usd, run->architectures[i].usd_per_year);
    return max_usd;
}

struct view view_make(const struct run *run, struct arena *arena)
{
    struct view view = {.run = run,
                        .arena = arena,
                        .pivot = pivot_make(run, arena),
                        .count = run->architecture_count};
    view.architectures = arena_new_of(arena, struct view_architecture, view.count);
    for (size_t i = 0; i < view.count; i++) {
        const struct run_architecture *of = &run->architectures[i];
        view.architectures[i] = (struct view_architecture){.run = of,
                                                           .name = view_name(of, arena),
                                                           .has_cost = of->line_count > 0,
                                                           .total_usd = view.pivot.total_usd[i]};
    }
    view.max_usd = view_max_usd(run);
    sum_components(&view);
    return view;
}

static int rank_of(const struct run_architecture *architecture)
{
    return architecture->feasible ? 0 : architecture->line_count > 0 ? 1 : 2;
}

static bool comes_before(const struct run_architecture *a, const struct run_architecture *b)
{
    return rank_of(a) != rank_of(b) ? rank_of(a) < rank_of(b) : a->usd_per_year < b->usd_per_year;
}

const size_t *view_order(const struct run *run, struct arena *arena)
{
    size_t *order = arena_new_of(arena, size_t, run->architecture_count);
    for (size_t i = 0; i < run->architecture_count; i++) {
        size_t at = i;
        for (; at > 0 && comes_before(&run->architectures[i], &run->architectures[order[at - 1]]); at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    return order;
}

enum view_standing view_standing(const struct run *run, const struct run_architecture *architecture)
{
    const struct run_verdict *verdict = &run->verdict;
    if (!architecture->feasible) return VIEW_CANNOT;
    if (!view_heeds_objectives(run)) return VIEW_MEETS;
    return view_contender(verdict->misses, verdict->miss_count, architecture) != NULL         ? VIEW_MISSES
           : view_contender(verdict->unjudged, verdict->unjudged_count, architecture) != NULL ? VIEW_UNJUDGED
                                                                                              : VIEW_MEETS;
}

const size_t *view_sort(const struct run *run, struct arena *arena)
{
    const size_t *by_total = view_order(run, arena);
    size_t *order = arena_new_of(arena, size_t, run->architecture_count), count = 0;
    for (enum view_standing standing = 0; standing < VIEW_STANDING__COUNT; standing++)
        for (size_t i = 0; i < run->architecture_count; i++)
            if (view_standing(run, &run->architectures[by_total[i]]) == standing)
                order[count++] = by_total[i];
    return order;
}

const struct run *view_sorted(const struct run *run, struct arena *arena)
{
    const size_t *order = view_sort(run, arena);
    struct run *sorted = arena_new_of(arena, struct run, 1);
    struct run_architecture *architectures = arena_new_of(arena, struct run_architecture,
                                                          run->architecture_count);
    for (size_t i = 0; i < run->architecture_count; i++) architectures[i] = run->architectures[order[i]];
    *sorted = *run;
    sorted->architectures = architectures;
    return sorted;
}

const struct run_architecture *view_find(const struct run *run, const char *id)
{
    for (size_t i = 0; i < run->architecture_count; i++)
        if (*id != '\0' && text_equal(run->architectures[i].id, id)) return &run->architectures[i];
    return NULL;
}

bool view_heeds_objectives(const struct run *run)
{
    return text_equal(run->verdict.objectives, RUN_OBJECTIVES_JUDGED);
}

const struct run_architecture *view_winner(const struct run *run)
{
    return view_find(run, view_heeds_objectives(run) ? run->verdict.recommended : run->verdict.cheapest);
}

const struct run_architecture *view_base(const struct run *run)
{
    const struct run_architecture *winner = view_winner(run);
    return winner != NULL ? winner : view_find(run, run->verdict.cheapest);
}

const char *view_base_word(const struct run *run)
{
    return view_heeds_objectives(run) && view_winner(run) != NULL ? "recommended" : "cheapest";
}

const struct run_contender *view_contender(const struct run_contender *list, size_t count,
                                           const struct run_architecture *architecture)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal(list[i].architecture, architecture->id)) return &list[i];
    return NULL;
}

static bool may_win(const struct run *run, const struct run_architecture *architecture)
{
    const struct run_verdict *verdict = &run->verdict;
    return architecture->feasible &&
           (!view_heeds_objectives(run) ||
            (view_contender(verdict->misses, verdict->miss_count, architecture) == NULL &&
             view_contender(verdict->unjudged, verdict->unjudged_count, architecture) == NULL));
}

const struct run_architecture *view_next(const struct run *run)
{
    const struct run_architecture *next = NULL, *winner = view_winner(run);
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_architecture *one = &run->architectures[i];
        if (may_win(run, one) && one != winner && (next == NULL || one->usd_per_year < next->usd_per_year))
            next = one;
    }
    return next;
}

const struct run_architecture *view_rival(const struct run *run)
{
    const struct run_architecture *current = view_find(run, run->verdict.current), *base = view_base(run),
                                  *next = view_next(run);
    return current != NULL && current != base ? current : next != base ? next : NULL;
}

const struct run_distribution *view_distribution(const struct run_architecture *architecture, bool end_to_end)
{
    if (architecture->latency == NULL) return NULL;
    const struct run_load_latency *load = run_latency_at_peak(architecture->latency);
    const struct run_distribution *distribution = end_to_end ? &load->end_to_end : &load->produce;
    return distribution->is_known ? distribution : NULL;
}

double view_p99_ms(const struct run_architecture *architecture, bool end_to_end)
{
    const struct run_distribution *distribution = view_distribution(architecture, end_to_end);
    return distribution == NULL ? NAN : distribution->quantiles[RUN_P99].ms;
}

double view_objective_ms(const struct run *run, bool end_to_end)
{
    double common_ms = NAN;
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_latency *latency = run->architectures[i].latency;
        for (size_t n = 0; latency != NULL && n < latency->objective_count; n++) {
            const struct run_objective *objective = &latency->objectives[n];
            if (!text_ends_with(objective->path, end_to_end ? "end_to_end_p99" : "produce_p99")) continue;
            if (isfinite(common_ms) && objective->objective_ms != common_ms) return NAN;
            common_ms = objective->objective_ms;
        }
    }
    return common_ms;
}

const struct run_flow *view_flow(const struct run_architecture *architecture, const char *path)
{
    for (size_t i = 0; i < architecture->flow_count; i++)
        if (text_equal(architecture->flows[i].path, path))
            return architecture->flows[i].gb_per_year > 0 ? &architecture->flows[i] : NULL;
    return NULL;
}

/* The parameters that decide how much data a topic group keeps. They are adjacent, those that all groups
 * share first. */
struct kept {
    double rate, retention_s;           /* NAN until given */
    double partitions, partition_bytes; /* of retention_bytes, INFINITY without */
    bool is_compacted;
};

static bool read_kept(struct kept *kept, const struct run_param *param)
{
    if (text_ends_with(param->path, ".produce.rate"))
        kept->rate = param->value;
    else if (text_ends_with(param->path, ".retention") && !text_ends_with(param->path, "local_retention"))
        kept->retention_s = param->is_number ? param->value : NAN;
    else if (text_ends_with(param->path, ".partitions"))
        kept->partitions = param->value;
    else if (text_ends_with(param->path, ".retention_bytes"))
        kept->partition_bytes = param->value;
    else if (text_ends_with(param->path, ".cleanup"))
        kept->is_compacted = !text_equal(param->text, "delete");
    else
        return false;
    return true;
}

static double kept_bytes(const struct kept *kept)
{
    double by_time = kept->rate * kept->retention_s, by_size = kept->partitions * kept->partition_bytes;
    return kept->is_compacted ? NAN : by_size < by_time ? by_size : by_time;
}

/* The length of "topics.NAME" in a path; a name with a dot is quoted. 0 when path is of no topic group. */
static size_t group_end(const char *path)
{
    static const char TOPICS[] = "topics.";
    if (!text_starts_with(path, TOPICS)) return 0;
    const char *at = path + strlen(TOPICS);
    if (*at == '"')
        for (at++; *at != '\0' && *at != '"'; at++) at += *at == '\\' && at[1] != '\0';
    return (size_t)(at - path) + strcspn(at, ".");
}

double view_kept_gb(const struct run *run)
{
    const double binary = 1073741824, decimal = 1e9;
    struct kept shared = {NAN, NAN, NAN, INFINITY, false}, own = shared;
    double bytes = 0, gigabyte = binary;
    const char *group = NULL;
    size_t group_length = 0;
    for (size_t i = 0; i < run->param_count; i++) {
        const struct run_param *param = &run->params[i];
        size_t end = group_end(param->path);
        if (text_equal(param->path, "billing.gigabyte") && text_equal(param->text, "decimal"))
            gigabyte = decimal;
        if (end == 0) continue;
        if (text_starts_with(param->path, "topics.*.")) {
            read_kept(&shared, param);
            continue;
        }
        if (group == NULL || end != group_length || strncmp(group, param->path, end) != 0) {
            bytes += group == NULL ? 0 : kept_bytes(&own);
            own = shared;
            group = param->path;
            group_length = end;
        }
        read_kept(&own, param);
    }
    return group == NULL ? NAN : (bytes + kept_bytes(&own)) / gigabyte;
}

bool view_is_imprecise(const struct run_architecture *architecture)
{
    return architecture->latency != NULL && !run_latency_at_peak(architecture->latency)->is_converged;
}

bool view_is_simulated(const struct run *run)
{
    for (size_t i = 0; i < run->architecture_count; i++)
        if (run->architectures[i].latency != NULL) return true;
    return false;
}

double view_line_usd(const struct view *view, size_t architecture, const char *id)
{
    double usd = 0;
    size_t length = strlen(id);
    for (size_t row = 0; row < view->pivot.row_count; row++) {
        const char *of = view->pivot.rows[row].id;
        if (text_starts_with(of, id) && (of[length] == '\0' || of[length] == '.'))
            usd += view->pivot.rows[row].cells[architecture].usd_per_year;
    }
    return usd;
}
