/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JUnit XML in the form that Jenkins, GitLab and the like read: testsuites of testsuite of testcase. It has
 * no standard; tests/schemas/junit.xsd says what is written here. */
#include "gate/rules.h"
#include "report/gate.h"
#include "report/as/xml.h"

/* Readers want how long a case took. Reports don't depend on the clock: the day is that of --today. */
#define NO_TIME " time=\"0\""

struct tally {
    size_t tests, failures, errors, skipped;
};

static struct tally tally_of(const struct checked *checked)
{
    struct tally tally = {checked->finding_count + checked->error_count, 0, checked->error_count, 0};
    for (size_t i = 0; i < checked->finding_count; i++) {
        tally.failures += checked->findings[i].outcome == OUTCOME_FAIL;
        tally.errors += checked->findings[i].outcome == OUTCOME_ERROR;
        tally.skipped += checked->findings[i].outcome == OUTCOME_SKIPPED;
    }
    return tally;
}

static void attribute(struct text *out, const char *name, const char *value)
{
    text_addf(out, " %s=\"", name);
    xml_add(out, value);
    text_add(out, "\"");
}

static void add_tally(struct text *out, struct tally tally)
{
    text_addf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\"", tally.tests,
              tally.failures, tally.errors, tally.skipped);
}

/* <failure message="…" type="cost">…</failure> */
static void add_outcome(struct text *out, const char *element, const char *type, const char *message,
                        const char *body)
{
    text_addf(out, "      <%s", element);
    attribute(out, "message", message);
    attribute(out, "type", type);
    text_add(out, ">");
    xml_add(out, body);
    text_addf(out, "</%s>\n", element);
}

static void add_finding(struct text *out, const struct checked *checked, const struct finding *finding,
                        struct arena *arena)
{
    const struct rule *rule = finding->rule;
    const char *body = text_format(arena, "%s\n%s\nrule: %s", gate_sentence(finding, arena),
                                   gate_place(finding->place, arena), gate_place(rule->place, arena));
    text_add(out, "    <testcase");
    attribute(out, "name",
              text_format(arena, "%s%s%s%s%s", rule->id, *finding->architecture == '\0' ? "" : ": ",
                          finding->architecture, *finding->topic_group == '\0' ? "" : ": ",
                          finding->topic_group));
    attribute(out, "classname", checked->name);
    if (*checked->file != '\0') attribute(out, "file", checked->file);
    text_add(out, NO_TIME);
    if (finding->outcome == OUTCOME_PASS) {
        text_add(out, "/>\n");
        return;
    }
    text_add(out, ">\n");
    if (finding->outcome == OUTCOME_FAIL)
        add_outcome(out, "failure", RULE_KINDS[rule->kind].name, finding->sentence, body);
    else if (finding->outcome == OUTCOME_ERROR)
        add_outcome(out, "error", diag_slug(finding->problem), finding->sentence, body);
    else if (finding->outcome == OUTCOME_SKIPPED) {
        text_add(out, "      <skipped");
        attribute(out, "message", finding->sentence);
        text_add(out, "/>\n");
    } else {
        text_add(out, "      <system-out>warning: ");
        xml_add(out, body);
        text_add(out, "</system-out>\n");
    }
    text_add(out, "    </testcase>\n");
}

static void add_error(struct text *out, const char *classname, const struct checked_error *error,
                      struct arena *arena)
{
    text_add(out, "    <testcase");
    attribute(out, "name", diag_slug(error->id));
    attribute(out, "classname", classname);
    text_addf(out, "%s>\n", NO_TIME);
    add_outcome(out, "error", diag_slug(error->id), error->message,
                text_format(arena, "%s%s%s", gate_place(error->place, arena),
                            error->place.file == NULL ? "" : ": ", error->message));
    text_add(out, "    </testcase>\n");
}

static void add_suite(struct text *out, const struct checked *checked, const char *today, struct arena *arena)
{
    text_add(out, "  <testsuite");
    attribute(out, "name", checked->name);
    add_tally(out, tally_of(checked));
    text_addf(out, "%s timestamp=\"%sT00:00:00\">\n", NO_TIME, today);
    for (size_t i = 0; i < checked->error_count; i++)
        add_error(out, checked->name, &checked->errors[i], arena);
    for (size_t i = 0; i < checked->finding_count; i++)
        add_finding(out, checked, &checked->findings[i], arena);
    if (checked->note_count > 0) text_add(out, "    <system-out>");
    for (size_t i = 0; i < checked->note_count; i++) {
        text_add(out, i == 0 ? "" : "\n");
        xml_add(out, checked->notes[i]);
    }
    if (checked->note_count > 0) text_add(out, "</system-out>\n");
    text_add(out, "  </testsuite>\n");
}

char *gate_junit(const struct gate *gate, struct arena *arena)
{
    struct text out = text_new(arena);
    struct checked rest = {.name = "warpcost check",
                           .file = "",
                           .error_count = gate->error_count,
                           .errors = gate->errors};
    struct tally all = tally_of(&rest);
    for (size_t i = 0; i < gate->checked_count; i++) {
        struct tally one = tally_of(&gate->checked[i]);
        all = (struct tally){all.tests + one.tests, all.failures + one.failures, all.errors + one.errors,
                             all.skipped + one.skipped};
    }
    text_add(&out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"warpcost check\"");
    add_tally(&out, all);
    text_addf(&out, "%s>\n", NO_TIME);
    if (gate->error_count > 0) add_suite(&out, &rest, gate->today, arena);
    for (size_t i = 0; i < gate->checked_count; i++) add_suite(&out, &gate->checked[i], gate->today, arena);
    text_add(&out, "</testsuites>\n");
    return out.bytes;
}
