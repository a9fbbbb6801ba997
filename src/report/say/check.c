/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The findings of a check: to read in a log, and as a comment on a pull or merge request, where a small
 * table shows those that need attention and all checks are folded away. */
#include "report/gate.h"

#include <string.h>

#include "report/say/say.h"

static const char *plural(size_t count) { return count == 1 ? "" : "s"; }

const char *gate_headline(const struct gate *gate, struct arena *arena)
{
    size_t all = 0;
    for (int outcome = 0; outcome < OUTCOME__COUNT; outcome++) all += gate->counts[outcome];
    size_t failed = gate->counts[OUTCOME_FAIL], warned = gate->counts[OUTCOME_WARN],
           skipped = gate->counts[OUTCOME_SKIPPED];
    struct text text = text_new(arena);
    if (gate->errors_in_all > 0)
        text_addf(&text, "The check could not be completed: %zu error%s. ", gate->errors_in_all,
                  plural(gate->errors_in_all));
    if (failed > 0)
        text_addf(&text, "%zu of %zu check%s failed", failed, all, plural(all));
    else if (all == 0)
        text_add(&text, "Nothing was judged");
    else if (gate->errors_in_all > 0 || warned > 0 || skipped > 0)
        text_addf(&text, "%zu of %zu check%s hold%s", gate->counts[OUTCOME_PASS], all, plural(all),
                  all == 1 ? "s" : "");
    else
        text_addf(&text, all == 1 ? "The check holds" : "All %zu checks hold", all);
    if (warned > 0) text_addf(&text, ", %zu warning%s", warned, plural(warned));
    if (skipped > 0) text_addf(&text, ", %zu not judged", skipped);
    text_addf(&text, "; %zu workload%s", gate->workload_count, plural(gate->workload_count));
    if (*gate->budget != '\0') text_addf(&text, " against %s", gate->budget);
    if (*gate->policy != '\0') text_addf(&text, ", under the policy %s", gate->policy);
    return text.bytes;
}

const char *gate_place(struct place place, struct arena *arena)
{
    if (place.file == NULL) return "";
    if (place.line == 0) return place.file;
    return text_format(arena, place.column == 0 ? "%s:%u" : "%s:%u:%u", place.file, (unsigned)place.line,
                       (unsigned)place.column);
}

struct place gate_place_of(const struct checked *checked)
{
    return (struct place){.file = *checked->file == '\0' ? NULL : checked->file};
}

const char *gate_sentence(const struct finding *finding, struct arena *arena)
{
    const struct rule *rule = finding->rule;
    struct text text = text_new(arena);
    bool asks = finding->outcome != OUTCOME_PASS && finding->outcome != OUTCOME_SKIPPED;
    text_add(&text, finding->sentence);
    if (asks && *rule->message != '\0') text_addf(&text, ". %s", rule->message);
    if (asks && *rule->owner != '\0') text_addf(&text, " (owner: %s)", rule->owner);
    return text.bytes;
}

enum doc_tone gate_tone(enum gate_outcome outcome)
{
    return outcome == OUTCOME_PASS                               ? DOC_TONE_GOOD
           : outcome == OUTCOME_FAIL || outcome == OUTCOME_ERROR ? DOC_TONE_BAD
           : outcome == OUTCOME_WARN                             ? DOC_TONE_WARN
                                                                 : DOC_TONE_STRONG;
}

/* ---- as text ---- */

static const char *error_text(const struct checked_error *error, struct arena *arena)
{
    return text_format(arena, "%s%s%s", gate_place(error->place, arena),
                       error->place.file == NULL ? "" : ": ", error->message);
}

static void say_errors(struct doc *doc, const struct checked_error *errors, size_t count)
{
    for (size_t i = 0; i < count; i++)
        doc_verdict(doc, "error", DOC_TONE_BAD, error_text(&errors[i], doc->arena));
}

static void say_findings(struct doc *doc, const struct checked *checked, bool lists_passes)
{
    size_t passed = 0;
    for (size_t i = 0; i < checked->finding_count; i++) {
        const struct finding *finding = &checked->findings[i];
        passed += finding->outcome == OUTCOME_PASS;
        if (finding->outcome == OUTCOME_PASS && !lists_passes) continue;
        const char *rule = finding->outcome == OUTCOME_PASS
                               ? ""
                               : text_format(doc->arena, " [%s, %s]", finding->rule->id,
                                             gate_place(finding->rule->place, doc->arena));
        doc_verdict(doc, OUTCOMES[finding->outcome], gate_tone(finding->outcome),
                    text_format(doc->arena, "%s%s", gate_sentence(finding, doc->arena), rule));
    }
    if (!lists_passes && passed > 0)
        doc_verdict(doc, OUTCOMES[OUTCOME_PASS], DOC_TONE_GOOD,
                    text_format(doc->arena, "%zu check%s", passed, plural(passed)));
    for (size_t i = 0; i < checked->note_count; i++)
        doc_verdict(doc, "note", DOC_TONE_PLAIN, checked->notes[i]);
}

static bool is_redacted(const struct checked *checked)
{
    return checked->run != NULL && checked->run->is_redacted;
}

static void say_text(struct doc *doc, const struct gate *gate)
{
    doc_add(doc, DOC_PARAGRAPH, 0,
            doc_mark(doc->arena, gate->code == EXIT_DONE ? DOC_STRONG : DOC_BAD,
                     gate_headline(gate, doc->arena)));
    say_errors(doc, gate->errors, gate->error_count);
    for (size_t i = 0; i < gate->checked_count; i++) {
        const struct checked *checked = &gate->checked[i];
        if (*checked->file == '\0')
            doc_add(doc, DOC_HEADING, 0, "All workloads together");
        else
            doc_addf(doc, DOC_HEADING, 0, "Workload %s (%s)", checked->name, checked->file);
        say_errors(doc, checked->errors, checked->error_count);
        say_findings(doc, checked, gate->workload_count == 1 || *checked->file == '\0');
        if (is_redacted(checked))
            doc_add(doc, DOC_PARAGRAPH, 1,
                    "private prices are used but not shown; figures derived from them are at list prices");
        else if (checked->run != NULL && run_is_private(checked->run))
            doc_add(doc, DOC_PARAGRAPH, 1, REPORT_PRIVATE);
    }
}

/* ---- as a comment ---- */

/* A site's limit in bytes, reduced for a script's additions. GitHub: 65,536 characters; GitLab: 1,000,000. */
enum { GITHUB_MAX_BYTES = 65000, GITLAB_MAX_BYTES = 990000 };
/* Room after the rows: notes on left-out rows, the end of the folded part, the footer. */
enum { RESERVED_BYTES = 1500, ATTENTION_ROWS_MAX = 25, SENTENCE_COLUMNS = 500 };

enum { OUTCOME, WORKLOAD, RULE, WHAT };

static void add_row(struct doc *doc, struct doc_table *table, const char *outcome, const char *workload,
                    const char *rule, const char *what)
{
    struct doc_cell *cells = doc_row(table);
    cells[OUTCOME] = doc_words(outcome);
    cells[WORKLOAD] = doc_words(doc_name(doc->arena, workload));
    cells[RULE] = doc_words(doc_name(doc->arena, rule));
    cells[WHAT] = doc_words(text_quote(doc->arena, what, SENTENCE_COLUMNS));
}

static void add_errors(struct doc *doc, struct doc_table *table, const char *workload,
                       const struct checked_error *errors, size_t count)
{
    for (size_t i = 0; i < count; i++)
        add_row(doc, table, doc_mark(doc->arena, DOC_STRONG, "error"), workload, diag_slug(errors[i].id),
                error_text(&errors[i], doc->arena));
}

static void add_finding(struct doc *doc, struct doc_table *table, const struct checked *checked,
                        const struct finding *finding)
{
    static const char *const WORDS[OUTCOME__COUNT] = {"holds", "warning", "failed", "error", "not judged"};
    enum gate_outcome outcome = finding->outcome;
    bool needs_attention = outcome == OUTCOME_WARN || outcome == OUTCOME_FAIL || outcome == OUTCOME_ERROR;
    add_row(doc, table, needs_attention ? doc_mark(doc->arena, DOC_STRONG, WORDS[outcome]) : WORDS[outcome],
            checked->name, finding->rule->id, gate_sentence(finding, doc->arena));
}

/* Rows go by what needs attention most, so that a table that is cut keeps it. */
enum rank { RANK_FAIL, RANK_ERROR, RANK_WARN, RANK_REST, RANK__COUNT };

static enum rank rank_of(enum gate_outcome outcome)
{
    return outcome == OUTCOME_FAIL    ? RANK_FAIL
           : outcome == OUTCOME_ERROR ? RANK_ERROR
           : outcome == OUTCOME_WARN  ? RANK_WARN
                                      : RANK_REST;
}

static void add_rank(struct doc *doc, struct doc_table *table, const struct checked *checked, enum rank rank)
{
    if (rank == RANK_ERROR) add_errors(doc, table, checked->name, checked->errors, checked->error_count);
    for (size_t i = 0; i < checked->finding_count; i++)
        if (rank_of(checked->findings[i].outcome) == rank)
            add_finding(doc, table, checked, &checked->findings[i]);
    for (size_t i = 0; rank == RANK_REST && i < checked->note_count; i++)
        add_row(doc, table, "note", checked->name, "", checked->notes[i]);
}

/* All checks, or those that need attention. */
static struct doc_table *say_checks(struct doc *doc, const struct gate *gate, bool all)
{
    struct doc_table *table = doc_table_of(doc, "Checks", "|workload|rule|what");
    for (enum rank rank = 0; rank < (all ? RANK__COUNT : RANK_REST); rank++) {
        if (rank == RANK_ERROR) add_errors(doc, table, "", gate->errors, gate->error_count);
        for (size_t i = 0; i < gate->checked_count; i++) add_rank(doc, table, &gate->checked[i], rank);
    }
    table->others_are_in = "the JSON, JUnit and SARIF reports list all";
    return table;
}

static void say_comment(struct doc *doc, const struct gate *gate, size_t max_bytes)
{
    size_t findings = 0;
    bool any_redacted = false;
    for (int outcome = 0; outcome < OUTCOME__COUNT; outcome++) findings += gate->counts[outcome];
    for (size_t i = 0; i < gate->checked_count; i++) any_redacted |= is_redacted(&gate->checked[i]);
    doc_add(doc, DOC_SIGN, 0, "warpcost check");
    doc_addf(doc, DOC_HEADING, 0, "warpcost: %s",
             gate->errors_in_all > 0          ? "error"
             : gate->counts[OUTCOME_FAIL] > 0 ? "failed"
             : gate->counts[OUTCOME_WARN] > 0 ? "passed, with warnings"
                                              : "passed");
    doc_addf(doc, DOC_PARAGRAPH, 0, "%s.",
             text_quote(doc->arena, gate_headline(gate, doc->arena), SENTENCE_COLUMNS));
    if (gate->errors_in_all + gate->counts[OUTCOME_FAIL] + gate->counts[OUTCOME_WARN] > 0) {
        struct doc_table *table = say_checks(doc, gate, false);
        table->bytes_max = max_bytes / 2 - RESERVED_BYTES;
        table->rows_max = ATTENTION_ROWS_MAX;
    }
    if (findings > 0) {
        doc_addf(doc, DOC_FOLD, 0, "All %zu checks", findings);
        say_checks(doc, gate, true)->bytes_max = max_bytes - RESERVED_BYTES;
        doc_add(doc, DOC_UNFOLD, 0, NULL);
    }
    if (any_redacted)
        doc_add(doc, DOC_PARAGRAPH, 0,
                "Private prices are used but not shown: figures derived from them are at list prices.");
    doc_addf(doc, DOC_NOTE, 0, "USD, before tax; estimate. Ages count to %s. warpcost %s", gate->today,
             gate->engine_version);
}

void say_check(struct doc *doc, const struct gate *gate, enum comment_site site)
{
    if (doc_is(doc, DOC_TEXT))
        say_text(doc, gate);
    else
        say_comment(doc, gate, site == SITE_GITHUB ? GITHUB_MAX_BYTES : GITLAB_MAX_BYTES);
}
