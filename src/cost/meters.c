/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cost/meters.h"

#include <string.h>

#include "base/text.h"

const struct meter_row METERS[METER__COUNT] = {
#define METER(id, offer, usagetype, unit, unit_name, cur_pattern, help) \
    [METER_ID_##id] = {#offer, OFFER_ID_##offer, usagetype, unit, unit_name, cur_pattern, help},
#include "cost/meters.def"
#undef METER
};

enum meter meter_of_service(enum machine_service service)
{
    static const enum meter BY_SERVICE[SERVICE__COUNT] = {
        [SERVICE_EC2] = METER_ID_INSTANCE,
        [SERVICE_MSK] = METER_ID_MSK_BROKER,
        [SERVICE_MSK_EXPRESS] = METER_ID_MSK_EXPRESS_BROKER,
        [SERVICE_MSK_SERVERLESS] = METER_ID_MSK_SERVERLESS_CLUSTER,
        [SERVICE_CONFLUENT_FREIGHT] = METER_ID_CONFLUENT_FREIGHT_UNIT,
        [SERVICE_CONFLUENT_ENTERPRISE] = METER_ID_CONFLUENT_ENTERPRISE_UNIT,
        [SERVICE_CONFLUENT_DEDICATED] = METER_ID_CONFLUENT_DEDICATED_UNIT,
        [SERVICE_CONFLUENT_STANDARD] = METER_ID_CONFLUENT_STANDARD_UNIT,
    };
    return BY_SERVICE[service];
}

char *meter_id(struct arena *arena, enum meter meter, const char *item)
{
    const struct meter_row *row = &METERS[meter];
    const char *star = strchr(row->usagetype, '*');
    if (star == NULL || item == NULL) return text_format(arena, "%s:%s", row->offer, row->usagetype);
    return text_format(arena, "%s:%.*s%s", row->offer, (int)(star - row->usagetype), row->usagetype, item);
}

char *meter_on_bill(struct arena *arena, enum meter meter, const char *item, const struct price_row *row,
                    const char *region)
{
    static const char PREFIX[] = "{prefix}";
    const char *rest = METERS[meter].cur_pattern, *prefix = "";
    if (text_starts_with(rest, PREFIX)) {
        const char *usual = region_prefix(region);
        rest += strlen(PREFIX);
        prefix = row != NULL     ? arena_copy(arena, row->usagetype, (size_t)(row->bare - row->usagetype))
                 : usual != NULL ? usual
                                 : PREFIX;
    }
    const char *star = strchr(rest, '*');
    if (star == NULL || item == NULL) return text_format(arena, "%s%s", prefix, rest);
    return text_format(arena, "%s%.*s%s", prefix, (int)(star - rest), rest, item);
}
