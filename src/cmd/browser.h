/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Browser: prints a page as PDF with a headless Chromium or Chrome, where there is one on PATH. */
#pragma once

#include <stdbool.h>

#include "base/error.h"

/* Path of the browser; NULL with a diagnostic when PATH has none. */
const char *browser_find(struct arena *arena, struct diags *diags);

/* The page as PDF, in arena; NULL with a diagnostic. The page and the browser's profile are temporary files,
 * gone when it returns or the process is interrupted; a browser that takes too long is ended. */
char *browser_print(const char *page, struct arena *arena, size_t *length, struct diags *diags);
