/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "arch/options.h"
#include "base/number.h"
#include "base/text.h"
#include "study/families.h"

static const char *const FILTER_NAMES[FILTER__COUNT] = {
    [FILTER_PROCESSOR] = "other processor (option processor)",
    [FILTER_ACCELERATED] = "with an accelerator (GPU, FPGA, …)",
    [FILTER_METAL] = "bare metal",
    [FILTER_BURSTABLE] = "burstable or flex: CPU below nominal in the long run",
    [FILTER_HPC] = "hpc: sold in one zone of a region",
    [FILTER_PAST] = "of a past generation, as AWS calls it",
    [FILTER_VCPUS] = "fewer vCPUs than search_min_vcpus",
    [FILTER_MEMORY] = "less memory per vCPU than search_min_gib_per_vcpu",
    [FILTER_NO_PRICE] = "no price in this region for this purchase option",
};

const char *filter_name(enum filter filter) { return FILTER_NAMES[filter]; }

static bool processor_fits(enum processor processor, enum processor_choice wanted)
{
    if (wanted == PROCESSOR_CHOICE_ANY) return processor != PROCESSOR_OTHER;
    return processor == (wanted == PROCESSOR_CHOICE_ARM64 ? PROCESSOR_ARM64 : PROCESSOR_X86_64);
}

/* The first filter that excludes the type, or FILTER__COUNT. */
static enum filter filter_of(const struct context *context, int index)
{
    const struct instance *type = &context->catalogue->instances[index];
    if (!processor_fits(type->processor, (enum processor_choice)option_num(context->params, context->scenario,
                                                                           OPTION_PROCESSOR)))
        return FILTER_PROCESSOR;
    if (type->accelerator != ACCELERATOR_NONE) return FILTER_ACCELERATED;
    if (type->is_metal) return FILTER_METAL;
    if (type->is_burstable) return FILTER_BURSTABLE;
    if (type->is_hpc) return FILTER_HPC;
    if (!type->is_current) return FILTER_PAST;
    if (type->vcpus < option_num(context->params, context->scenario, OPTION_SEARCH_MIN_VCPUS))
        return FILTER_VCPUS;
    /* Some types hold a few MiB less than their nominal memory. */
    const double nearly = 0.95;
    if (type->memory_gib <
        nearly * type->vcpus * option_num(context->params, context->scenario, OPTION_SEARCH_MIN_GIB_PER_VCPU))
        return FILTER_MEMORY;
    return isnan(context->prices->instance_usd_per_h[index]) ? FILTER_NO_PRICE : FILTER__COUNT;
}

static uint32_t multiple_of(double count, uint32_t zones) { return (uint32_t)ceil(count / zones) * zones; }

struct search {
    const struct context *context;
    const struct arch *arch;
    const struct demand *demand;
    uint32_t zones, fixed_count, least, most;
    const char *least_by; /* the option that asks for `least`, or NULL */
    double
        floor_usd; /* cost of any fleet without the first role's machines; NAN when there is no such bound */
    double paid, unpaid_nodes; /* n nodes at the peak are paid for n × paid - unpaid_nodes years at least */
    double tolerance;          /* share of the cheapest's cost that a better choice may cost more */
};

/* A node count that was tried. */
struct trial {
    uint32_t count;
    bool holds;
    struct utilisation binding;
};

static bool try_count(const struct search *search, int instance, uint32_t count,
                      struct deployment *deployment, struct trial *trial, const char **why)
{
    struct capacity capacity;
    if (!search->arch->size(search->context, search->demand, instance, count, deployment, why)) return false;
    search->arch->capacity(search->context, deployment, search->demand, &capacity);
    *trial = (struct trial){count, capacity_holds(&capacity), *capacity_binding(&capacity)};
    *why = trial->binding.resource;
    return true;
}

/* True if a step below `fits` must fail: the resource that stopped `failed` binds again, has fallen in
 * exact proportion to the nodes (rounded volumes don't), and would be overfull. */
static bool is_fewest(const struct trial *failed, const struct trial *fits, uint32_t step)
{
    const double exact = 1e-9, clearly_full = 1 + 2 * CAPACITY_TOLERANCE;
    if (fits->count <= failed->count + step) return true;
    double then = failed->binding.fraction * failed->count, now = fits->binding.fraction * fits->count;
    return fits->binding.resource == failed->binding.resource && fabs(now - then) <= exact * then &&
           now / (fits->count - step) > clearly_full;
}

/* The fewest nodes of the instance that hold, or 0 with the reason. Load per node falls with their number,
 * so a count at which the fullest resource is u times full suggests count × u. */
static uint32_t fewest(const struct search *search, int instance, struct deployment *deployment,
                       const char **why)
{
    struct trial fits, failed = {.count = 0};
    *why = search->least > search->most && search->least_by != NULL ? search->least_by : "search_max_nodes";
    uint32_t count = search->least;
    for (;; failed = fits) {
        if (count > search->most || !try_count(search, instance, count, deployment, &fits, why)) return 0;
        if (fits.holds) break;
        if (search->fixed_count > 0) return 0;
        double wanted = count * fits.binding.fraction;
        if (!(wanted < search->most + search->zones)) return 0;
        count = multiple_of(larger(wanted * (1 - 1e-12), count + 1), search->zones);
    }
    /* Rounding of volumes can make the jump overshoot. */
    while (fits.count > search->least && !is_fewest(&failed, &fits, search->zones)) {
        struct deployment smaller;
        struct trial trial;
        const char *binding;
        if (!try_count(search, instance, fits.count - search->zones, &smaller, &trial, &binding) ||
            !trial.holds)
            break;
        fits = trial;
        *deployment = smaller;
        *why = binding;
    }
    if (fits.count == search->least && search->least_by != NULL) *why = search->least_by;
    return fits.count;
}

/* The cost of what one of the architecture's hooks puts on the ledger: fleet or flows. */
static double cost_usd(const struct search *search, const struct deployment *deployment,
                       void (*hook)(const struct context *, const struct deployment *, const struct demand *,
                                    struct ledger *))
{
    const struct context *context = search->context;
    struct arena_mark mark = arena_mark(context->arena);
    struct ledger ledger = ledger_new(context->arena, context->params);
    hook(context, deployment, search->demand, &ledger);
    double usd = bill_quick(&ledger, context->prices);
    arena_rewind(context->arena, mark);
    return usd;
}

static double fleet_usd(const struct search *search, const struct deployment *deployment)
{
    return cost_usd(search, deployment, search->arch->fleet);
}

/* Of each node at the peak, the least share of a year that is paid, where nodes follow the load: off the peak
 * at least half in proportion to it (they pass on less to each other then) of all but a node a zone. */
static void set_paid(struct search *search)
{
    const struct demand *demand = search->demand;
    double at_peak = 0, off_peak = 0;
    for (size_t i = 0; i < demand->segment_count; i++) {
        const struct segment *segment = &demand->segments[i];
        if (segment->factor == demand->peak_factor)
            at_peak += segment->share;
        else
            off_peak += segment->share * segment->factor / demand->peak_factor / 2;
    }
    bool follow = search->arch->nodes_follow_load;
    search->paid = follow ? at_peak + off_peak : 1;
    search->unpaid_nodes = follow ? off_peak * search->zones : 0;
}

static double floor_usd(const struct search *search)
{
    const struct context *context = search->context;
    if (search->arch->fleet_floor == NULL) return NAN;
    struct arena_mark mark = arena_mark(context->arena);
    struct ledger ledger = ledger_new(context->arena, context->params);
    search->arch->fleet_floor(context, search->demand, &ledger);
    double usd = bill_quick(&ledger, context->prices);
    arena_rewind(context->arena, mark);
    return usd;
}

/* True if a fleet of the instance may hold and cost at most usd: if as many nodes as usd pays for don't
 * hold, fewer don't. */
static bool may_cost_at_most(const struct search *search, int instance, double usd)
{
    const double rounding = 1 + 1e-9;
    const struct context *context = search->context;
    double node_usd = context->prices->instance_usd_per_h[instance] * year_hourly_h(context->params);
    double nodes = ((usd * rounding - search->floor_usd) / node_usd + search->unpaid_nodes) / search->paid *
                   rounding;
    if (nodes < search->least) return false;
    if (search->fixed_count > 0 || !(nodes < search->most)) return true;
    struct deployment deployment;
    struct trial trial;
    const char *why;
    return try_count(search, instance, (uint32_t)nodes / search->zones * search->zones, &deployment, &trial,
                     &why) &&
           trial.holds;
}

/* The term of which no type of the service has a price. */
static enum term lacking_term(const struct context *context, enum machine_service service)
{
    const struct catalogue *catalogue = context->catalogue;
    enum term lacking = TERM_ON_DEMAND;
    for (size_t i = 0; i < catalogue->count; i++)
        if (catalogue->instances[i].service == service && context->prices->instance_list[i] != NULL)
            lacking = prices_lacking(context->prices, (int)i);
    return lacking == TERM__COUNT ? TERM_ON_DEMAND : lacking;
}

static bool price_missing(const struct context *context, const struct arch *arch, const struct demand *demand,
                          const struct deployment *unpriced, struct diags *diags)
{
    enum meter meter = meter_of_service(arch->service);
    enum term lacking = lacking_term(context, arch->service);
    if (unpriced == NULL)
        return diags_add(
            diags, DIAG_PRICE_MISSING, (struct place){0},
            "there is no %s price of any instance type (%s) in %s; give %sanother price book with "
            "--prices",
            term_name(lacking), meter_id(diags->arena, meter, "*"), context->prices->book->region,
            commitment_remedy(lacking, diags->arena));
    struct ledger ledger = ledger_new(context->arena, context->params);
    struct bill bill;
    arch->fleet(context, unpriced, demand, &ledger);
    return bill_make(&ledger, context->prices, context->arena, &bill, diags);
}

/* The search's findings so far. */
struct finding {
    struct search search;
    struct families families;
    size_t held_count;
    struct candidate *held;      /* those that may be chosen */
    double cheapest_usd;         /* of their fleets */
    double flows_usd;            /* of any fleet; 0 where a price is missing, which the bill tells */
    struct deployment *unpriced; /* a fleet that has a meter without a price; it ends the search */
    bool has_tried;
};

/* The fewest nodes that are tried: enough that one node down isn't a zone down where much depends on it, and
 * that none keeps more data than can be moved in time. */
static void set_least(struct search *search)
{
    const struct context *context = search->context;
    const struct demand *demand = search->demand;
    double produced_bytes_per_s = demand->total.flows[FLOW_PRODUCE].bytes_per_s * demand->peak_factor;
    bool is_large = produced_bytes_per_s >=
                    option_num(context->params, context->scenario, OPTION_LEAST_NODES_FROM),
         keeps_data = search->arch->roles[0].volumes != VOLUME_BIT(VOLUME_NONE);
    double least = search->zones, fewest = option_num(context->params, context->scenario, OPTION_LEAST_NODES),
           by_data = demand->total.block_bytes /
                     option_num(context->params, context->scenario, OPTION_DATA_PER_NODE);
    if (is_large && fewest > least) {
        least = fewest;
        search->least_by = "least_nodes";
    }
    if (keeps_data && by_data > least) {
        least = by_data;
        search->least_by = "data_per_node";
    }
    search->least = least <= search->most ? multiple_of(least, search->zones) : search->most + 1;
}

static struct search search_new(const struct context *context, const struct arch *arch,
                                const struct demand *demand)
{
    struct search search = {
        .context = context,
        .arch = arch,
        .demand = demand,
        .zones = (uint32_t)root_num(context->params, ROOT_ZONES),
        .fixed_count = (uint32_t)option_num(context->params, context->scenario, arch->count_option),
        .most = (uint32_t)option_num(context->params, context->scenario, OPTION_SEARCH_MAX_NODES),
        .floor_usd = NAN,
        .tolerance = option_num(context->params, context->scenario, OPTION_SEARCH_TOLERANCE),
    };
    search.least = search.fixed_count;
    if (search.fixed_count == 0) set_least(&search);
    set_paid(&search);
    search.floor_usd = floor_usd(&search);
    return search;
}

/* A type that the workload names skips every filter but the price's. */
static enum filter filter_for(const struct context *context, int instance, bool is_named)
{
    if (!is_named) return filter_of(context, instance);
    return isnan(context->prices->instance_usd_per_h[instance]) ? FILTER_NO_PRICE : FILTER__COUNT;
}

/* The cost of the dearest fleet that may be chosen. */
static double tolerable_usd(const struct finding *finding)
{
    return finding->cheapest_usd + (finding->cheapest_usd + finding->flows_usd) * finding->search.tolerance;
}

static void note_held(struct finding *finding, struct candidate candidate,
                      const struct deployment *deployment)
{
    if (finding->held_count == 0) {
        double usd = cost_usd(&finding->search, deployment, finding->search.arch->flows);
        finding->flows_usd = isnan(usd) ? 0 : usd;
    }
    finding->held[finding->held_count++] = candidate;
    finding->cheapest_usd = smaller(finding->cheapest_usd, candidate.usd_per_year);
}

static void try_instance(struct finding *finding, int instance)
{
    const struct search *search = &finding->search;
    const struct context *context = search->context;
    finding->has_tried = true;
    families_enter(&finding->families, context->catalogue->instances[instance].family);
    double usd = larger(families_worth_usd(&finding->families), tolerable_usd(finding));
    if (isfinite(usd) && !isnan(search->floor_usd) && !may_cost_at_most(search, instance, usd)) return;
    struct deployment deployment;
    struct candidate candidate = {.instance = instance};
    candidate.count = fewest(search, instance, &deployment, &candidate.reason);
    if (candidate.count > 0) {
        candidate.count = deployment.roles[0].count; /* more where a service's units follow from the load */
        candidate.usd_per_year = fleet_usd(search, &deployment);
    }
    if (isnan(candidate.usd_per_year)) {
        finding->unpriced = arena_new_of(context->arena, struct deployment, 1);
        *finding->unpriced = deployment;
        return;
    }
    families_note(&finding->families, candidate);
    if (candidate.count > 0) note_held(finding, candidate, &deployment);
}

/* True if a, which is no dearer than can be tolerated, is chosen before b. */
static bool is_better(const struct instance *instances, const struct candidate *a, const struct candidate *b)
{
    uint32_t ours = instances[a->instance].generation, theirs = instances[b->instance].generation;
    if (ours != theirs) return ours > theirs;
    if (a->count != b->count) return a->count < b->count;
    return a->usd_per_year < b->usd_per_year;
}

/* The choice of those that hold, or NULL. */
static const struct candidate *choose(const struct finding *finding)
{
    const struct instance *instances = finding->search.context->catalogue->instances;
    const double most_usd = tolerable_usd(finding);
    const struct candidate *chosen = NULL;
    for (size_t i = 0; i < finding->held_count; i++) {
        const struct candidate *candidate = &finding->held[i];
        if (candidate->usd_per_year <= most_usd &&
            (chosen == NULL || is_better(instances, candidate, chosen)))
            chosen = candidate;
    }
    return chosen;
}

/* Plan for a given type and count. Always true: one that can't hold is a plan that wasn't found. */
static bool plan_as_told(const struct search *search, int instance, struct plan *plan)
{
    const char *why = "";
    plan->found = search->arch->size(search->context, search->demand, instance, search->fixed_count,
                                     &plan->deployment, &why);
    plan->why_not = why;
    if (plan->found) plan->usd_per_year = fleet_usd(search, &plan->deployment);
    return true;
}

bool plan_make(const struct context *context, const struct arch *arch, const struct demand *demand,
               struct plan *plan, struct diags *diags)
{
    const struct catalogue *catalogue = context->catalogue;
    const char *named = option_text(context->params, context->scenario, OPTION_INSTANCE);
    bool is_named = *named != '\0' && !text_equal(named, INSTANCE_SEARCH);
    int first = is_named ? catalogue_find(catalogue, named) : 0,
        end = is_named ? first + 1 : (int)catalogue->count;
    struct finding finding = {
        .search = search_new(context, arch, demand),
        .families = families_new(catalogue->count, context->arena),
        .held = arena_new_of(context->arena, struct candidate, catalogue->count),
        .cheapest_usd = INFINITY,
    };
    *plan = (struct plan){.why_not = "no instance type passes the search floors"};
    if (is_named && finding.search.fixed_count >
                        0) /* nothing to search: its capacity is judged like that of a given deployment */
        return plan_as_told(&finding.search, first, plan);
    for (int instance = first; instance < end && finding.unpriced == NULL; instance++) {
        if (catalogue->instances[instance].service != arch->service) continue;
        enum filter filter = filter_for(context, instance, is_named);
        if (filter == FILTER__COUNT)
            try_instance(&finding, instance);
        else
            plan->filtered[filter]++;
    }
    if (finding.unpriced != NULL || (!finding.has_tried && plan->filtered[FILTER_NO_PRICE] > 0))
        return price_missing(context, arch, demand, finding.unpriced, diags);
    const struct candidate *chosen = choose(&finding);
    plan->found = chosen != NULL;
    if (plan->found) {
        plan->usd_per_year = chosen->usd_per_year;
        arch->size(context, demand, chosen->instance, chosen->count, &plan->deployment, &plan->why_not);
    } else if (finding.families.count > 0) {
        plan->why_not = finding.families.best[0].reason;
    }
    families_keep(plan, catalogue, &finding.families, plan->found ? chosen->instance : CATALOGUE_NONE);
    return true;
}
