/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Charges: costs that any architecture is billed beside its own lines, such as client access and support.
 * A charge for all architectures, or for all that run machines, is one row of CHARGE_RULES and one
 * function; no architecture knows of it. */
#pragma once

#include "cost/bill.h"
#include "cost/demand.h"
#include "cost/deployment.h"

/* The inputs of a charge. */
struct charged {
    const struct params *params;
    const struct demand *demand;
    double nodes;    /* nodes that clients reach */
    bool is_managed; /* sold as a service, not machines of EC2 */
};

struct charge_rule {
    const char *name;
    const struct line *const *lines; /* every line it can incur, NULL-ended, in the order of reports */

    /* Ledger entries of usage. NULL for a share of the bill. */
    void (*usage)(const struct charged *charged, struct ledger *ledger);

    /* Append a share of the bill to its lines (which have room for one) and totals, once all usage is
     * priced. False with diagnostics when a price is missing. NULL for usage. */
    bool (*share)(struct bill *bill, struct bill_line *lines, const struct prices *prices,
                  struct arena *arena, struct diags *diags);
};

extern const struct charge_rule CHARGE_RULES[];
extern const size_t CHARGE_RULE_COUNT;

/* Ledger entries of every rule that meters usage. */
void charges_usage(const struct charged *charged, struct ledger *ledger);

/* True if a rule of this name charges for it, so that it isn't excluded. */
bool charges_have(const char *name);
