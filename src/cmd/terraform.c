/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/terraform.h"

#include "base/text.h"
#include "cmd/load.h"
#include "iac/terraform_apply.h"

const char *const TERRAFORM_SIDES[] = {"after", "before", NULL};

bool terraform_options(const struct parsed *parsed, enum terraform_side side, struct compare_request *request,
                       struct session *session)
{
    struct arena *arena = session->arena;
    const char **values = arena_new_of(arena, const char *, parsed->given_count),
               **addresses = arena_new_of(arena, const char *, parsed->given_count),
               *asked = parsed_value(parsed, "terraform-side");
    size_t count = parsed_values(parsed, "terraform", values, parsed->given_count),
           address_count = parsed_values(parsed, "terraform-address", addresses, parsed->given_count);
    if (count == 0)
        return (address_count == 0 && asked == NULL) ||
               diags_add(session->diags, DIAG_USAGE, (struct place){0},
                         "'--terraform-address' and '--terraform-side' are about a plan: give '--terraform "
                         "FILE' as well");
    if (asked != NULL) side = text_equal(asked, "before") ? TERRAFORM_BEFORE : TERRAFORM_AFTER;
    for (size_t i = 0; i < count; i++) {
        struct terraform_plan plan = {.side = side, .addresses = addresses, .address_count = address_count};
        plan.file = split_deployment(values[i], arena, &plan.architecture);
        if (!terraform_apply(&plan, request, arena, session->diags)) return false;
    }
    return true;
}
