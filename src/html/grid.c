/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "html/grid.h"

#include <assert.h>
#include <string.h>

#include "html/escape.h"

static const char *class_of(const struct grid *grid, size_t column)
{
    return grid->kinds[column] == 'n' ? " class=\"n\"" : grid->kinds[column] == 'w' ? " class=\"w\"" : "";
}

struct grid grid_open(struct text *out, struct arena *arena, const char *label, const char *kinds, const char *const *heads)
{
    struct grid grid = {out, arena, strlen(kinds), 0, kinds, false};
    const char *clean = escape_sentence(arena, label);
    text_addf(out, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"%s\"><table>\n<thead><tr>", clean);
    for (size_t i = 0; i < grid.columns; i++)
        text_addf(out, *heads[i] == '\0' ? "<td%s>%s</td>" : "<th scope=\"col\"%s>%s</th>", class_of(&grid, i), heads[i]);
    text_add(out, "</tr></thead>\n<tbody>\n");
    return grid;
}

void grid_cell(struct grid *grid, const char *html)
{
    if (grid->at == 0)
        text_addf(grid->out, "<tr><th scope=\"row\"%s>%s</th>", class_of(grid, 0), html);
    else
        text_addf(grid->out, "<td%s>%s</td>", class_of(grid, grid->at), html);
    grid->at = (grid->at + 1) % grid->columns;
    if (grid->at == 0)
        text_add(grid->out, "</tr>\n");
}

void grid_foot(struct grid *grid)
{
    assert(grid->at == 0);
    if (!grid->is_foot)
        text_add(grid->out, "</tbody>\n<tfoot>\n");
    grid->is_foot = true;
}

void grid_close(struct grid *grid)
{
    assert(grid->at == 0);
    text_addf(grid->out, "%s</table></div>\n", grid->is_foot ? "</tfoot>" : "</tbody>");
}
