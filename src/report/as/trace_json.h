/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A trace of a simulated data path for chrome://tracing, Perfetto and the like: the Trace Event Format's JSON
 * (Google, "Trace Event Format", complete events and metadata). A process for producers and one for servers,
 * a thread for each of them, and further threads where its items overlap, so that each item lies on a thread
 * by itself and its steps within it. Times are microseconds of simulated time. */
#pragma once

#include "base/arena.h"
#include "sim/path/path_trace.h"

/* servers: their kind, "agent" or "broker". */
char *report_trace_json(const struct path_trace *trace, const char *servers, struct arena *arena);
