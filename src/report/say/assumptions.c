/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Assumptions: those with the largest effect, and unverified defaults. */
#include <math.h>
#include <string.h>

#include "report/say/say.h"

enum { OPTION, PATH, VALUE, LESS, MORE, GRADE, SOURCE };

const char *say_change(struct arena *arena, double usd)
{
    if (isnan(usd)) return "can\u2019t be";
    if (fabs(usd) < 0.5) return "no change";
    return text_format(arena, "%s%s", usd < 0 ? "\u2212" : "+", text_usd(arena, fabs(usd)));
}

struct doc_cell say_grade(struct arena *arena, char grade) { return doc_wordsf(arena, "%c", grade); }

/* The path without its architecture, which is named beside it. */
static const char *path_within(struct arena *arena, const struct run_assumption *assumption)
{
    const char *own = text_format(arena, "architectures.%s.", assumption->architecture);
    return text_starts_with(assumption->path, own) ? assumption->path + strlen(own) : assumption->path;
}

/* ---- a page's and a workbook's table ---- */

static void add_assumption(struct doc *doc, struct doc_table *table, const struct run *run,
                           const struct run_assumption *one)
{
    struct arena *arena = doc->arena;
    bool is_page = doc_is(doc, DOC_HTML);
    struct doc_cell *cells = doc_row(table);
    cells[OPTION] = doc_words(is_page ? say_option(arena, run, one->architecture) : one->architecture);
    cells[PATH] = doc_words(is_page ? doc_mark(arena, DOC_CODE, path_within(arena, one)) : one->path);
    cells[VALUE] = doc_words(doc_name(arena, one->text));
    cells[LESS] = doc_number(DOC_CELL_USD, one->less_usd, say_change(arena, one->less_usd));
    cells[MORE] = doc_number(DOC_CELL_USD, one->more_usd, say_change(arena, one->more_usd));
    cells[GRADE] = say_grade(arena, one->grade);
    cells[SOURCE] = doc_words(one->source);
}

static void say_table(struct doc *doc, const struct run *run)
{
    static const struct doc_column COLUMNS[] = {
        {OPTION, DOC_WORDS, "", DOC_HTML},
        {PATH, DOC_WORDS, "assumption", DOC_HTML},
        {PATH, DOC_WORD, "Parameter", DOC_XLSX},
        {VALUE, DOC_WORD, "value", DOC_HTML},
        {VALUE, DOC_WORD, "Value", DOC_XLSX},
        {OPTION, DOC_WORD, "Architecture", DOC_XLSX},
        {GRADE, DOC_WORD, "Grade", DOC_XLSX},
        {LESS, DOC_FIGURE, "-10 %", DOC_HTML},
        {LESS, DOC_FIGURE, "-10 %, $ per year", DOC_XLSX},
        {MORE, DOC_FIGURE, "+10 %", DOC_HTML},
        {MORE, DOC_FIGURE, "+10 %, $ per year", DOC_XLSX},
        {GRADE, DOC_WORD, "grade", DOC_HTML},
        {SOURCE, DOC_WORDS, "source", DOC_HTML},
        {SOURCE, DOC_WORDS, "Source", DOC_XLSX},
    };
    if (doc_is(doc, DOC_XLSX))
        doc_add(doc, DOC_HEADING, 0, "Most sensitive assumptions: total at -10 % and +10 %, in the run");
    struct doc_table *table = doc_table(doc, "Assumptions by effect on a total, largest first", COLUMNS,
                                        DOC_COUNT(COLUMNS));
    for (size_t i = 0; i < run->assumption_count; i++) add_assumption(doc, table, run, &run->assumptions[i]);
}

/* ---- text ---- */

/* "-$178k", "+$12.3k", "none" or infeasible. */
static const char *change_text(struct arena *arena, double usd)
{
    if (isnan(usd)) return "can't carry the load";
    if (fabs(usd) < 1) return "no change";
    return text_format(arena, "%s%s", usd < 0 ? "" : "+", text_usd(arena, usd));
}

/* The option's name suffices after the architecture's. */
static const char *short_path(const char *path)
{
    static const char OPTIONS[] = "architectures.", TOPICS[] = "topics.*.";
    if (text_starts_with(path, TOPICS)) return path + strlen(TOPICS);
    const char *behind = text_starts_with(path, OPTIONS) ? strchr(path + strlen(OPTIONS), '.') : NULL;
    return behind == NULL ? path : behind + 1;
}

static void say_list(struct doc *doc, const struct run *run)
{
    enum { SHOWN_MAX = 12 };
    doc_add(doc, DOC_HEADING, 0, "Most sensitive defaults (total at -10 % / +10 %)");
    size_t shown = run->assumption_count < SHOWN_MAX ? run->assumption_count : SHOWN_MAX;
    for (size_t i = 0; i < shown; i++) {
        const struct run_assumption *one = &run->assumptions[i];
        doc_addf(doc, DOC_PARAGRAPH, 1, "%s, %s %s: %s / %s (%c: %s)", say_name(run, one->architecture),
                 short_path(one->path), one->text, change_text(doc->arena, one->less_usd),
                 change_text(doc->arena, one->more_usd), one->grade, one->source);
    }
    doc_addf(doc, DOC_PARAGRAPH, 1, "evidence: C third party, D our assumption, R from memory (unverified)%s",
             run->assumption_count > shown
                 ? text_format(doc->arena, "; the JSON has %zu more with less effect",
                               run->assumption_count - shown)
                 : "");
}

void say_sensitivities(struct doc *doc, const struct run *run)
{
    if (run->assumption_count == 0) return;
    if (doc_is(doc, DOC_HTML | DOC_XLSX))
        say_table(doc, run);
    else
        say_list(doc, run);
}

/* ---- defaults ---- */

/* True for a default that was not read at a source or a vendor's page. */
static bool is_doubtful(const struct run_param *param)
{
    return text_equal(param->origin, "default") &&
           (param->grade == 'C' || param->grade == 'D' || param->grade == 'R');
}

void say_defaults(struct doc *doc, const struct run *run)
{
    size_t count = 0;
    for (size_t i = 0; i < run->param_count; i++) count += is_doubtful(&run->params[i]);
    if (count == 0) return;
    doc_addf(doc, DOC_FOLD, 0,
             "Assumptions, %zu: defaults from a third party (C), derived or assumed (D) or from memory (R)",
             count);
    struct doc_table *table = doc_table_of(doc, "Assumptions", "parameter|.value|.grade|source");
    for (size_t i = 0; i < run->param_count; i++) {
        const struct run_param *param = &run->params[i];
        if (!is_doubtful(param)) continue;
        struct doc_cell *cells = doc_row(table);
        cells[0] = doc_words(param->path);
        cells[1] = doc_words(param->text);
        cells[2] = say_grade(doc->arena, param->grade);
        cells[3] = doc_words(param->source);
    }
    doc_add(doc, DOC_UNFOLD, 0, NULL);
}
