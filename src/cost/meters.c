/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cost/meters.h"

#include <string.h>

#include "base/text.h"

const struct meter_row METERS[METER__COUNT] = {
#define METER(id, offer, usagetype, unit, unit_name, cur_pattern, help) [METER_ID_##id] = {offer, usagetype, unit, unit_name, cur_pattern, help},
#include "cost/meters.def"
#undef METER
};

char *meter_id(struct arena *arena, enum meter meter, const char *item)
{
    const struct meter_row *row = &METERS[meter];
    const char *star = strchr(row->usagetype, '*');
    if (star == NULL || item == NULL)
        return text_format(arena, "%s:%s", row->offer, row->usagetype);
    return text_format(arena, "%s:%.*s%s", row->offer, (int)(star - row->usagetype), row->usagetype, item);
}
