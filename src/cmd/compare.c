/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/load.h"
#include "report/report.h"

static enum exit_code compare_run(const struct parsed *parsed, struct session *session)
{
    return load_and_write(parsed, report_text, session);
}

const struct command COMPARE = {
    .name = "compare",
    .summary = "what each architecture costs a year, side by side",
    .description = "Plans the cheapest deployment of each architecture that carries the workload, and prints what it costs line by line, which "
                   "resource binds, what it promises, and what is not included.\n\n"
                   "The file is read once and nothing is sent anywhere. The same input gives the same bytes on any machine.",
    .arguments = (const struct argument[]){{"WORKLOAD", true, false, HINT_YAML, NULL, "the workload file; - is standard input"}, {0}},
    .options = (const struct option[]){LOAD_OPTIONS, ARCHITECTURE_OPTION, OUTPUT_OPTIONS, {0}},
    .examples = (const struct example[]){{"warpcost compare workload.yaml", "every architecture of the workload"},
                                         {"warpcost compare workload.yaml --set load.peak_to_mean=3", "the same with a higher peak"},
                                         {"warpcost compare workload.yaml -o run.json -o run.txt", "the run document and the table, into files"},
                                         {"warpcost compare workload.yaml -o cost.md -o cost.csv", "for a pull request, and for a spreadsheet"},
                                         {"warpcost compare workload.yaml --deployment=kafka-classic=fleet.json", "price the fleet that stands there"},
                                         {0}},
    .run = compare_run,
};
