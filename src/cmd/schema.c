/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arch/arch.h"
#include "arch/latency.h"
#include "cmd/command.h"
#include "gate/budget.h"
#include "params/schema.h"
#include "run/document.h"

static enum exit_code run(const struct parsed *parsed, struct session *session)
{
    const struct param_registry *registry = arch_registry(session->arena);
    bool reference = parsed_flag(parsed, "reference"), latency = parsed_flag(parsed, "latency"),
         budget = parsed_flag(parsed, "budget"), document = parsed_flag(parsed, "run");
    const char *chosen[] = {latency ? "latency" : NULL, budget ? "budget" : NULL, document ? "run" : NULL,
                            latency && reference ? "reference" : NULL};
    const char *first = NULL;
    for (size_t i = 0; i < sizeof chosen / sizeof *chosen; i++) {
        if (chosen[i] != NULL && first != NULL) {
            diags_add(session->diags, DIAG_USAGE, (struct place){0},
                      "'--%s' and '--%s' are two pages: give one of them", chosen[i], first);
            return session->diags->exit_code;
        }
        first = chosen[i] != NULL ? chosen[i] : first;
    }
    fputs(budget      ? reference ? budget_reference(session->arena) : budget_schema(session->arena)
               : document ? reference ? run_reference(session->arena) : run_schema(session->arena)
               : latency ? latency_page(registry->profiles, session->arena)
          : reference ? schema_reference(registry, session->arena)
                      : schema_json(registry, session->arena),
          session->out);
    return session->diags->exit_code;
}

static const struct argument ARGUMENTS[] = {{0}};
static const struct option OPTIONS[] = {
    {.name = "budget", .kind = OPTION_FLAG, .help = "of budgets (for 'warpcost check') instead of workloads"},
    {.name = "run",
     .kind = OPTION_FLAG,
     .help = "of run documents (from 'warpcost compare -o run.json') instead of workloads"},
    {.name = "reference",
     .kind = OPTION_FLAG,
     .help = "print the parameter reference as Markdown; with --budget the rules, with --run the members"},
    {.name = "latency",
     .kind = OPTION_FLAG,
     .help = "print the built-in latency profiles with their sources, as Markdown"},
    {0},
};
static const struct example EXAMPLES[] = {
    {"warpcost schema >workload.schema.json", "schema for validation in an editor"},
    {"warpcost schema --budget >budget.schema.json", "the same for budgets"},
    {"warpcost schema --run >run-document.schema.json", "the same for run documents"},
    {"warpcost schema --reference", "every parameter with its range, default and source"},
    {"warpcost schema --latency", "every latency profile with its distribution and source"},
    {0},
};

extern const struct command SCHEMA;
const struct command SCHEMA = {
    .name = "schema",
    .summary = "print the JSON Schema of workload files, budgets or run documents, or reference pages",
    .description =
        "Prints the JSON Schema (draft-07) of workload files, generated from the parser's own table and "
        "covering every architecture. With --budget, the schema of budgets; with --run, of run documents.",
    .arguments = ARGUMENTS,
    .options = OPTIONS,
    .examples = EXAMPLES,
    .run = run,
};
