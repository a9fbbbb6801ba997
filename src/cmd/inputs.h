/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Inputs: a workload or a saved run document, for the verbs that take either. A file whose name ends in .json
 * is a run document; every other, and standard input, is a workload. */
#pragma once

#include "cmd/command.h"
#include "iac/terraform.h"
#include "study/compare.h"

struct input_run {
    const char *file;
    struct compare_request request; /* of a workload; params is NULL for a run document */
    const struct run *saved;        /* of a run document */
};

bool input_is_saved(const char *file);

/* Read and settle the run document at file; NULL with diagnostics. */
const struct run *input_read_saved(const char *file, struct session *session);

/* As input_read_saved, from bytes. A message names the kind of a wrong file. */
const struct run *input_read_run(const char *file, const char *bytes, size_t length, struct session *session);

/* Load the file without a price book, restricted to the architectures of --architecture where the verb has
 * it, as load_request does. False with diagnostics. */
bool input_load(const struct parsed *parsed, const char *file, enum terraform_side side,
                struct session *session, struct input_run *input);

/* Diagnose a second reading of standard input: false. */
bool inputs_check_stdin(const struct parsed *parsed, struct session *session);
