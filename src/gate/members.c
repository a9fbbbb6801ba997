/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gate/members.h"

#include <stddef.h>

const char *const RULE_LOADS[] = {
    [RULE_LOAD_PEAK] = "peak", [RULE_LOAD_MEAN] = "mean", [RULE_LOAD__COUNT] = NULL};

const struct rule_member_row RULE_MEMBERS[MEMBER__COUNT] = {
    [MEMBER_RULE] = {"rule", 0, SHAPE_KIND, "the kind of rule"},
    [MEMBER_ID] = {"id", 0, SHAPE_TEXT,
                   "a name of the rule's own, unique in the file; without, it is named after its kind"},
    [MEMBER_WORKLOAD] =
        {"workload", 0, SHAPE_TEXT,
         "name of the one workload that the rule is for; without, it is for every one that is checked"},
    [MEMBER_ARCHITECTURE] =
        {"architecture", 0, SHAPE_TEXT,
         "id of the architecture that is judged; 'all' of the workload (the default), the "
         "'recommended', which is the cheapest that meets its objectives, the "
         "'cheapest' that can carry it, which ignores objectives, or the 'current' one, which the workload "
         "says runs today"},
    [MEMBER_COMPONENT] = {"component", RULE_KEY_PART, SHAPE_COMPONENT, "only this component of the cost"},
    [MEMBER_LINE] = {"line", RULE_KEY_PART, SHAPE_TEXT, "only this line of the cost"},
    [MEMBER_TO] = {"to", RULE_KEY_TO, SHAPE_TEXT, "id of the architecture that the cost is held against"},
    [MEMBER_RESOURCE] = {"resource", RULE_KEY_RESOURCE, SHAPE_TEXT,
                         "only this resource, as 'warpcost plan' names it"},
    [MEMBER_LOAD] = {"load", RULE_KEY_LATENCY, SHAPE_LOAD, "latency at peak (the default) or mean load"},
    [MEMBER_TOPIC_GROUP] = {"topic_group", RULE_KEY_LATENCY, SHAPE_TEXT,
                            "name of the topic group whose latency is judged; 'each' of the workload (the "
                            "default), or the records of all 'together'"},
    [MEMBER_WEIGHT] =
        {"weight", RULE_KEY_WEIGHT, SHAPE_USD,
         "count only assumptions that move the total by this much when changed by ±10 % (a dollar per year)"},
    [MEMBER_SEVERITY] = {"severity", 0, SHAPE_SEVERITY, "fail (the default) or warn"},
    [MEMBER_MESSAGE] = {"message", 0, SHAPE_TEXT, "what to tell whoever breaks the rule"},
    [MEMBER_OWNER] = {"owner", 0, SHAPE_TEXT, "whom to ask"},
};

bool rule_takes(const struct rule_kind *kind, enum rule_member member)
{
    if (member == MEMBER_WORKLOAD) return (kind->keys & RULE_KEY_TOTAL) == 0;
    return RULE_MEMBERS[member].bit == 0 || (kind->keys & RULE_MEMBERS[member].bit) != 0;
}
