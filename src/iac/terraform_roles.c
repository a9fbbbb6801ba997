/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Roles of machines, by their names in a plan. */
#include <string.h>

#include "arch/arch.h"
#include "iac/terraform_private.h"

/* True if the name contains a word of the role, whatever its separators. */
static bool is_called(const char *name, const struct role_kind *role, bool by_product)
{
    if (by_product) return role->product != NULL && strstr(name, role->product) != NULL;
    for (int i = 0; i < ROLE_WORDS_MAX && role->words[i] != NULL; i++)
        if (strstr(name, role->words[i]) != NULL) return true;
    return false;
}

/* The last role of the architecture that the name matches: the first is the broadest. */
static int role_called(const struct arch *arch, const char *name, bool by_product)
{
    int found = TERRAFORM_UNKNOWN_ROLE;
    for (int i = 0; arch->roles[i].name != NULL; i++)
        if (is_called(name, &arch->roles[i], by_product)) found = i;
    return found;
}

static bool is_called_by_other(const struct arch *arch, const char *name, bool by_product)
{
    for (size_t i = 0; i < ARCH_COUNT; i++)
        if (ARCHS[i] != arch && ARCHS[i]->service == SERVICE_EC2 &&
            role_called(ARCHS[i], name, by_product) != TERRAFORM_UNKNOWN_ROLE)
            return true;
    return false;
}

/* In a module kafka with resources broker and controller, the resource's own name says more. */
static int role_in(const struct arch *arch, const struct resource *resource)
{
    const char *const names[] = {resource->name, resource->module};
    for (int by_product = 0; by_product < 2; by_product++)
        for (int n = 0; n < 2; n++) {
            int role = role_called(arch, names[n], by_product == 1);
            if (role != TERRAFORM_UNKNOWN_ROLE) return role;
            if (is_called_by_other(arch, names[n], by_product == 1)) return TERRAFORM_OTHER_ROLE;
        }
    return TERRAFORM_UNKNOWN_ROLE;
}

const signed char *terraform_roles(const struct resource *resource, struct arena *arena)
{
    signed char *roles = arena_new_of(arena, signed char, ARCH_COUNT);
    for (size_t i = 0; i < ARCH_COUNT; i++) roles[i] = (signed char)role_in(ARCHS[i], resource);
    return roles;
}
