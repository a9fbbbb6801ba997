/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gate/rules.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "gate/latency.h"
#include "pricing/findings.h"

const char *const BOUND_KEYS[] = {
    [BOUND_MAX] = "max", [BOUND_MIN] = "min", [BOUND_AT] = "at", [BOUND_HOLDS] = NULL};

__attribute__((format(printf, 4, 5))) static bool refuse(const struct subject *subject,
                                                         struct measure *measure, enum diag_id problem,
                                                         const char *format, ...)
{
    va_list args;
    va_start(args, format);
    measure->problem = problem;
    measure->why = text_vformat(subject->arena, format, args);
    va_end(args);
    return false;
}

bool rule_covers_line(const struct rule *rule, const struct run_line *line)
{
    if (*rule->component != '\0') return text_equal(line->kind->component, rule->component);
    return *rule->line == '\0' || text_equal(line->kind->id, rule->line);
}

/* Yearly cost of the part of an architecture that the rule limits. */
static double part_usd(const struct rule *rule, const struct run_architecture *architecture)
{
    if (*rule->component == '\0' && *rule->line == '\0') return architecture->usd_per_year;
    double usd = 0;
    for (size_t i = 0; i < architecture->line_count; i++)
        if (rule_covers_line(rule, &architecture->lines[i])) usd += architecture->lines[i].usd_per_year;
    return usd;
}

/* ---- measures ---- */

const struct rule *rule_feasible_for(const struct budget *budget, const char *workload,
                                     const char *architecture, enum severity severity)
{
    for (size_t i = 0; i < budget->rule_count; i++) {
        const struct rule *rule = &budget->rules[i];
        bool covers = text_equal(rule->architecture, SCOPE_ALL) ||
                      text_equal(rule->architecture, architecture);
        if (rule->kind == RULE_FEASIBLE && rule->severity == severity && covers &&
            rule_is_for(rule, workload))
            return rule;
    }
    return NULL;
}

static bool can_carry(const struct subject *subject, const struct run_architecture *architecture,
                      const char *where, const char *hint, struct measure *measure)
{
    return architecture->feasible ||
           refuse(subject, measure, DIAG_NOTHING_FEASIBLE, "%s can't carry the workload%s: %s%s",
                  architecture->id, where, architecture->infeasible_reason, hint);
}

/* A fleet that stands costs what it costs, and is as full as it is, if a rule only warns that it can't carry
 * the load by guideline. */
static bool can_be_judged(const struct subject *subject, const struct run_architecture *architecture,
                          const char *where, struct measure *measure)
{
    const char *workload = subject->run->workload_name;
    bool fails = rule_feasible_for(subject->budget, workload, architecture->id, SEVERITY_FAIL) != NULL,
         warns = rule_feasible_for(subject->budget, workload, architecture->id, SEVERITY_WARN) != NULL,
         stands = run_is_priced(architecture) && !fails;
    return (stands && warns) ||
           can_carry(subject, architecture, where,
                     stands ? "; it is judged beside {rule: feasible, severity: warn}" : "", measure);
}

static bool measure_cost(const struct subject *subject, struct measure *measure)
{
    if (!can_be_judged(subject, subject->architecture, "", measure)) return false;
    measure->value = part_usd(subject->rule, subject->architecture);
    return true;
}

/* The cost now and in the baseline. */
static bool measure_both(const struct subject *subject, struct measure *measure)
{
    if (subject->baseline == NULL)
        return refuse(subject, measure, DIAG_GATE_BASELINE,
                      "there is no baseline of workload '%s' to hold it against: save one by 'warpcost "
                      "compare -o baseline.json' and give "
                      "it by --baseline",
                      text_quote(subject->arena, subject->run->workload_name, 60));
    const struct run_architecture *before = run_architecture_find(subject->baseline,
                                                                  subject->architecture->id);
    assert(before != NULL); /* else the architecture is new */
    if (!measure_cost(subject, measure)) return false;
    if (!run_is_priced(before)) return can_carry(subject, before, " in the baseline", "", measure);
    measure->before = part_usd(subject->rule, before);
    return true;
}

static bool measure_increase(const struct subject *subject, struct measure *measure)
{
    double now;
    if (!measure_both(subject, measure)) return false;
    now = measure->value;
    measure->value = now - measure->before;
    return true;
}

/* From zero to any cost is unbounded growth. */
static bool measure_growth(const struct subject *subject, struct measure *measure)
{
    if (!measure_both(subject, measure)) return false;
    double now = measure->value;
    measure->value = measure->before > 0 ? now / measure->before - 1 : now > 0 ? INFINITY : 0;
    return true;
}

static bool measure_ratio(const struct subject *subject, struct measure *measure)
{
    const struct run_architecture *to = run_architecture_find(subject->run, subject->rule->to);
    if (to == NULL)
        return refuse(subject, measure, DIAG_UNKNOWN_ARCHITECTURE,
                      "the workload has no architecture '%s' to hold it against",
                      text_quote(subject->arena, subject->rule->to, 60));
    if (!measure_cost(subject, measure) || !can_be_judged(subject, to, "", measure)) return false;
    double other = part_usd(subject->rule, to);
    measure->value = other > 0 ? measure->value / other : measure->value > 0 ? INFINITY : 1;
    return true;
}

/* Sampling is undecided if the limit lies inside the interval, or if the interval hasn't converged. */
static bool measure_latency(const struct subject *subject, enum latency_path path, struct measure *measure)
{
    struct latency latency;
    const char *why, *id = subject->architecture->id;
    double limit_s = subject->rule->limit;
    if (!can_carry(subject, subject->architecture, "", "", measure)) return false;
    enum latency_knowledge knowledge = latency_p99(subject->architecture, subject->topic_group, path,
                                                   subject->rule->at_mean, &latency, &why, subject->arena);
    if (knowledge == LATENCY_UNKNOWN)
        return refuse(subject, measure, DIAG_GATE_LATENCY, "%s has no latency to judge: %s", id, why);
    if (knowledge == LATENCY_TOO_SHORT)
        return refuse(subject, measure, DIAG_GATE_UNDECIDED,
                      "the simulation of %s was too short: %s; " LATENCY_REMEDY, id, why);
    if (*latency.not_converged != '\0')
        return refuse(subject, measure, DIAG_GATE_UNDECIDED,
                      "the simulation of %s did not converge: %s; " LATENCY_BOUND, id, latency.not_converged);
    if (latency.low_s <= limit_s && limit_s < latency.high_s)
        return refuse(subject, measure, DIAG_GATE_UNDECIDED,
                      "the limit lies in the interval of p99 of %s, %s to %s; " LATENCY_REMEDY, id,
                      units_show(subject->arena, UNIT_DURATION, latency.low_s),
                      units_show(subject->arena, UNIT_DURATION, latency.high_s));
    measure->value = latency.p99_s;
    return true;
}

static bool measure_produce(const struct subject *subject, struct measure *measure)
{
    return measure_latency(subject, LATENCY_PRODUCE, measure);
}

static bool measure_end_to_end(const struct subject *subject, struct measure *measure)
{
    return measure_latency(subject, LATENCY_END_TO_END, measure);
}

static bool measure_headroom(const struct subject *subject, struct measure *measure)
{
    const struct run_architecture *architecture = subject->architecture;
    if (!can_be_judged(subject, architecture, "", measure)) return false;
    double fullest = -1;
    for (size_t i = 0; i < architecture->utilisation_count; i++) {
        const struct run_utilisation *use = &architecture->utilisations[i];
        if (*subject->rule->resource == '\0' && run_utilisation_is_count(use)) continue;
        if ((*subject->rule->resource == '\0' || text_equal(use->resource, subject->rule->resource)) &&
            (use->fraction > fullest || isnan(use->fraction))) {
            fullest = isnan(use->fraction) ? INFINITY : use->fraction;
            measure->of = *subject->rule->resource == '\0' ? use->resource : NULL;
        }
    }
    if (fullest < 0 && *subject->rule->resource != '\0') {
        struct text list = text_new(subject->arena);
        for (size_t i = 0; i < architecture->utilisation_count; i++)
            text_addf(&list, "%s%s", i == 0 ? "" : ", ", architecture->utilisations[i].resource);
        return refuse(subject, measure, DIAG_GATE_RESOURCE, "%s has no resource '%s'; it has %s",
                      architecture->id, text_quote(subject->arena, subject->rule->resource, 60), list.bytes);
    }
    measure->value = fullest < 0 ? 1 : 1 - fullest;
    return true;
}

static bool measure_feasible(const struct subject *subject, struct measure *measure)
{
    measure->value = subject->architecture->feasible;
    return true;
}

/* The meter whose price is of this date; NULL when no line shows it. */
static const char *meter_of_date(const struct run_architecture *architecture, const char *date)
{
    for (size_t i = 0; i < architecture->line_count; i++) {
        const struct run_line_kind *kind = architecture->lines[i].kind;
        for (size_t c = 0; c < kind->charge_count; c++)
            if (kind->charges[c].quantity_per_month > 0 && text_equal(kind->charges[c].date, date))
                return kind->meter;
    }
    return NULL;
}

static bool measure_price_age(const struct subject *subject, struct measure *measure)
{
    const char *as_of = subject->architecture->price_as_of;
    if (!can_be_judged(subject, subject->architecture, "", measure)) return false;
    if (*as_of == '\0')
        return refuse(subject, measure, DIAG_GATE_DATE,
                      "%s has no dated price: every price that it needs is private",
                      subject->architecture->id);
    measure->value = (double)findings_days_between(as_of, subject->today);
    measure->of = meter_of_date(subject->architecture, as_of);
    return true;
}

/* An assumption whose change by a tenth makes the load infeasible outweighs any sum. */
static double weight(const struct run_assumption *assumption)
{
    if (isnan(assumption->less_usd) || isnan(assumption->more_usd)) return INFINITY;
    return fmax(fabs(assumption->less_usd), fabs(assumption->more_usd));
}

static bool measure_unsourced(const struct subject *subject, struct measure *measure)
{
    if (!can_carry(subject, subject->architecture, "", "", measure)) return false;
    for (size_t i = 0; i < subject->run->assumption_count; i++) {
        const struct run_assumption *assumption = &subject->run->assumptions[i];
        measure->value += text_equal(assumption->architecture, subject->architecture->id) &&
                          weight(assumption) >= subject->rule->weight_usd;
    }
    return true;
}

/* ---- the table ---- */

const struct rule_kind RULE_KINDS[RULE__COUNT] = {
    [RULE_COST] = {"cost", AMOUNT_USD, BOUND_MAX, RULE_KEY_PART, false, true, "total",
                   "dollars per year or per month: in total, of a component or of a line",
                   "{rule: cost, component: network, max: 4000 USD/month}", measure_cost},
    [RULE_COST_INCREASE] = {"cost_increase", AMOUNT_USD, BOUND_MAX, RULE_KEY_PART, true, true,
                            "increase of the total", "dollars more than in the baseline",
                            "{rule: cost_increase, max: $5k/year}", measure_increase},
    [RULE_COST_GROWTH] = {"cost_growth", AMOUNT_GROWTH, BOUND_MAX, RULE_KEY_PART, true, true,
                          "growth of the total", "percent more than in the baseline",
                          "{rule: cost_growth, max: 5%}", measure_growth},
    [RULE_COST_CROSSING] =
        {"cost_crossing", AMOUNT_USD, BOUND_AT, RULE_KEY_PART, true, true, "total",
         "breached by a change that takes the cost from at most this sum in the baseline to over it",
         "{rule: cost_crossing, at: 100000 USD/year}", measure_both},
    [RULE_COST_RATIO] = {"cost_ratio", AMOUNT_RATIO, BOUND_MAX, RULE_KEY_PART | RULE_KEY_TO, false, true,
                         "ratio of the total",
                         "cost over that of another architecture of the workload, named by 'to'",
                         "{rule: cost_ratio, architecture: warpstream, to: kafka-tuned, max: 0.8}",
                         measure_ratio},
    [RULE_TOTAL_COST] = {"total_cost", AMOUNT_USD, BOUND_MAX, RULE_KEY_PART | RULE_KEY_TOTAL, false, true,
                         "total",
                         "dollars of all workloads that are checked together, each by its one 'architecture'",
                         "{rule: total_cost, architecture: current, max: 500k USD/year}", measure_cost},
    [RULE_PRODUCE_P99] = {"produce_p99", AMOUNT_DURATION, BOUND_MAX, RULE_KEY_LATENCY, false, false,
                          "p99 of produce",
                          "time within which 99 % of records of a topic group are acknowledged",
                          "{rule: produce_p99, max: 250ms}", measure_produce},
    [RULE_END_TO_END_P99] = {"end_to_end_p99", AMOUNT_DURATION, BOUND_MAX, RULE_KEY_LATENCY, false, false,
                             "p99 end to end",
                             "time within which 99 % of records of a topic group are consumed",
                             "{rule: end_to_end_p99, load: mean, max: 1s}", measure_end_to_end},
    [RULE_HEADROOM] = {"headroom", AMOUNT_FRACTION, BOUND_MIN, RULE_KEY_RESOURCE, false, false, "headroom",
                       "part of what is allowed that the fullest resource has left, or the one named by "
                       "'resource'; the least "
                       "count of nodes is none",
                       "{rule: headroom, resource: broker.cpu, min: 20%}", measure_headroom},
    [RULE_FEASIBLE] = {"feasible", AMOUNT_NONE, BOUND_HOLDS, 0, false, false, "feasibility",
                       "the architecture can carry the workload; with severity warn, the cost and headroom "
                       "of an existing fleet are still judged",
                       "{rule: feasible}", measure_feasible},
    [RULE_PRICE_AGE] = {"price_age", AMOUNT_DAYS, BOUND_MAX, 0, false, false, "age of the oldest price",
                        "days since the oldest price that was used, counted from --today",
                        "{rule: price_age, max: 180d}", measure_price_age},
    [RULE_UNSOURCED] = {"unsourced", AMOUNT_COUNT, BOUND_MAX, RULE_KEY_WEIGHT, false, true,
                        "number of unsourced assumptions",
                        "number of unsourced defaults (grades C, D and R) that move the total by 'weight' or "
                        "more when changed by ±10 %",
                        "{rule: unsourced, weight: 1000 USD/year, max: 3}", measure_unsourced},
};

bool rule_is_broken(const struct rule *rule, const struct measure *measure)
{
    switch (RULE_KINDS[rule->kind].bound) {
    case BOUND_MAX: return measure->value > rule->limit;
    case BOUND_MIN: return measure->value < rule->limit;
    case BOUND_AT: return measure->before <= rule->limit && measure->value > rule->limit;
    case BOUND_HOLDS: break;
    }
    return measure->value == 0;
}

/* ---- words ---- */

static const char *part(const struct rule *rule)
{
    return *rule->line != '\0' ? rule->line : rule->component;
}

bool rule_is_total(const struct rule *rule) { return (RULE_KINDS[rule->kind].keys & RULE_KEY_TOTAL) != 0; }

bool rule_is_about_latency(const struct rule *rule)
{
    return (RULE_KINDS[rule->kind].keys & RULE_KEY_LATENCY) != 0;
}

const char *rule_what(const struct rule *rule, const char *topic_group, struct arena *arena)
{
    const char *what = RULE_KINDS[rule->kind].what;
    size_t total = strlen(what) - strlen("total");
    if (*part(rule) != '\0' && text_ends_with(what, "total"))
        what = text_ends_with(what, "the total")
                   ? text_format(arena, "%.*s%s", (int)(total - strlen("the ")), what, part(rule))
                   : text_format(arena, "%.*s%s", (int)total, what, part(rule));
    if (*rule->to != '\0')
        what = text_format(arena, "%s to that of %s", what, text_quote(arena, rule->to, 60));
    if (*rule->resource != '\0')
        what = text_format(arena, "%s of %s", what, text_quote(arena, rule->resource, 60));
    if (*topic_group != '\0') what = text_format(arena, "%s of %s", what, text_quote(arena, topic_group, 60));
    if (rule_is_total(rule)) what = text_format(arena, "%s of all workloads", what);
    if (rule_is_about_latency(rule))
        what = text_format(arena, "%s at %s load", what, rule->at_mean ? "mean" : "peak");
    return what;
}

/* Dollars with as many decimals as are given, a year's or a month's. */
static const char *usd_text(const struct rule *rule, double usd_per_year, int decimals, struct arena *arena)
{
    double usd = rule->is_monthly ? usd_per_year / MONTHS_PER_YEAR : usd_per_year;
    const char *figure = text_thousands(arena, fabs(usd), decimals);
    return text_format(arena, "%s$%s per %s", usd < 0 && strpbrk(figure, "123456789") != NULL ? "-" : "",
                       figure, rule->is_monthly ? "month" : "year");
}

static int decimals_of(const struct rule *rule)
{
    double limit = rule->is_monthly ? rule->limit / MONTHS_PER_YEAR : rule->limit;
    return fabs(limit - nearbyint(limit)) < 1e-9 * fmax(1, fabs(limit)) ? 0 : 2;
}

static const char *amount_text(const struct rule *rule, double value, int decimals, struct arena *arena)
{
    switch (RULE_KINDS[rule->kind].amount) {
    case AMOUNT_USD: return usd_text(rule, value, decimals, arena);
    case AMOUNT_GROWTH:
        return isinf(value) ? "from nothing"
                            : text_format(arena, "%s%s %%", value > 0 ? "+" : "",
                                          text_thousands(arena, 100 * value, decimals + 1));
    case AMOUNT_FRACTION:
        return isinf(value) ? "none"
                            : text_format(arena, "%s %%", text_thousands(arena, 100 * value, decimals + 1));
    case AMOUNT_RATIO: return isinf(value) ? "unbounded" : text_thousands(arena, value, decimals + 3);
    case AMOUNT_DURATION: return units_show(arena, UNIT_DURATION, value);
    case AMOUNT_DAYS:
        return text_format(arena, "%s day%s", text_thousands(arena, value, 0), value == 1 ? "" : "s");
    case AMOUNT_COUNT: return text_thousands(arena, value, 0);
    case AMOUNT_NONE:
    case AMOUNT__COUNT: break;
    }
    return value == 0 ? "no" : "yes";
}

const char *rule_limit(const struct rule *rule, struct arena *arena)
{
    static const char *const WORDS[] = {[BOUND_MAX] = "at most ",
                                        [BOUND_MIN] = "at least ",
                                        [BOUND_AT] = "not to rise over ",
                                        [BOUND_HOLDS] = ""};
    enum amount amount = RULE_KINDS[rule->kind].amount;
    const char *text = amount == AMOUNT_USD        ? usd_text(rule, rule->limit, decimals_of(rule), arena)
                       : amount == AMOUNT_DURATION ? units_print(arena, UNIT_DURATION, rule->limit)
                       : amount == AMOUNT_NONE     ? "yes"
                       : amount == AMOUNT_RATIO    ? text_number(arena, rule->limit)
                       : amount == AMOUNT_GROWTH || amount == AMOUNT_FRACTION
                           ? text_format(arena, "%s %%", text_number(arena, 100 * rule->limit))
                           : amount_text(rule, rule->limit, 0, arena);
    return text_format(arena, "%s%s", WORDS[RULE_KINDS[rule->kind].bound], text);
}

/* Few digits, unless they would hide that the value breaks the limit. */
static const char *distinct_text(const struct rule *rule, double value, struct arena *arena)
{
    int decimals = RULE_KINDS[rule->kind].amount == AMOUNT_USD ? decimals_of(rule) : 0;
    for (; decimals < 8 && value != rule->limit &&
           text_equal(amount_text(rule, value, decimals, arena),
                      amount_text(rule, rule->limit, decimals, arena));)
        decimals += 2;
    return amount_text(rule, value, decimals, arena);
}

const char *rule_value(const struct rule *rule, const struct measure *measure, struct arena *arena)
{
    const char *value = distinct_text(rule, measure->value, arena);
    if (RULE_KINDS[rule->kind].bound == BOUND_AT)
        return text_format(arena, "%s, %s in the baseline", value,
                           distinct_text(rule, measure->before, arena));
    if (rule->kind == RULE_COST_INCREASE && measure->value > 0) return text_format(arena, "+%s", value);
    if (measure->of != NULL) return text_format(arena, "%s (%s)", value, measure->of);
    return value;
}

/* ---- what a budget asks for ---- */

bool rule_is_for(const struct rule *rule, const char *workload)
{
    return *rule->workload == '\0' || text_equal(rule->workload, workload);
}

bool budget_asks_for_latency(const struct budget *budget, const char *workload)
{
    bool asks = false;
    for (size_t i = 0; i < budget->rule_count; i++)
        asks |= (rule_is_about_latency(&budget->rules[i]) ||
                 text_equal(budget->rules[i].architecture, SCOPE_RECOMMENDED)) &&
                rule_is_for(&budget->rules[i], workload);
    return asks;
}

bool budget_asks_for_groups(const struct budget *budget)
{
    bool asks = false;
    for (size_t i = 0; i < budget->rule_count; i++)
        asks |= rule_is_about_latency(&budget->rules[i]) &&
                !text_equal(budget->rules[i].topic_group, SCOPE_TOGETHER);
    return asks;
}

bool budget_asks_for_assumptions(const struct budget *budget)
{
    bool asks = false;
    for (size_t i = 0; i < budget->rule_count; i++) asks |= budget->rules[i].kind == RULE_UNSOURCED;
    return asks;
}

bool budget_judges(const struct budget *budget, const char *workload)
{
    for (size_t i = 0; i < budget->rule_count; i++)
        if (rule_is_for(&budget->rules[i], workload)) return true;
    return false;
}

void budget_check_names(const struct budget *budget, const char *const *names, size_t count,
                        struct diags *diags)
{
    for (size_t i = 0; i < budget->rule_count; i++) {
        const struct rule *rule = &budget->rules[i];
        bool is_met = *rule->workload == '\0';
        for (size_t j = 0; j < count; j++) is_met |= rule_is_for(rule, names[j]);
        const char *nearest = is_met ? NULL : text_nearest(rule->workload, names, count);
        if (!is_met)
            diags_add(diags, DIAG_GATE_UNMATCHED, rule->place,
                      "rule '%s' is for workload '%s', which isn't among those that are checked%s%s%s",
                      rule->id, text_quote(diags->arena, rule->workload, 60),
                      nearest == NULL ? "" : ", did you mean '", nearest == NULL ? "" : nearest,
                      nearest == NULL ? "" : "'?");
    }
}
