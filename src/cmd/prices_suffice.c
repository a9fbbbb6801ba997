/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/prices_suffice.h"

#include <string.h>

#include "base/text.h"
#include "study/lacking.h"

static const struct params *small_workload(const char *region, const char *architecture, struct arena *arena,
                                           struct diags *diags)
{
    const char *text = text_format(arena,
                                   "region: %s\n"
                                   "topics: [{name: check, produce: {rate: 1 MiB/s}}]\n"
                                   "architectures: [%s]\n",
                                   region, architecture);
    struct param_request request = {.workload = {"prices check", text, strlen(text)}};
    return params_resolve(arch_registry(arena), &request, arena, diags);
}

static size_t unverified_count(const struct run_architecture *architecture)
{
    size_t count = 0;
    for (size_t i = 0; i < architecture->line_count; i++) {
        const struct run_line_kind *kind = architecture->lines[i].kind;
        bool counts = kind->is_unverified;
        for (size_t j = 0; counts && j < i; j++) /* count a meter on several lines once */
            counts = !text_equal(architecture->lines[j].kind->meter, kind->meter);
        count += counts;
    }
    return count;
}

/* The meters without a price; without any, the first diagnostic. */
static const char *why_not(const struct compare_request *request, const struct diags *diags,
                           struct arena *arena)
{
    struct text list = text_new(arena);
    size_t count = 0;
    const struct prices *prices = prices_new(request->params, request->book, request->catalogue, arena);
    const struct lacked *lacked = lacking_prices(request, prices, arena, &count);
    for (size_t i = 0; i < count; i++) text_addf(&list, "%s%s", i == 0 ? "" : ", ", lacked[i].meter);
    return count > 0 || diags->first == NULL ? list.bytes : diags->first->message;
}

struct sufficiency prices_suffice(const struct arch *arch, const struct book *book,
                                  const struct catalogue *catalogue, struct arena *arena)
{
    struct diags diags;
    diags_init(&diags, arena);
    const struct params *params = small_workload(book->region, arch->kind.id, arena, &diags);
    struct compare_request request = {.params = params,
                                      .catalogue = catalogue,
                                      .book = book,
                                      .command = "prices check",
                                      .threads = 1,
                                      .is_brief = true};
    const struct run *run = params == NULL ? NULL : compare(&request, arena, &diags);
    if (params == NULL) return (struct sufficiency){false, diags.first->message};
    if (run == NULL)
        return (struct sufficiency){false, text_format(arena, "no: %s", why_not(&request, &diags, arena))};
    const struct run_architecture *result = &run->architectures[0];
    if (!result->feasible)
        return (struct sufficiency){false, text_format(arena, "no: %s", result->infeasible_reason)};
    size_t remembered = unverified_count(result);
    return (struct sufficiency){true, remembered == 0
                                          ? "yes"
                                          : text_format(arena, "yes (unverified: %zu)", remembered)};
}
