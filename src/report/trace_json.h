/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/arena.h"
#include "sim/path_trace.h"

/* A trace in Chrome's trace event format, for chrome://tracing or Perfetto: producers and servers are processes, each of them a thread, spans are complete
 * events in microseconds. In arena. */
char *trace_json(const struct path_trace *trace, const char *architecture, struct arena *arena);
