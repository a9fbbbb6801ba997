/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/diff.h"
#include "report/as/markdown.h"
#include "report/money.h"

enum { SENTENCE_COLUMNS = 300 };

static const char *escape(struct arena *arena, const char *text)
{
    return markdown_escape(arena, text, MARKDOWN_NAME_COLUMNS);
}

static void add_summary(struct text *out, const struct diff *diff)
{
    static const char *const HEADS[] = {"architecture", "old", "new", "change", "price, volume, design"};
    struct arena *arena = out->arena;
    struct markdown_table table = markdown_table_new(out, HEADS, sizeof HEADS / sizeof *HEADS, true);
    for (size_t i = 0; i < diff->architecture_count; i++) {
        const struct architecture_diff *one = &diff->architectures[i];
        struct diff_figures figures = diff_round(one, arena);
        markdown_cell(&table, escape(arena, one->name));
        markdown_cell(&table, one->base == NULL || !one->base->feasible
                                  ? "-"
                                  : money_dollars(arena, figures.base_usd));
        markdown_cell(&table, one->head == NULL || !one->head->feasible
                                  ? "-"
                                  : money_dollars(arena, figures.head_usd));
        markdown_cell(&table, one->is_comparable
                                  ? diff_change(figures.base_usd, figures.head_usd, arena)
                                  : markdown_escape(arena, diff_apart(one, arena), SENTENCE_COLUMNS));
        markdown_cell(&table,
                      one->is_comparable && one->line_count > 0
                          ? markdown_escape(arena, diff_split_text(one, &figures, arena), SENTENCE_COLUMNS)
                          : "");
    }
}

static void add_lines(struct text *out, const struct architecture_diff *one)
{
    static const char *const HEADS[] = {"line", "old", "new", "change", "%"};
    struct arena *arena = out->arena;
    struct diff_figures figures = diff_round(one, arena);
    text_addf(out, "\n**%s**\n\n", escape(arena, one->name));
    struct markdown_table table = markdown_table_new(out, HEADS, sizeof HEADS / sizeof *HEADS, true);
    for (size_t i = 0; i < one->line_count; i++) {
        const struct line_change *line = &one->lines[i];
        int64_t old = figures.line_base_usd[i], new = figures.line_head_usd[i];
        markdown_cell(&table, escape(arena, line->id));
        markdown_cell(&table, line->in_base ? money_dollars(arena, old) : "-");
        markdown_cell(&table, line->in_head ? money_dollars(arena, new) : "-");
        markdown_cell(&table,
                      text_format(arena, "%s%s", new > old ? "+" : "", money_dollars(arena, new - old)));
        markdown_cell(&table, line->in_base && line->in_head
                                  ? diff_percent(line->base_usd, line->head_usd, arena)
                                  : "");
    }
    text_addf(out, "\n%zu line%s unchanged (%s).\n", one->same_count, one->same_count == 1 ? " is" : "s are",
              money_dollars(arena, figures.same_usd));
}

static void add_latency(struct text *out, const struct architecture_diff *one)
{
    static const char *const HEADS[] = {"latency at peak", "old", "new", "change"};
    size_t count, same_count;
    const struct diff_latency *latencies = diff_latencies(one, out->arena, &count, &same_count);
    struct markdown_table table = {0};
    if (count > 0) {
        text_add(out, "\n");
        table = markdown_table_new(out, HEADS, sizeof HEADS / sizeof *HEADS, true);
    }
    for (size_t i = 0; i < count; i++) {
        markdown_cell(&table, escape(out->arena, latencies[i].what));
        markdown_cell(&table, latencies[i].old);
        markdown_cell(&table, latencies[i].new);
        markdown_cell(&table, markdown_escape(out->arena, latencies[i].change, SENTENCE_COLUMNS));
    }
    if (same_count > 0)
        text_addf(out, "\n%zu p99%s unchanged.\n", same_count, same_count == 1 ? " is" : "s are");
}

/* What broke a threshold or couldn't be held against one; that the others hold. */
static void add_findings(struct text *out, const struct diff *diff)
{
    static const char *const WORDS[OUTCOME__COUNT] = {[OUTCOME_FAIL] = "failed", [OUTCOME_ERROR] = "error"};
    size_t passed = 0;
    for (size_t i = 0; i < diff->finding_count; i++) {
        const struct diff_finding *finding = &diff->findings[i];
        passed += finding->outcome == OUTCOME_PASS;
        if (finding->outcome != OUTCOME_PASS)
            text_addf(out, "- **%s**: %s\n", WORDS[finding->outcome],
                      markdown_escape(out->arena, finding->sentence, SENTENCE_COLUMNS));
    }
    if (passed > 0) text_addf(out, "- %zu of %zu thresholds hold\n", passed, diff->finding_count);
    text_add(out, "\n");
}

/* Lines are the architecture's own and few, so that no comment grows over what a site takes. */
char *diff_markdown(const struct diff *diff, struct arena *arena)
{
    struct text out = text_new(arena);
    text_addf(&out, "%s\n#### warpcost: what the change costs\n\n%s (%s) → %s (%s)\n\n", DIFF_MARKER,
              escape(arena, diff->base->workload_name), escape(arena, diff->base_name),
              escape(arena, diff->head->workload_name), escape(arena, diff->head_name));
    if (diff->has_thresholds) add_findings(&out, diff);
    add_summary(&out, diff);
    text_add(&out, "\n<details><summary>Lines and latencies that changed</summary>\n");
    for (size_t i = 0; i < diff->architecture_count; i++)
        if (diff->architectures[i].is_comparable) {
            add_lines(&out, &diff->architectures[i]);
            add_latency(&out, &diff->architectures[i]);
        }
    for (size_t i = 0; i < diff->head->warning_count; i++)
        text_addf(&out, "%s- %s\n", i == 0 ? "\n" : "",
                  markdown_escape(arena, diff->head->warnings[i], SENTENCE_COLUMNS));
    text_addf(&out,
              "\n</details>\n\n<sub>US dollars a year, without tax; an estimate. warpcost %s%s%s</sub>\n",
              diff->head->engine_version, diff->is_redacted ? "; " : "",
              diff->is_redacted ? REPORT_REDACTED : "");
    return out.bytes;
}
