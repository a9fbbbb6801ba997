/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The architectures of a workload from the cheapest on, with p99 at the peak:
 *
 *     cc cheapest.c $(pkg-config --cflags --libs warpcost) -o cheapest
 *     ./cheapest orders.yaml */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <warpcost.h>

enum { ARCHITECTURES_MAX = 64 };

/* Those that can't carry the workload come last. */
static int compare(const void *left, const void *right)
{
    const struct wc_architecture *a = left, *b = right;
    double usd_a = a->is_feasible ? a->usd_per_year : INFINITY,
           usd_b = b->is_feasible ? b->usd_per_year : INFINITY;
    return (usd_a > usd_b) - (usd_a < usd_b);
}

static void print(const wc_run *run)
{
    struct wc_architecture all[ARCHITECTURES_MAX];
    size_t count = 0;
    while (count < ARCHITECTURES_MAX && wc_architecture_at(run, count, &all[count])) count++;
    qsort(all, count, sizeof *all, compare);
    for (size_t i = 0; i < count; i++) {
        printf("%-20s %12.0f USD per year", all[i].id, all[i].usd_per_year);
        if (!isnan(all[i].produce_p99_ms)) printf(", acknowledged within %.0f ms", all[i].produce_p99_ms);
        puts(all[i].is_feasible ? "" : " (can't carry it)");
    }
}

int main(int argc, char **argv)
{
    wc_context *context = wc_open();
    const wc_workload *workload = argc == 2 ? wc_load(context, argv[1], NULL) : NULL;
    struct wc_compare_options options = {0};
    options.simulates = getenv("SIMULATE") != NULL;
    const wc_run *run = workload == NULL ? NULL : wc_compare(workload, &options);
    if (run != NULL) print(run);
    for (size_t i = 0; i < wc_error_count(context); i++) {
        const struct wc_error *error = wc_error_at(context, i);
        fprintf(stderr, "%s:%u:%u: %s\n", error->file == NULL ? "" : error->file, error->line, error->column,
                error->message);
    }
    wc_close(context);
    return run == NULL;
}
