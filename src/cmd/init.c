/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <unistd.h>

#include "arch/arch.h"
#include "base/file.h"
#include "base/text.h"
#include "cmd/command.h"
#include "params/schema.h"

static const char DEFAULT_FILE[] = "workload.yaml";
static const char *const STARTERS[] = {"starter", "kafka-today", NULL};

/* The schema of workloads, beside the workload; an older one is kept unless forced. */
static bool write_schema(const struct param_registry *registry, const char *workload, bool force,
                         struct session *session)
{
    const char *slash = strrchr(workload, '/');
    const char *name = text_format(session->arena, "%.*s%s", slash == NULL ? 0 : (int)(slash - workload) + 1,
                                   workload, SCHEMA_FILE);
    if (!force && access(name, F_OK) == 0) {
        fprintf(session->out, "%s: kept; --force replaces it\n", text_quote(session->arena, name, SIZE_MAX));
        return true;
    }
    const char *schema = schema_json(registry, session->arena);
    if (!file_write(name, schema, strlen(schema), session->arena, session->diags)) return false;
    fprintf(session->out, "%s: written, for editors\n", text_quote(session->arena, name, SIZE_MAX));
    return true;
}

static enum exit_code run(const struct parsed *parsed, struct session *session)
{
    const char *name = parsed->argument_count > 0 ? parsed->arguments[0] : DEFAULT_FILE;
    const struct param_registry *registry = arch_registry(session->arena);
    const char *from = parsed_value(parsed, "from"),
               *starter = schema_starter(registry, from != NULL && text_equal(from, STARTERS[1]),
                                         session->arena);
    if (text_equal(name, "-") && parsed_flag(parsed, "schema")) {
        diags_add(
            session->diags, DIAG_USAGE, (struct place){0},
            "'--schema' writes a file beside the workload: give FILE, or print the schema with 'warpcost "
            "schema'");
        return EXIT_USAGE;
    }
    if (text_equal(name, "-")) {
        fputs(starter, session->out);
        return EXIT_DONE;
    }
    if (!parsed_flag(parsed, "force") && access(name, F_OK) == 0) {
        diags_add(session->diags, DIAG_FILE_UNWRITABLE, (struct place){.file = name},
                  "the file exists; choose another name, or overwrite it with --force");
        return EXIT_IO;
    }
    if (!file_write(name, starter, strlen(starter), session->arena, session->diags)) return EXIT_IO;
    if (parsed_flag(parsed, "schema") && !write_schema(registry, name, parsed_flag(parsed, "force"), session))
        return EXIT_IO;
    name = text_quote(session->arena, name, SIZE_MAX);
    fprintf(session->out, "%s: written; next: warpcost compare --no-simulate %s\n", name, name);
    return EXIT_DONE;
}

static const struct argument ARGUMENTS[] = {
    {.name = "FILE", .hint = HINT_OUTPUT, .help = "file to write, workload.yaml by default; '-' prints it"},
    {0},
};
static const struct option OPTIONS[] = {
    {.name = "from",
     .kind = OPTION_VALUE,
     .hint = HINT_CHOICES,
     .argument = "KIND",
     .choices = STARTERS,
     .help = "starter (default), or kafka-today: with your Kafka cluster of today, from which savings are "
             "counted"},
    {.name = "schema",
     .kind = OPTION_FLAG,
     .help = "also write " SCHEMA_FILE " beside it, with which editors complete and check keys"},
    {.name = "force", .kind = OPTION_FLAG, .help = "overwrite existing files"},
    {0},
};
static const struct example EXAMPLES[] = {
    {"warpcost init", "write workload.yaml as a starting point"},
    {"warpcost init orders.yaml --schema", "the same under another name, with the schema for editors"},
    {"warpcost init orders.yaml --from kafka-today", "start from the Kafka cluster that runs today"},
    {0},
};

extern const struct command INIT;
const struct command INIT = {
    .name = "init",
    .summary = "write a commented starter workload",
    .description = "Writes a workload file with the usual keys set and all other keys as comments with their "
                   "defaults. Existing files are kept unless --force is given.",
    .arguments = ARGUMENTS,
    .options = OPTIONS,
    .examples = EXAMPLES,
    .run = run,
};
