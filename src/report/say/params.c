/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every parameter used. A page shows equal ones of several architectures once, up to a readable number;
 * the run document has all. */
#include <math.h>
#include <string.h>

#include "report/say/say.h"

enum { PAGE_ROWS_MAX = 400, SHEET_ROWS_MAX = 20000 };
enum { PATH, VALUE, ORIGIN, GRADE, BASE, BASE_UNIT, SOURCE };

static const struct doc_column COLUMNS[] = {
    {PATH, DOC_WORDS, "parameter", DOC_HTML},      {PATH, DOC_WORD, "Parameter", DOC_XLSX},
    {VALUE, DOC_WORDS, "value", DOC_HTML},         {VALUE, DOC_WORD, "Value", DOC_XLSX},
    {ORIGIN, DOC_WORD, "origin", DOC_HTML},        {ORIGIN, DOC_WORD, "Origin", DOC_XLSX},
    {GRADE, DOC_WORD, "grade", DOC_HTML},          {GRADE, DOC_WORD, "Grade", DOC_XLSX},
    {BASE, DOC_FIGURE, "In base units", DOC_XLSX}, {BASE_UNIT, DOC_WORD, "Base unit", DOC_XLSX},
    {SOURCE, DOC_WORDS, "source", DOC_HTML},       {SOURCE, DOC_WORDS, "Source", DOC_XLSX}};

/* The path after "architectures.ID.", or NULL. */
static const char *own_path(const char *path)
{
    static const char ARCHITECTURES[] = "architectures.";
    const char *dot = text_starts_with(path, ARCHITECTURES) ? strchr(path + strlen(ARCHITECTURES), '.')
                                                            : NULL;
    return dot == NULL ? NULL : dot + 1;
}

static bool says_the_same(const struct run_param *a, const struct run_param *b)
{
    const char *one = own_path(a->path), *other = own_path(b->path);
    return one != NULL && other != NULL && text_equal(one, other) && text_equal(a->text, b->text) &&
           text_equal(a->origin, b->origin) && a->grade == b->grade && text_equal(a->source, b->source);
}

struct row {
    const struct run_param *first;
    size_t count; /* of those with the same value */
};

static size_t find_rows(const struct doc *doc, const struct run *run, struct row *rows, size_t max,
                        size_t *left)
{
    size_t count = 0;
    *left = 0;
    for (size_t i = 0; i < run->param_count; i++) {
        bool alone = doc_is(doc, DOC_XLSX) || own_path(run->params[i].path) == NULL;
        size_t at = alone ? count : 0;
        while (at < count && !says_the_same(rows[at].first, &run->params[i])) at++;
        if (at == max) {
            ++*left;
            continue;
        }
        if (at == count) rows[count++] = (struct row){&run->params[i], 0};
        rows[at].count++;
    }
    return count;
}

static const char *path_text(const struct doc *doc, const struct row *row)
{
    if (doc_is(doc, DOC_XLSX)) return row->first->path;
    if (row->count == 1) return doc_mark(doc->arena, DOC_CODE, row->first->path);
    const char *path = text_format(doc->arena, "architectures.*.%s", own_path(row->first->path));
    return text_format(doc->arena, "%s %s", doc_mark(doc->arena, DOC_CODE, path),
                       doc_mark(doc->arena, DOC_SMALL, text_format(doc->arena, "of %zu", row->count)));
}

static void add_row(struct doc *doc, struct doc_table *table, const struct row *row)
{
    const struct run_param *param = row->first;
    struct doc_cell *cells = doc_row(table);
    bool has_no_grade = doc_is(doc, DOC_HTML) && param->grade == '-';
    cells[PATH] = doc_words(path_text(doc, row));
    cells[VALUE] = doc_words(param->text);
    cells[ORIGIN] = doc_words(doc_name(doc->arena, param->origin));
    cells[GRADE] = has_no_grade ? doc_words("") : say_grade(doc->arena, param->grade);
    cells[BASE] = doc_number(DOC_CELL_EXACT, param->is_number ? param->value : NAN, NULL);
    cells[BASE_UNIT] = doc_words(param->unit);
    cells[SOURCE] = doc_words(param->source);
}

void say_params(struct doc *doc, const struct run *run)
{
    bool is_page = doc_is(doc, DOC_HTML);
    size_t max = is_page ? PAGE_ROWS_MAX : SHEET_ROWS_MAX, left;
    struct row *rows = arena_new_of(doc->arena, struct row, max);
    size_t count = find_rows(doc, run, rows, max, &left);
    if (is_page && count == 0) return;
    if (!is_page) {
        doc_add(doc, DOC_HEADING, 0, "Assumptions: all parameters used");
        doc_add(
            doc, DOC_PARAGRAPH, 0,
            "Grades of defaults: A source code or AWS document, B vendor's page or paper, C third party, D "
            "derived or assumed here, R from memory (unverified).");
        doc_add(doc, DOC_GAP, 0, NULL);
    }
    struct doc_table *table = doc_table(doc, "Every parameter", COLUMNS, DOC_COUNT(COLUMNS));
    for (size_t i = 0; i < count; i++) add_row(doc, table, &rows[i]);
    if (left > 0)
        doc_addf(doc, DOC_NOTE, 0,
                 is_page ? "%zu more are in the run document." : "and %zu more in the run document", left);
}
