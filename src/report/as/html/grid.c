/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/as/html/grid.h"

#include <assert.h>
#include <string.h>

#include "report/as/html/escape.h"

/* The style sheet has a class for each column that isn't of sentences: "n3" holds for the third cell of every
 * row. */
static const char *classes(const struct grid *grid)
{
    struct text out = text_new(grid->arena);
    for (size_t i = 0; i < grid->columns; i++)
        if (grid->kinds[i] != 't')
            text_addf(&out, "%s%c%zu", out.length == 0 ? "" : " ", grid->kinds[i], i + 1);
    return out.length == 0 ? "" : text_format(grid->arena, " class=\"%s\"", out.bytes);
}

struct grid grid_open(struct text *out, struct arena *arena, const char *label, const char *kinds,
                      const char *const *heads)
{
    struct grid grid = {out, arena, strlen(kinds), 0, kinds, false};
    assert(grid.columns <= GRID_COLUMNS_MAX);
    text_addf(out,
              "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"%s\"><table%s>\n<thead><tr>",
              escape_sentence(arena, label), classes(&grid));
    for (size_t i = 0; i < grid.columns; i++)
        text_addf(out, *heads[i] == '\0' ? "<td>%s</td>" : "<th scope=\"col\">%s</th>", heads[i]);
    text_add(out, "</tr></thead>\n<tbody>\n");
    return grid;
}

void grid_cell(struct grid *grid, const char *html)
{
    text_addf(grid->out, grid->at == 0 ? "<tr><th scope=\"row\">%s</th>" : "<td>%s</td>", html);
    grid->at = (grid->at + 1) % grid->columns;
    if (grid->at == 0) text_add(grid->out, "</tr>\n");
}

void grid_foot(struct grid *grid)
{
    assert(grid->at == 0);
    if (!grid->is_foot) text_add(grid->out, "</tbody>\n<tfoot>\n");
    grid->is_foot = true;
}

void grid_close(struct grid *grid)
{
    assert(grid->at == 0);
    text_addf(grid->out, "%s</table></div>\n", grid->is_foot ? "</tfoot>" : "</tbody>");
}
