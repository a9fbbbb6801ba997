/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/say/say.h"

#include <math.h>

#include "cost/components.h"
#include "report/money.h"
#include "report/report.h"

struct doc say_alone(say_section *section, const struct run *run, enum doc_medium medium, struct arena *arena)
{
    struct doc doc = doc_new(medium, arena);
    section(&doc, run);
    return doc;
}

/* A section of a part, or 0 of every text. */
struct text_section {
    say_section *say;
    unsigned part;
};

static const struct text_section TEXT[] = {
    {say_screen, 0},
    {say_warnings, 0},
    {say_costs, TEXT_PART_LINES},
    {say_why, TEXT_PART_LINES},
    {say_cross_az, TEXT_PART_LINES},
    {say_upfront, TEXT_PART_LINES},
    {say_latency, TEXT_PART_LATENCY},
    {say_waterfall, 0},
    {say_machines, TEXT_PART_MACHINES},
    {say_guarantees, TEXT_PART_GUARANTEES},
    {say_price_dates, TEXT_PART_ASSUMPTIONS},
    {say_variants, TEXT_PART_ASSUMPTIONS},
    {say_sensitivities, TEXT_PART_ASSUMPTIONS},
    {say_excluded, TEXT_PART_EXCLUDED},
    {say_foot, TEXT_PART_ASSUMPTIONS},
};

void say_comparison(struct doc *doc, const struct run *run, unsigned parts)
{
    for (size_t i = 0; i < DOC_COUNT(TEXT); i++)
        if (TEXT[i].part == 0 || (TEXT[i].part & parts) != 0) TEXT[i].say(doc, run);
    if (parts == 0) say_more(doc, run);
}

/* Sections of Markdown behind a summary, in place of their own heading. */
struct folded {
    const char *summary;
    say_section *say;
};

static void say_folded(struct doc *doc, const struct run *run, const struct folded *folded)
{
    const struct doc inner = say_alone(folded->say, run, DOC_MARKDOWN, doc->arena);
    size_t first = inner.count > 0 && inner.blocks[0].kind == DOC_HEADING;
    if (inner.count == first) return;
    doc_add(doc, DOC_FOLD, 0, folded->summary);
    for (size_t i = first; i < inner.count; i++) doc_add_block(doc, &inner.blocks[i]);
    doc_add(doc, DOC_UNFOLD, 0, NULL);
}

static void say_titled(struct doc *doc, const struct run *run, const char *title, say_section *section)
{
    const struct doc inner = say_alone(section, run, DOC_MARKDOWN, doc->arena);
    if (inner.count == 0) return;
    doc_add(doc, DOC_HEADING, 0, title);
    for (size_t i = 0; i < inner.count; i++) doc_add_block(doc, &inner.blocks[i]);
}

/* Short: the choice, its conditions, a row for each option and the doubts; all else is folded. */
void say_markdown(struct doc *doc, const struct run *run, const struct cover *cover)
{
    static const struct folded FOLDED[] = {
        {"Cost by line", say_costs},
        {"Latency", say_latency},
        {"Machines", say_machines},
        {"Guarantees", say_guarantees},
        {"What each option is worth", say_waterfall},
        {"What-if totals", say_variants},
        {"Not included", say_excluded},
    };
    if (cover != NULL) say_cover(doc, run, cover);
    say_decision(doc, run);
    say_conditions(doc, run);
    say_facts(doc, run);
    say_options(doc, run);
    say_titled(doc, run, "What would change it", say_reversals);
    say_titled(doc, run, "How sure this is", say_confidence);
    say_warnings(doc, run);
    if (cover != NULL && cover->notes != NULL) doc_add(doc, DOC_USER_NOTES, 0, cover->notes);
    say_upfront(doc, run);
    for (size_t i = 0; i < DOC_COUNT(FOLDED); i++) say_folded(doc, run, &FOLDED[i]);
    say_defaults(doc, run);
    say_prices(doc, run);
    say_foot(doc, run);
}

struct doc_table *say_options_table(struct doc *doc, const char *label, const char *head,
                                    enum doc_column_kind kind, const struct run *run)
{
    const struct doc_column first = {0, DOC_WORDS, head, DOC_ALL};
    struct doc_table *table = doc_table(doc, label, &first, 1);
    for (size_t i = 0; i < run->architecture_count; i++)
        doc_column(table,
                   (struct doc_column){1 + (unsigned)i, kind,
                                       doc_option(doc->arena, run->architectures[i].name, i), DOC_ALL});
    return table;
}

const char *report_privacy(const struct run *run)
{
    return run->is_redacted ? REPORT_REDACTED : run_is_private(run) ? REPORT_PRIVATE : NULL;
}

bool say_is_at_list(const struct run *run)
{
    const double least_usd = 0.5;
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_architecture *one = &run->architectures[i];
        bool is_contracted = run->is_redacted ||
                             fabs(one->usd_per_year_contracted - one->usd_per_year) < least_usd,
             is_at_both = is_contracted && fabs(one->usd_per_year_list - one->usd_per_year) < least_usd;
        if (one->feasible && !is_at_both) return false; /* so when one of them is unknown */
    }
    return true;
}

struct doc_cell *say_option_row(struct doc_table *table, const struct run *run, size_t i)
{
    struct doc_cell *cells = doc_row(table);
    cells[0] = doc_words(doc_option(table->arena, run->architectures[i].name, i));
    return cells;
}

const char *say_mark(const struct doc *doc, const struct run_architecture *architecture)
{
    bool is_html = doc_is(doc, DOC_HTML);
    const char *words = run_is_priced(architecture) ? is_html ? doc_name(doc->arena, run_cannot(architecture))
                                                              : run_cannot(architecture)
                        : is_html ? "can\u2019t carry this load"
                                                    : "cannot carry this load";
    return is_html ? doc_mark(doc->arena, DOC_BAD, words) : words;
}

const char *say_cannot(const struct doc *doc, const struct run_architecture *architecture)
{
    return text_format(doc->arena, "%s: %s", say_mark(doc, architecture), architecture->infeasible_reason);
}

const char *say_signed(struct arena *arena, int64_t usd)
{
    return text_format(arena, "%s%s", usd > 0 ? "+" : "", money_whole(arena, usd));
}

const char *say_name_and_id(struct arena *arena, const struct run_architecture *architecture)
{
    const char *id = text_format(arena, " (%s)", architecture->id);
    bool said = text_equal(architecture->name, architecture->id) || text_ends_with(architecture->name, id);
    return said ? architecture->name : text_format(arena, "%s%s", architecture->name, id);
}

const char *say_names(const struct doc *doc, const struct run *run,
                      bool (*is_meant)(const struct run_architecture *), size_t named_max)
{
    struct text out = text_new(doc->arena);
    size_t count = 0;
    for (size_t i = 0; i < run->architecture_count; i++) {
        const char *name = run->architectures[i].name;
        if (is_meant(&run->architectures[i]) && count++ < named_max)
            text_addf(&out, "%s%s", out.length == 0 ? "" : "; ",
                      doc_is(doc, DOC_TEXT) ? text_quote(doc->arena, name, DOC_NAME_COLUMNS)
                                            : doc_name(doc->arena, name));
    }
    if (count > named_max) text_addf(&out, "; %zu more", count - named_max);
    return out.length == 0 ? "" : out.bytes;
}

const char *say_name(const struct run *run, const char *id)
{
    for (size_t i = 0; i < run->architecture_count; i++)
        if (text_equal(run->architectures[i].id, id)) return run->architectures[i].name;
    return id;
}

const char *say_component(const char *component)
{
    enum component known = component_find(component);
    return known < COMPONENT__COUNT ? COMPONENTS[known].title : component;
}

const char *say_option(struct arena *arena, const struct run *run, const char *id)
{
    for (size_t i = 0; i < run->architecture_count; i++)
        if (text_equal(run->architectures[i].id, id)) return doc_option(arena, run->architectures[i].name, i);
    return doc_name(arena, id);
}

const struct run_utilisation *say_binding(const struct run_architecture *architecture)
{
    for (size_t i = 0; i < architecture->utilisation_count; i++)
        if (architecture->utilisations[i].binding) return &architecture->utilisations[i];
    return NULL;
}
