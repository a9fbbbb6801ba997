/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gate/finding.h"

#include <math.h>

#include "base/text.h"

struct finding finding_new(const struct rule *rule, const char *architecture, const char *topic_group,
                           struct place place, struct arena *arena)
{
    return (struct finding){.rule = rule,
                            .architecture = architecture,
                            .topic_group = topic_group,
                            .place = place,
                            .what = rule_what(rule, topic_group, arena),
                            .value = "",
                            .limit = rule_limit(rule, arena),
                            .number = NAN};
}

void finding_refuse(struct finding *finding, enum diag_id problem, const char *why, struct arena *arena)
{
    finding->outcome = OUTCOME_ERROR;
    finding->problem = problem;
    finding->sentence = text_format(arena, "%s can't be judged: %s", finding->what, why);
}

static const char *sentence_of(const struct finding *finding, bool is_broken, struct arena *arena)
{
    if (finding->rule->kind == RULE_FEASIBLE)
        return text_format(arena, "%s %s the workload%s", finding->architecture,
                           is_broken ? "can't carry" : "carries",
                           is_broken ? text_format(arena, ": %s", finding->value) : "");
    if (!finding->is_hidden)
        return text_format(arena, "%s: %s is %s; the budget says %s", finding->architecture, finding->what,
                           finding->value, finding->limit);
    return text_format(
        arena,
        "%s: %s is %s the budget at the prices that are paid; at list prices it is %s; the budget says %s",
        finding->architecture, finding->what, is_broken ? "not within" : "within", finding->value,
        finding->limit);
}

void finding_settle(struct finding *finding, const struct measure *paid, const struct measure *shown,
                    struct arena *arena)
{
    const struct rule *rule = finding->rule;
    bool is_broken = rule_is_broken(rule, paid);
    finding->outcome = !is_broken                        ? OUTCOME_PASS
                       : rule->severity == SEVERITY_WARN ? OUTCOME_WARN
                                                         : OUTCOME_FAIL;
    finding->number = isfinite(shown->value) ? shown->value : (double)NAN;
    if (*finding->value == '\0') finding->value = rule_value(rule, shown, arena);
    finding->sentence = sentence_of(finding, is_broken, arena);
}

static enum exit_code code_of(const struct finding *finding)
{
    return finding->outcome == OUTCOME_ERROR  ? diag_exit_code(finding->problem)
           : finding->outcome == OUTCOME_FAIL ? EXIT_BREACH
                                              : EXIT_DONE;
}

enum exit_code findings_code(const struct checked *checked)
{
    enum exit_code code = EXIT_DONE;
    for (size_t i = 0; i < checked->finding_count; i++) {
        enum exit_code one = code_of(&checked->findings[i]);
        code = one > code ? one : code;
    }
    return code;
}
