/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/inputs.h"

#include "base/file.h"
#include "base/file_kind.h"
#include "base/text.h"
#include "cmd/load.h"
#include "gate/rules.h"
#include "run/document.h"

bool input_is_saved(const char *file) { return text_ends_with(file, ".json"); }

const struct run *input_read_saved(const char *file, struct session *session)
{
    size_t length;
    const char *bytes = file_read(file, RUN_FILE_MAX_BYTES, session->arena, &length, session->diags);
    return bytes == NULL ? NULL : input_read_run(file, bytes, length, session);
}

const struct run *input_read_run(const char *file, const char *bytes, size_t length, struct session *session)
{
    const char *name = text_equal(file, "-") ? "standard input" : file;
    const struct run *run = run_read(name, bytes, length, session->arena, session->diags);
    const char *kind = run != NULL ? NULL : file_kind_of_json(bytes, length, session->arena);
    if (kind != NULL && kind != FILE_KIND_RUN)
        diags_add(session->diags, DIAG_RUN_DOCUMENT, (struct place){.file = name}, "this is %s", kind);
    return run;
}

/* Restrict a saved run to the named architectures, in its order. */
static const struct run *restrict_run(const struct run *run, const char *file, const char *const *ids,
                                      size_t id_count, struct session *session)
{
    struct run_architecture *kept = arena_new_of(session->arena, struct run_architecture,
                                                 run->architecture_count);
    struct run *restricted = arena_new_of(session->arena, struct run, 1);
    *restricted = *run;
    restricted->architectures = kept;
    restricted->architecture_count = 0;
    for (size_t i = 0; i < run->architecture_count; i++)
        for (size_t j = 0; j < id_count; j++)
            if (text_equal(run->architectures[i].id, ids[j])) {
                kept[restricted->architecture_count++] = run->architectures[i];
                break;
            }
    bool good = true;
    for (size_t j = 0; j < id_count; j++)
        if (run_architecture_find(run, ids[j]) == NULL)
            good = diags_add(session->diags, DIAG_UNKNOWN_ARCHITECTURE, (struct place){.file = file},
                             "'--architecture': the run has no architecture '%s'",
                             text_quote(session->arena, ids[j], 60));
    return good ? restricted : NULL;
}

bool input_load(const struct parsed *parsed, const char *file, enum terraform_side side,
                struct session *session, struct input_run *input)
{
    const char **ids = arena_new_of(session->arena, const char *, parsed->given_count);
    size_t id_count = parsed_values(parsed, "architecture", ids, parsed->given_count);
    *input = (struct input_run){.file = text_equal(file, "-") ? "standard input" : file};
    if (!input_is_saved(file))
        return load_request(parsed, file, ids, id_count, side, session, &input->request);
    input->saved = input_read_saved(file, session);
    if (input->saved != NULL && id_count > 0)
        input->saved = restrict_run(input->saved, file, ids, id_count, session);
    return input->saved != NULL;
}

static bool reads_stdin(const struct given *given)
{
    return given->value != NULL && hint_is_input(given->option->hint) &&
           (text_equal(given->value, "-") || text_ends_with(given->value, "=-"));
}

bool inputs_check_stdin(const struct parsed *parsed, struct session *session)
{
    size_t readers = 0;
    for (size_t i = 0; i < parsed->argument_count; i++) readers += text_equal(parsed->arguments[i], "-");
    for (size_t i = 0; i < parsed->given_count; i++) readers += reads_stdin(&parsed->given[i]);
    return readers <= 1 || diags_add(session->diags, DIAG_USAGE, (struct place){0},
                                     "only one input can be '-', standard input");
}
