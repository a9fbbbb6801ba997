/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The comparison as Markdown: what decides in front, where a reviewer sees it; assumptions and prices folded
 * away below. */
#include <math.h>
#include <stdint.h>

#include "report/compare_parts.h"
#include "report/as/markdown.h"
#include "report/money.h"
#include "report/report.h"
#include "report/say/say.h"
#include "report/used_prices.h"

struct markdown {
    const struct run *run;
    const struct pivot *pivot;
    struct arena *arena;
    struct text *out;
};

static const char *name(const struct markdown *md, const char *text)
{
    return markdown_escape(md->arena, text, MARKDOWN_NAME_COLUMNS);
}

static const char *words(const struct markdown *md, const char *text)
{
    return markdown_escape(md->arena, text, SIZE_MAX);
}

/* A table with a column for each architecture. */
static struct markdown_table architecture_table(const struct markdown *md, const char *label, bool figures)
{
    const char **heads = arena_new_of(md->arena, const char *, md->run->architecture_count + 1);
    heads[0] = label;
    for (size_t i = 0; i < md->run->architecture_count; i++)
        heads[1 + i] = name(md, md->run->architectures[i].name);
    return markdown_table_new(md->out, heads, md->run->architecture_count + 1, figures);
}

/* Without a cover a report begins with what decides: it may stand below a heading of a pull request. */
static void write_cover(const struct markdown *md, const struct cover *cover)
{
    enum { TITLE_COLUMNS = 200 };
    if (cover != NULL && (cover->title != NULL || cover->author != NULL || cover->notes != NULL))
        text_addf(md->out, "## %s\n\n",
                  markdown_escape(md->arena, cover_title(cover, md->run, md->arena), TITLE_COLUMNS));
    if (cover != NULL && cover->author != NULL)
        text_addf(md->out, "%s\n\n", markdown_escape(md->arena, cover->author, TITLE_COLUMNS));
}

static void write_head(const struct markdown *md)
{
    text_addf(md->out, "### %s\n\n", words(md, md->run->verdict.sentence));
    text_addf(md->out, "%s in %s: %s. US dollars a year, without tax%s\n\n",
              words(md, md->run->workload_name), name(md, md->run->region), words(md, md->run->workload_text),
              md->run->is_redacted ? "; **" REPORT_REDACTED "**" : "");
}

static const char *cost_text(const struct markdown *md, const struct pivot_cell *cell,
                             const struct run_architecture *architecture)
{
    if (!cell->applies || !architecture->feasible) return "-";
    const char *figure = money_whole(md->arena, cell->whole_usd);
    double percent = architecture->usd_per_year > 0 ? cell->usd_per_year / architecture->usd_per_year * 100
                                                    : 0;
    return text_format(md->arena, "%s%s (%s%.0f %%)", cell->is_unverified ? "(m) " : "", figure,
                       percent > 0 && percent < 0.5 ? "<" : "", percent > 0 && percent < 0.5 ? 1 : percent);
}

static void write_costs(const struct markdown *md)
{
    struct markdown_table table = architecture_table(md, "$ a year", true);
    for (size_t row = 0; row < md->pivot->row_count; row++) {
        markdown_cell(&table, name(md, md->pivot->rows[row].id));
        for (size_t i = 0; i < md->run->architecture_count; i++)
            markdown_cell(&table, cost_text(md, &md->pivot->rows[row].cells[i], &md->run->architectures[i]));
    }
    markdown_cell(&table, "**total**");
    for (size_t i = 0; i < md->run->architecture_count; i++)
        markdown_cell(&table,
                      md->run->architectures[i].feasible
                          ? text_format(md->arena, "**%s**", money_whole(md->arena, md->pivot->total_usd[i]))
                          : "**cannot**");
    for (enum compare_price price = 0; !compare_is_at_list(md->run) && price < COMPARE_PRICE__COUNT;
         price++) {
        markdown_cell(&table, COMPARE_PRICES[price]);
        for (size_t i = 0; i < md->run->architecture_count; i++)
            markdown_cell(&table,
                          md->run->architectures[i].feasible
                              ? money_whole(md->arena,
                                            llround(compare_usd_at(&md->run->architectures[i], price)))
                              : "");
    }
    text_add(md->out, compare_is_at_list(md->run)
                          ? "\nNothing is discounted, private or committed: these totals are those at list "
                            "prices and at contracted ones too.\n"
                          : "\nThe total is the effective cost: commitments are spread over their term. "
                            "Contracted prices are those negotiated, without commitments.\n");
}

/* p50 and p99 of both measures at the peak, with what p99 may be off by, and the objectives. */
static const char *latency_cell(const struct markdown *md, const struct run_architecture *architecture,
                                bool end_to_end, int level)
{
    if (architecture->latency == NULL) return "-";
    const struct run_load_latency *load = run_latency_at_peak(architecture->latency);
    const struct run_distribution *distribution = end_to_end ? &load->end_to_end : &load->produce;
    if (!distribution->is_known) return "-";
    struct run_estimate estimate = distribution->quantiles[level];
    const char *mark = distribution->beyond_measured[level] ? "\\*" : "";
    if (!isfinite(estimate.low_ms) || !isfinite(estimate.high_ms))
        return text_format(md->arena, "%s%s", text_ms(md->arena, estimate.ms), mark);
    return text_format(md->arena, "%s%s (%s to %s)", text_ms(md->arena, estimate.ms), mark,
                       text_ms(md->arena, estimate.low_ms), text_ms(md->arena, estimate.high_ms));
}

static void write_objectives(const struct markdown *md, struct markdown_table *table)
{
    const struct run_latency *first = NULL;
    for (size_t i = 0; i < md->run->architecture_count && first == NULL; i++)
        first = md->run->architectures[i].latency;
    for (size_t n = 0; first != NULL && n < first->objective_count; n++) {
        markdown_cell(table,
                      text_format(md->arena, "%s%s%s within %s", words(md, first->objectives[n].topic_group),
                                  *first->objectives[n].topic_group == '\0' ? "" : ": ",
                                  text_ends_with(first->objectives[n].path, "produce_p99") ? "produce p99"
                                                                                           : "end to end p99",
                                  text_ms(md->arena, first->objectives[n].objective_ms)));
        for (size_t i = 0; i < md->run->architecture_count; i++) {
            const struct run_latency *latency = md->run->architectures[i].latency;
            bool is_judged = latency != NULL && n < latency->objective_count;
            markdown_cell(table, !is_judged ? "-"
                                 : latency->objectives[n].judgement == RUN_MISSED
                                     ? "**missed**"
                                     : RUN_JUDGEMENTS[latency->objectives[n].judgement]);
        }
    }
}

static void write_latency(const struct markdown *md)
{
    static const int LEVELS[] = {RUN_P50, RUN_P99, RUN_P999};
    bool is_simulated = false;
    for (size_t i = 0; i < md->run->architecture_count; i++)
        is_simulated |= md->run->architectures[i].latency != NULL;
    if (!is_simulated) return;
    text_add(md->out, "\n#### Latency of a record, at peak load\n\n");
    struct markdown_table table = architecture_table(md, "from when it was meant to be sent", true);
    for (int end_to_end = 0; end_to_end < 2; end_to_end++)
        for (size_t level = 0; level < sizeof LEVELS / sizeof *LEVELS; level++) {
            markdown_cell(&table, text_format(md->arena, "%s %s", end_to_end ? "end to end" : "produce",
                                              RUN_LEVEL_NAMES[LEVELS[level]]));
            for (size_t i = 0; i < md->run->architecture_count; i++)
                markdown_cell(&table,
                              latency_cell(md, &md->run->architectures[i], end_to_end, LEVELS[level]));
        }
    write_objectives(md, &table);
    text_add(md->out, "\nIn brackets the 95 % interval of the sampling; \\* is further into the tail than "
                      "the inputs' sources measured.\n");
}

static const char *signed_usd(const struct markdown *md, int64_t usd)
{
    return text_format(md->arena, "%s%s", usd > 0 ? "+" : "", money_whole(md->arena, usd));
}

/* Steps are differences of the totals as they are printed, so that they add up. */
static void write_step(const struct markdown *md, struct markdown_table *table, const struct run_step *step,
                       int64_t before_usd)
{
    int64_t total_usd = llround(step->usd_per_year);
    markdown_cell(table, text_format(md->arena, "%s%s%s%s", step->is_added ? "beyond: " : "",
                                     words(md, step->what), step->feasible ? "" : "; cannot: ",
                                     step->feasible ? "" : words(md, step->infeasible_reason)));
    markdown_cell(table, step->feasible ? signed_usd(md, total_usd - before_usd) : "");
    markdown_cell(table, step->feasible ? money_whole(md->arena, total_usd) : "");
    markdown_cell(table, step->interacts ? signed_usd(md, llround(step->step_usd_reversed)) : "");
}

static void write_waterfall(const struct markdown *md)
{
    const struct run_waterfall *waterfall = md->run->waterfall;
    if (waterfall == NULL) return;
    text_addf(md->out, "\n#### Ladder from %s to %s\n\n", name(md, compare_name(md->run, waterfall->from)),
              name(md, compare_name(md->run, waterfall->to)));
    const char *const heads[] = {"$ a year", "step", "total",
                                 "step in the other order, where that is another"};
    struct markdown_table table = markdown_table_new(md->out, heads, sizeof heads / sizeof *heads, true);
    int64_t usd = llround(waterfall->from_usd_per_year);
    const char *const start[] = {name(md, compare_name(md->run, waterfall->from)), "",
                                 money_whole(md->arena, usd), ""};
    for (size_t i = 0; i < sizeof start / sizeof *start; i++) markdown_cell(&table, start[i]);
    for (size_t i = 0; i < waterfall->step_count; i++) {
        write_step(md, &table, &waterfall->steps[i], usd);
        usd = llround(waterfall->steps[i].usd_per_year);
    }
}

static void write_variants(const struct markdown *md)
{
    if (md->run->variant_count == 0) return;
    text_add(md->out, "\n#### Open assumptions: the total when one of them is another\n\n");
    const char *const heads[] = {"assumption", "total", "difference"};
    struct markdown_table table = markdown_table_new(md->out, heads, sizeof heads / sizeof *heads, true);
    for (size_t i = 0; i < md->run->variant_count; i++) {
        const struct run_variant *variant = &md->run->variants[i];
        markdown_cell(&table,
                      text_format(md->arena, "%s, %s", name(md, compare_name(md->run, variant->architecture)),
                                  words(md, variant->what)));
        markdown_cell(&table, variant->feasible ? money_whole(md->arena, llround(variant->usd_per_year))
                                                : "can't, or a price is missing");
        markdown_cell(&table,
                      variant->feasible ? signed_usd(md, llround(variant->difference_usd_per_year)) : "");
    }
}

static void open_details(const struct markdown *md, const char *summary)
{
    text_addf(md->out, "\n<details>\n<summary>%s</summary>\n\n", summary);
}

static void close_details(const struct markdown *md) { text_add(md->out, "\n</details>\n"); }

/* Defaults that somebody ought to check: not read at a source or a vendor's page. */
static bool is_assumption(const struct run_param *param)
{
    return text_equal(param->origin, "default") &&
           (param->grade == 'C' || param->grade == 'D' || param->grade == 'R');
}

static void write_assumptions(const struct markdown *md)
{
    size_t count = 0;
    for (size_t i = 0; i < md->run->param_count; i++) count += is_assumption(&md->run->params[i]);
    if (count == 0) return;
    open_details(md, text_format(md->arena,
                                 "Assumptions, %zu: defaults that are a third party's word (C), derived or "
                                 "assumed (D) or remembered (R)",
                                 count));
    const char *const heads[] = {"parameter", "value", "grade", "source"};
    struct markdown_table table = markdown_table_new(md->out, heads, sizeof heads / sizeof *heads, false);
    for (size_t i = 0; i < md->run->param_count; i++) {
        const struct run_param *param = &md->run->params[i];
        if (!is_assumption(param)) continue;
        markdown_cell(&table, words(md, param->path));
        markdown_cell(&table, words(md, param->text));
        markdown_cell(&table, (const char[]){param->grade, '\0'});
        markdown_cell(&table, words(md, param->source));
    }
    close_details(md);
}

static void write_price(const struct markdown *md, struct markdown_table *table,
                        const struct used_price *price)
{
    const struct run_charge *charge = price->charge;
    const char *list = charge->usd_per_unit == charge->usd_per_unit_list
                           ? ""
                           : text_format(md->arena, " (list %s)",
                                         money_price(md->arena, charge->usd_per_unit_list));
    const char *tier = charge->from > 0
                           ? text_format(md->arena, ", over %s", text_thousands(md->arena, charge->from, 0))
                           : "";
    markdown_cell(table, text_format(md->arena, "%s%s%s", charge->grade == 'R' ? "(m) " : "",
                                     words(md, price->kind->meter), tier));
    markdown_cell(table, text_format(md->arena, "%s%s", money_price(md->arena, charge->usd_per_unit), list));
    markdown_cell(table, words(md, price->kind->unit));
    markdown_cell(table, words(md, charge->term));
    markdown_cell(table, words(md, charge->date));
    markdown_cell(table, text_format(md->arena, "%s, grade %s", words(md, charge->source),
                                     name(md, (const char[]){charge->grade, '\0'})));
}

static void write_prices(const struct markdown *md)
{
    enum { PRICES_MAX = 256 };
    struct used_price *prices = arena_new_of(md->arena, struct used_price, PRICES_MAX);
    size_t count = used_prices(md->run, prices, PRICES_MAX, NULL);
    if (count == 0) return;
    open_details(md, text_format(md->arena,
                                 "Prices of %s as of %s; (m) marks one that is remembered, not verified",
                                 name(md, md->run->region), name(md, md->run->price_as_of)));
    const char *const heads[] = {"meter", "price", "for each", "term", "as of", "source"};
    struct markdown_table table = markdown_table_new(md->out, heads, sizeof heads / sizeof *heads, false);
    for (size_t i = 0; i < count; i++) write_price(md, &table, &prices[i]);
    close_details(md);
}

static void write_notes(const struct markdown *md)
{
    const struct run *run = md->run;
    for (size_t i = 0; i < run->architecture_count; i++)
        if (run->architectures[i].feasible && run->architectures[i].upfront_usd > 0)
            text_addf(
                md->out,
                "\n%s: %s in cash at the start, pays for %.4g years; its spread is part of the total.\n",
                name(md, run->architectures[i].name),
                money_dollars(md->arena, llround(run->architectures[i].upfront_usd)),
                run->architectures[i].upfront_years);
    text_add(md->out, run->warning_count > 0 ? "\n#### Warnings\n\n" : "");
    for (size_t i = 0; i < run->warning_count; i++) text_addf(md->out, "- %s\n", words(md, run->warnings[i]));
    size_t excluded_count;
    const struct compare_excluded *excluded = compare_excluded(run, md->arena, &excluded_count);
    text_add(md->out, excluded_count > 0 ? "\n#### Not included\n\n" : "");
    for (size_t i = 0; i < excluded_count; i++)
        text_addf(md->out, "- %s: %s\n", words(md, excluded[i].what), words(md, excluded[i].figures));
}

static void say(const struct markdown *md, say_section *section)
{
    struct doc doc = doc_new(DOC_MARKDOWN, md->arena);
    section(&doc, md->run);
    as_markdown(md->out, &doc);
}

char *report_markdown(const struct run *run, const struct cover *cover, struct arena *arena)
{
    struct text out = text_new(arena);
    struct pivot pivot = pivot_make(run, arena);
    const struct markdown md = {run, &pivot, arena, &out};
    write_cover(&md, cover);
    write_head(&md);
    if (run->architecture_count > 0) {
        write_costs(&md);
        write_latency(&md);
    }
    if (cover != NULL && cover->notes != NULL) markdown_notes(&out, cover->notes, arena);
    if (run->architecture_count > 0) {
        say(&md, say_machines);
        say(&md, say_guarantees);
    }
    write_waterfall(&md);
    write_variants(&md);
    write_notes(&md);
    write_assumptions(&md);
    write_prices(&md);
    text_addf(&out, "\nwarpcost %s: %s\n", name(&md, run->engine_version), words(&md, run->command));
    return out.bytes;
}
