/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/check_names.h"

#include <string.h>

#include "arch/arch.h"
#include "arch/options.h"
#include "base/text.h"
#include "cost/bill.h"
#include "cost/commitments.h"

/* MSK's brokers aren't sold as EC2 instances, nor the reverse. */
static bool check_service(const struct params *params, const struct catalogue *catalogue, size_t scenario,
                          int row, int found, struct diags *diags)
{
    const struct arch *arch = ARCHS[params->scenarios[scenario].kind];
    const struct instance *type = &catalogue->instances[found];
    return type->service == arch->service ||
           diags_add(diags, DIAG_UNKNOWN_INSTANCE,
                     params_place(params, &params->scenarios[scenario].values[row]),
                     "%s: %s is a type of %s, and %s runs on %s",
                     params_option_path(diags->arena, params, scenario, row), type->name,
                     service_name(type->service), arch->kind.id, service_name(arch->service));
}

/* Options that name an instance type end in "instance". */
static bool check_instances(const struct params *params, const struct catalogue *catalogue,
                            struct diags *diags)
{
    bool known = true;
    for (size_t c = 0; c < params->scenario_count; c++) {
        const struct param_kind *kind = &params->registry->kinds[params->scenarios[c].kind];
        for (size_t row = 0; row < kind->row_count; row++) {
            const struct value *value = &params->scenarios[c].values[row];
            if (!text_ends_with(kind->rows[row].path, "instance") || !value->is_set ||
                text_equal(value->text, INSTANCE_SEARCH))
                continue;
            int found = catalogue_find(catalogue, value->text);
            if (found != CATALOGUE_NONE) {
                known = check_service(params, catalogue, c, (int)row, found, diags) && known;
                continue;
            }
            const char **names = arena_new_of(diags->arena, const char *, catalogue->count);
            for (size_t i = 0; i < catalogue->count; i++) names[i] = catalogue->instances[i].name;
            const char *nearest = text_nearest(value->text, names, catalogue->count);
            known = diags_add(diags, DIAG_UNKNOWN_INSTANCE, params_place(params, value),
                              "%s: unknown instance type '%s'%s%s%s",
                              params_option_path(diags->arena, params, c, (int)row),
                              text_quote(diags->arena, value->text, 60),
                              nearest == NULL ? "; see 'warpcost prices list BoxUsage'" : ", did you mean '",
                              nearest == NULL ? "" : nearest, nearest == NULL ? "" : "'?");
        }
    }
    return known;
}

/* True if the key names a meter or its offer code; the known names are added to `names`. */
static bool is_known_key(const struct catalogue *catalogue, const struct free_value *given,
                         const char **names, struct arena *arena)
{
    bool by_meter = given->row == ROOT_PRIVATE_BY;
    for (int meter = 0; meter < METER__COUNT; meter++)
        names[meter] = by_meter ? meter_id(arena, (enum meter)meter, NULL) : METERS[meter].offer;
    for (int meter = 0; meter < METER__COUNT; meter++)
        if (!(by_meter && strchr(names[meter], '*') != NULL) && text_equal(names[meter], given->key))
            return true;
    return by_meter && prices_instance_of(catalogue, given->key, arena) != CATALOGUE_NONE;
}

/* A private price of a meter that doesn't exist would change nothing in silence. */
static bool check_free_keys(const struct params *params, const struct catalogue *catalogue,
                            struct diags *diags)
{
    bool known = true;
    const char *names[METER__COUNT];
    for (size_t i = 0; i < params->free_count; i++) {
        const struct free_value *given = &params->free[i];
        if (given->row != ROOT_PRIVATE_BY && given->row != ROOT_DISCOUNT_BY) continue;
        if (is_known_key(catalogue, given, names, diags->arena)) continue;
        const char *nearest = text_nearest(given->key, names, METER__COUNT),
                   *row = ROOT_ROWS[given->row].path;
        known = diags_add(diags, DIAG_UNKNOWN_KEY, params_place(params, &given->value),
                          "%.*s: no meter%s '%s'%s%s%s", (int)strlen(row) - 2, row,
                          given->row == ROOT_PRIVATE_BY ? "" : " has the offer code",
                          text_quote(diags->arena, given->key, 80),
                          nearest == NULL ? "; 'warpcost prices list' shows them" : ", did you mean '",
                          nearest == NULL ? "" : nearest, nearest == NULL ? "" : "'?");
    }
    return known;
}

bool check_names(const struct params *params, const struct catalogue *catalogue, struct diags *diags)
{
    bool known = check_instances(params, catalogue, diags);
    known &= commitments_check(params, diags);
    return check_free_keys(params, catalogue, diags) && known;
}
