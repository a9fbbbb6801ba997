/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Machines: the number and type of each architecture's, and their fullest resource. */
#include <math.h>

#include "report/say/say.h"
#include "report/say/say.h"

/* "brokers: 12 × m7g.4xlarge" for each role, and the reason if they don't suffice. */
static const char *machines_text(struct doc *doc, const struct run_architecture *architecture)
{
    struct text out = text_new(doc->arena);
    if (!architecture->feasible) text_add(&out, say_cannot(doc, architecture));
    for (size_t i = 0; i < architecture->role_count; i++)
        text_addf(&out, "%s%s: %s", out.length > 0 ? DOC_NEW_LINE : "",
                  doc_name(doc->arena, architecture->roles[i].role), architecture->roles[i].text);
    return out.length == 0 ? NULL : out.bytes;
}

/* The fullest resource besides the number of nodes; NULL without one. */
static const struct run_utilisation *fullest_of(const struct run_architecture *architecture)
{
    const struct run_utilisation *fullest = NULL;
    for (size_t i = 0; i < architecture->utilisation_count; i++) {
        const struct run_utilisation *one = &architecture->utilisations[i];
        if (!run_utilisation_is_count(one) && (fullest == NULL || one->fraction > fullest->fraction))
            fullest = one;
    }
    return fullest;
}

static void say_row(struct doc *doc, struct doc_table *table, const struct run *run, size_t i)
{
    enum { OPTION, MACHINES, FLEET, FULLEST, WHEN };
    const struct run_architecture *architecture = &run->architectures[i];
    const struct run_utilisation *binding = say_binding(architecture);
    const char *machines = machines_text(doc, architecture),
               *origin = doc_name(doc->arena, architecture->deployment_origin);
    bool is_html = doc_is(doc, DOC_HTML);
    struct doc_cell *cells = doc_row(table), none = is_html ? doc_none() : doc_words("");
    cells[OPTION] = doc_words(doc_option(doc->arena, architecture->name, i));
    cells[MACHINES] = machines == NULL ? none
                      : is_html        ? doc_words(machines)
                                       : doc_wordsf(doc->arena, "%s (%s)", machines, origin);
    cells[FLEET] = doc_words(origin);
    cells[FULLEST] = none;
    if (binding == NULL) return;
    if (is_html && run_utilisation_is_count(binding)) {
        const struct run_utilisation *next = fullest_of(architecture);
        cells[FULLEST] = next == NULL ? doc_words("smallest fleet allowed")
                                      : doc_wordsf(doc->arena, "smallest fleet allowed; %s %s",
                                                   doc_name(doc->arena, next->resource),
                                                   text_percent(doc->arena, next->fraction));
        cells[WHEN] = doc_words(next == NULL ? "" : doc_name(doc->arena, next->situation));
        return;
    }
    const char *fullest = text_format(doc->arena, "%s %s", doc_name(doc->arena, binding->resource),
                                      text_percent(doc->arena, binding->fraction)),
               *when = doc_name(doc->arena, binding->situation);
    cells[FULLEST] = doc_words(is_html ? fullest : text_format(doc->arena, "%s (%s)", fullest, when));
    cells[WHEN] = doc_words(when);
}

static void say_table(struct doc *doc, const struct run *run)
{
    static const struct doc_column COLUMNS[] = {{0, DOC_WORDS, "architecture", DOC_MARKDOWN},
                                                {0, DOC_WORDS, "", DOC_HTML},
                                                {1, DOC_WORDS, "machines", DOC_ALL},
                                                {2, DOC_WORD, "fleet", DOC_HTML},
                                                {3, DOC_FIGURE, "fullest", DOC_MARKDOWN},
                                                {3, DOC_WORDS, "limited by", DOC_HTML},
                                                {4, DOC_WORDS, "when", DOC_HTML}};
    struct doc_table *table = doc_table(doc, "Machines of each option", COLUMNS, DOC_COUNT(COLUMNS));
    for (size_t i = 0; i < run->architecture_count; i++) say_row(doc, table, run, i);
}

void say_roles(struct doc *doc, const struct run_architecture *architecture, int level)
{
    for (size_t n = 0; n < architecture->role_count; n++)
        doc_addf(doc, DOC_PARAGRAPH, level, "%s: %s", architecture->roles[n].role,
                 architecture->roles[n].text);
}

static void say_list(struct doc *doc, const struct run *run)
{
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_architecture *architecture = &run->architectures[i];
        const struct run_utilisation *binding = say_binding(architecture);
        doc_add(doc, DOC_PARAGRAPH, 1, say_name_and_id(doc->arena, architecture));
        if (!architecture->feasible) doc_add(doc, DOC_PARAGRAPH, 2, say_cannot(doc, architecture));
        say_roles(doc, architecture, 2);
        if (binding != NULL)
            doc_addf(doc, DOC_PARAGRAPH, 2, "%s; limited by %s: %s (%s)", architecture->deployment_origin,
                     binding->resource, text_percent(doc->arena, binding->fraction), binding->situation);
    }
}

void say_machines(struct doc *doc, const struct run *run)
{
    if (doc_is(doc, DOC_MARKDOWN) && run->architecture_count == 0) return;
    if (!doc_is(doc, DOC_HTML)) doc_add(doc, DOC_HEADING, 0, "Machines");
    if (doc_is(doc, DOC_TEXT))
        say_list(doc, run);
    else
        say_table(doc, run);
}

/* ---- of one ---- */

void say_utilisations(struct doc *doc, const struct run_architecture *architecture)
{
    bool is_sheet = doc_is(doc, DOC_XLSX);
    if (architecture->utilisation_count == 0) return;
    doc_add(doc, is_sheet ? DOC_HEADING : DOC_GAP, 0, is_sheet ? "Utilisation" : NULL);
    struct doc_table *table = doc_table_of(doc, "Utilisation",
                                           is_sheet ? ".Resource|.Worst when|>Used of allowed|."
                                                    : "resource|worst when|>used|>");
    table->label_count = 2;
    table->is_indented = true;
    for (size_t i = 0; i < architecture->utilisation_count; i++) {
        const struct run_utilisation *one = &architecture->utilisations[i];
        enum doc_tone tone = is_sheet || !one->binding ? DOC_TONE_PLAIN
                             : architecture->feasible  ? DOC_TONE_STRONG
                                                       : DOC_TONE_BAD;
        const char *used = text_percent(doc->arena, one->fraction);
        struct doc_cell *cells = doc_row(table);
        cells[0] = doc_toned(tone, one->resource);
        cells[1] = doc_toned(tone, one->situation);
        cells[2] = isfinite(one->fraction) ? doc_number(DOC_CELL_SHARE, one->fraction, used)
                                           : doc_toned(DOC_TONE_BAD, used);
        cells[2].tone = is_sheet ? cells[2].tone : tone;
        cells[3] = doc_toned(tone, one->binding ? "limit" : "");
    }
}

void say_machines_of(struct doc *doc, const struct run_architecture *architecture)
{
    doc_add(doc, DOC_HEADING, 0, "Machines");
    struct doc_table *table = doc_table_of(doc, "Machines", ".|.");
    for (size_t i = 0; i < architecture->role_count; i++) {
        struct doc_cell *cells = doc_row(table);
        cells[0] = doc_words(architecture->roles[i].role);
        cells[1] = doc_words(architecture->roles[i].text);
    }
    doc_add(doc, DOC_NOTE, 0, architecture->deployment_origin);
    say_utilisations(doc, architecture);
}
