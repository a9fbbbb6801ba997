/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Members: the keys of a rule besides its limit, as a table that reader, schema and reference share. */
#pragma once

#include "gate/rules.h"

enum rule_member {
    MEMBER_RULE,
    MEMBER_ID,
    MEMBER_WORKLOAD,
    MEMBER_ARCHITECTURE,
    MEMBER_COMPONENT,
    MEMBER_LINE,
    MEMBER_TO,
    MEMBER_RESOURCE,
    MEMBER_LOAD,
    MEMBER_TOPIC_GROUP,
    MEMBER_WEIGHT,
    MEMBER_SEVERITY,
    MEMBER_MESSAGE,
    MEMBER_OWNER,
    MEMBER__COUNT
};

enum member_shape { SHAPE_KIND, SHAPE_TEXT, SHAPE_COMPONENT, SHAPE_LOAD, SHAPE_SEVERITY, SHAPE_USD };

struct rule_member_row {
    const char *name;
    unsigned bit; /* the enum rule_key bit that a kind needs to take it; 0 for all */
    enum member_shape shape;
    const char *help;
};
extern const struct rule_member_row RULE_MEMBERS[MEMBER__COUNT];

enum { RULE_LOAD_PEAK, RULE_LOAD_MEAN, RULE_LOAD__COUNT };
extern const char *const RULE_LOADS[];

bool rule_takes(const struct rule_kind *kind, enum rule_member member);
