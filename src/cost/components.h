/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Components: the parts by which a bill is summed, a row of cost/components.def each. The run document's
 * contract closes the list; their names, order, FOCUS categories and colours come from the rows. */
#pragma once

#include <stdint.h>

enum component {
#define COMPONENT(id, ...) id,
#include "cost/components.def"
#undef COMPONENT
    COMPONENT__COUNT /* the row of an unknown one, from a document of another version */
};

struct component_row {
    const char *name, *title; /* "control_plane", "control plane" */
    const char *focus_category;
    uint32_t sheet_colour; /* 0xRRGGBB */
    const char *style;     /* suffix of the page's classes: "c-control" */
    const char *light, *on_light, *dark, *on_dark;
};
extern const struct component_row COMPONENTS[COMPONENT__COUNT + 1];

/* The row's index, or COMPONENT__COUNT. */
enum component component_find(const char *name);

const char *component_name(enum component component);
