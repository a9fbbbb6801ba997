/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/used_prices.h"

#include "base/text.h"

static bool is_same_price(const struct used_price *a, const struct used_price *b)
{
    return a->charge == b->charge ||
           (text_equal(a->kind->meter, b->kind->meter) && text_equal(a->charge->term, b->charge->term) &&
            a->charge->from == b->charge->from && a->charge->usd_per_unit == b->charge->usd_per_unit);
}

/* Its index, or count. */
static size_t find(const struct used_price *prices, size_t count, const struct used_price *price)
{
    size_t at = 0;
    while (at < count && !is_same_price(&prices[at], price)) at++;
    return at;
}

size_t used_prices(const struct run *run, struct used_price *prices, size_t max, bool *has_more)
{
    size_t count = 0;
    bool is_full = false;
    const struct run_line_kind *last = NULL;
    for (size_t i = 0; i < run->architecture_count; i++) {
        for (size_t n = 0; n < run->architectures[i].line_count; n++) {
            const struct run_line_kind *kind = run->architectures[i].lines[n].kind;
            for (size_t c = 0; kind != last && c < kind->charge_count; c++) {
                struct used_price price = {kind, &kind->charges[c]};
                bool is_new = price.charge->quantity_per_month > 0 && find(prices, count, &price) == count;
                is_full |= is_new && count == max;
                if (is_new && count < max) prices[count++] = price;
            }
            last = kind;
        }
    }
    if (has_more != NULL) *has_more = is_full;
    return count;
}
