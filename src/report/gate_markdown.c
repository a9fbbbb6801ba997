/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Comments on pull and merge requests: marker, headline, a small table of what needs attention, all checks
 * folded away. */
#include "report/gate.h"

#include <string.h>

#include "report/as/markdown.h"

/* What a site takes, in bytes. GitHub: 65,536 characters; GitLab: 1,000,000. Each a little less, for what a
 * script may add. */
enum { GITHUB_MAX_BYTES = 65000, GITLAB_MAX_BYTES = 990000 };
/* Room for what follows the rows: notes of what was left out, the end of the folded part, the footer. */
enum { RESERVED_BYTES = 1500, ATTENTION_ROWS_MAX = 25, SENTENCE_COLUMNS = 500 };

/* Room for rows, and how many found none. */
struct rows {
    struct text *out;
    size_t max_bytes, left, omitted;
};

static void add_row(struct rows *rows, const char *const *cells, size_t count)
{
    struct text row = text_new(rows->out->arena);
    struct markdown_table table = {&row, count, 0};
    for (size_t i = 0; i < count; i++) markdown_cell(&table, cells[i]);
    if (rows->left == 0 || rows->out->length + row.length + RESERVED_BYTES > rows->max_bytes) {
        rows->omitted++;
        rows->left = 0;
        return;
    }
    rows->left--;
    text_add(rows->out, row.bytes);
}

static void note_omitted(const struct rows *rows)
{
    if (rows->omitted > 0)
        text_addf(rows->out, "\n%zu more row%s left out here; the JSON, JUnit and SARIF reports have all.\n",
                  rows->omitted, rows->omitted == 1 ? " is" : "s are");
}

static const char *escape(struct arena *arena, const char *text)
{
    return markdown_escape(arena, text, MARKDOWN_NAME_COLUMNS);
}

static const char *const HEADS[] = {"", "workload", "rule", "what"};
enum { HEAD_COUNT = sizeof HEADS / sizeof *HEADS };

static void add_errors(struct rows *rows, const char *workload, const struct checked_error *errors,
                       size_t count)
{
    struct arena *arena = rows->out->arena;
    for (size_t i = 0; i < count; i++)
        add_row(rows,
                (const char *const[]){
                    "**error**", escape(arena, workload), escape(arena, diag_slug(errors[i].id)),
                    markdown_escape(arena,
                                    text_format(arena, "%s%s%s", gate_place(errors[i].place, arena),
                                                errors[i].place.file == NULL ? "" : ": ", errors[i].message),
                                    SENTENCE_COLUMNS)},
                HEAD_COUNT);
}

static void add_finding(struct rows *rows, const struct checked *checked, const struct finding *finding)
{
    static const char *const WORDS[OUTCOME__COUNT] = {"holds", "**warning**", "**failed**", "**error**",
                                                      "not judged"};
    struct arena *arena = rows->out->arena;
    add_row(rows,
            (const char *const[]){WORDS[finding->outcome], escape(arena, checked->name),
                                  escape(arena, finding->rule->id),
                                  markdown_escape(arena, gate_told(finding, arena), SENTENCE_COLUMNS)},
            HEAD_COUNT);
}

static void add_note(struct rows *rows, const struct checked *checked, const char *note)
{
    struct arena *arena = rows->out->arena;
    add_row(rows,
            (const char *const[]){"note", escape(arena, checked->name), "",
                                  markdown_escape(arena, note, SENTENCE_COLUMNS)},
            HEAD_COUNT);
}

static void add_table(struct rows *rows, const struct gate *gate, bool all)
{
    static const bool NEEDS_ATTENTION[OUTCOME__COUNT] = {
        [OUTCOME_WARN] = true, [OUTCOME_FAIL] = true, [OUTCOME_ERROR] = true};
    markdown_table_new(rows->out, HEADS, HEAD_COUNT, false);
    add_errors(rows, "", gate->errors, gate->error_count);
    for (size_t i = 0; i < gate->checked_count; i++) {
        const struct checked *checked = &gate->checked[i];
        add_errors(rows, checked->name, checked->errors, checked->error_count);
        for (size_t j = 0; j < checked->finding_count; j++)
            if (all || NEEDS_ATTENTION[checked->findings[j].outcome])
                add_finding(rows, checked, &checked->findings[j]);
        for (size_t j = 0; all && j < checked->note_count; j++) add_note(rows, checked, checked->notes[j]);
    }
    note_omitted(rows);
}

static bool any_redacted(const struct gate *gate)
{
    bool any = false;
    for (size_t i = 0; i < gate->checked_count; i++)
        any |= gate->checked[i].run != NULL && gate->checked[i].run->is_redacted;
    return any;
}

static char *comment(const struct gate *gate, size_t max_bytes, struct arena *arena)
{
    struct text out = text_new(arena);
    size_t findings = 0, notes = 0;
    for (int outcome = 0; outcome < OUTCOME__COUNT; outcome++) findings += gate->counts[outcome];
    for (size_t i = 0; i < gate->checked_count; i++) notes += gate->checked[i].note_count;
    text_addf(&out, "%s\n#### warpcost: %s\n\n%s.\n\n", GATE_MARKER,
              gate->errors_in_all > 0          ? "error"
              : gate->counts[OUTCOME_FAIL] > 0 ? "failed"
              : gate->counts[OUTCOME_WARN] > 0 ? "passed, with warnings"
                                               : "passed",
              markdown_escape(arena, gate_headline(gate, arena), SENTENCE_COLUMNS));
    if (gate->errors_in_all + gate->counts[OUTCOME_FAIL] + gate->counts[OUTCOME_WARN] > 0) {
        struct rows rows = {&out, max_bytes / 2, ATTENTION_ROWS_MAX, 0};
        add_table(&rows, gate, false);
        text_add(&out, "\n");
    }
    if (findings > 0) {
        struct rows rows = {&out, max_bytes, findings + gate->errors_in_all + notes, 0};
        text_addf(&out, "<details><summary>All %zu checks</summary>\n\n", findings);
        add_table(&rows, gate, true);
        text_add(&out, "\n</details>\n\n");
    }
    if (any_redacted(gate))
        text_add(
            &out,
            "Private prices are paid and not shown: figures that follow from them are at list prices.\n\n");
    text_addf(&out, "<sub>US dollars, without tax; an estimate. Ages count to %s. warpcost %s</sub>\n",
              gate->today, gate->engine_version);
    return out.bytes;
}

char *gate_github(const struct gate *gate, struct arena *arena)
{
    return comment(gate, GITHUB_MAX_BYTES, arena);
}

char *gate_gitlab(const struct gate *gate, struct arena *arena)
{
    return comment(gate, GITLAB_MAX_BYTES, arena);
}
