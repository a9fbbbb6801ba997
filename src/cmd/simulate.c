/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/load.h"
#include "report/report.h"

static enum exit_code simulate_run(const struct parsed *parsed, struct session *session)
{
    return load_and_write(parsed, true, report_simulate, session);
}

const struct command SIMULATE = {
    .name = "simulate",
    .summary = "simulate the latency of each architecture, step by step",
    .description =
        "Simulates the deployment that 'warpcost compare' costs, at the mean and at the peak "
        "load, and prints latencies at the peak with their intervals, the steps on the way, and how "
        "far the simulation's counts are from the closed forms of the bill. With --full also the "
        "mean load, each topic group, the shape of the distribution, each count and resource, and "
        "which promises of a log were checked. JSON is the same run document as that of 'warpcost "
        "compare'.\n\n"
        "The same input gives the same bytes on any machine with any number of threads; simulation.seed "
        "changes the random draws.",
    .arguments = (const struct argument[]){{"WORKLOAD", true, false, HINT_YAML, NULL,
                                            "the workload file; - reads standard input"},
                                           {0}},
    .options =
        (const struct option[]){
            LOAD_OPTIONS,
            SIMULATE_OPTIONS,
            ARCHITECTURE_OPTION,
            OUTPUT_OPTIONS(RUN),
            {"full", 0, OPTION_FLAG, HINT_NONE, NULL, NULL,
             "print topic groups, the mean load beside the peak, shapes, counts, resources and checks too",
             true},
            {"trace", 0, OPTION_VALUE, HINT_OUTPUT, "FILE", NULL,
             "write sampled batches and files of one architecture to FILE, in Chrome's trace format", false},
            {0}},
    .examples =
        (const struct example[]){
            {"warpcost simulate workload.yaml --architecture=warpstream", "one architecture in depth"},
            {"warpcost simulate workload.yaml --set latency.object_put='{lognormal: {p50: 80 ms, p99: 300 "
             "ms}}'",
             "with a different PUT latency"},
            {"warpcost simulate workload.yaml --set simulation.precision=2% --require-converged",
             "more precise, or exit with 6"},
            {"warpcost simulate workload.yaml --architecture=warpstream --trace trace.json",
             "per-batch events, for a trace viewer"},
            {0}},
    .run = simulate_run,
};
