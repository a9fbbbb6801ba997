/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cost/components.h"

#include "base/text.h"

const struct component_row COMPONENTS[COMPONENT__COUNT + 1] = {
#define COMPONENT(id, ...) [id] = {__VA_ARGS__},
#include "cost/components.def"
#undef COMPONENT
    [COMPONENT__COUNT] = {"other", "other", "Other", 0x1A1A1A, "other", "#5f6671", "#fff", "#8b939e",
                          "#0b0e12"},
};

enum component component_find(const char *name)
{
    enum component found = 0;
    while (found < COMPONENT__COUNT && !text_equal(COMPONENTS[found].name, name)) found++;
    return found;
}

const char *component_name(enum component component) { return COMPONENTS[component].name; }
