/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gate/gate.h"

/* Where in the workload file a reader would look first when the rule doesn't hold for the architecture: the
 * rate of the topic group whose latency is judged ("" for none), else the parameter that the dearest line of
 * what is judged was multiplied by, else an option of the architecture, else the largest rate, else the first
 * line of the file. */
struct place place_of_rule(const struct judgement *judgement, const struct rule *rule,
                           const char *architecture, const char *topic_group);
