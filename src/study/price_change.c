/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/price_change.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "study/list_prices.h"

/* Sums of equal parts in another order differ by less than this. */
static const double SAME_USD = 1e-6;

/* Compare under a book; diagnostics name the book. */
static bool compare_under(const struct compare_request *request, const struct book *book, const char *name,
                          struct comparison *comparison, struct arena *arena, struct diags *diags)
{
    struct compare_request with = *request;
    with.book = book;
    with.waterfall = NULL;
    struct diags own;
    diags_init(&own, arena);
    bool good = compare_outcomes(&with, comparison, arena, &own);
    for (const struct diag *diag = own.first; !good && diag != NULL; diag = diag->next)
        diags_add(diags, diag->id, diag->place.file == NULL ? (struct place){.file = name} : diag->place,
                  "%s", diag->message);
    return good;
}

static struct meter_change *meter_of(struct meter_change *meters, size_t *count, const char *meter)
{
    for (size_t i = 0; i < *count; i++)
        if (text_equal(meters[i].meter, meter)) return &meters[i];
    meters[*count] = (struct meter_change){meter, 0};
    return &meters[(*count)++];
}

static void add_lines(const struct run_architecture *architecture, double sign, struct meter_change *meters,
                      size_t *count)
{
    for (size_t i = 0; i < architecture->line_count; i++)
        meter_of(meters, count, architecture->lines[i].kind->meter)->usd_per_year +=
            sign * architecture->lines[i].usd_per_year;
}

static int compare_changes(const void *a, const void *b)
{
    const struct meter_change *left = a, *right = b;
    double l = fabs(left->usd_per_year), r = fabs(right->usd_per_year);
    return l != r ? (l < r) - (l > r) : strcmp(left->meter, right->meter);
}

static void fill_meters(struct architecture_change *change, const struct run_architecture *before,
                        const struct run_architecture *same, struct arena *arena)
{
    struct meter_change *meters = arena_new_of(arena, struct meter_change,
                                               before->line_count + same->line_count);
    size_t count = 0, kept = 0;
    add_lines(before, -1, meters, &count);
    add_lines(same, 1, meters, &count);
    for (size_t i = 0; i < count; i++)
        if (fabs(meters[i].usd_per_year) >= SAME_USD) meters[kept++] = meters[i];
    if (kept > 0) qsort(meters, kept, sizeof *meters, compare_changes);
    change->meters = meters;
    change->meter_count = kept;
}

static void fill(struct architecture_change *change, const struct run_architecture *before,
                 const struct run_architecture *same, const struct run_architecture *after,
                 struct arena *arena)
{
    *change = (struct architecture_change){.id = before->id, .name = before->name, .infeasible_reason = ""};
    for (const struct run_architecture *const *at =
             (const struct run_architecture *const[]){before, same, after, NULL};
         *at != NULL; at++)
        if (!(*at)->feasible && *change->infeasible_reason == '\0')
            change->infeasible_reason = (*at)->infeasible_reason;
    if (*change->infeasible_reason != '\0') return;
    change->before_usd = before->usd_per_year;
    change->same_machines_usd = same->usd_per_year;
    change->after_usd = after->usd_per_year;
    fill_meters(change, before, same, arena);
}

const struct price_change *price_change(const struct compare_request *request, bool redacts,
                                        const struct book *before, const char *before_name,
                                        const struct book *after, const char *after_name, struct arena *arena,
                                        struct diags *diags)
{
    bool is_private = prices_are_private(request), is_redacted = redacts && is_private;
    struct compare_request asked = is_redacted ? request_at_list_prices(request, arena) : *request;
    struct comparison then, now, same;
    bool good = compare_under(&asked, before, before_name, &then, arena, diags);
    if (!compare_under(&asked, after, after_name, &now, arena, diags) || !good) return NULL;
    struct compare_request holding = request_holding(&asked, then.outcomes, arena);
    if (!compare_under(&holding, after, after_name, &same, arena, diags)) return NULL;
    size_t count = then.run->architecture_count;
    struct architecture_change *architectures = arena_new_of(arena, struct architecture_change, count);
    for (size_t i = 0; i < count; i++) {
        fill(&architectures[i], &then.run->architectures[i], &same.run->architectures[i],
             &now.run->architectures[i], arena);
        architectures[i].same_machines = same_machines(&same.outcomes[i], &now.outcomes[i]);
    }
    struct price_change *change = arena_new_of(arena, struct price_change, 1);
    *change = (struct price_change){then.run->workload_name, is_private, is_redacted, count, architectures};
    return change;
}
