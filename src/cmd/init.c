/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <unistd.h>

#include "arch/arch.h"
#include "base/file.h"
#include "base/text.h"
#include "cmd/command.h"
#include "params/schema.h"

static const char DEFAULT_FILE[] = "workload.yaml";

static enum exit_code run(const struct parsed *parsed, struct session *session)
{
    const char *name = parsed->argument_count > 0 ? parsed->arguments[0] : DEFAULT_FILE;
    const char *starter = schema_starter(arch_registry(session->arena), session->arena);
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
    name = text_quote(session->arena, name, SIZE_MAX);
    fprintf(session->out, "%s: written; next: warpcost compare --no-simulate %s\n", name, name);
    return EXIT_DONE;
}

static const struct argument ARGUMENTS[] = {
    {.name = "FILE", .hint = HINT_OUTPUT, .help = "file to write, workload.yaml by default; '-' prints it"},
    {0},
};
static const struct option OPTIONS[] = {
    {.name = "force", .kind = OPTION_FLAG, .help = "overwrite an existing file"},
    {0},
};
static const struct example EXAMPLES[] = {
    {"warpcost init", "write workload.yaml as a starting point"},
    {"warpcost init orders.yaml", "the same under another name"},
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
