/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What every reader promises of a mistake: an exit code of wrong input, a message in one line of clean text,
 * and a place that is in the input. */
#pragma once

#include <string.h>

#include "base/error.h"
#include "base/text.h"

/* An assert that no build leaves out. */
#define must(condition) ((condition) ? (void)0 : __builtin_trap())

static inline void check_diag(const struct diag *diag)
{
    enum exit_code code = diag_exit_code(diag->id);
    bool is_option = diag->place.file != NULL && text_starts_with(diag->place.file, "--");
    must(code == EXIT_INPUT || code == EXIT_PRICE || code == EXIT_IO || (code == EXIT_USAGE && is_option));
    must(diag->place.file != NULL && (diag->place.line > 0 || diag->place.column == 0));
    must(*diag->message != '\0' && strpbrk(diag->message, "\n\r\033") == NULL);
    must(text_invalid_utf8_at(diag->message, strlen(diag->message)) == strlen(diag->message));
}

/* The mistakes of an input of length bytes. */
static inline void check_diags(const struct diags *diags, const char *bytes, size_t length)
{
    uint32_t lines = 1;
    for (size_t i = 0; i < length; i++) lines += bytes[i] == '\n';
    for (const struct diag *diag = diags->first; diag != NULL; diag = diag->next) {
        check_diag(diag);
        must(diag->place.line <= lines && diag->place.column <= length + 1);
    }
}
