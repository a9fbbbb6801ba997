/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/members.h"
#include "run/run.h"

/* Read the lines of an architecture's object. What lines have in common is found again: lines share a kind
 * when the kind, scaled to the line, says exactly what the document says of it. */
bool read_lines(struct members_reader *reader, const struct json *object,
                struct run_architecture *architecture);
