/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The age of a run's prices: the oldest and the newest row that its bills used. */
#include "study/describe.h"

#include <string.h>

#include "base/text.h"
#include "pricing/offers.h"

/* Two rows of one date are told apart by their order in the run: the first counts. */
static void note(struct run *run, const struct run_line_kind *kind, const struct run_charge *charge,
                 struct arena *arena)
{
    bool is_price = charge->usd_per_unit > 0; /* what isn't public is 0 */
    if (*charge->date == '\0' || charge->quantity_per_month <= 0 || !is_price) return;
    if (*run->price_as_of == '\0' || strcmp(charge->date, run->price_as_of) < 0) {
        run->price_as_of = charge->date;
        run->price_as_of_part = offer_part(kind->meter, arena);
    }
    if (*run->price_newest == '\0' || strcmp(charge->date, run->price_newest) > 0) {
        run->price_newest = charge->date;
        run->price_newest_part = offer_part(kind->meter, arena);
    }
}

void describe_price_dates(struct run *run, struct arena *arena)
{
    run->price_as_of = run->price_as_of_part = run->price_newest = run->price_newest_part = "";
    const struct run_line_kind *last = NULL;
    for (size_t i = 0; i < run->architecture_count; i++)
        for (size_t n = 0; n < run->architectures[i].line_count; n++) {
            const struct run_line_kind *kind = run->architectures[i].lines[n].kind;
            for (size_t c = 0; kind != last && c < kind->charge_count; c++)
                note(run, kind, &kind->charges[c], arena);
            last = kind;
        }
}
