/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cost/charges.h"

#include "base/text.h"
#include "cost/access.h"
#include "cost/support.h"

/* In the order of the ledger; shares of the bill come last. */
const struct charge_rule CHARGE_RULES[] = {
    {.name = "access", .lines = ACCESS_LINES, .usage = access_usage},
    {.name = "support", .lines = SUPPORT_LINES, .share = support_add},
};
const size_t CHARGE_RULE_COUNT = sizeof CHARGE_RULES / sizeof *CHARGE_RULES;

void charges_usage(const struct charged *charged, struct ledger *ledger)
{
    for (size_t i = 0; i < CHARGE_RULE_COUNT; i++)
        if (CHARGE_RULES[i].usage != NULL) CHARGE_RULES[i].usage(charged, ledger);
}

bool charges_have(const char *name)
{
    for (size_t i = 0; i < CHARGE_RULE_COUNT; i++)
        if (text_equal(CHARGE_RULES[i].name, name)) return true;
    return false;
}
