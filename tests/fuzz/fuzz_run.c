// covers: src/run/read.c src/run/lines.c src/report/doc.c src/report/say/say.c src/report/as/markdown.c src/report/as/csv_lines.c
/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes as a saved run: either diagnostics with places in the text, or a run that every rendering can
 * print and that its own document gives back unchanged. The hash is made right first, else nothing behind it
 * would ever be reached. */
#include "fixtures/document.h"
#include "run/document.h"
#include "gate/diff.h"
#include "report/as/html/html.h"
#include "report/cover.h"
#include "report/diff.h"
#include "report/gate.h"
#include "report/report.h"

#define SYNTAX SYNTAX_JSON
#include "fuzz/mutate.h"
#include "fuzz/oracle.h"

static void check_words(const char *text)
{
    must(text_invalid_utf8_at(text, strlen(text)) == strlen(text));
    must(strpbrk(text, "\r\033\b\f\v") == NULL);
}

/* Two runs that are the same print the same, in every way. */
static void check_same(const struct run *a, const struct run *b, struct arena *arena)
{
    struct text_style style = {80, false, true, TEXT_PARTS_ALL};
    char *text = report_text(a, style, arena), *plan = report_plan(a, style, arena),
         *markdown = report_markdown(a, NULL, arena), *csv = report_csv(a, arena);
    must(text_equal(text, report_text(b, style, arena)));
    must(text_equal(plan, report_plan(b, style, arena)));
    must(text_equal(markdown, report_markdown(b, NULL, arena)));
    must(text_equal(csv, report_csv(b, arena)));
    check_words(text);
    check_words(plan);
    check_words(markdown);
    if (a->architecture_count == 0 || a->architectures[0].line_count == 0) return;
    const char *line = a->architectures[0].lines[0].kind->id;
    char *one = report_explain(&(struct explained){.run = a}, line, NULL, style, arena),
         *other = report_explain(&(struct explained){.run = b}, line, NULL, style, arena);
    must(one != NULL && other != NULL && text_equal(one, other));
    check_words(one);
}

/* Lines of a log of CI that would be commands. */
static void check_log(const char *text)
{
    for (size_t at = 0; text[at] != '\0'; at++) {
        bool starts = at == 0 || text[at - 1] == '\n';
        must(text[at] != '#' || !text_is_command_at(text, at));
        must(!starts || !text_starts_with(text + at + strspn(text + at, " "), "::"));
    }
}

/* A check by rules of many kinds, with the run as its own baseline, in every format; and the run's difference
 * to the other, which is none. */
static void check_judged(const struct run *run, const struct run *other, struct arena *arena)
{
    static const char RULES[] =
        "rules: [{rule: cost, max: 1 USD/year, severity: warn}, {rule: cost_growth, max: 5%}, "
        "{rule: produce_p99, max: 1s}, {rule: headroom, min: 20%}, {rule: feasible}, "
        "{rule: price_age, max: 1d}, {rule: cost, component: network, max: 1 USD/month}]";
    struct text_style style = {80, false, true, TEXT_PARTS_ALL};
    struct diags diags;
    diags_init(&diags, arena);
    const struct budget *budget = budget_read("b.yaml", RULES, sizeof RULES - 1, arena, &diags);
    must(budget != NULL);
    struct checked checked = {.file = "w.yaml", .name = run->workload_name, .run = run};
    struct judgement judgement = {
        .budget = budget, .run = run, .baseline = other, .file = "w.yaml", .today = "2026-07-20"};
    gate_judge(&judgement, &checked, arena);
    struct gate gate = {.budget = "b.yaml",
                        .policy = "",
                        .today = "2026-07-20",
                        .engine_version = "1",
                        .workload_count = 1,
                        .checked_count = 1,
                        .checked = &checked};
    gate_finish(&gate);
    must(gate.code <= EXIT_INFEASIBLE);
    char *const written[] = {gate_text(&gate, style, arena), gate_json(&gate, arena),
                             gate_junit(&gate, arena),       gate_sarif(&gate, arena),
                             gate_github(&gate, arena),      gate_gitlab(&gate, arena)};
    for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
        check_words(written[i]);
        check_log(written[i]);
    }
    check_words(gate_annotations(&gate, arena));
    struct diff *diff = diff_make(run, "a.json", other, "b.json", arena);
    for (size_t i = 0; i < diff->architecture_count; i++) must(diff->architectures[i].line_count == 0);
    check_words(diff_text(diff, style, arena));
    check_log(diff_text(diff, style, arena));
    check_words(diff_markdown(diff, arena));
    check_words(diff_json(diff, arena));
}

/* A difference to a run that costs twice as much, so that there is one. */
static void check_doubled(const struct run *run, struct arena *arena)
{
    struct text_style style = {80, false, true, TEXT_PARTS_ALL};
    struct cover cover = {.title = "T", .author = "A", .date = "2026-07-20", .notes = "# N\n- a *b*\n"};
    check_words(report_markdown(run, &cover, arena));
    check_words(html_report(run, &cover, arena));
    struct run doubled = *run;
    struct run_architecture *all = arena_new_of(arena, struct run_architecture, run->architecture_count);
    for (size_t i = 0; i < run->architecture_count; i++) {
        all[i] = run->architectures[i];
        all[i].usd_per_year *= 2;
    }
    doubled.architectures = all;
    struct diff *diff = diff_make(run, "a.json", &doubled, "b.json", arena);
    check_words(diff_text(diff, style, arena));
    check_words(diff_markdown(diff, arena));
}

static void check_run(const struct run *run, struct arena *arena)
{
    struct diags diags;
    diags_init(&diags, arena);
    const struct run *settled = run_round(run, arena);
    char *document = run_write(settled, arena);
    const struct run *again = run_read("again.json", document, strlen(document), arena, &diags);
    must(again != NULL && diags.count == 0);
    must(text_equal(document, run_write(again, arena)));
    check_same(settled, again, arena);
    check_judged(settled, again, arena);
    check_doubled(settled, arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct diags diags;
    diags_init(&diags, arena);
    char *bytes = arena_copy(arena, (const char *)data, size);
    document_rehash(bytes, size);
    const struct run *run = run_read("fuzz.json", bytes, size, arena, &diags);
    must((run == NULL) == (diags.count > 0));
    if (run != NULL)
        check_run(run, arena);
    else
        check_diags(&diags, bytes, size);
    arena_free(arena);
    return 0;
}
