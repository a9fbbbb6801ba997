/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/load.h"
#include "report/report.h"

static enum exit_code plan_run(const struct parsed *parsed, struct session *session)
{
    return load_and_write(parsed, false, report_plan, session);
}

const struct command PLAN = {
    .name = "plan",
    .summary = "show the deployment that each architecture needs, and why",
    .description = "Prints the deployment chosen for each architecture, the utilisation of every resource "
                   "and the limiting one, the runners-up with their cost, and the instance types that were "
                   "skipped, with reasons. JSON is the same run document as from 'warpcost compare'.",
    .arguments = (const struct argument[]){{"WORKLOAD", true, false, HINT_YAML, NULL,
                                            "the workload file; - reads standard input"},
                                           {0}},
    .options = (const struct option[]){LOAD_OPTIONS, ARCHITECTURE_OPTION, OUTPUT_OPTIONS(RUN), {0}},
    .examples = (const struct example[]){{"warpcost plan workload.yaml", "sizing of every architecture"},
                                         {"warpcost plan workload.yaml --architecture=kafka-tuned", "of one"},
                                         {"warpcost plan workload.yaml --deployment=kafka-classic=fleet.json",
                                          "utilisation of an existing fleet"},
                                         {0}},
    .run = plan_run,
};
