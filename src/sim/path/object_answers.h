/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Answers to producers. A request is answered when its file is committed; where answers come in turn
 * (path.h), not before all that its producer sent earlier: it waits in its connection's line. */
#pragma once

#include "sim/path/object_run.h"

/* After writers and background have started. */
void object_answers_start(struct object_run *run);

/* The flight leaves its producer. */
void object_answers_send(struct object_run *run, uint32_t flight);

/* The flight's file is committed: answer what may be answered now. */
void object_answers_commit(struct object_run *run, int64_t now_ns, uint32_t flight);
