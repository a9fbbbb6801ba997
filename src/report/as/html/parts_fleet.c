/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/as/html/chart.h"
#include "report/as/html/escape.h"
#include "report/as/html/grid.h"
#include "report/as/html/parts.h"
#include "report/say/say.h"

/* A picture of each architecture, side by side as far as there is room. */
static char *multiples(const struct view *view,
                       void (*chart)(const struct view *view, size_t architecture, struct text *out))
{
    struct text out = text_new(view->arena);
    for (size_t i = 0; i < view->count; i++) {
        struct text picture = text_new(view->arena);
        chart(view, i, &picture);
        if (picture.length > 0)
            text_addf(&out, "<figure class=\"multiple\"><figcaption>%s</figcaption>\n%s</figure>\n",
                      parts_name(view, i), picture.bytes);
    }
    return out.length == 0 ? text_format(view->arena, "%s", "") : out.bytes;
}

char *parts_flows(const struct view *view) { return multiples(view, chart_flow); }

char *parts_uses(const struct view *view) { return multiples(view, chart_use); }
