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
     "what each option is worth on the way from one architecture to another of the same system; formerly "
     "--ladder",
     false},
    {"waterfall-add", 0, OPTION_REPEATED, HINT_STEP, "STEP", NULL,
     "a further step of the waterfall: one of those above by name, or PATH=VALUE", false},
#include "cmd/text_options.def"
    {0},
};

const struct command COMPARE = {
    .name = "compare",
    .summary = "annual cost and latency of each architecture, side by side",
    .description =
        "Plans the cheapest deployment of each architecture that carries the workload, simulates "
        "its latency, and prints what it costs line by line, "
        "how long a record takes to be acknowledged and consumed, which resource is the limit, what it "
        "promises, and what is not included.\n\n"
        "The file is read once and nothing is sent anywhere. The same input gives the same bytes "
        "on any machine.\n\n"
        "With --waterfall it also applies the options that differ between two architectures one at a time, "
        "resizing machines at each step, "
        "and reports what each saves (and in reverse order, if different). Steps that --waterfall-add knows "
        "by name: "
#define STEP(name, path, value, help) name " (" help "), "
#include "study/waterfall.def"
#undef STEP
        "and any parameter as PATH=VALUE, such as volume=io2 or load.peak_to_mean=3.",
    .arguments = (const struct argument[]){{"WORKLOAD", true, false, HINT_YAML, NULL,
                                            "the workload file; - is standard input"},
                                           {0}},
    .options = OPTIONS,
    .examples =
        (const struct example[]){
            {"warpcost compare workload.yaml", "every architecture of the workload"},
            {"warpcost compare workload.yaml --no-simulate", "costs only, at once"},
            {"warpcost compare workload.yaml --set load.peak_to_mean=3", "the same with a higher peak"},
            {"warpcost compare workload.yaml -o run.json -o run.txt",
             "the run document and the table, into files"},
            {"warpcost compare workload.yaml --policy policy.yaml -o baseline.json",
             "what 'warpcost check --policy' holds a change against"},
            {"warpcost compare workload.yaml -o cost.md -o cost.csv",
             "for a pull request, and for a spreadsheet"},
            {"warpcost compare workload.yaml --deployment=kafka-classic=fleet.json",
             "price the fleet that stands there"},
            {"warpcost compare workload.yaml --terraform plan.json",
             "judge and price what a Terraform plan leads to, with the workload's bytes"},
            {"warpcost compare workload.yaml --waterfall kafka-classic..kafka-tuned --waterfall-add arm64",
             "what each option is worth, and arm64 beyond them"},
            {0}},
    .run = compare_run,
};
