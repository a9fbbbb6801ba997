/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/make.h"

#include "run/document.h"
#include "study/list_prices.h"

static bool apply_policy(struct run_request *request, struct arena *arena, struct diags *diags)
{
    struct compare_request *compare = &request->compare;
    if (request->policy != NULL)
        compare->params = policy_apply(request->policy, compare->params, arena, diags);
    if (compare->params != NULL && compare->book == NULL)
        compare->book = books_find(request->books, compare->params->root[ROOT_REGION].text, diags);
    return compare->params != NULL && compare->book != NULL;
}

/* The run at list prices if private ones must stay hidden; else NULL, or NULL with *good unset. */
static const struct run *list_prices(const struct run_request *request, const struct outcome *outcomes,
                                     struct arena *arena, struct diags *diags, bool *good)
{
    *good = true;
    if (request->privacy == PRIVATE_SHOWN || !prices_are_private(&request->compare)) return NULL;
    struct diags lacking; /* would ask for the very prices that were given */
    diags_init(&lacking, arena);
    const struct run *listed = compare_at_list_prices(&request->compare, outcomes, arena, &lacking);
    *good = listed != NULL || request->privacy == PRIVATE_JUDGED_OR_SHOWN ||
            diags_add(diags, DIAG_PRICE_MISSING, request->place,
                      "private prices are shown as list prices, and the price book of %s lacks some of "
                      "these; to show the private ones add --show-private",
                      request->compare.book->region);
    return listed;
}

/* The run at list prices, with the latencies and the request of the run. */
static const struct run *shown_of(const struct run *run, const struct run *listed, struct arena *arena)
{
    if (listed == NULL) return NULL;
    struct run hidden = *listed;
    hidden.is_redacted = true;
    return run_round(run_redact(run, run_with_latencies(&hidden, run, arena), arena), arena);
}

/* Tell the costs to someone who waits and may see them as they are. */
static void tell_costs(const struct run_request *request, const struct run *run, const struct run *listed,
                       struct arena *arena)
{
    const struct simulate_progress *progress = request->progress;
    if (progress == NULL || progress->costs == NULL) return;
    if (request->privacy != PRIVATE_HIDDEN || listed == NULL)
        progress->costs(progress->user, run_round(run, arena));
}

bool run_make(struct run_request *request, struct run_made *made, struct arena *arena, struct diags *diags)
{
    *made = (struct run_made){.run = NULL};
    if (!apply_policy(request, arena, diags)) return false;
    request->compare.keeps_demand |= request->simulates;
    struct comparison comparison;
    if (!compare_outcomes(&request->compare, &comparison, arena, diags)) return false;
    bool good;
    const struct run *listed = list_prices(request, comparison.outcomes, arena, diags, &good),
                     *run = comparison.run;
    if (good && request->simulates) tell_costs(request, run, listed, arena);
    if (good && request->simulates)
        run = run_simulate(&request->compare, &comparison, request->progress, arena, diags);
    if (!good || run == NULL) return false;
    const struct run *shown = shown_of(run, listed, arena);
    bool hides = request->privacy == PRIVATE_HIDDEN && shown != NULL;
    *made = (struct run_made){.run = hides ? shown : run_round(run, arena),
                              .listed = hides ? NULL : shown,
                              .outcomes = comparison.outcomes};
    return true;
}
