/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rules held against runs made by hand: each kind a hair below its limit, on it and a hair above, with
 * figures that are seen in the run. What can't be judged, codes, and what stands for the private. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "gate/gate.h"
#include "gate/rules.h"

static const struct run_line_kind REPLICATE = {.id = "network.replicate", .component = "network"},
                                  PRODUCE = {.id = "network.produce", .component = "network"},
                                  BROKERS = {.id = "compute.brokers", .component = "compute"};
static const struct run_line CLASSIC_LINES[] = {{.kind = &REPLICATE, .topic_group = "a", .usd_per_year = 700},
                                                {.kind = &REPLICATE, .topic_group = "b", .usd_per_year = 50},
                                                {.kind = &PRODUCE, .topic_group = "a", .usd_per_year = 200},
                                                {.kind = &BROKERS, .topic_group = "", .usd_per_year = 250}};
static const struct run_line DIRECT_LINES[] = {{.kind = &BROKERS, .topic_group = "", .usd_per_year = 480}};
static const struct run_utilisation CLASSIC_USES[] = {{"broker.cpu", 0.75, "healthy", true},
                                                      {"broker.network_out", 0.5, "healthy", false},
                                                      {"broker.network_out", 0.625, "one zone lost", false},
                                                      {"broker.count", 1, "healthy", false}};
static const struct run_utilisation DIRECT_USES[] = {{"agent.cpu", (double)NAN, "healthy", true}};
/* p99 of produce: 200 ms at the mean, 400 ms (380 to 420) at the peak; end to end doesn't converge at the
 * mean and isn't known at the peak. */
static const struct run_latency CLASSIC_LATENCY = {
    .mean_load = {.is_converged = false,
                  .why_not = "an hour was not enough",
                  .produce = {.is_known = true, .quantiles[RUN_P99] = {200, 190, 210}, .note = ""},
                  .end_to_end = {.is_known = true, .quantiles[RUN_P99] = {300, 100, 900}, .note = ""}},
    .has_peak = true,
    .peak_load = {.is_converged = true,
                  .why_not = "",
                  .produce = {.is_known = true, .quantiles[RUN_P99] = {400, 380, 420}, .note = ""},
                  .end_to_end = {.is_known = false, .note = "too few records"}},
};
static const struct run_assumption ASSUMPTIONS[] = {{"classic", "p", "1", "", 'C', -30, 20},
                                                    {"classic", "q", "1", "", 'D', 5, (double)NAN},
                                                    {"direct", "p", "1", "", 'D', -9, 9},
                                                    {"classic", "r", "1", "", 'R', -4, 4},
                                                    {"direct", "s", "1", "", 'C', -1, 70},
                                                    {"direct", "t", "1", "", 'C', -70, 1},
                                                    {"direct", "u", "1", "", 'C', 1, -70}};

/* Two that can and one that can't; the totals of the two are scaled. */
static const struct run *make_run(double scale, struct arena *arena)
{
    struct run_architecture *all = arena_new_of(arena, struct run_architecture, 3);
    all[0] = (struct run_architecture){.id = "classic",
                                       .name = "Classic",
                                       .feasible = true,
                                       .infeasible_reason = "",
                                       .line_count = 4,
                                       .lines = CLASSIC_LINES,
                                       .usd_per_year = 1200 * scale,
                                       .utilisation_count = 4,
                                       .utilisations = CLASSIC_USES,
                                       .price_as_of = "2026-05-24",
                                       .latency = &CLASSIC_LATENCY,
                                       .latency_unknown = ""};
    all[1] = (struct run_architecture){.id = "direct",
                                       .name = "Direct",
                                       .feasible = true,
                                       .infeasible_reason = "",
                                       .line_count = 1,
                                       .lines = DIRECT_LINES,
                                       .usd_per_year = 480 * scale,
                                       .utilisation_count = 1,
                                       .utilisations = DIRECT_USES,
                                       .price_as_of = "",
                                       .latency_unknown = "not simulated"};
    all[2] = (struct run_architecture){.id = "weak",
                                       .name = "Weak",
                                       .infeasible_reason = "too weak",
                                       .price_as_of = "",
                                       .latency_unknown = "not simulated"};
    struct run *run = arena_new_of(arena, struct run, 1);
    *run = (struct run){.workload_name = "w",
                        .architecture_count = 3,
                        .architectures = all,
                        .assumption_count = sizeof ASSUMPTIONS / sizeof *ASSUMPTIONS,
                        .assumptions = ASSUMPTIONS,
                        .verdict = {.cheapest = "direct", .dearest = "classic"}};
    return run;
}

static struct judgement judgement_of(const char *rules, const struct run *run, struct arena *arena)
{
    struct diags diags;
    diags_init(&diags, arena);
    const char *text = text_format(arena, "rules: [%s]", rules);
    const struct budget *budget = budget_read("b.yaml", text, strlen(text), arena, &diags);
    if (budget == NULL) fail_msg("%s: %s", text, diags.first->message);
    return (struct judgement){.budget = budget, .run = run, .file = "w.yaml", .today = "2026-11-24"};
}

static struct checked judge(const char *rules, const struct run *run, const struct run *listed,
                            const struct run *baseline, struct arena *arena)
{
    struct judgement judgement = judgement_of(rules, run, arena);
    judgement.listed = listed;
    judgement.hides = listed != NULL;
    judgement.baseline = baseline;
    struct checked checked = {.file = "w.yaml", .name = "w"};
    gate_judge(&judgement, &checked, arena);
    return checked;
}

#define NO_PROBLEM DIAG__COUNT

/* One rule on one architecture. */
static const struct {
    const char *rule;
    enum gate_outcome outcome;
    enum diag_id problem;
    const char *part; /* of the sentence */
} ROWS[] = {
    {"{rule: cost, architecture: classic, max: 1200 USD/year}", OUTCOME_PASS, NO_PROBLEM,
     "classic: total is $1,200 per year; the budget says at most $1,200 per year"},
    {"{rule: cost, architecture: classic, max: 1199.999 USD/year}", OUTCOME_FAIL, NO_PROBLEM,
     "total is $1,200.00"},
    {"{rule: cost, architecture: classic, max: 100 USD/month}", OUTCOME_PASS, NO_PROBLEM, "$100 per month"},
    {"{rule: cost, architecture: classic, max: 99 USD/month, severity: warn}", OUTCOME_WARN, NO_PROBLEM,
     "$100 per month"},
    {"{rule: cost, architecture: classic, component: network, max: 950 USD/year}", OUTCOME_PASS, NO_PROBLEM,
     "network is $950"},
    {"{rule: cost, architecture: classic, component: network, max: 949 USD/year}", OUTCOME_FAIL, NO_PROBLEM,
     "network is $950"},
    {"{rule: cost, architecture: classic, line: network.replicate, max: 750 USD/year}", OUTCOME_PASS,
     NO_PROBLEM, "network.replicate is $750"},
    {"{rule: cost, architecture: classic, line: network.replicate, max: 749 USD/year}", OUTCOME_FAIL,
     NO_PROBLEM, "network.replicate is $750"},
    {"{rule: cost, architecture: direct, component: network, max: 0 USD/year}", OUTCOME_PASS, NO_PROBLEM,
     "$0"},
    {"{rule: cost, architecture: cheapest, max: 480 USD/year}", OUTCOME_PASS, NO_PROBLEM,
     "direct: total is $480"},
    {"{rule: cost, architecture: weak, max: 1 USD/year}", OUTCOME_ERROR, DIAG_NOTHING_FEASIBLE,
     "weak can't carry the workload: too weak"},
    {"{rule: cost, architecture: clasic, max: 1 USD/year}", OUTCOME_ERROR, DIAG_UNKNOWN_ARCHITECTURE,
     "did you mean 'classic'?"},
    {"{rule: cost_increase, architecture: classic, max: 240 USD/year}", OUTCOME_PASS, NO_PROBLEM,
     "+$240 per year"}, /* the baseline's is 960 */
    {"{rule: cost_increase, architecture: classic, max: 239 USD/year}", OUTCOME_FAIL, NO_PROBLEM,
     "+$240 per year"},
    {"{rule: cost_growth, architecture: classic, max: 25%}", OUTCOME_PASS, NO_PROBLEM, "+25.0 %"},
    {"{rule: cost_growth, architecture: classic, max: 24.9%}", OUTCOME_FAIL, NO_PROBLEM, "+25.0 %"},
    {"{rule: cost_growth, architecture: weak, max: 1%}", OUTCOME_ERROR, DIAG_NOTHING_FEASIBLE, "can't carry"},
    {"{rule: cost_growth, architecture: direct, component: network, max: 0%}", OUTCOME_PASS, NO_PROBLEM,
     "0.0 %"},
    {"{rule: cost_crossing, architecture: classic, at: 960 USD/year}", OUTCOME_FAIL, NO_PROBLEM,
     "$1,200 per year, $960 per year in the baseline; the budget says not to rise over $960"},
    {"{rule: cost_crossing, architecture: classic, at: 959 USD/year}", OUTCOME_PASS, NO_PROBLEM,
     "$960 per year in the baseline"},
    {"{rule: cost_crossing, architecture: classic, at: 1200 USD/year}", OUTCOME_PASS, NO_PROBLEM, "$1,200"},
    {"{rule: cost_ratio, architecture: direct, to: classic, max: 0.4}", OUTCOME_PASS, NO_PROBLEM, "0.400"},
    {"{rule: cost_ratio, architecture: direct, to: classic, max: 0.3999}", OUTCOME_FAIL, NO_PROBLEM, "0.400"},
    {"{rule: cost_ratio, architecture: classic, to: direct, component: network, max: 5}", OUTCOME_FAIL,
     NO_PROBLEM, "unbounded"},
    {"{rule: cost_ratio, architecture: classic, to: weak, max: 5}", OUTCOME_ERROR, DIAG_NOTHING_FEASIBLE,
     "weak can't carry"},
    {"{rule: cost_ratio, architecture: classic, to: none, max: 5}", OUTCOME_ERROR, DIAG_UNKNOWN_ARCHITECTURE,
     "no architecture 'none'"},
    {"{rule: headroom, architecture: classic, min: 25%}", OUTCOME_PASS, NO_PROBLEM,
     "headroom is 25.0 % (broker.cpu); the budget"},
    {"{rule: headroom, architecture: classic, resource: broker.count, min: 1%}", OUTCOME_FAIL, NO_PROBLEM,
     "headroom of broker.count is 0.0 %"},
    {"{rule: headroom, architecture: classic, min: 25.1%}", OUTCOME_FAIL, NO_PROBLEM,
     "headroom is 25.0 % (broker.cpu); the budget"},
    {"{rule: headroom, architecture: classic, resource: broker.network_out, min: 37.5%}", OUTCOME_PASS,
     NO_PROBLEM, "is 37.5 %; the budget"},
    {"{rule: headroom, architecture: classic, resource: broker.network_out, min: 38%}", OUTCOME_FAIL,
     NO_PROBLEM, "37.5 %"},
    {"{rule: headroom, architecture: classic, resource: agent.cpu, min: 1%}", OUTCOME_ERROR,
     DIAG_GATE_RESOURCE, "has no resource 'agent.cpu'; it has broker.cpu"},
    {"{rule: headroom, architecture: direct, min: 0%}", OUTCOME_FAIL, NO_PROBLEM,
     "none (agent.cpu)"}, /* needed, and there is none of it */
    {"{rule: feasible, architecture: classic}", OUTCOME_PASS, NO_PROBLEM, "classic carries the workload"},
    {"{rule: feasible, architecture: weak}", OUTCOME_FAIL, NO_PROBLEM,
     "weak can't carry the workload: too weak"},
    {"{rule: price_age, architecture: classic, max: 184d}", OUTCOME_PASS, NO_PROBLEM,
     "184 days"}, /* 24 May to 24 November */
    {"{rule: price_age, architecture: classic, max: 183d}", OUTCOME_FAIL, NO_PROBLEM, "184 days"},
    {"{rule: price_age, architecture: direct, max: 183d}", OUTCOME_ERROR, DIAG_GATE_DATE,
     "has no dated price"},
    {"{rule: unsourced, architecture: classic, max: 3}", OUTCOME_PASS, NO_PROBLEM, "is 3"},
    {"{rule: unsourced, architecture: classic, max: 2}", OUTCOME_FAIL, NO_PROBLEM, "is 3"},
    {"{rule: unsourced, architecture: classic, weight: 30 USD/year, max: 2}", OUTCOME_PASS, NO_PROBLEM,
     "is 2"}, /* what can't be carried weighs most */
    {"{rule: unsourced, architecture: classic, weight: 31 USD/year, max: 0}", OUTCOME_FAIL, NO_PROBLEM,
     "is 1"},
    {"{rule: unsourced, architecture: direct, weight: 70 USD/year, max: 2}", OUTCOME_FAIL, NO_PROBLEM,
     "is 3"}, /* a tenth more, a tenth less, and what a tenth more saves */
    {"{rule: unsourced, architecture: direct, weight: 71 USD/year, max: 0}", OUTCOME_PASS, NO_PROBLEM,
     "is 0"},
    {"{rule: produce_p99, architecture: direct, max: 1s, severity: warn}", OUTCOME_ERROR, DIAG_GATE_LATENCY,
     "not simulated"},
    {"{rule: produce_p99, architecture: classic, max: 420ms}", OUTCOME_PASS, NO_PROBLEM,
     "p99 of produce at peak load is 400 ms; the budget says at most 420ms"},
    {"{rule: produce_p99, architecture: classic, max: 379ms}", OUTCOME_FAIL, NO_PROBLEM,
     "p99 of produce at peak load is 400 ms"},
    {"{rule: produce_p99, architecture: classic, max: 419ms}", OUTCOME_ERROR, DIAG_GATE_UNDECIDED,
     "the limit lies in the interval of p99 of classic, 380 ms to 420 ms"},
    {"{rule: produce_p99, architecture: classic, load: mean, max: 1s}", OUTCOME_ERROR, DIAG_GATE_UNDECIDED,
     "did not converge: an hour was not enough"},
    {"{rule: end_to_end_p99, architecture: classic, max: 1s}", OUTCOME_ERROR, DIAG_GATE_LATENCY,
     "no record was seen to be consumed"},
    {"{rule: end_to_end_p99, architecture: weak, max: 1s}", OUTCOME_ERROR, DIAG_NOTHING_FEASIBLE,
     "weak can't carry"},
};

static void judges_each_kind_at_its_limit(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct arena *arena = arena_new();
        struct checked checked = judge(ROWS[i].rule, make_run(1, arena), NULL, make_run(0.8, arena), arena);
        assert_int_equal(checked.finding_count, 1);
        const struct finding *finding = &checked.findings[0];
        enum exit_code code = ROWS[i].outcome == OUTCOME_ERROR  ? diag_exit_code(ROWS[i].problem)
                              : ROWS[i].outcome == OUTCOME_FAIL ? EXIT_BREACH
                                                                : EXIT_DONE;
        if (finding->outcome != ROWS[i].outcome ||
            (ROWS[i].problem != NO_PROBLEM && finding->problem != ROWS[i].problem) ||
            strstr(finding->sentence, ROWS[i].part) == NULL || checked.code != code)
            fail_msg("%s: %s: %s", ROWS[i].rule, OUTCOMES[finding->outcome], finding->sentence);
        arena_free(arena);
    }
}

/* Topic groups of their own: p99 of produce is 400 ms (380 to 420), 90 ms (80 to 100), 50 ms (40 to 60);
 * nobody consumes the third; the fourth is too small to be followed. All together: 250 ms (240 to 260). A
 * name with a dot, a blank and a quote stands in quotes in a path. */
#define ODD_NAME "b. \"c"
static const struct run_param GROUP_PARAMS[] = {
    {.path = "topics.*.consume.groups", .is_number = true, .value = 1},
    {.path = "topics.orders.produce.rate"},
    {.path = "topics.\"b. \\\"c\".produce.rate"},
    {.path = "topics.audit.produce.rate"},
    {.path = "topics.audit.consume.groups", .is_number = true, .value = 0},
    {.path = "topics.tiny.produce.rate"},
    {.path = "topics.rare.produce.rate"},
};
#define P99(is, value, low, high)                                            \
    {                                                                        \
        .is_known = is, .quantiles[RUN_P99] = {value, low, high}, .note = "" \
    }
static const struct run_group_latency GROUPS[] = {
    {"orders", P99(true, 400, 380, 420), P99(true, 500, 490, 510)},
    {ODD_NAME, P99(true, 90, 80, 100), P99(true, 190, 180, 200)},
    {"audit", P99(true, 50, 40, 60), P99(false, 0, 0, 0)},
    {"rare",
     {.is_known = true,
      .quantiles[RUN_P99] = {(double)NAN, (double)NAN, (double)NAN},
      .note = "p99: 49 units lie beyond it; p99.9: 4 do"},
     P99(false, 0, 0, 0)},
};
static const struct run_latency GROUP_LATENCY = {.mean_load = {.is_converged = true,
                                                               .why_not = "",
                                                               .produce = P99(true, 250, 240, 260),
                                                               .end_to_end = P99(true, 350, 340, 360),
                                                               .group_count = 3,
                                                               .groups = GROUPS}};

/* Outcomes in the order of the topic groups, then of what none is of: p pass, f fail, e error, s skipped. */
static const struct {
    const char *rule;
    size_t params; /* of GROUP_PARAMS: 5 leaves the fourth out */
    const char *outcomes;
    enum diag_id problem; /* of the error */
    const char *sentence; /* of the finding that is no pass, a part */
    const char *group;    /* of that finding */
} GROUP_ROWS[] = {
    {"{rule: produce_p99, max: 420ms}", 5, "ppp", NO_PROBLEM, NULL, NULL},
    {"{rule: produce_p99, max: 379ms}", 5, "fpp", NO_PROBLEM,
     "classic: p99 of produce of orders at peak load is 400 ms; the budget says at most 379ms", "orders"},
    {"{rule: produce_p99, max: 400ms}", 5, "epp", DIAG_GATE_UNDECIDED,
     "p99 of produce of orders at peak load can't be judged: the limit lies in the interval", "orders"},
    {"{rule: produce_p99, max: 70ms}", 5, "ffp", NO_PROBLEM, "orders at peak load is 400 ms", "orders"},
    {"{rule: produce_p99, max: 1s}", 6, "pppe", DIAG_GATE_LATENCY,
     "follows the 3 largest of 4 topic groups; say 'topic_group: together'", ""},
    {"{rule: produce_p99, topic_group: together, max: 260ms}", 6, "p", NO_PROBLEM, NULL, NULL},
    {"{rule: produce_p99, topic_group: together, max: 239ms}", 6, "f", NO_PROBLEM,
     "p99 of produce at peak load is 250 ms", ""},
    {"{rule: produce_p99, topic_group: orders, max: 1s}", 6, "p", NO_PROBLEM, NULL, NULL},
    {"{rule: produce_p99, topic_group: 'b. \"c', max: 70ms}", 6, "f", NO_PROBLEM,
     "p99 of produce of b. \"c at peak load is 90 ms", ODD_NAME},
    {"{rule: produce_p99, topic_group: tiny, max: 1s}", 6, "e", DIAG_GATE_LATENCY,
     "which the simulation doesn't follow", "tiny"},
    {"{rule: produce_p99, topic_group: order, max: 1s}", 6, "e", DIAG_GATE_TOPIC_GROUP,
     "no topic group 'order', did you mean 'orders'? (it has: orders, b. \"c, audit, tiny)", ""},
    {"{rule: produce_p99, load: mean, topic_group: orders, max: 379ms}", 5, "f", NO_PROBLEM,
     "orders at mean load", "orders"},
    {"{rule: end_to_end_p99, max: 1s}", 5, "pps", NO_PROBLEM,
     "p99 end to end of audit at peak load isn't judged, since nobody consumes it", "audit"},
    {"{rule: end_to_end_p99, topic_group: audit, max: 1s}", 5, "e", DIAG_GATE_LATENCY,
     "no record was seen to be consumed", "audit"},
    {"{rule: produce_p99, load: mean, topic_group: rare, max: 1s}", 7, "e", DIAG_GATE_UNDECIDED,
     "too short: 49 units lie beyond it; a smaller simulation.precision", "rare"},
    {"{rule: cost, max: 2000 USD/year}", 5, "p", NO_PROBLEM, NULL, NULL},
};

static void judges_latency_by_topic_group(void **state)
{
    (void)state;
    static const char LETTERS[OUTCOME__COUNT] = {[OUTCOME_PASS] = 'p',
                                                 [OUTCOME_WARN] = 'w',
                                                 [OUTCOME_FAIL] = 'f',
                                                 [OUTCOME_ERROR] = 'e',
                                                 [OUTCOME_SKIPPED] = 's'};
    for (size_t i = 0; i < sizeof GROUP_ROWS / sizeof *GROUP_ROWS; i++) {
        struct arena *arena = arena_new();
        struct run *run = arena_new_of(arena, struct run, 1);
        struct run_architecture *classic = arena_new_of(arena, struct run_architecture, 1);
        *run = *make_run(1, arena);
        *classic = run->architectures[0];
        struct run_latency latency = GROUP_LATENCY;
        latency.mean_load.group_count = GROUP_ROWS[i].params > 6 ? 4 : 3;
        classic->latency = &latency;
        run->architectures = classic;
        run->architecture_count = 1;
        run->params = GROUP_PARAMS;
        run->param_count = GROUP_ROWS[i].params;
        struct checked checked = judge(GROUP_ROWS[i].rule, run, NULL, NULL, arena);
        const struct finding *told = NULL;
        struct text outcomes = text_new(arena);
        for (size_t j = 0; j < checked.finding_count; j++) {
            text_add_bytes(&outcomes, &LETTERS[checked.findings[j].outcome], 1);
            told = told == NULL && checked.findings[j].outcome != OUTCOME_PASS ? &checked.findings[j] : told;
        }
        if (!text_equal(outcomes.bytes, GROUP_ROWS[i].outcomes))
            fail_msg("%s: %s, wanted %s", GROUP_ROWS[i].rule, outcomes.bytes, GROUP_ROWS[i].outcomes);
        if (told != NULL && (strstr(told->sentence, GROUP_ROWS[i].sentence) == NULL ||
                             !text_equal(told->topic_group, GROUP_ROWS[i].group)))
            fail_msg("%s: %s (%s)", GROUP_ROWS[i].rule, told->sentence, told->topic_group);
        if (GROUP_ROWS[i].problem != NO_PROBLEM)
            assert_int_equal(checked.code, diag_exit_code(GROUP_ROWS[i].problem));
        arena_free(arena);
    }
}

/* Where nobody consumes anything a rule end to end has nothing to hold of; it doesn't pass. */
static void latency_of_nothing_is_an_error(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct run_latency latency = GROUP_LATENCY;
    latency.mean_load.groups = &GROUPS[2];
    latency.mean_load.group_count = 1;
    struct run *run = arena_new_of(arena, struct run, 1);
    struct run_architecture classic = make_run(1, arena)->architectures[0];
    classic.latency = &latency;
    *run = (struct run){.workload_name = "w",
                        .architecture_count = 1,
                        .architectures = &classic,
                        .params = &GROUP_PARAMS[3],
                        .param_count = 2};
    struct checked checked = judge("{rule: end_to_end_p99, max: 1s}", run, NULL, NULL, arena);
    assert_int_equal(checked.finding_count, 2);
    assert_int_equal(checked.findings[0].outcome, OUTCOME_SKIPPED);
    assert_int_equal(checked.findings[1].outcome, OUTCOME_ERROR);
    assert_int_equal(checked.code, EXIT_INPUT);
    assert_non_null(strstr(checked.findings[1].sentence, "nobody consumes any topic group"));
    arena_free(arena);
}

static void needs_a_baseline(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct checked checked = judge("{rule: cost_growth, architecture: classic, max: 1%}, {rule: "
                                   "cost_increase, architecture: direct, max: 1 USD/year}",
                                   make_run(1, arena), NULL, NULL, arena);
    assert_int_equal(checked.finding_count, 2);
    for (size_t i = 0; i < 2; i++) assert_int_equal(checked.findings[i].problem, DIAG_GATE_BASELINE);
    arena_free(arena);
}

/* A new workload or architecture has no earlier cost: rules on change leave it out and say so, all others
 * judge it. */
static void leaves_out_change_of_what_is_new(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const char rules[] = "{rule: cost_growth, max: 1%}, {rule: cost_increase, architecture: direct, max: 1 "
                         "USD/year}, {rule: cost_crossing, architecture: cheapest, at: 1 USD/year}, {rule: "
                         "cost, architecture: classic, max: 1199 USD/year}";
    struct run other = *make_run(1, arena);
    other.architecture_count = 1;
    static const enum gate_outcome OF_DIRECT[] = {OUTCOME_PASS,    OUTCOME_SKIPPED, OUTCOME_SKIPPED,
                                                  OUTCOME_SKIPPED, OUTCOME_SKIPPED, OUTCOME_FAIL};
    struct checked checked = judge(rules, make_run(1, arena), NULL, &other, arena);
    assert_int_equal(checked.finding_count, 6);
    for (size_t i = 0; i < 6; i++) assert_int_equal(checked.findings[i].outcome, OF_DIRECT[i]);
    assert_string_equal(checked.findings[1].sentence, "direct: growth of the total isn't judged, since the "
                                                      "architecture is new: the baseline has none of its id");
    assert_int_equal(checked.note_count, 0);

    struct run mended = *make_run(1, arena);
    struct run_architecture *all = arena_new_of(arena, struct run_architecture, 3);
    memcpy(all, mended.architectures, 3 * sizeof *all);
    all[2].feasible = true;
    mended.architectures = all;
    checked = judge("{rule: cost_growth, architecture: weak, max: 1%}", &mended, NULL, make_run(1, arena),
                    arena);
    assert_int_equal(checked.findings[0].outcome, OUTCOME_SKIPPED);
    assert_non_null(strstr(checked.findings[0].sentence, "the baseline's couldn't carry the workload"));

    struct judgement judgement = judgement_of(rules, make_run(1, arena), arena);
    judgement.is_new = true;
    checked = (struct checked){.file = "w.yaml", .name = "w"};
    gate_judge(&judgement, &checked, arena);
    assert_int_equal(checked.finding_count, 6);
    for (size_t i = 0; i < 5; i++) assert_int_equal(checked.findings[i].outcome, OUTCOME_SKIPPED);
    assert_int_equal(checked.findings[5].outcome, OUTCOME_FAIL);
    assert_int_equal(checked.code, EXIT_BREACH);
    assert_int_equal(checked.note_count, 1);
    assert_non_null(strstr(checked.notes[0], "the workload is new"));
    arena_free(arena);
}

/* Totals of three workloads by hand: classic 1200 + 600 + 2400 dollars, direct 480 + 240 + 960. */
static const struct {
    const char *rule;
    const char *current; /* of the first workload */
    enum gate_outcome outcome;
    enum diag_id problem;
    const char *part; /* of the sentence */
} TOTALS[] = {
    {"{rule: total_cost, architecture: classic, max: 4200 USD/year}", "", OUTCOME_PASS, NO_PROBLEM,
     "classic: total of all workloads is $4,200 per year; the budget says at most $4,200 per year"},
    {"{rule: total_cost, architecture: classic, max: 4199.99 USD/year}", "", OUTCOME_FAIL, NO_PROBLEM,
     "$4,200.00 per year"},
    {"{rule: total_cost, architecture: classic, max: 349 USD/month, severity: warn}", "", OUTCOME_WARN,
     NO_PROBLEM, "$350 per month"},
    {"{rule: total_cost, architecture: cheapest, max: 1680 USD/year}", "", OUTCOME_PASS, NO_PROBLEM,
     "cheapest: total of all workloads is $1,680 per year"},
    {"{rule: total_cost, architecture: classic, component: network, max: 2850 USD/year}", "", OUTCOME_PASS,
     NO_PROBLEM, "network of all workloads is $2,850 per year"}, /* 3 × 950: lines aren't scaled */
    {"{rule: total_cost, architecture: current, max: 3480 USD/year}", "direct", OUTCOME_PASS, NO_PROBLEM,
     "is $3,480 per year"}, /* 480 + 600 + 2400 */
    {"{rule: total_cost, architecture: current, max: 1 USD/year}", "", OUTCOME_ERROR,
     DIAG_UNKNOWN_ARCHITECTURE, "of workload 'w': the workload doesn't say which architecture runs today"},
    {"{rule: total_cost, architecture: weak, max: 1 USD/year}", "", OUTCOME_ERROR, DIAG_NOTHING_FEASIBLE,
     "of workload 'w': weak can't carry the workload: too weak"},
    {"{rule: total_cost, architecture: clasic, max: 1 USD/year}", "", OUTCOME_ERROR,
     DIAG_UNKNOWN_ARCHITECTURE, "no architecture 'clasic', did you mean 'classic'?"},
};

static void adds_up_all_workloads(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof TOTALS / sizeof *TOTALS; i++) {
        static const double SCALES[] = {1, 0.5, 2};
        struct judgement judgements[3];
        for (size_t j = 0; j < 3; j++) {
            struct run *run = arena_new_of(arena, struct run, 1);
            *run = *make_run(SCALES[j], arena);
            run->verdict.current = j == 0 ? TOTALS[i].current : "classic";
            judgements[j] = judgement_of(TOTALS[i].rule, run, arena);
        }
        struct checked together, one = {.file = "w.yaml", .name = "w"};
        gate_judge_total(judgements[0].budget, judgements, 3, 0, &together, arena);
        assert_int_equal(together.finding_count, 1);
        const struct finding *finding = &together.findings[0];
        if (strstr(finding->sentence, TOTALS[i].part) == NULL || finding->outcome != TOTALS[i].outcome)
            fail_msg("%s: %s", TOTALS[i].rule, finding->sentence);
        if (finding->outcome == OUTCOME_ERROR) assert_int_equal(finding->problem, TOTALS[i].problem);
        gate_judge(&judgements[0], &one, arena);
        assert_int_equal(one.finding_count, 0);
        gate_judge_total(judgements[0].budget, judgements, 3, 1, &together, arena);
        assert_int_equal(together.findings[0].outcome, OUTCOME_ERROR);
    }
    arena_free(arena);
}

/* One of two workloads pays half: the sum that is judged is the paid one, and the one that is shown isn't. */
static void a_total_hides_what_is_private(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const char *rule = "{rule: total_cost, architecture: classic, max: 1800 USD/year}";
    struct judgement judgements[2] = {judgement_of(rule, make_run(0.5, arena), arena),
                                      judgement_of(rule, make_run(1, arena), arena)};
    judgements[0].listed = make_run(1, arena);
    judgements[0].hides = true;
    struct checked together;
    gate_judge_total(judgements[0].budget, judgements, 2, 0, &together, arena);
    assert_int_equal(together.findings[0].outcome, OUTCOME_PASS);
    assert_true(together.findings[0].is_hidden && together.findings[0].number == 2400);
    assert_null(strstr(together.findings[0].sentence, "1,800 per year; the"));
    assert_non_null(strstr(together.findings[0].sentence, "at list prices it is $2,400 per year"));
    arena_free(arena);
}

static void leaves_out_what_a_failing_rule_covers(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct checked checked = judge("{rule: cost, max: 1M USD/year}, {rule: feasible}", make_run(1, arena),
                                   NULL, NULL, arena);
    static const enum gate_outcome WANTED[] = {OUTCOME_PASS, OUTCOME_PASS, OUTCOME_SKIPPED,
                                               OUTCOME_PASS, OUTCOME_PASS, OUTCOME_FAIL};
    assert_int_equal(checked.finding_count, 6);
    for (size_t i = 0; i < 6; i++) assert_int_equal(checked.findings[i].outcome, WANTED[i]);
    assert_int_equal(checked.code, EXIT_BREACH);
    static const char *const COVER_NOTHING[] = {"{rule: feasible, severity: warn}",
                                                "{rule: feasible, architecture: classic}",
                                                "{rule: feasible, workload: other}"};
    for (size_t i = 0; i < 3; i++) {
        checked = judge(text_format(arena, "{rule: cost, max: 1M USD/year}, %s", COVER_NOTHING[i]),
                        make_run(1, arena), NULL, NULL, arena);
        assert_int_equal(checked.findings[2].outcome, OUTCOME_ERROR);
        assert_int_equal(checked.code, EXIT_INFEASIBLE);
    }
    arena_free(arena);
}

/* Judged at what is paid (a tenth), shown at list prices. */
static void hides_what_is_private(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct run *redacted = arena_new_of(arena, struct run, 1);
    *redacted = *make_run(1, arena);
    redacted->is_redacted = true;
    struct checked checked = judge("{rule: cost, architecture: classic, max: 120 USD/year}, {rule: cost, "
                                   "architecture: classic, max: 119 USD/year}, "
                                   "{rule: headroom, architecture: classic, min: 1%}",
                                   make_run(0.1, arena), redacted, NULL, arena);
    assert_int_equal(checked.findings[0].outcome, OUTCOME_PASS);
    assert_int_equal(checked.findings[1].outcome, OUTCOME_FAIL);
    for (size_t i = 0; i < 2; i++) {
        assert_true(checked.findings[i].is_hidden && checked.findings[i].number == 1200);
        assert_string_equal(checked.findings[i].value, "$1,200 per year");
        assert_null(strstr(checked.findings[i].sentence, i == 0 ? "$119" : "$120 "));
        assert_non_null(strstr(checked.findings[i].sentence, "at list prices it is $1,200 per year"));
    }
    assert_false(checked.findings[2].is_hidden);
    /* A baseline that was redacted is at list prices, and so is what is held against it: nothing has grown.
     */
    checked = judge("{rule: cost_growth, architecture: classic, max: 0%}", make_run(0.1, arena), redacted,
                    redacted, arena);
    assert_int_equal(checked.findings[0].outcome, OUTCOME_PASS);
    assert_true(checked.findings[0].number == 0 && !checked.findings[0].is_hidden);
    arena_free(arena);
}

static void takes_the_highest_code(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    static const struct {
        enum exit_code checked;
        enum diag_id error; /* DIAG__COUNT: none */
        enum exit_code wanted;
    } CODES[] = {
        {EXIT_DONE, DIAG__COUNT, EXIT_DONE},
        {EXIT_BREACH, DIAG__COUNT, EXIT_BREACH},
        {EXIT_BREACH, DIAG_UNKNOWN_KEY, EXIT_INPUT},
        {EXIT_BREACH, DIAG_PRICE_MISSING, EXIT_PRICE},
        {EXIT_INFEASIBLE, DIAG_UNKNOWN_KEY, EXIT_INFEASIBLE},
        {EXIT_BREACH, DIAG_FILE_UNREADABLE, EXIT_IO},
        {EXIT_DONE, DIAG_USAGE, EXIT_USAGE},
        {EXIT_INPUT, DIAG_INTERNAL, EXIT_INTERNAL},
    };
    for (size_t i = 0; i < sizeof CODES / sizeof *CODES; i++)
        for (int where = 0; where < 2; where++) {
            struct checked_error error = {CODES[i].error, {0}, ""};
            size_t count = CODES[i].error != DIAG__COUNT;
            struct checked checked[2] = {{.file = "", .name = ""},
                                         {.file = "", .name = "", .code = CODES[i].checked}};
            struct gate gate = {.checked_count = 2, .checked = checked};
            if (where == 0) {
                gate.errors = &error;
                gate.error_count = count;
            } else {
                checked[0].errors = &error;
                checked[0].error_count = count;
            }
            gate_finish(&gate);
            assert_int_equal(gate.code, CODES[i].wanted);
        }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges_each_kind_at_its_limit),
        cmocka_unit_test(judges_latency_by_topic_group),
        cmocka_unit_test(latency_of_nothing_is_an_error),
        cmocka_unit_test(needs_a_baseline),
        cmocka_unit_test(leaves_out_change_of_what_is_new),
        cmocka_unit_test(adds_up_all_workloads),
        cmocka_unit_test(a_total_hides_what_is_private),
        cmocka_unit_test(leaves_out_what_a_failing_rule_covers),
        cmocka_unit_test(hides_what_is_private),
        cmocka_unit_test(takes_the_highest_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
