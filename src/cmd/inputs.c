/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/inputs.h"

#include "base/file.h"
#include "base/text.h"
#include "cmd/load.h"
#include "report/read.h"

bool input_is_saved(const char *file)
{
    return text_ends_with(file, ".json");
}

const struct run *input_read_saved(const char *file, struct session *session)
{
    size_t length;
    const char *bytes = file_read(file, RUN_FILE_MAX_BYTES, session->arena, &length, session->diags);
    return bytes == NULL ? NULL : run_read(text_equal(file, "-") ? "standard input" : file, bytes, length, session->arena, session->diags);
}

bool input_load(const struct parsed *parsed, const char *file, struct session *session, struct input_run *input)
{
    *input = (struct input_run){.file = text_equal(file, "-") ? "standard input" : file};
    if (!input_is_saved(file))
        return load_request(parsed, file, NULL, 0, session, &input->request);
    input->saved = input_read_saved(file, session);
    return input->saved != NULL;
}

bool inputs_check_stdin(const struct parsed *parsed, struct session *session)
{
    size_t readers = 0;
    for (size_t i = 0; i < parsed->argument_count; i++)
        readers += text_equal(parsed->arguments[i], "-");
    for (size_t i = 0; i < parsed->given_count; i++) {
        const struct given *given = &parsed->given[i];
        bool reads = given->value != NULL && !text_equal(given->option->name, "output") &&
                     (given->option->hint == HINT_YAML || given->option->hint == HINT_JSON || given->option->hint == HINT_FILE);
        readers += reads && (text_equal(given->value, "-") || text_ends_with(given->value, "=-"));
    }
    return readers <= 1 || diags_add(session->diags, DIAG_USAGE, (struct place){0}, "only one input can be '-', standard input");
}
