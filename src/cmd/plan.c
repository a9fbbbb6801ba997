/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/load.h"
#include "report/report.h"

static enum exit_code plan_run(const struct parsed *parsed, struct session *session)
{
    return load_and_write(parsed, false, report_plan, session);
}

const struct command PLAN = {
    .name = "plan",
    .summary = "which deployment each architecture needs, and why",
    .description = "Prints the deployment that was chosen for each architecture, how full every resource is "
                   "and which one is the limit, the candidates that "
                   "came next with what they cost, and how many instance types were not tried and why. JSON "
                   "is the same run document as that of "
                   "'warpcost compare'.",
    .arguments = (const struct argument[]){{"WORKLOAD", true, false, HINT_YAML, NULL,
                                            "the workload file; - is standard input"},
                                           {0}},
    .options = (const struct option[]){LOAD_OPTIONS, ARCHITECTURE_OPTION, OUTPUT_OPTIONS(RUN), {0}},
    .examples = (const struct example[]){{"warpcost plan workload.yaml", "the search of every architecture"},
                                         {"warpcost plan workload.yaml --architecture=kafka-tuned", "of one"},
                                         {"warpcost plan workload.yaml --deployment=kafka-classic=fleet.json",
                                          "how full a fleet is that stands there"},
                                         {0}},
    .run = plan_run,
};
