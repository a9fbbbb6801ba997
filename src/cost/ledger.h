/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage ledger: a year's usage of each meter by an architecture, line by line with its cause.
 *
 * A cost line (struct line) is a static row that an architecture declares: its id "component.cause", the
 * meter it runs on, and the factors whose product is its quantity. A ledger entry is that line for one
 * topic group (or shared) with the factors' values. The quantity IS the product of the factors, divided by
 * the bytes of a billed GB where the meter counts GB, so that `explain` can't print other factors than the
 * bill's.
 *
 * Ownership: entries live in the ledger's arena; lines are static. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/units.h"
#include "cost/components.h"
#include "cost/meters.h"
#include "params/params.h"

enum owner { OWNER_CLOUD, OWNER_VENDOR };

const char *owner_name(enum owner owner); /* "cloud", "vendor" */

enum { FACTORS_MAX = 6 };

/* The origin of a factor's value, for `explain`. */
enum factor_scope {
    FACTOR_END = 0,  /* no further factor */
    FACTOR_DERIVED,  /* computed from several; the label describes it */
    FACTOR_ROOT,     /* the root parameter `row`, as it is */
    FACTOR_TOPIC,    /* the topic group's parameter `row` */
    FACTOR_OPTION,   /* the architecture's option `row` */
    FACTOR_DEPLOYED, /* read from the deployment */
    FACTOR_CONSTANT, /* of nature or of the billing conventions */
};

struct factor {
    enum factor_scope scope;
    int row;
    enum unit_kind unit;
    const char *label;
};

/* A cost line, declared once, static. */
struct line {
    const char *id; /* "network.replicate" */
    enum component component;
    enum meter meter;
    const char *title; /* "replication to the other zones" */
    struct factor factors[FACTORS_MAX];
};

/* The seller of the line's meter. */
enum owner line_owner(const struct line *line);

enum { GROUP_SHARED = -1, ITEM_NONE = -1 };

struct ledger_entry {
    const struct line *line;
    int32_t group;  /* index into params.topics, or GROUP_SHARED */
    int16_t item;   /* index into the catalogue for instance meters, else ITEM_NONE */
    uint8_t period; /* year of the period, from 0 */
    uint8_t factor_count;
    double quantity_per_year; /* in the meter's unit */
    const double *factors;    /* factor_count values, base units */
};

struct ledger {
    struct arena *arena;
    double gb_bytes; /* bytes of a billed GB */
    size_t count;
    size_t capacity;
    struct ledger_entry *entries;
};

/* An empty ledger under the billing conventions of params. */
struct ledger ledger_new(struct arena *arena, const struct params *params);

/* Reserve room for so many entries; more may be added. */
void ledger_reserve(struct ledger *ledger, size_t entries);

/* Add one entry with as many values as the line has factors. A zero quantity leaves no entry. Negative or
 * non-finite is a bug (assert). */
void ledger_add(struct ledger *ledger, const struct line *line, int32_t group, int16_t item,
                const double *factors);
#define ledger_add_line(ledger, line, group, item, ...) \
    ledger_add((ledger), (line), (group), (item), (const double[FACTORS_MAX]){__VA_ARGS__})

/* Raw amount (bytes, byte-months, bytes/s-months) → billed units of the meter. */
double meter_quantity(enum meter meter, double raw, double gb_bytes);
