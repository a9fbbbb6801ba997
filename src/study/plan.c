/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "arch/options.h"
#include "base/number.h"
#include "base/text.h"
#include "study/evaluate.h"

static const char *const FILTER_NAMES[FILTER__COUNT] = {
    [FILTER_PROCESSOR] = "other processor (option processor)",
    [FILTER_METAL] = "bare metal",
    [FILTER_BURSTABLE] = "burstable or flex: CPU below nominal in the long run",
    [FILTER_VCPUS] = "fewer vCPUs than search_min_vcpus",
    [FILTER_MEMORY] = "less memory per vCPU than search_min_gib_per_vcpu",
    [FILTER_FAMILY] = "a1: first Arm generation, half the speed per vCPU",
    [FILTER_NO_PRICE] = "no price in this region for this purchase option",
};

const char *filter_name(enum filter filter)
{
    return FILTER_NAMES[filter];
}

static bool processor_fits(enum processor processor, enum processor_choice wanted)
{
    if (wanted == PROCESSOR_CHOICE_ANY)
        return processor != PROCESSOR_OTHER;
    return processor == (wanted == PROCESSOR_CHOICE_ARM64 ? PROCESSOR_ARM64 : PROCESSOR_X86_64);
}

/* FILTER__COUNT when the type is to be tried. */
static enum filter filter_of(const struct scene *scene, int index)
{
    const struct instance *type = &scene->catalogue->instances[index];
    if (!processor_fits(type->processor, (enum processor_choice)option_num(scene->params, scene->choice, OPTION_PROCESSOR)))
        return FILTER_PROCESSOR;
    if (type->is_metal)
        return FILTER_METAL;
    if (type->is_burstable)
        return FILTER_BURSTABLE;
    if (type->vcpus < option_num(scene->params, scene->choice, OPTION_SEARCH_MIN_VCPUS))
        return FILTER_VCPUS;
    /* Some types hold a few MiB less than their nominal memory. */
    const double nearly = 0.95;
    if (type->memory_gib < nearly * type->vcpus * option_num(scene->params, scene->choice, OPTION_SEARCH_MIN_GIB_PER_VCPU))
        return FILTER_MEMORY;
    if (text_equal(type->family, "a1"))
        return FILTER_FAMILY;
    return isnan(scene->prices->instance_usd_per_h[index]) ? FILTER_NO_PRICE : FILTER__COUNT;
}

static uint32_t multiple_of(double count, uint32_t zones)
{
    return (uint32_t)ceil(count / zones) * zones;
}

struct search {
    const struct scene *scene;
    const struct arch *arch;
    const struct demand *demand;
    uint32_t zones, fixed_count, most;
    double floor_usd; /* of every fleet, without the first role's machines; NAN when there is no such bound */
};

/* A count of nodes that was tried. */
struct trial {
    uint32_t count;
    bool holds;
    struct utilisation binding;
};

static bool try_count(const struct search *search, int instance, uint32_t count, struct deployment *deployment, struct trial *trial, const char **why)
{
    struct capacity capacity;
    if (!search->arch->shape(search->scene, search->demand, instance, count, deployment, why))
        return false;
    search->arch->capacity(search->scene, deployment, search->demand, &capacity);
    *trial = (struct trial){count, capacity_holds(&capacity), *capacity_binding(&capacity)};
    *why = trial->binding.resource;
    return true;
}

/* Whether a step below `fits` is sure to fail: what stopped `failed` binds again, has fallen in exact proportion to the
 * nodes (rounded volumes don't), and would be more than full. */
static bool is_fewest(const struct trial *failed, const struct trial *fits, uint32_t step)
{
    const double exact = 1e-9, clearly_full = 1 + 1e-6;
    if (fits->count <= failed->count + step)
        return true;
    double then = failed->binding.fraction * failed->count, now = fits->binding.fraction * fits->count;
    return fits->binding.resource == failed->binding.resource && fabs(now - then) <= exact * then && now / (fits->count - step) > clearly_full;
}

/* The fewest nodes of the instance that hold, or 0 with the reason. What a node carries falls with their number, so that
 * a count at which the fullest resource is u times full says that about count × u are needed. */
static uint32_t fewest(const struct search *search, int instance, struct deployment *deployment, const char **why)
{
    struct trial fits, failed = {.count = 0};
    *why = "search_max_nodes";
    uint32_t count = search->fixed_count > 0 ? search->fixed_count : search->zones;
    for (;; failed = fits) {
        if (count > search->most || !try_count(search, instance, count, deployment, &fits, why))
            return 0;
        if (fits.holds)
            break;
        if (search->fixed_count > 0)
            return 0;
        double wanted = count * fits.binding.fraction;
        if (!(wanted < search->most + search->zones))
            return 0;
        count = multiple_of(larger(wanted * (1 - 1e-12), count + 1), search->zones);
    }
    /* Rounding of volumes can make the jump overshoot. */
    while (search->fixed_count == 0 && !is_fewest(&failed, &fits, search->zones)) {
        struct deployment smaller;
        struct trial trial;
        const char *binding;
        if (!try_count(search, instance, fits.count - search->zones, &smaller, &trial, &binding) || !trial.holds)
            break;
        fits = trial;
        *deployment = smaller;
        *why = binding;
    }
    return fits.count;
}

static double fleet_usd(const struct search *search, const struct deployment *deployment)
{
    const struct scene *scene = search->scene;
    struct arena_mark mark = arena_mark(scene->arena);
    struct ledger ledger = ledger_new(scene->arena, scene->params);
    search->arch->fleet(scene, deployment, search->demand, &ledger);
    double usd = bill_quick(&ledger, scene->prices);
    arena_rewind(scene->arena, mark);
    return usd;
}

static double floor_usd(const struct search *search)
{
    const struct scene *scene = search->scene;
    if (search->arch->fleet_floor == NULL)
        return NAN;
    struct arena_mark mark = arena_mark(scene->arena);
    struct ledger ledger = ledger_new(scene->arena, scene->params);
    search->arch->fleet_floor(scene, search->demand, &ledger);
    double usd = bill_quick(&ledger, scene->prices);
    arena_rewind(scene->arena, mark);
    return usd;
}

/* Whether a fleet of the instance may hold and cost at most usd: if not even as many nodes as usd pays for hold, fewer don't. */
static bool may_cost_at_most(const struct search *search, int instance, double usd)
{
    const double rounding = 1 + 1e-9;
    const struct scene *scene = search->scene;
    double node_usd = scene->prices->instance_usd_per_h[instance] * year_hourly_h(scene->params);
    double nodes = (usd * rounding - search->floor_usd) / node_usd * rounding;
    if (nodes < larger(search->fixed_count, search->zones))
        return false;
    if (search->fixed_count > 0 || !(nodes < search->most))
        return true;
    struct deployment deployment;
    struct trial trial;
    const char *why;
    return try_count(search, instance, (uint32_t)nodes / search->zones * search->zones, &deployment, &trial, &why) && trial.holds;
}

static bool is_cheaper(const struct candidate *a, const struct candidate *b)
{
    if (b->count == 0 || a->count == 0)
        return b->count == 0 && a->count > 0;
    if (a->usd_per_year != b->usd_per_year)
        return a->usd_per_year < b->usd_per_year;
    return a->count < b->count;
}

static bool is_well_known(const char *family)
{
    static const char *const FAMILIES[] = {"m5", "r5", "m6i", "r6i", "m6in", "r6in", "i3en", "i4i", "d3en"};
    for (size_t i = 0; i < sizeof FAMILIES / sizeof *FAMILIES; i++)
        if (text_equal(family, FAMILIES[i]))
            return true;
    return false;
}

enum { SHOWN_MAX = CANDIDATES_CHEAPEST + 1 }; /* with the winner's */

/* Best candidate of each family, in the catalogue's order. */
struct families {
    size_t count;
    struct candidate *best;
    const char *current; /* whose types are being tried */
    bool is_well_known;  /* current is */
    bool is_noted;       /* best[count - 1] is current's */
    double cheapest_usd[SHOWN_MAX]; /* of the families before, ascending */
};

static struct families families_new(size_t most, struct arena *arena)
{
    struct families families = {.best = arena_new_of(arena, struct candidate, most)};
    for (size_t i = 0; i < SHOWN_MAX; i++)
        families.cheapest_usd[i] = INFINITY;
    return families;
}

static void enter_family(struct families *families, const char *family)
{
    if (families->current != NULL && text_equal(families->current, family))
        return;
    if (families->is_noted && families->best[families->count - 1].count > 0) {
        double usd = families->best[families->count - 1].usd_per_year;
        for (size_t i = 0; i < SHOWN_MAX; i++) {
            double other_usd = families->cheapest_usd[i];
            families->cheapest_usd[i] = smaller(usd, other_usd);
            usd = larger(usd, other_usd);
        }
    }
    families->current = family;
    families->is_well_known = is_well_known(family);
    families->is_noted = false;
}

static void note_candidate(struct families *families, struct candidate candidate)
{
    if (!families->is_noted)
        families->best[families->count++] = candidate;
    else if (is_cheaper(&candidate, &families->best[families->count - 1]))
        families->best[families->count - 1] = candidate;
    families->is_noted = true;
}

/* A dearer fleet of the current family changes nothing in the plan: it is neither its family's best nor among those shown. */
static double worth_usd(const struct families *families)
{
    const struct candidate *best = families->is_noted ? &families->best[families->count - 1] : NULL;
    double usd = best != NULL && best->count > 0 ? best->usd_per_year : INFINITY;
    return families->is_well_known ? usd : smaller(usd, families->cheapest_usd[SHOWN_MAX - 1]);
}

/* The cheapest families but the winner's, then the well-known ones that are not among them. */
static void keep_candidates(struct plan *plan, const struct catalogue *catalogue, struct families *families, int winner)
{
    size_t kept = 0;
    for (size_t i = 0; i < families->count; i++)
        if (families->best[i].instance != winner)
            families->best[kept++] = families->best[i];
    families->count = kept;
    while (plan->candidate_count < CANDIDATES_CHEAPEST && families->count > 0) {
        size_t cheapest = 0;
        for (size_t i = 1; i < families->count; i++)
            if (is_cheaper(&families->best[i], &families->best[cheapest]))
                cheapest = i;
        if (families->best[cheapest].count == 0)
            break;
        plan->candidates[plan->candidate_count++] = families->best[cheapest];
        memmove(&families->best[cheapest], &families->best[cheapest + 1], (families->count - cheapest - 1) * sizeof *families->best);
        families->count--;
    }
    for (size_t i = 0; i < families->count && plan->candidate_count < CANDIDATES_MAX; i++)
        if (is_well_known(catalogue->instances[families->best[i].instance].family))
            plan->candidates[plan->candidate_count++] = families->best[i];
}

static bool price_missing(const struct scene *scene, const struct arch *arch, const struct demand *demand, const struct deployment *unpriced, struct diags *diags)
{
    if (unpriced == NULL)
        return diags_add(diags, DIAG_PRICE_MISSING, (struct place){0}, "there is no %s price of any instance type (%s) in %s; give another price book with --prices",
                         term_name(scene->prices->term), meter_id(diags->arena, METER_ID_INSTANCE, "*"), scene->prices->book->region);
    struct ledger ledger = ledger_new(scene->arena, scene->params);
    struct bill bill;
    arch->fleet(scene, unpriced, demand, &ledger);
    return bill_make(&ledger, scene->prices, scene->arena, &bill, diags);
}

bool plan_make(const struct scene *scene, const struct arch *arch, const struct demand *demand, struct plan *plan, struct diags *diags)
{
    const struct catalogue *catalogue = scene->catalogue;
    const char *wanted = option_text(scene->params, scene->choice, OPTION_INSTANCE);
    int only = *wanted == '\0' ? CATALOGUE_NONE : catalogue_find(catalogue, wanted);
    struct search search = {scene, arch, demand, (uint32_t)root_num(scene->params, ROOT_ZONES), (uint32_t)option_num(scene->params, scene->choice, arch->count_option),
                            (uint32_t)option_num(scene->params, scene->choice, OPTION_SEARCH_MAX_NODES), NAN};
    search.floor_usd = floor_usd(&search);
    struct families families = families_new(catalogue->count, scene->arena);
    struct candidate best = {.instance = CATALOGUE_NONE};
    const struct deployment *unpriced = NULL;
    bool tried = false;
    *plan = (struct plan){.why_not = "no instance type passes the search floors"};

    int first = only == CATALOGUE_NONE ? 0 : only, end = only == CATALOGUE_NONE ? (int)catalogue->count : only + 1;
    for (int instance = first; instance < end; instance++) {
        enum filter filter = only == CATALOGUE_NONE                                  ? filter_of(scene, instance)
                             : isnan(scene->prices->instance_usd_per_h[instance]) ? FILTER_NO_PRICE
                                                                                     : FILTER__COUNT;
        if (filter != FILTER__COUNT) {
            plan->filtered[filter]++;
            continue;
        }
        tried = true;
        enter_family(&families, catalogue->instances[instance].family);
        double worth = worth_usd(&families);
        if (isfinite(worth) && !isnan(search.floor_usd) && !may_cost_at_most(&search, instance, worth))
            continue;
        struct deployment deployment;
        struct candidate candidate = {.instance = instance};
        candidate.count = fewest(&search, instance, &deployment, &candidate.reason);
        if (candidate.count > 0) {
            candidate.usd_per_year = fleet_usd(&search, &deployment);
            if (isnan(candidate.usd_per_year)) {
                struct deployment *kept = arena_new_of(scene->arena, struct deployment, 1);
                *kept = deployment;
                unpriced = kept;
                break;
            }
            if (is_cheaper(&candidate, &best)) {
                best = candidate;
                plan->deployment = deployment;
            }
        }
        note_candidate(&families, candidate);
    }
    if (unpriced != NULL || (!tried && plan->filtered[FILTER_NO_PRICE] > 0))
        return price_missing(scene, arch, demand, unpriced, diags);
    plan->found = best.count > 0;
    plan->usd_per_year = best.usd_per_year;
    if (!plan->found && families.count > 0)
        plan->why_not = families.best[0].reason;
    keep_candidates(plan, catalogue, &families, best.instance);
    return true;
}
