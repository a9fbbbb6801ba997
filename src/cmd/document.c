/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/document.h"

#include <string.h>

#include "arch/arch.h"
#include "base/text.h"
#include "cost/charges.h"

const char PROGRAM_SUMMARY[] = "annual cost of Kafka-shaped workloads on AWS, by architecture";

const char PROGRAM_DESCRIPTION[] =
    "warpcost estimates what a Kafka workload would cost per year on AWS under each architecture, and what "
    "latency its users would see. It reads a workload file and compares architectures side by side; every "
    "figure traces back to a meter, a price with its source, and an assumption with its value.";

const struct example PROGRAM_EXAMPLES[] = {
    {"warpcost init workload.yaml", "write a commented starter workload"},
    {"warpcost compare workload.yaml", "annual cost of each architecture, side by side"},
    {"warpcost compare workload.yaml --set topics.events.produce.rate=2GiB/s",
     "the same with a parameter changed"},
    {"warpcost explain network.replicate workload.yaml", "derivation of a line, down to price and source"},
    {NULL, NULL},
};

const struct term_row EXIT_CODE_ROWS[] = {
    {"0", "success; for compare and plan, at least one architecture can carry the workload"},
    {"1", "a check failed"},
    {"2", "invalid command line"},
    {"3", "invalid input file or value"},
    {"4", "a required price is missing"},
    {"5", "a file could not be read or written, a full disk and a closed pipe too; or memory ran out"},
    {"6", "no architecture can carry the workload"},
    {"7", "internal error: a bug, please report it"},
    {"130", "interrupted by Ctrl-C: no file is half-written, and costs that are on the screen stay"},
    {NULL, NULL},
};

const struct term_row ENVIRONMENT_ROWS[] = {
    {"NO_COLOR", "if set and not empty, disables colour unless --color overrides it"},
    {"TERM", "unset or dumb: no colour; dumb: ASCII only"},
    {"COLUMNS", "width of tables, unless --columns overrides it"},
    {"SOURCE_DATE_EPOCH", "clock override, in seconds since 1970"},
    {NULL, NULL},
};

char *option_label(const struct option *option, struct arena *arena)
{
    struct text label = text_new(arena);
    if (option->letter != 0) text_addf(&label, "-%c, ", option->letter);
    text_addf(&label, "--%s", option->name);
    if (option->argument != NULL) text_addf(&label, " %s", option->argument);
    return label.bytes;
}

/* A list of names, each once. */
struct names {
    const char **items;
    size_t count;
};

static void add_name(struct names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (text_equal(names->items[i], name)) return;
    names->items[names->count++] = name;
}

static const char *const *architecture_ids(struct arena *arena)
{
    const struct param_registry *registry = arch_registry(arena);
    struct names names = {arena_new_of(arena, const char *, registry->kind_count + 1), 0};
    for (size_t i = 0; i < registry->kind_count; i++) add_name(&names, registry->kinds[i].id);
    return names.items;
}

static size_t count_lines(const struct line *const *lines)
{
    size_t count = 0;
    while (lines[count] != NULL) count++;
    return count;
}

static const char *const *line_ids(struct arena *arena)
{
    size_t count = 0;
    for (size_t i = 0; i < ARCH_COUNT; i++) count += count_lines(ARCHS[i]->lines);
    for (size_t i = 0; i < CHARGE_RULE_COUNT; i++) count += count_lines(CHARGE_RULES[i].lines);
    struct names names = {arena_new_of(arena, const char *, count + 1), 0};
    for (size_t i = 0; i < ARCH_COUNT; i++)
        for (const struct line *const *line = ARCHS[i]->lines; *line != NULL; line++)
            add_name(&names, (*line)->id);
    for (size_t i = 0; i < CHARGE_RULE_COUNT; i++)
        for (const struct line *const *line = CHARGE_RULES[i].lines; *line != NULL; line++)
            add_name(&names, (*line)->id);
    return names.items;
}

static const char *const *command_words(struct arena *arena)
{
    struct names names = {arena_new_of(arena, const char *, 2 * COMMAND_COUNT + 1), 0};
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        const char *name = COMMANDS[i]->name;
        add_name(&names, arena_copy(arena, name, strcspn(name, " ")));
    }
    return names.items;
}

static const char *const STEP_NAMES[] = {
#define STEP(name, path, value, help) name,
#include "study/waterfall.def"
#undef STEP
    NULL,
};

const char *const *hint_values(enum value_hint hint, const char *const *choices, struct arena *arena)
{
    switch (hint) {
    case HINT_CHOICES: return choices;
    case HINT_ARCHITECTURE: return architecture_ids(arena);
    case HINT_LINE: return line_ids(arena);
    case HINT_COMMAND: return command_words(arena);
    case HINT_STEP: return STEP_NAMES;
    case HINT_NONE:
    case HINT_FILE:
    case HINT_YAML:
    case HINT_JSON:
    case HINT_DIRECTORY:
    case HINT_OUTPUT:
    case HINT_PATH_VALUE: break;
    }
    return NULL;
}
