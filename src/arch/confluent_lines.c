/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arch/confluent.h"
#include "arch/msk.h"
#include "cost/factors.h"

/* Places in each type's list of lines; Enterprise ends with its meters of PrivateLink. */
enum { LINE_UNITS, LINE_IN, LINE_OUT, LINE_SPACE, LINE_PRODUCE, LINE_CONSUME, LINE_LINK_IN, LINE_LINK_OUT };

#define COPIES                                                              \
    {                                                                       \
        FACTOR_OPTION, CONFLUENT_BILLED_COPIES, UNIT_COUNT, "copies billed" \
    }
#define UNITS_LINE(type)                                                      \
    {                                                                         \
        "compute.units", COMPUTE, METER_ID_CONFLUENT_##type##_UNIT, "units",  \
        {                                                                     \
            {FACTOR_DEPLOYED, 0, UNIT_COUNT, "units"},                        \
            {                                                                 \
                FACTOR_DERIVED, 0, UNIT_NUMBER, "hours per year at this load" \
            }                                                                 \
        }                                                                     \
    }
#define IN_LINE(meter)                                                       \
    {                                                                        \
        "network.data_in", NETWORK, meter, "bytes written", { RATE, YEAR_S } \
    }
#define OUT_LINE(meter)                                                            \
    {                                                                              \
        "network.data_out", NETWORK, meter, "bytes read", { RATE, GROUPS, YEAR_S } \
    }
#define SPACE_OF(type)                                                               \
    {                                                                                \
        "storage.block", STORAGE, METER_ID_CONFLUENT_##type##_SPACE, "records kept", \
        {                                                                            \
            RATE, KEPT, COPIES, MONTHS                                               \
        }                                                                            \
    }

static const struct line LINK_HOURS = {"network.private_link.hours",
                                       NETWORK,
                                       METER_ID_ENDPOINT_HOURS,
                                       "your PrivateLink endpoints",
                                       {{FACTOR_ROOT, ROOT_ZONES, UNIT_COUNT, "zones"}, YEAR_H}};
static const struct line LINK_IN = {"network.private_link.in",
                                    NETWORK,
                                    METER_ID_ENDPOINT_BYTES,
                                    "bytes written through PrivateLink",
                                    {RATE, YEAR_S}};
static const struct line LINK_OUT = {"network.private_link.out",
                                     NETWORK,
                                     METER_ID_ENDPOINT_BYTES,
                                     "bytes read through PrivateLink",
                                     {RATE, GROUPS, YEAR_S}};

#define LINES_OF(type, name)                                                                 \
    static const struct line name##_UNITS = UNITS_LINE(type), name##_SPACE = SPACE_OF(type), \
                             name##_IN = IN_LINE(METER_ID_CONFLUENT_##type##_IN),            \
                             name##_OUT = OUT_LINE(METER_ID_CONFLUENT_##type##_OUT)
#define COMMON_LINES(name) &name##_UNITS, &name##_IN, &name##_OUT, &name##_SPACE, &MSK_PRODUCE, &MSK_CONSUME

LINES_OF(FREIGHT, FREIGHT);
LINES_OF(ENTERPRISE, ENTERPRISE);
LINES_OF(DEDICATED, DEDICATED);
LINES_OF(STANDARD, STANDARD);
static const struct line ENTERPRISE_LINK_IN = IN_LINE(METER_ID_CONFLUENT_ENTERPRISE_LINK_IN),
                         ENTERPRISE_LINK_OUT = OUT_LINE(METER_ID_CONFLUENT_ENTERPRISE_LINK_OUT);

const struct line *const CONFLUENT_FREIGHT_LINES[] = {COMMON_LINES(FREIGHT), NULL};
const struct line *const CONFLUENT_STANDARD_LINES[] = {COMMON_LINES(STANDARD), NULL};
const struct line *const CONFLUENT_DEDICATED_LINES[] = {COMMON_LINES(DEDICATED), &LINK_HOURS, &LINK_IN,
                                                        &LINK_OUT, NULL};
const struct line *const CONFLUENT_ENTERPRISE_LINES[] = {COMMON_LINES(ENTERPRISE),
                                                         &ENTERPRISE_LINK_IN,
                                                         &ENTERPRISE_LINK_OUT,
                                                         &LINK_HOURS,
                                                         &LINK_IN,
                                                         &LINK_OUT,
                                                         NULL};

void confluent_fleet(const struct context *context, const struct deployment *deployment,
                     const struct demand *demand, struct ledger *ledger)
{
    const struct line *line = confluent_arch(context)->lines[LINE_UNITS];
    for (size_t i = 0; i < demand->segment_count; i++)
        ledger_add_line(ledger, line, GROUP_SHARED, deployment->roles[0].instance,
                        confluent_units_paid(context, deployment, demand, &demand->segments[i]),
                        year_hourly_h(context->params) * demand->segments[i].share);
}

static void topic_flows(const struct context *context, const struct group_demand *group, bool has_link,
                        struct ledger *ledger)
{
    const struct params *params = context->params;
    const struct line *const *lines = confluent_arch(context)->lines;
    bool own_meters = has_link && confluent_arch(context)->service == SERVICE_CONFLUENT_ENTERPRISE;
    double rate = topic_num(params, group->topic, TOPIC_PRODUCE_RATE),
           groups = topic_num(params, group->topic, TOPIC_GROUPS), year_s = year_metered_s(params);
    int32_t topic = (int32_t)group->topic;
    ledger_add_line(ledger, lines[LINE_SPACE], topic, ITEM_NONE, rate, topic_asked_s(params, group->topic),
                    confluent_num(context, CONFLUENT_BILLED_COPIES), MONTHS_PER_YEAR);
    ledger_add_line(ledger, lines[own_meters ? LINE_LINK_IN : LINE_IN], topic, ITEM_NONE, rate, year_s);
    ledger_add_line(ledger, lines[own_meters ? LINE_LINK_OUT : LINE_OUT], topic, ITEM_NONE, rate, groups,
                    year_s);
    msk_client_usage(context, group, ledger);
    if (!has_link) return;
    ledger_add_line(ledger, &LINK_IN, topic, ITEM_NONE, rate, year_s);
    ledger_add_line(ledger, &LINK_OUT, topic, ITEM_NONE, rate, groups, year_s);
}

void confluent_flows(const struct context *context, const struct deployment *deployment,
                     const struct demand *demand, struct ledger *ledger)
{
    (void)deployment;
    bool has_link = confluent_connect(context) == CONNECT_PRIVATELINK;
    for (size_t i = 0; i < demand->group_count; i++)
        topic_flows(context, &demand->groups[i], has_link, ledger);
    if (has_link)
        ledger_add_line(ledger, &LINK_HOURS, GROUP_SHARED, ITEM_NONE, root_num(context->params, ROOT_ZONES),
                        year_hourly_h(context->params));
}
