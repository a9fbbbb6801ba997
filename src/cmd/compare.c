/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/load.h"
#include "cmd/policy.h"
#include "report/report.h"

static enum exit_code compare_run(const struct parsed *parsed, struct session *session)
{
    return load_and_write(parsed, true, report_text, session);
}

static const struct option OPTIONS[] = {
    LOAD_OPTIONS,
    SIMULATE_OPTIONS,
    ARCHITECTURE_OPTION,
    OUTPUT_OPTIONS(RUN),
    POLICY_OPTION,
    {"waterfall", 0, OPTION_VALUE, HINT_NONE, "FROM..TO", NULL,
     "cost effect of each option between two architectures of the same system; formerly --ladder", false},
    {"waterfall-add", 0, OPTION_REPEATED, HINT_STEP, "STEP", NULL,
     "add a step to the waterfall: a name from the list above, or PATH=VALUE", false},
#include "cmd/text_options.def"
    {0},
};

const struct command COMPARE = {
    .name = "compare",
    .summary = "annual cost and latency of each architecture, side by side",
    .description =
        "Sizes the cheapest deployment of each architecture that can carry the workload, simulates its "
        "latency, and compares them: cost, p99, objectives, what would change the recommendation. Options "
        "print the rest.\n\n"
        "Nothing is sent anywhere. The same input gives the same bytes on any machine.\n\n"
        "With --waterfall it also applies the options that differ between two architectures one at a time, "
        "resizing machines at each step, "
        "and reports what each saves (and in reverse order, if different). Named steps for --waterfall-add: "
#define STEP(name, path, value, help) name " (" help "), "
#include "study/waterfall.def"
#undef STEP
        "and any parameter as PATH=VALUE, such as volume=io2 or load.peak_to_mean=3.",
    .arguments = (const struct argument[]){{"WORKLOAD", true, false, HINT_YAML, NULL,
                                            "the workload file; - reads standard input"},
                                           {0}},
    .options = OPTIONS,
    .examples =
        (const struct example[]){
            {"warpcost compare workload.yaml", "compare all architectures of the workload"},
            {"warpcost compare workload.yaml --no-simulate", "costs only, immediately"},
            {"warpcost compare workload.yaml --set load.peak_to_mean=3", "the same with a higher peak"},
            {"warpcost compare workload.yaml -o run.json -o run.txt",
             "write the run document and the table to files"},
            {"warpcost compare workload.yaml --policy policy.yaml -o baseline.json",
             "the baseline for 'warpcost check --policy'"},
            {"warpcost compare workload.yaml -o cost.md -o cost.csv",
             "for a pull request, and for a spreadsheet"},
            {"warpcost compare workload.yaml --deployment=kafka-classic=fleet.json",
             "price an existing fleet"},
            {"warpcost compare workload.yaml --terraform plan.json",
             "check and price a Terraform plan under this workload"},
            {"warpcost compare workload.yaml --waterfall kafka-classic..kafka-tuned --waterfall-add arm64",
             "cost effect of each option, plus arm64"},
            {0}},
    .run = compare_run,
};
