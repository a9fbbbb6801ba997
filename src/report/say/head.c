/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first and the last words of a run. */
#include "report/report.h"
#include "report/say/say.h"

void say_cover(struct doc *doc, const struct run *run, const struct cover *cover)
{
    enum { TITLE_COLUMNS = 200 };
    struct arena *arena = doc->arena;
    if (cover->title != NULL || cover->author != NULL || cover->notes != NULL)
        doc_add(doc, DOC_TITLE, 0, text_quote(arena, cover_title(cover, run, arena), TITLE_COLUMNS));
    if (cover->author != NULL)
        doc_add(doc, DOC_PARAGRAPH, 0, text_quote(arena, cover->author, TITLE_COLUMNS));
}

static void say_tally(struct doc *doc, const struct run *run)
{
    struct pivot pivot = pivot_make(run, doc->arena);
    size_t priced = 0, remembered = 0, defaulted = 0;
    for (size_t row = 0; row < pivot.row_count; row++)
        for (size_t i = 0; i < run->architecture_count; i++) {
            const struct pivot_cell *cell = &pivot.rows[row].cells[i];
            priced += cell->applies && run_is_priced(&run->architectures[i]);
            remembered += cell->is_unverified && run_is_priced(&run->architectures[i]);
        }
    for (size_t i = 0; i < run->param_count; i++) defaulted += text_equal(run->params[i].origin, "default");
    doc_add(doc, DOC_GAP, 0, NULL);
    doc_addf(doc, DOC_PARAGRAPH, 0,
             "%zu %s priced, %zu with unverified prices, %zu %s defaulted; warpcost %s", priced,
             priced == 1 ? "line" : "lines", remembered, defaulted,
             defaulted == 1 ? "parameter" : "parameters", run->engine_version);
}

void say_foot(struct doc *doc, const struct run *run)
{
    if (doc_is(doc, DOC_TEXT))
        say_tally(doc, run);
    else
        doc_addf(doc, DOC_NOTE, 0, "warpcost %s: %s", doc_name(doc->arena, run->engine_version),
                 text_quote(doc->arena, run->command, SIZE_MAX));
}
