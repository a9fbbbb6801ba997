/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arch/arch.h"
#include "arch/latency.h"
#include "cmd/command.h"
#include "gate/budget.h"
#include "params/schema.h"

static enum exit_code run(const struct parsed *parsed, struct session *session)
{
    const struct param_registry *registry = arch_registry(session->arena);
    bool reference = parsed_flag(parsed, "reference"), latency = parsed_flag(parsed, "latency"),
         budget = parsed_flag(parsed, "budget");
    if (latency && (reference || budget))
        diags_add(session->diags, DIAG_USAGE, (struct place){0},
                  "'--%s' and '--latency' are two pages: give one of them",
                  reference ? "reference" : "budget");
    else if (budget)
        fputs(reference ? budget_reference(session->arena) : budget_schema(session->arena), session->out);
    else
        fputs(reference ? schema_reference(registry, session->arena)
              : latency ? latency_page(registry->profiles, session->arena)
                        : schema_json(registry, session->arena),
              session->out);
    return session->diags->exit_code;
}

static const struct argument ARGUMENTS[] = {{0}};
static const struct option OPTIONS[] = {
    {.name = "budget",
     .kind = OPTION_FLAG,
     .help = "of budgets, which 'warpcost check' reads, in place of workloads"},
    {.name = "reference",
     .kind = OPTION_FLAG,
     .help = "print the reference of every parameter as Markdown; with --budget that of every rule"},
    {.name = "latency",
     .kind = OPTION_FLAG,
     .help = "print the latency profiles that warpcost carries, with their sources, as Markdown"},
    {0},
};
static const struct example EXAMPLES[] = {
    {"warpcost schema >workload.schema.json",
     "a schema that editors can check workloads against while you type"},
    {"warpcost schema --budget >budget.schema.json", "the same for budgets"},
    {"warpcost schema --reference", "every parameter with its range, default and source"},
    {"warpcost schema --latency", "every latency profile with its distribution and source"},
    {0},
};

extern const struct command SCHEMA;
const struct command SCHEMA = {
    .name = "schema",
    .summary = "print the JSON Schema of workload files or budgets, or reference pages",
    .description = "Prints a JSON Schema (draft-07) of workload files, made from the same table that reads "
                   "them. It covers every architecture that this program knows. "
                   "With --budget it is that of budgets, made from the table of rules.",
    .arguments = ARGUMENTS,
    .options = OPTIONS,
    .examples = EXAMPLES,
    .run = run,
};
