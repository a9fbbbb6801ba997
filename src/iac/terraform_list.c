/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "iac/terraform_list.h"

#include <string.h>

enum { ADDRESS_COLUMNS = 120, KEYS_SHOWN_MAX = 12 };

const char *list_quote(const char *address, struct arena *arena)
{
    return text_quote(arena, address, ADDRESS_COLUMNS);
}

const char *list_instance(const char *address, const char *base)
{
    return text_starts_with(address, base) ? address + strlen(base) : address;
}

bool list_next(const struct machine_choice *choice, size_t from, struct machine_run *run)
{
    const struct terraform_machines *machines = choice->terraform->machines;
    struct text text = text_new(choice->arena);
    size_t shown = 0, hidden = 0, i = from;
    while (i < choice->terraform->machine_count && !choice->is_member(choice->user, i)) i++;
    *run = (struct machine_run){.first = i, .end = i};
    for (; i < choice->terraform->machine_count; i++) {
        if (!choice->is_member(choice->user, i)) continue;
        if (!text_equal(machines[i].base, machines[run->first].base) ||
            !choice->is_alike(choice->user, run->first, i))
            break;
        run->count += machines[i].count;
        run->end = i + 1;
        hidden += shown == KEYS_SHOWN_MAX;
        if (shown == KEYS_SHOWN_MAX) continue;
        text_addf(&text, "%s%s", shown == 0 ? "" : ", ",
                  list_quote(shown == 0 ? machines[i].address
                                        : list_instance(machines[i].address, machines[i].base),
                             choice->arena));
        shown++;
    }
    if (hidden > 0) text_addf(&text, " and %zu more", hidden);
    run->text = text.bytes;
    return run->count > 0 || shown > 0;
}
