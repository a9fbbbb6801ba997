/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Total: rules on what all workloads cost together. */
#include <math.h>

#include "base/text.h"
#include "gate/finding.h"
#include "gate/pick.h"
#include "gate/place.h"

/* The sum over all workloads, while it is made. */
struct sum {
    struct measure paid, shown; /* shown: at list prices where private ones are hidden */
    bool is_hidden;
    double most_usd; /* per year, of the dearest workload, to which the finding points; as shown */
    const struct judgement *dearest;
    const char *dearest_id;
    struct measure none; /* problem and why, when a workload can't be added */
};

/* The cost of the run's architecture; false with problem and why of measure. */
static bool cost_of(const struct rule *rule, const struct judgement *judgement, const struct run *run,
                    const char *id, struct measure *measure, struct arena *arena)
{
    struct subject subject = {.rule = rule,
                              .budget = judgement->budget,
                              .run = run,
                              .architecture = run_architecture_find(run, id),
                              .topic_group = "",
                              .arena = arena};
    *measure = (struct measure){.before = NAN};
    return RULE_KINDS[rule->kind].measure(&subject, measure);
}

/* Add a workload; false with problem and why when it has no such cost. */
static bool add(struct sum *sum, const struct rule *rule, const struct judgement *judgement,
                struct arena *arena)
{
    const struct run *run = judgement->run;
    const struct run_architecture *architecture = pick(rule, run, &sum->none, arena);
    if (architecture == NULL || !cost_of(rule, judgement, run, architecture->id, &sum->none, arena))
        return false;
    sum->paid.value += sum->none.value;
    if (judgement->hides && !cost_of(rule, judgement, judgement->listed, architecture->id, &sum->none, arena))
        return false;
    double shown_usd = sum->none.value;
    sum->shown.value += shown_usd;
    sum->is_hidden |= judgement->hides;
    if (sum->dearest == NULL || shown_usd > sum->most_usd) {
        sum->most_usd = shown_usd;
        sum->dearest = judgement;
        sum->dearest_id = architecture->id;
    }
    return true;
}

static const char *of_workload(const struct judgement *judgement, const char *why, struct arena *arena)
{
    return text_format(arena, "of workload '%s': %s", text_quote(arena, judgement->run->workload_name, 60),
                       why);
}

static struct finding judge_rule(const struct rule *rule, const struct judgement *judgements, size_t count,
                                 size_t unread, struct arena *arena)
{
    struct sum sum = {.paid.before = NAN, .shown.before = NAN};
    struct finding finding = finding_new(rule, rule->architecture, "", rule->place, arena);
    size_t added = 0;
    while (added < count && add(&sum, rule, &judgements[added], arena)) added++;
    if (added < count)
        finding_refuse(&finding, sum.none.problem, of_workload(&judgements[added], sum.none.why, arena),
                       arena);
    else if (unread > 0)
        finding_refuse(&finding, DIAG_GATE_UNMATCHED,
                       text_format(arena, "%zu of the workloads couldn't be compared", unread), arena);
    else {
        if (sum.dearest != NULL) finding.place = place_of_rule(sum.dearest, rule, sum.dearest_id, "");
        finding.is_hidden = sum.is_hidden;
        finding_settle(&finding, &sum.paid, &sum.shown, arena);
    }
    return finding;
}

void gate_judge_total(const struct budget *budget, const struct judgement *judgements, size_t count,
                      size_t unread, struct checked *together, struct arena *arena)
{
    struct finding *findings = arena_new_of(arena, struct finding, budget->rule_count);
    *together = (struct checked){.file = "", .name = "all workloads", .findings = findings};
    for (size_t i = 0; i < budget->rule_count; i++)
        if (rule_is_total(&budget->rules[i]))
            findings[together->finding_count++] = judge_rule(&budget->rules[i], judgements, count, unread,
                                                             arena);
    together->code = findings_code(together);
}
