/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arch/arch.h"
#include "base/text.h"
#include "cmd/command.h"
#include "params/load.h"

enum { MANY = 256 }; /* more profiles or sets than anyone gives; an excess is a usage error elsewhere */

static enum exit_code run(const struct parsed *parsed, struct session *session)
{
    const char *profiles[MANY], *sets[MANY];
    size_t profile_count = parsed_values(parsed, "profile", profiles, MANY),
           set_count = parsed_values(parsed, "set", sets, MANY);
    for (size_t i = 0; i < parsed->argument_count; i++) {
        struct arena *arena = arena_new();
        const char *file = parsed->arguments[i];
        if (params_load(file, profiles, profile_count, sets, set_count, arch_registry(session->arena), arena,
                        session->diags) != NULL)
            fprintf(session->out, "%s: valid\n", text_quote(arena, file, SIZE_MAX));
        arena_free(arena);
    }
    return session->diags->exit_code;
}

static const struct argument ARGUMENTS[] = {
    {.name = "FILE",
     .required = true,
     .repeated = true,
     .hint = HINT_YAML,
     .help = "workload files; '-' is standard input"},
    {0},
};
static const struct option OPTIONS[] = {
    {.name = "profile",
     .kind = OPTION_REPEATED,
     .hint = HINT_YAML,
     .argument = "FILE",
     .help = "also check each file with this profile"},
    {.name = "set",
     .kind = OPTION_REPEATED,
     .hint = HINT_PATH_VALUE,
     .argument = "PATH=VALUE",
     .help = "override a value of the files"},
    {0},
};
static const struct example EXAMPLES[] = {
    {"warpcost validate orders.yaml", "report that the file is valid, or every mistake with its line"},
    {0},
};

extern const struct command VALIDATE;
const struct command VALIDATE = {
    .name = "validate",
    .summary = "check workload files and print every mistake",
    .description = "Parses workload files and prints every mistake with file, line and column. Prices and "
                   "instance types are not checked.",
    .arguments = ARGUMENTS,
    .options = OPTIONS,
    .examples = EXAMPLES,
    .run = run,
};
