/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finding: how one comes about, of one workload or of all together. */
#pragma once

#include "gate/gate.h"
#include "gate/rules.h"

/* A finding without a figure or an outcome. */
struct finding finding_new(const struct rule *rule, const char *architecture, const char *topic_group,
                           struct place place, struct arena *arena);

/* Make it an error: the rule can't be judged. */
void finding_refuse(struct finding *finding, enum diag_id problem, const char *why, struct arena *arena);

/* Set outcome, figure and sentence. paid is judged; shown is what may be told: paid too, unless is_hidden. A
 * value that is set stays. */
void finding_settle(struct finding *finding, const struct measure *paid, const struct measure *shown,
                    struct arena *arena);

/* The exit code of what was found. */
enum exit_code findings_code(const struct checked *checked);
