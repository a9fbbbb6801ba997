/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The latency of an architecture as JSON: the members of the run document's `latency`, written and read. */
#pragma once

#include "report/json_out.h"
#include "report/members.h"
#include "run/run.h"

/* The member `latency` of an architecture: an object, or null when there is none. */
void latency_json_write(struct json_out *out, const struct run_latency *latency);

/* Read that member of an architecture's object; false and diagnostics when it can't be. *latency is NULL for
 * null. */
bool latency_json_read(struct members_reader *reader, const struct json *architecture,
                       const struct run_latency **latency);
