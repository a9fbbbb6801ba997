/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The search in depth: the choice, its utilisation, the runners-up and the types not tried. */
#include "report/money.h"
#include "report/report.h"
#include "report/say/say.h"

/* A table below a heading, a free line above it; its first two columns label the rows. */
static struct doc_table *detail_table(struct doc *doc, const char *label, const char *heads)
{
    doc_add(doc, DOC_GAP, 0, NULL);
    struct doc_table *table = doc_table_of(doc, label, heads);
    table->label_count = 2;
    table->is_indented = true;
    return table;
}

/* True for costs of the fleet: machines, their disks and requests, which no topic group owns alone. */
static bool is_fleet(const struct pivot_row *row, size_t column)
{
    const struct pivot_cell *cell = &row->cells[column];
    return cell->applies && !cell->has_groups &&
           (text_equal(row->component, "compute") || text_equal(row->component, "storage") ||
            text_equal(row->component, "requests"));
}

/* The same whole dollars as in the comparison. */
static void say_fleet_cost(struct doc *doc, const struct pivot *pivot, size_t column)
{
    struct doc_table *table = NULL;
    double sum_usd = 0;
    int64_t printed_usd = 0;
    for (size_t i = 0; i < pivot->row_count; i++) {
        const struct pivot_row *row = &pivot->rows[i];
        const struct pivot_cell *cell = &row->cells[column];
        if (!is_fleet(row, column)) continue;
        if (table == NULL) table = detail_table(doc, "What they cost", "||>");
        struct doc_cell *cells = doc_row(table);
        cells[0] = doc_words(row->id);
        cells[1] = doc_words(row->title);
        cells[2] = doc_wordsf(doc->arena, "%s%s", cell->is_unverified ? "(m) " : "",
                              money_whole(doc->arena, cell->whole_usd));
        sum_usd += cell->usd_per_year;
        printed_usd += cell->whole_usd;
    }
    if (table == NULL) return;
    struct doc_cell *cells = doc_row_of(table, DOC_TOTAL);
    cells[0] = doc_toned(DOC_TONE_STRONG, "fleet, $ per year");
    cells[2] = doc_toned(DOC_TONE_STRONG, money_whole(doc->arena, money_round(sum_usd)));
    if (printed_usd != money_round(sum_usd)) doc_add(doc, DOC_PARAGRAPH, 1, MONEY_OFF);
}

static void say_rejections(struct doc *doc, const struct run_architecture *architecture)
{
    if (architecture->rejection_count == 0) return;
    struct doc_table *table = detail_table(doc, "Runners-up", "next best|why it lost|>nodes|>fleet, $");
    for (size_t i = 0; i < architecture->rejection_count; i++) {
        const struct run_rejection *one = &architecture->rejections[i];
        struct doc_cell *cells = doc_row(table);
        cells[0] = doc_words(one->instance);
        cells[1] = doc_words(one->why);
        cells[2] = one->count == 0 ? doc_none() : doc_number(DOC_CELL_COUNT, one->count, NULL);
        cells[3] = one->count == 0 ? doc_words("cannot")
                                   : doc_number(DOC_CELL_COUNT, one->usd_per_year, NULL);
    }
}

static void say_filtered(struct doc *doc, const struct run_architecture *architecture)
{
    unsigned sum = 0;
    struct text reasons = text_new(doc->arena);
    for (size_t i = 0; i < architecture->filtered_count; i++) {
        if (architecture->filtered[i].count == 0) continue;
        text_addf(&reasons, "%s%u %s", sum > 0 ? "; " : "", architecture->filtered[i].count,
                  architecture->filtered[i].why);
        sum += architecture->filtered[i].count;
    }
    if (sum == 0) return;
    doc_add(doc, DOC_GAP, 0, NULL);
    doc_addf(doc, DOC_PARAGRAPH, 1, "not tried, %u instance types: %s", sum, reasons.bytes);
}

static bool is_given(const struct run_architecture *architecture)
{
    return text_equal(architecture->deployment_origin, "given");
}

/* The reason why no other type was tried, where none was. */
static void say_no_other(struct doc *doc, const struct run *run, const struct run_architecture *architecture)
{
    if (architecture->rejection_count > 0 || architecture->role_count == 0 || is_given(architecture)) return;
    const char *path = text_format(doc->arena, "architectures.%s.instance", architecture->id);
    const struct run_param *param = NULL;
    for (size_t i = 0; i < run->param_count && param == NULL; i++)
        if (text_equal(run->params[i].path, path)) param = &run->params[i];
    doc_add(doc, DOC_GAP, 0, NULL);
    if (param == NULL)
        doc_add(doc, DOC_PARAGRAPH, 1, "next best: none, since one family of types is all that there is");
    else
        doc_addf(doc, DOC_PARAGRAPH, 1, "next best: none was tried, since instance is %s (%s)%s", param->text,
                 param->origin,
                 text_equal(param->origin, "given") ? "; instance: search tries all types" : "");
}

static void say_architecture(struct doc *doc, const struct run *run, const struct pivot *pivot, size_t column)
{
    const struct run_architecture *architecture = &run->architectures[column];
    doc_addf(doc, DOC_HEADING, 0, "%s, %s", say_name_and_id(doc->arena, architecture),
             !is_given(architecture)  ? architecture->deployment_origin
             : architecture->feasible ? "given: sufficient"
                                      : "given: insufficient");
    if (!architecture->feasible) doc_add(doc, DOC_PARAGRAPH, 1, say_cannot(doc, architecture));
    say_roles(doc, architecture, 1);
    say_utilisations(doc, architecture);
    say_fleet_cost(doc, pivot, column);
    say_rejections(doc, architecture);
    say_filtered(doc, architecture);
    say_no_other(doc, run, architecture);
}

/* A given fleet is judged; to call it the cheapest would be an unchecked claim. */
static const char *headline(const struct run *run)
{
    size_t given = 0;
    for (size_t i = 0; i < run->architecture_count; i++) given += is_given(&run->architectures[i]);
    if (given == 0)
        return "the cheapest fleet that handles the peak on every resource, with a zone down where that is "
               "guaranteed";
    if (given == run->architecture_count)
        return "given, and checked at peak on every resource, with a zone down where that is guaranteed";
    return "given fleets are checked, others are the cheapest that handle the peak on every resource, with a "
           "zone down where that is guaranteed";
}

void say_plan(struct doc *doc, const struct run *run)
{
    struct pivot pivot = pivot_make(run, doc->arena);
    doc_addf(doc, DOC_PARAGRAPH, DOC_HANGING, "Machines for %s in %s: %s", run->workload_name, run->region,
             headline(run));
    if (report_privacy(run) != NULL)
        doc_add(doc, DOC_PARAGRAPH, DOC_HANGING, doc_mark(doc->arena, DOC_STRONG, report_privacy(run)));
    for (size_t i = 0; i < run->architecture_count; i++) say_architecture(doc, run, &pivot, i);
    say_warnings(doc, run);
    say_price_dates(doc, run);
}
