/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Self-managed Kafka: declarations shared by its files.
 *
 *     kafka.c        options, presets, guarantees
 *     kafka_load.c   topic groups → flows, space, and the needs of each situation
 *     kafka_fleet.c  brokers, volumes, controllers: what fits and how full it is
 *     kafka_volumes.c  the volumes of a broker
 *     kafka_lines.c  metered lines
 *     kafka_path.c   the data path, shared with Amazon MSK (kafka_path.h) */
#pragma once

#include "arch/arch.h"
#include "arch/options.h"

enum kafka_option {
    KAFKA_BEFORE = OPTION__COUNT - 1, /* the common options come first */
#define PARAM(id, ...) KAFKA_##id,
#include "arch/kafka.def"
#undef PARAM
    KAFKA_OPTION__COUNT
};

/* A situation's demands on all brokers together, at the peak. `on_live` means that the bytes fall on the
 * brokers that are left. */
struct kafka_need {
    enum situation situation;
    bool writes_on_live; /* in and disk writes */
    bool serves_on_live; /* out, disk reads and CPU */
    double in_bytes_per_s;
    double out_bytes_per_s;
    double disk_write_bytes_per_s;
    double disk_read_bytes_per_s;
    double vcpus;
};

enum { KAFKA_NEEDS_MAX = SITUATION__COUNT };

/* demand.own */
struct kafka_needs {
    int controller; /* its instance type as told, or CATALOGUE_NONE; cached since the search asks often */
    size_t count;
    struct kafka_need needs[KAFKA_NEEDS_MAX];
};

void kafka_load(const struct context *context, struct group_set groups, struct demand *demand);
bool kafka_size(const struct context *context, const struct demand *demand, int instance, uint32_t count,
                struct deployment *deployment, const char **why);
void kafka_capacity(const struct context *context, const struct deployment *deployment,
                    const struct demand *demand, struct capacity *capacity);
void kafka_fleet(const struct context *context, const struct deployment *deployment,
                 const struct demand *demand, struct ledger *ledger);
void kafka_fleet_floor(const struct context *context, const struct demand *demand, struct ledger *ledger);
void kafka_flows(const struct context *context, const struct deployment *deployment,
                 const struct demand *demand, struct ledger *ledger);
extern const struct line *const KAFKA_LINES[];

/* The cheapest volumes of the option's kind that give one broker this space and speed. */
struct volumes kafka_volumes(const struct context *context, double space_bytes, double bytes_per_s);

/* True if this topic group's closed segments go to S3. */
bool kafka_is_tiered(const struct context *context, uint32_t topic);

/* Segments of a topic group at a rate factor, and PUT-class requests for each upload. */
struct kafka_segments {
    double per_s; /* closed by the whole group */
    double puts_each;
};
struct kafka_segments kafka_segments_at(const struct context *context, uint32_t topic, double factor);

/* Uploads of a topic group over the year. Segments closed by time hold less at a low load, so uploads are
 * not linear in the rate. */
struct kafka_uploads {
    double per_s;     /* mean */
    double puts_each; /* mean over the uploads */
};
struct kafka_uploads kafka_uploads_of(const struct context *context, const struct demand *demand,
                                      uint32_t topic);

static inline double kafka_num(const struct context *context, int option)
{
    return option_num(context->params, context->scenario, option);
}
