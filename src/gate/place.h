/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gate/gate.h"

/* The position in the workload file where a reader would look first when the rule fails for the
 * architecture: the rate of the judged topic group ("" for none), else the parameter behind the dearest
 * judged line, else an option of the architecture, else the largest rate, else the first line of the file. */
struct place place_of_rule(const struct judgement *judgement, const struct rule *rule,
                           const char *architecture, const char *topic_group);
