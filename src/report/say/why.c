/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why one architecture is cheaper than the others: the differences by component. */
#include <math.h>

#include "report/say/say.h"
#include "report/view.h"

enum { COMPONENTS_MAX = 16, OTHERS_MAX = 4 };

/* Sums over components, in the order of the two architectures' lines. */
struct components {
    size_t count;
    const char *names[COMPONENTS_MAX];
    double usd[COMPONENTS_MAX];
};

static void add_lines(struct components *sums, const struct run_architecture *architecture, double sign)
{
    for (size_t i = 0; i < architecture->line_count; i++) {
        const char *name = architecture->lines[i].kind->component;
        size_t at = 0;
        while (at < sums->count && !text_equal(sums->names[at], name)) at++;
        if (at == COMPONENTS_MAX) continue;
        if (at == sums->count) sums->names[sums->count++] = name;
        sums->usd[at] += sign * architecture->lines[i].usd_per_year;
    }
}

/* The largest difference not shown yet, or count. Differences below a thousandth of the larger total are
 * left out. */
static size_t next_largest(const struct components *sums, const bool *shown, double least_usd)
{
    size_t largest = sums->count;
    for (size_t i = 0; i < sums->count; i++)
        if (!shown[i] && fabs(sums->usd[i]) >= least_usd &&
            (largest == sums->count || fabs(sums->usd[i]) > fabs(sums->usd[largest])))
            largest = i;
    return largest;
}

static void say_difference(struct doc *doc, const struct run_architecture *base,
                           const struct run_architecture *other)
{
    const double telling = 1e-3;
    struct components sums = {0};
    bool shown[COMPONENTS_MAX] = {false};
    add_lines(&sums, base, 1);
    add_lines(&sums, other, -1);
    struct text list = text_new(doc->arena);
    for (size_t at; (at = next_largest(&sums, shown, fmax(1, other->usd_per_year * telling))) < sums.count;
         shown[at] = true)
        text_addf(&list, "%s%s %s%s", list.length == 0 ? "" : ", ", sums.names[at],
                  sums.usd[at] < 0 ? "" : "+", text_usd(doc->arena, sums.usd[at]));
    if (list.length > 0) doc_addf(doc, DOC_PARAGRAPH, 1, "against %s: %s", other->name, list.bytes);
}

void say_why(struct doc *doc, const struct run *run)
{
    const struct run_architecture *base = view_base(run);
    size_t feasible = 0, said = 0;
    for (size_t i = 0; i < run->architecture_count; i++) feasible += run->architectures[i].feasible;
    if (base == NULL || feasible < 2) return;
    doc_addf(doc, DOC_HEADING, 0, "Annual cost difference of %s by component", base->name);
    for (size_t i = 0; i < run->architecture_count && said < OTHERS_MAX; i++) {
        const struct run_architecture *other = &run->architectures[i];
        if (other == base || !other->feasible) continue;
        say_difference(doc, base, other);
        said++;
    }
}
