/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gate/gate.h"

#include <assert.h>
#include <math.h>

#include "base/text.h"
#include "gate/finding.h"
#include "gate/latency.h"
#include "gate/pick.h"
#include "gate/place.h"
#include "gate/rules.h"

const char *const OUTCOMES[OUTCOME__COUNT] = {"pass", "warn", "fail", "error", "skipped"};

/* Grows while rules are judged. */
struct findings {
    const struct judgement *judgement;
    struct arena *arena;
    const char *const *topic_groups; /* names in the workload */
    size_t topic_group_count;
    struct finding *list;
    size_t count;
};

static bool is_at_list_prices(const struct run *run)
{
    for (size_t i = 0; i < run->architecture_count; i++)
        if (run->architectures[i].usd_per_year != run->architectures[i].usd_per_year_list) return false;
    return true;
}

/* A baseline saved without its private prices is at list prices, so the run is judged at list prices too.
 * The same goes for a baseline made without the policy that brings private prices: the discount would hide
 * the cost of the change. */
static bool judges_listed(const struct judgement *judgement, const struct rule *rule)
{
    if (!RULE_KINDS[rule->kind].needs_baseline || judgement->baseline == NULL || judgement->listed == NULL)
        return false;
    return judgement->baseline->is_redacted ||
           (judgement->has_policy && is_at_list_prices(judgement->baseline));
}

static struct finding *add_finding(struct findings *findings, const struct rule *rule,
                                   const char *architecture, const char *topic_group)
{
    struct finding *finding = &findings->list[findings->count++];
    struct place place = place_of_rule(findings->judgement, rule, architecture, topic_group);
    *finding = finding_new(rule, architecture, topic_group, place, findings->arena);
    return finding;
}

static void add_error(struct findings *findings, const struct rule *rule, const char *architecture,
                      const char *topic_group, enum diag_id problem, const char *why)
{
    finding_refuse(add_finding(findings, rule, architecture, topic_group), problem, why, findings->arena);
}

static void add_skipped(struct findings *findings, const struct rule *rule, const char *architecture,
                        const char *topic_group, const char *because)
{
    struct finding *finding = add_finding(findings, rule, architecture, topic_group);
    finding->outcome = OUTCOME_SKIPPED;
    finding->sentence = text_format(findings->arena, "%s: %s isn't judged, since %s", architecture,
                                    finding->what, because);
}

/* The same measure at list prices, shown where the paid one is private. */
static bool measure_listed(const struct findings *findings, const struct subject *subject,
                           struct measure *measure)
{
    const struct run *listed = findings->judgement->listed;
    struct subject shown = *subject;
    shown.run = listed;
    shown.architecture = run_architecture_find(listed, subject->architecture->id);
    assert(shown.architecture != NULL);
    *measure = (struct measure){.before = NAN};
    return RULE_KINDS[subject->rule->kind].measure(&shown, measure);
}

/* The reason for which there is no earlier cost to hold the architecture's against; NULL when there is one,
 * or when it can't be told. */
static const char *why_new(const struct judgement *judgement, const struct rule *rule,
                           const struct run_architecture *architecture)
{
    if (!RULE_KINDS[rule->kind].needs_baseline) return NULL;
    if (judgement->is_new) return "the workload is new";
    if (judgement->baseline == NULL) return NULL;
    const struct run_architecture *before = run_architecture_find(judgement->baseline, architecture->id);
    if (before == NULL) return "the architecture is new: the baseline has none of its id";
    return run_is_priced(before) || !architecture->feasible
               ? NULL
               : "the baseline's couldn't carry the workload, and so had no cost";
}

static void judge(struct findings *findings, const struct rule *rule,
                  const struct run_architecture *architecture, const char *topic_group)
{
    const struct judgement *judgement = findings->judgement;
    const struct rule_kind *kind = &RULE_KINDS[rule->kind];
    const char *is_new = why_new(judgement, rule, architecture);
    if (is_new != NULL) {
        add_skipped(findings, rule, architecture->id, topic_group, is_new);
        return;
    }
    bool at_list = judges_listed(judgement, rule);
    const struct run *run = at_list ? judgement->listed : judgement->run;
    struct subject subject = {rule,
                              judgement->budget,
                              run,
                              run_architecture_find(run, architecture->id),
                              topic_group,
                              judgement->baseline,
                              judgement->today,
                              findings->arena};
    struct measure measure = {.before = NAN}, shown;
    if (!kind->measure(&subject, &measure)) {
        const struct rule *because = measure.problem == DIAG_NOTHING_FEASIBLE && !architecture->feasible
                                         ? rule_feasible_for(judgement->budget, run->workload_name,
                                                             architecture->id, SEVERITY_FAIL)
                                         : NULL;
        if (because != NULL)
            add_skipped(findings, rule, architecture->id, topic_group,
                        text_format(findings->arena, "rule '%s' fails: it can't carry the workload",
                                    because->id));
        else
            add_error(findings, rule, architecture->id, topic_group, measure.problem, measure.why);
        return;
    }
    bool is_hidden = judgement->hides && kind->is_priced && !at_list;
    shown = measure;
    if (is_hidden && !measure_listed(findings, &subject, &shown)) {
        add_error(findings, rule, architecture->id, topic_group, shown.problem, shown.why);
        return;
    }
    struct finding *finding = add_finding(findings, rule, architecture->id, topic_group);
    finding->is_hidden = is_hidden;
    if (rule->kind == RULE_FEASIBLE) finding->value = architecture->infeasible_reason;
    finding_settle(finding, &measure, &shown, findings->arena);
}

/* ---- topic groups ---- */

static void judge_named(struct findings *findings, const struct rule *rule,
                        const struct run_architecture *architecture)
{
    for (size_t i = 0; i < findings->topic_group_count; i++)
        if (text_equal(findings->topic_groups[i], rule->topic_group)) {
            judge(findings, rule, architecture, rule->topic_group);
            return;
        }
    add_error(findings, rule, architecture->id, "", DIAG_GATE_TOPIC_GROUP,
              text_format(findings->arena, "the workload has no topic group %s",
                          pick_hint(rule->topic_group, findings->topic_groups, findings->topic_group_count,
                                    findings->arena)));
}

/* A group without consumers has no end-to-end latency; if none has any, nothing would be judged. */
static void judge_each(struct findings *findings, const struct rule *rule,
                       const struct run_architecture *architecture, const struct run_load_latency *load)
{
    size_t judged = 0;
    for (size_t i = 0; i < load->group_count; i++) {
        const char *name = load->groups[i].topic_group;
        bool is_consumed = rule->kind != RULE_END_TO_END_P99 ||
                           run_is_consumed(findings->judgement->run, name, findings->arena);
        if (is_consumed)
            judge(findings, rule, architecture, name);
        else
            add_skipped(findings, rule, architecture->id, name, "nobody consumes it");
        judged += is_consumed;
    }
    if (judged == 0)
        add_error(findings, rule, architecture->id, "", DIAG_GATE_LATENCY, "nobody consumes any topic group");
    if (findings->topic_group_count > load->group_count)
        add_error(findings, rule, architecture->id, "", DIAG_GATE_LATENCY,
                  text_format(findings->arena,
                              "the simulation follows the %zu largest of %zu topic groups; say 'topic_group: "
                              "%s', or name those that matter",
                              load->group_count, findings->topic_group_count, SCOPE_TOGETHER));
}

static void judge_groups(struct findings *findings, const struct rule *rule,
                         const struct run_architecture *architecture)
{
    bool is_latency = rule_is_about_latency(rule), is_each = text_equal(rule->topic_group, SCOPE_EACH);
    const struct run_load_latency *load = is_latency && architecture->feasible
                                              ? latency_load(architecture, rule->at_mean)
                                              : NULL;
    if (is_latency && !is_each && !text_equal(rule->topic_group, SCOPE_TOGETHER))
        judge_named(findings, rule, architecture);
    else if (is_each && load != NULL && load->group_count > 0)
        judge_each(findings, rule, architecture, load);
    else
        judge(findings, rule, architecture, "");
}

/* ---- rules ---- */

static void judge_rule(struct findings *findings, const struct rule *rule)
{
    const struct run *run = findings->judgement->run;
    struct measure none;
    if (text_equal(rule->architecture, SCOPE_ALL)) {
        for (size_t i = 0; i < run->architecture_count; i++)
            if (!text_equal(run->architectures[i].id, rule->to))
                judge_groups(findings, rule, &run->architectures[i]);
        return;
    }
    const struct run_architecture *architecture = pick(rule, run, &none, findings->arena);
    if (architecture != NULL)
        judge_groups(findings, rule, architecture);
    else
        add_error(findings, rule, "", "", none.problem, none.why);
}

/* The only architecture's ratio to itself would yield no finding at all. */
static void note_empty(struct findings *findings, const struct rule *rule, size_t before)
{
    if (findings->count == before)
        add_error(findings, rule, "", "", DIAG_UNKNOWN_ARCHITECTURE,
                  "the workload has no other architecture to hold against it");
}

/* The remarks of the run, that no rule is for it, and that the workload is new. */
static void add_notes(struct checked *checked, const struct judgement *judgement, struct arena *arena)
{
    const struct run *run = judgement->run;
    const char **notes = arena_new_of(arena, const char *, run->warning_count + 2);
    for (size_t i = 0; i < run->warning_count; i++) notes[i] = run->warnings[i];
    checked->notes = notes;
    checked->note_count = run->warning_count;
    if (!judgement->has_policy && !budget_judges(judgement->budget, run->workload_name))
        notes[checked->note_count++] = "no rule is for this workload, so nothing judges it; under a policy "
                                       "that is an error";
    if (judgement->is_new)
        notes[checked->note_count++] = "the workload is new: no baseline is of its name, so rules on change "
                                       "don't apply";
}

/* One finding per architecture, or one per topic group plus two when none was made. */
static size_t most_findings(const struct judgement *judgement)
{
    size_t groups = 0, most = 0;
    for (size_t i = 0; i < judgement->run->architecture_count; i++)
        for (int at_mean = 0; at_mean < 2; at_mean++) {
            const struct run_load_latency *load = latency_load(&judgement->run->architectures[i], at_mean);
            groups = load != NULL && load->group_count > groups ? load->group_count : groups;
        }
    for (size_t i = 0; i < judgement->budget->rule_count; i++) {
        bool is_latency = rule_is_about_latency(&judgement->budget->rules[i]);
        most += (judgement->run->architecture_count + 1) * (is_latency ? groups + 2 : 1);
    }
    return most;
}

void gate_judge(const struct judgement *judgement, struct checked *checked, struct arena *arena)
{
    const struct budget *budget = judgement->budget;
    struct findings findings = {.judgement = judgement,
                                .arena = arena,
                                .list = arena_new_of(arena, struct finding, most_findings(judgement))};
    findings.topic_groups = run_topic_groups(judgement->run, arena, &findings.topic_group_count);
    for (size_t i = 0; i < budget->rule_count; i++) {
        size_t before = findings.count;
        if (rule_is_total(&budget->rules[i]) ||
            !rule_is_for(&budget->rules[i], judgement->run->workload_name))
            continue;
        judge_rule(&findings, &budget->rules[i]);
        note_empty(&findings, &budget->rules[i], before);
    }
    checked->findings = findings.list;
    checked->finding_count = findings.count;
    add_notes(checked, judgement, arena);
    checked->code = findings_code(checked);
}

const struct checked_error *gate_errors(const struct diags *diags, struct arena *arena, size_t *count)
{
    struct checked_error *errors = arena_new_of(arena, struct checked_error, diags->kept_count + 1);
    *count = 0;
    for (const struct diag *diag = diags->first; diag != NULL; diag = diag->next)
        errors[(*count)++] = (struct checked_error){diag->id, diag->place, diag->message};
    if (diags->count > diags->kept_count && *count > 0) {
        errors[*count] = (struct checked_error){errors[0].id,
                                                {0},
                                                text_format(arena, "and %zu more like these",
                                                            diags->count - diags->kept_count)};
        (*count)++;
    }
    return errors;
}

static enum exit_code worst(const struct checked_error *errors, size_t count, enum exit_code code)
{
    for (size_t i = 0; i < count; i++)
        code = diag_exit_code(errors[i].id) > code ? diag_exit_code(errors[i].id) : code;
    return code;
}

void gate_finish(struct gate *gate)
{
    gate->code = worst(gate->errors, gate->error_count, EXIT_DONE);
    gate->errors_in_all = gate->error_count;
    for (size_t i = 0; i < gate->checked_count; i++) {
        const struct checked *checked = &gate->checked[i];
        enum exit_code code = worst(checked->errors, checked->error_count, checked->code);
        gate->code = code > gate->code ? code : gate->code;
        gate->errors_in_all += checked->error_count;
        for (size_t j = 0; j < checked->finding_count; j++) gate->counts[checked->findings[j].outcome]++;
    }
    gate->errors_in_all += gate->counts[OUTCOME_ERROR];
}
