/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cost/ledger.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum owner line_owner(const struct line *line)
{
    return offer_is_cloud(METERS[line->meter].offer_id) ? OWNER_CLOUD : OWNER_VENDOR;
}

const char *owner_name(enum owner owner) { return owner == OWNER_CLOUD ? "cloud" : "vendor"; }

struct ledger ledger_new(struct arena *arena, const struct params *params)
{
    bool decimal = (enum gigabyte)root_num(params, ROOT_GIGABYTE) == GIGABYTE_DECIMAL;
    return (struct ledger){.arena = arena, .gb_bytes = decimal ? GB : GIB};
}

double meter_quantity(enum meter meter, double raw, double gb_bytes)
{
    switch (METERS[meter].unit) {
    case METER_GB:
    case METER_GB_MONTH: return raw / gb_bytes;
    case METER_GIB:
    case METER_GIB_MONTH:
    case METER_GIBPS_MONTH: return raw / GIB;
    case METER_MIBPS_MONTH: return raw / MIB;
    case METER_HOURS:
    case METER_REQUESTS:
    case METER_IOPS_MONTH:
    case METER_QUARTER_HOURS:
    case METER_USD:
    case METER_MONTHS: break;
    }
    return raw;
}

void ledger_reserve(struct ledger *ledger, size_t capacity)
{
    if (capacity <= ledger->capacity) return;
    ledger->entries = arena_widened(ledger->arena, ledger->entries, ledger->count, sizeof *ledger->entries,
                                    capacity);
    ledger->capacity = capacity;
}

static struct ledger_entry *append(struct ledger *ledger)
{
    enum { FIRST_CAPACITY = 16 };
    if (ledger->count == ledger->capacity)
        ledger_reserve(ledger, ledger->capacity == 0 ? FIRST_CAPACITY : ledger->capacity * 2);
    return &ledger->entries[ledger->count++];
}

void ledger_add(struct ledger *ledger, const struct line *line, int32_t group, int16_t item,
                const double *factors)
{
    size_t count = 0;
    double product = 1;
    while (count < FACTORS_MAX && line->factors[count].scope != FACTOR_END) product *= factors[count++];
    assert(count > 0 && isfinite(product) && product >= 0);
    if (product == 0) return;

    double *kept = arena_new_of(ledger->arena, double, count);
    memcpy(kept, factors, count * sizeof *kept);
    *append(ledger) = (struct ledger_entry){
        .line = line,
        .group = group,
        .item = item,
        .factor_count = (uint8_t)count,
        .quantity_per_year = meter_quantity(line->meter, product, ledger->gb_bytes),
        .factors = kept,
    };
}
