/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/redact.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "params/paths.h"
#include "study/list_prices.h"

static const char HIDDEN[] = "(redacted)";

static const struct run_param *redact_params(const struct run *run, struct arena *arena)
{
    struct run_param *params = arena_new_of(arena, struct run_param, run->param_count);
    for (size_t i = 0; i < run->param_count; i++) {
        params[i] = run->params[i];
        if (!assignment_is_private(params[i].path)) continue;
        params[i].text = HIDDEN;
        params[i].value = 0;
        params[i].is_number = false;
        params[i].unit = "";
    }
    return params;
}

/* The hash of a short file gives it away to whoever tries every price. */
static const struct run_input *redact_inputs(const struct run *run, struct arena *arena)
{
    struct run_input *inputs = arena_new_of(arena, struct run_input, run->input_count);
    for (size_t i = 0; i < run->input_count; i++) inputs[i] = (struct run_input){run->inputs[i].name, ""};
    return inputs;
}

/* The next word of a line that is quoted for a shell, as the shell would see it; at moves behind it. */
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

/* Bytes of the option in front when word gives a private parameter a value, else 0. */
static size_t private_option(const char *word)
{
    static const char SET[] = "--set=", RUNG[] = "--ladder-add=";
    if (text_starts_with(word, SET) && assignment_is_private(word + strlen(SET))) return strlen(SET);
    return text_starts_with(word, RUNG) && step_is_private(word + strlen(RUNG)) ? strlen(RUNG) : 0;
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

/* Held deployments were planned all the same. */
static const struct run_architecture *redact_architectures(const struct run *run, const struct run *listed,
                                                           struct arena *arena)
{
    assert(run->architecture_count == listed->architecture_count);
    struct run_architecture *architectures = arena_new_of(arena, struct run_architecture,
                                                          listed->architecture_count);
    for (size_t i = 0; i < listed->architecture_count; i++) {
        architectures[i] = listed->architectures[i];
        architectures[i].deployment_origin = run->architectures[i].deployment_origin;
    }
    return architectures;
}

/* Rungs that are left out aren't left out in silence. */
static void warn_of_steps(struct run *redacted, const struct run *run, struct arena *arena)
{
    if (run->waterfall == NULL ||
        (redacted->waterfall != NULL && redacted->waterfall->step_count == run->waterfall->step_count))
        return;
    const char **warnings = arena_new_of(arena, const char *, redacted->warning_count + 1);
    for (size_t i = 0; i < redacted->warning_count; i++) warnings[i] = redacted->warnings[i];
    warnings[redacted->warning_count++] =
        "rungs of private prices are left out of the ladder; --show-private shows them";
    redacted->warnings = warnings;
}

const struct run *run_redact(const struct run *run, const struct run *listed, struct arena *arena)
{
    struct run *redacted = arena_new_of(arena, struct run, 1);
    *redacted = *listed;
    redacted->is_redacted = true;
    redacted->command = redact_command(run->command, arena);
    redacted->params = redact_params(run, arena);
    redacted->param_count = run->param_count;
    redacted->inputs = redact_inputs(run, arena);
    redacted->input_count = run->input_count;
    redacted->architectures = redact_architectures(run, listed, arena);
    warn_of_steps(redacted, run, arena);
    return redacted;
}
