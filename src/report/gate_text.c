/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/gate.h"

#include <string.h>

#include "report/as/page.h"

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
    text_addf(&text, "; %zu workload%s", gate->checked_count, plural(gate->checked_count));
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

const char *gate_told(const struct finding *finding, struct arena *arena)
{
    const struct rule *rule = finding->rule;
    struct text text = text_new(arena);
    bool asks = finding->outcome != OUTCOME_PASS && finding->outcome != OUTCOME_SKIPPED;
    text_add(&text, finding->sentence);
    if (asks && *rule->message != '\0') text_addf(&text, ". %s", rule->message);
    if (asks && *rule->owner != '\0') text_addf(&text, " (owner: %s)", rule->owner);
    return text.bytes;
}

enum tone gate_tone(enum gate_outcome outcome)
{
    return outcome == OUTCOME_PASS                               ? TONE_GOOD
           : outcome == OUTCOME_FAIL || outcome == OUTCOME_ERROR ? TONE_BAD
                                                                 : TONE_STRONG;
}

static void print_errors(struct page *page, const struct checked_error *errors, size_t count)
{
    for (size_t i = 0; i < count; i++)
        page_item(page, "error", TONE_BAD,
                  text_format(page->arena, "%s%s%s", gate_place(errors[i].place, page->arena),
                              errors[i].place.file == NULL ? "" : ": ", errors[i].message));
}

static void print_findings(struct page *page, const struct checked *checked, bool lists_passes)
{
    size_t passed = 0;
    for (size_t i = 0; i < checked->finding_count; i++) {
        const struct finding *finding = &checked->findings[i];
        passed += finding->outcome == OUTCOME_PASS;
        if (finding->outcome == OUTCOME_PASS && !lists_passes) continue;
        const char *rule = finding->outcome == OUTCOME_PASS
                               ? ""
                               : text_format(page->arena, " [%s, %s]", finding->rule->id,
                                             gate_place(finding->rule->place, page->arena));
        page_item(page, OUTCOMES[finding->outcome], gate_tone(finding->outcome),
                  text_format(page->arena, "%s%s", gate_told(finding, page->arena), rule));
    }
    if (!lists_passes && passed > 0)
        page_item(page, OUTCOMES[OUTCOME_PASS], TONE_GOOD,
                  text_format(page->arena, "%zu check%s", passed, plural(passed)));
    for (size_t i = 0; i < checked->note_count; i++) page_item(page, "note", TONE_PLAIN, checked->notes[i]);
}

char *gate_text(const struct gate *gate, struct text_style style, struct arena *arena)
{
    struct page page = page_new(style, arena);
    page_paragraph(&page, 0, 0, gate->code == EXIT_DONE ? TONE_STRONG : TONE_BAD, gate_headline(gate, arena));
    print_errors(&page, gate->errors, gate->error_count);
    for (size_t i = 0; i < gate->checked_count; i++) {
        const struct checked *checked = &gate->checked[i];
        page_heading(&page, text_format(arena, "Workload %s (%s)", checked->name, checked->file));
        print_errors(&page, checked->errors, checked->error_count);
        print_findings(&page, checked, gate->checked_count == 1);
        if (checked->run != NULL && checked->run->is_redacted)
            page_paragraph(
                &page, 2, 4, TONE_PLAIN,
                "private prices are paid and not shown; figures that follow from them are at list prices");
    }
    return page_finish(&page);
}
