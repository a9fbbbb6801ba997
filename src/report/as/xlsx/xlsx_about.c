/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The last sheets: what was assumed, with origin and source; what the totals leave out; and what made them,
 * to make them again. */
#include <math.h>

#include "base/text.h"
#include "report/report.h"
#include "report/as/xlsx/xlsx.h"
#include "report/say/say.h"

/* A workload of ten thousand topic groups has so many parameters that nobody reads them; the run document has
 * all. */
enum { HEAD_ROW = 3, PARAMS_MAX = 20000 };

/* ---- assumptions ---- */

static uint32_t write_weights(struct xlsx *xlsx, uint32_t row)
{
    static const char *const HEADS[] = {
        "Parameter", "Value", "Architecture", "Grade", ">a tenth less, $ a year", ">a tenth more, $ a year",
        "Source",    NULL};
    lxw_worksheet *sheet = xlsx->assumptions;
    if (xlsx->run->assumption_count == 0) return row;
    xlsx_text(xlsx, sheet, row++, 0, STYLE_SECTION,
              "What weighs most: the total when the value is a tenth less or more, in the run");
    xlsx_heads(xlsx, sheet, row++, 0, HEADS);
    for (size_t i = 0; i < xlsx->run->assumption_count; i++, row++) {
        const struct run_assumption *one = &xlsx->run->assumptions[i];
        xlsx_text(xlsx, sheet, row, 0, STYLE_TEXT, one->path);
        xlsx_text(xlsx, sheet, row, 1, STYLE_TEXT, one->text);
        xlsx_text(xlsx, sheet, row, 2, STYLE_TEXT, one->architecture);
        xlsx_text(xlsx, sheet, row, 3, STYLE_TEXT, (const char[]){one->grade, '\0'});
        xlsx_number(xlsx, sheet, row, 4, STYLE_USD, one->less_usd);
        xlsx_number(xlsx, sheet, row, 5, STYLE_USD, one->more_usd);
        xlsx_text(xlsx, sheet, row, 6, STYLE_AFTER, one->source);
    }
    return row + 1;
}

static void write_param(struct xlsx *xlsx, uint32_t row, const struct run_param *param)
{
    lxw_worksheet *sheet = xlsx->assumptions;
    xlsx_text(xlsx, sheet, row, 0, STYLE_TEXT, param->path);
    xlsx_text(xlsx, sheet, row, 1, STYLE_TEXT, param->text);
    xlsx_text(xlsx, sheet, row, 2, STYLE_TEXT, param->origin);
    xlsx_text(xlsx, sheet, row, 3, STYLE_TEXT, (const char[]){param->grade, '\0'});
    xlsx_number(xlsx, sheet, row, 4, STYLE_EXACT, param->is_number ? param->value : NAN);
    xlsx_text(xlsx, sheet, row, 5, STYLE_AFTER, param->unit);
    xlsx_text(xlsx, sheet, row, 6, STYLE_TEXT, param->source);
}

void xlsx_write_assumptions(struct xlsx *xlsx)
{
    static const char *const HEADS[] = {"Parameter",      "Value",     "Origin", "Grade",
                                        ">In base units", "Base unit", "Source", NULL};
    static const struct xlsx_column COLUMNS[] = {{52}, {30}, {20}, {7}, {20}, {20}, {70}, {0}};
    lxw_worksheet *sheet = xlsx->assumptions;
    size_t count = xlsx->run->param_count < PARAMS_MAX ? xlsx->run->param_count : PARAMS_MAX;
    xlsx_columns(xlsx, sheet, COLUMNS);
    xlsx_text(xlsx, sheet, 0, 0, STYLE_SECTION, "Assumptions: every parameter that was used");
    xlsx_text(xlsx, sheet, 1, 0, STYLE_TEXT,
              "Grades of defaults: A source code or AWS document, B vendor's page or paper, C third party, D "
              "derived or assumed here, R remembered and unverified.");
    xlsx_heads(xlsx, sheet, HEAD_ROW, 0, HEADS);
    uint32_t row = HEAD_ROW + 1;
    for (size_t i = 0; i < count; i++) write_param(xlsx, row++, &xlsx->run->params[i]);
    if (count < xlsx->run->param_count)
        xlsx_text(xlsx, sheet, row++, 0, STYLE_NOTE,
                  text_format(xlsx->arena, "and %zu more in the run document",
                              xlsx->run->param_count - count));
    write_weights(xlsx, row + 1);
    xlsx_page(sheet, HEAD_ROW, 1);
}

/* ---- what else ---- */

static uint32_t write_variants(struct xlsx *xlsx, uint32_t row)
{
    static const char *const HEADS[] = {"Architecture", "With", ">$ a year", ">against the run", NULL};
    lxw_worksheet *sheet = xlsx->about;
    if (xlsx->run->variant_count == 0) return row;
    xlsx_text(xlsx, sheet, row++, 0, STYLE_SECTION,
              "Totals under other values of open assumptions, in the run");
    xlsx_heads(xlsx, sheet, row++, 0, HEADS);
    for (size_t i = 0; i < xlsx->run->variant_count; i++, row++) {
        const struct run_variant *variant = &xlsx->run->variants[i];
        xlsx_text(xlsx, sheet, row, 0, STYLE_TEXT, variant->architecture);
        xlsx_text(xlsx, sheet, row, 1, STYLE_TEXT, variant->what);
        if (!variant->feasible) xlsx_text(xlsx, sheet, row, 2, STYLE_TEXT, "can't, or a price is missing");
        xlsx_number(xlsx, sheet, row, 3, STYLE_USD,
                    variant->feasible ? variant->difference_usd_per_year : NAN);
        if (variant->feasible) xlsx_number(xlsx, sheet, row, 2, STYLE_USD, variant->usd_per_year);
    }
    return row + 1;
}

static uint32_t write_excluded(struct xlsx *xlsx, uint32_t row)
{
    static const char *const HEADS[] = {"Architecture", "What", ">$ a year", "Figure", NULL};
    lxw_worksheet *sheet = xlsx->about;
    xlsx_text(xlsx, sheet, row++, 0, STYLE_SECTION, "Not in the totals");
    xlsx_heads(xlsx, sheet, row++, 0, HEADS);
    for (size_t i = 0; i < xlsx->run->excluded_count; i++, row++) {
        const struct run_excluded *one = &xlsx->run->excluded[i];
        xlsx_text(xlsx, sheet, row, 0, STYLE_TEXT, *one->architecture == '\0' ? "all" : one->architecture);
        xlsx_text(xlsx, sheet, row, 1, STYLE_TEXT, one->what);
        xlsx_number(xlsx, sheet, row, 2, STYLE_USD, one->usd_per_year);
        xlsx_text(xlsx, sheet, row, 3, STYLE_AFTER, one->figure);
    }
    return row + 1;
}

static uint32_t write_origin(struct xlsx *xlsx, uint32_t row)
{
    const struct run *run = xlsx->run;
    const struct {
        const char *what, *is;
    } FACTS[] = {
        {"version", run->engine_version},
        {"command", run->command},
        {"workload", run->workload_name},
        {"region", run->region},
        {"seed", run->seed},
        {"prices as of", run->price_as_of},
        {"sha256 of the price book", run->price_sha256},
        {"instance types as of", run->catalogue_as_of},
        {"sha256 of the catalogue", run->catalogue_sha256},
        {"private prices", run->is_redacted ? REPORT_REDACTED : ""},
    };
    for (size_t i = 0; i < sizeof FACTS / sizeof *FACTS; i++) {
        if (*FACTS[i].is == '\0') continue;
        xlsx_text(xlsx, xlsx->about, row, 0, STYLE_TEXT, FACTS[i].what);
        xlsx_text(xlsx, xlsx->about, row++, 1, STYLE_TEXT, FACTS[i].is);
    }
    for (size_t i = 0; i < run->input_count; i++) {
        xlsx_text(xlsx, xlsx->about, row, 0, STYLE_TEXT, "input, sha256");
        xlsx_text(xlsx, xlsx->about, row++, 1, STYLE_TEXT,
                  text_format(xlsx->arena, "%s %s", run->inputs[i].name, run->inputs[i].sha256));
    }
    return row + 1;
}

static uint32_t say(struct xlsx *xlsx, uint32_t row, say_section *section)
{
    struct doc doc = doc_new(DOC_XLSX, xlsx->arena);
    section(&doc, xlsx->run);
    return as_xlsx(xlsx, xlsx->about, row, 0, &doc);
}

void xlsx_write_about(struct xlsx *xlsx)
{
    static const struct xlsx_column COLUMNS[] = {{32}, {60}, {18}, {40}, {40}, {13},
                                                 {13}, {13}, {40}, {40}, {0}};
    lxw_worksheet *sheet = xlsx->about;
    xlsx_columns(xlsx, sheet, COLUMNS);
    xlsx_text(xlsx, sheet, 0, 0, STYLE_SECTION, "How to make these figures again");
    uint32_t row = write_origin(xlsx, 1);
    row = say(xlsx, row, say_guarantees) + 1;
    row = write_excluded(xlsx, row);
    row = write_variants(xlsx, row);
    if (xlsx->run->warning_count > 0) xlsx_text(xlsx, sheet, row++, 0, STYLE_SECTION, "Warnings");
    for (size_t i = 0; i < xlsx->run->warning_count; i++)
        xlsx_text(xlsx, sheet, row++, 0, STYLE_TEXT, xlsx->run->warnings[i]);
    xlsx_page(sheet, 0, 0);
}
