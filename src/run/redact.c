/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "params/paths.h"
#include "run/document.h"
#include "run/fields.h"

static const char HIDDEN[] = "(redacted)";

/* ---- the command line ---- */

/* The next word of a shell-quoted line, unquoted; at moves past it. */
static char *next_word(const char **at, struct arena *arena)
{
    struct text word = text_new(arena);
    bool quoted = false;
    for (; **at != '\0' && (quoted || **at != ' '); (*at)++) {
        if (**at == '\'')
            quoted = !quoted;
        else if (!quoted && **at == '\\' && (*at)[1] != '\0')
            text_add_bytes(&word, ++*at, 1);
        else
            text_add_bytes(&word, *at, 1);
    }
    return word.bytes;
}

/* Bytes of the option prefix if word gives a private parameter a value, else 0. */
static size_t private_option(const char *word)
{
    static const char SET[] = "--set=";
    static const char *const STEPS[] = {"--waterfall-add=",
                                        "--ladder-add="}; /* the second is its former name */
    if (text_starts_with(word, SET) && assignment_is_private(word + strlen(SET))) return strlen(SET);
    for (size_t i = 0; i < sizeof STEPS / sizeof *STEPS; i++)
        if (text_starts_with(word, STEPS[i]) && step_is_private(word + strlen(STEPS[i])))
            return strlen(STEPS[i]);
    return 0;
}

static const char *redact_command(const char *line, struct arena *arena)
{
    struct text out = text_new(arena);
    while (*line != '\0') {
        const char *from = line;
        char *word = next_word(&line, arena);
        size_t option = private_option(word);
        if (option > 0) {
            size_t length = option + path_length(word + option);
            text_addf(&out, "'%.*s=%s'", (int)length, word, HIDDEN);
        } else {
            text_add_bytes(&out, from, (size_t)(line - from));
        }
        if (*line == ' ') {
            text_add(&out, " ");
            line++;
        }
    }
    return out.bytes;
}

/* ---- the request, by the rows ---- */

/* The hash of a short file gives it away to anyone who tries every price. */
static void hide_fields(enum run_table_id table, void *object)
{
    if (table == RUN_T_param && !assignment_is_private(((struct run_param *)object)->path)) return;
    for (const struct run_field *field = RUN_TABLES[table].fields; field->type != RUN_END; field++) {
        bool is_blank = (field->flags & RUN_BLANK) != 0, is_word = (field->flags & RUN_WORD) != 0;
        if (is_blank && field->type == RUN_VALUE) {
            ((struct run_param *)object)->value = 0;
            ((struct run_param *)object)->is_number = false;
        } else if (is_blank || is_word) {
            RUN_FIELD_OF(const char *, field, object) = is_word ? HIDDEN : "";
        }
    }
}

static void *copy_of_list(const struct run_field *field, const void *holder, size_t *count,
                          struct arena *arena)
{
    size_t size = RUN_TABLES[field->table].size;
    const char *list = run_field_list(field, holder, count);
    char *copy = arena_alloc_array(arena, *count, size);
    if (*count > 0) memcpy(copy, list, *count * size);
    return copy;
}

static void keep_list(const struct run_field *field, void *out, const void *run, struct arena *arena)
{
    size_t count, size = RUN_TABLES[field->table].size;
    char *copy = copy_of_list(field, run, &count, arena);
    for (size_t i = 0; i < count; i++) hide_fields(field->table, copy + i * size);
    RUN_FIELD_OF(const void *, field, out) = copy;
    *(size_t *)(void *)((char *)out + field->count_offset) = count;
}

/* out has the results at list prices; its request becomes the run's. */
static void keep_asked(enum run_table_id table, void *out, const void *run, struct arena *arena)
{
    for (const struct run_field *field = RUN_TABLES[table].fields; field->type != RUN_END; field++) {
        bool is_asked = (field->flags & RUN_ASKED) != 0;
        if (is_asked && field->type == RUN_LIST) keep_list(field, out, run, arena);
        if (is_asked && field->type == RUN_TEXT)
            RUN_FIELD_OF(const char *, field,
                         out) = *(const char *const *)((const char *)run + field->offset);
    }
}

/* Held deployments were planned in fact. */
static void keep_architectures(struct run *redacted, const struct run *run, struct arena *arena)
{
    assert(run->architecture_count == redacted->architecture_count);
    struct run_architecture *architectures = arena_new_of(arena, struct run_architecture,
                                                          run->architecture_count);
    for (size_t i = 0; i < run->architecture_count; i++) {
        architectures[i] = redacted->architectures[i];
        keep_asked(RUN_T_architecture, &architectures[i], &run->architectures[i], arena);
    }
    redacted->architectures = architectures;
}

/* Warn of the steps that are left out. */
static void warn_of_steps(struct run *redacted, const struct run *run, struct arena *arena)
{
    if (run->waterfall == NULL ||
        (redacted->waterfall != NULL && redacted->waterfall->step_count == run->waterfall->step_count))
        return;
    const char **warnings = arena_new_of(arena, const char *, redacted->warning_count + 1);
    for (size_t i = 0; i < redacted->warning_count; i++) warnings[i] = redacted->warnings[i];
    warnings[redacted->warning_count++] =
        "steps of private prices are left out of the waterfall; --show-private shows them";
    redacted->warnings = warnings;
}

const struct run *run_redact(const struct run *run, const struct run *listed, struct arena *arena)
{
    struct run *redacted = arena_new_of(arena, struct run, 1);
    *redacted = *listed;
    redacted->is_redacted = true;
    keep_asked(RUN_T_run, redacted, run, arena);
    redacted->command = redact_command(run->command, arena);
    keep_architectures(redacted, run, arena);
    warn_of_steps(redacted, run, arena);
    return redacted;
}
