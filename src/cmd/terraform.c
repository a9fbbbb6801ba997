/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/terraform.h"

#include <string.h>

#include "arch/arch.h"
#include "base/text.h"
#include "cmd/load.h"
#include "iac/terraform_apply.h"

const char *const TERRAFORM_SIDES[] = {"after", "before", NULL};

/* The roles that an address may be given, as text. */
static const char *role_names(struct arena *arena)
{
    struct text names = text_new(arena);
    for (size_t arch = 0; arch < ARCH_COUNT; arch++)
        for (const struct role_kind *role = ARCHS[arch]->roles; role->name != NULL; role++)
            if (strstr(names.bytes, role->name) == NULL) text_addf(&names, "%s, ", role->name);
    text_add(&names, TERRAFORM_NO_ROLE);
    return names.bytes;
}

static bool is_role(const char *name)
{
    bool found = text_equal(name, TERRAFORM_NO_ROLE);
    for (size_t arch = 0; arch < ARCH_COUNT; arch++)
        found |= role_kind_find(ARCHS[arch]->roles, name) != NULL;
    return found;
}

/* Split "ROLE=ADDRESS" or "ADDRESS": letters before a "=" are a role, since an address begins with a type
 * or "module.". */
static bool split_address(const char *value, struct terraform_named *named, struct session *session)
{
    enum { VALUE_COLUMNS_MAX = 80 };
    size_t length = strspn(value, "abcdefghijklmnopqrstuvwxyz");
    bool has_role = value[length] == '=';
    named->role = has_role ? arena_copy(session->arena, value, length) : NULL;
    named->address = has_role ? value + length + 1 : value;
    return !has_role || is_role(named->role) ||
           diags_add(session->diags, DIAG_USAGE, (struct place){0},
                     "'--terraform-address %s': there is no such role; there are %s",
                     text_quote(session->arena, value, VALUE_COLUMNS_MAX), role_names(session->arena));
}

bool terraform_options(const struct parsed *parsed, enum terraform_side side, struct compare_request *request,
                       struct session *session)
{
    struct arena *arena = session->arena;
    const char **values = arena_new_of(arena, const char *, parsed->given_count),
               **addresses = arena_new_of(arena, const char *, parsed->given_count),
               *asked = parsed_value(parsed, "terraform-side");
    size_t count = parsed_values(parsed, "terraform", values, parsed->given_count),
           named_count = parsed_values(parsed, "terraform-address", addresses, parsed->given_count);
    if (count == 0)
        return (named_count == 0 && asked == NULL) ||
               diags_add(session->diags, DIAG_USAGE, (struct place){0},
                         "'--terraform-address' and '--terraform-side' are about a plan: give '--terraform "
                         "FILE' as well");
    struct terraform_named *named = arena_new_of(arena, struct terraform_named, named_count);
    for (size_t i = 0; i < named_count; i++)
        if (!split_address(addresses[i], &named[i], session)) return false;
    if (asked != NULL) side = text_equal(asked, "before") ? TERRAFORM_BEFORE : TERRAFORM_AFTER;
    for (size_t i = 0; i < count; i++) {
        struct terraform_plan plan = {.side = side, .named = named, .named_count = named_count};
        plan.file = split_deployment(values[i], arena, &plan.architecture);
        if (!terraform_apply(&plan, request, arena, session->diags)) return false;
    }
    return true;
}
