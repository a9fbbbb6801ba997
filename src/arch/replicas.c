/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arch/replicas.h"

#include <math.h>

#include "base/number.h"
#include "base/text.h"

static double num(const struct context *context, int option)
{
    return option_num(context->params, context->scenario, option);
}

double replicas_insync(const struct context *context, const struct replica_options *options)
{
    return smaller(num(context, options->min_insync_replicas), num(context, options->replication_factor));
}

/* A partition's replicas left in the worst case when a zone is gone: its leader's zone holds ceil(replicas
 * / zones). */
static const char *headroom(double zones, double replicas, double insync)
{
    double left = replicas - ceil(replicas / zones);
    if (zones == 1) return "one zone: no protection against losing it";
    if (left == 0) return "sized for the peak with one zone down, but some partitions are lost with it";
    if (left < insync)
        return "sized for the peak with one zone down, but acks=all writes stop on partitions that are short "
               "of replicas";
    return "handles the peak with one zone down, and while that zone recovers";
}

void replicas_guarantee(const struct context *context, const struct replica_options *options,
                        struct guarantees *guarantees)
{
    double replicas = num(context, options->replication_factor),
           zones = root_num(context->params, ROOT_ZONES), insync = replicas_insync(context, options);
    *guarantees = (struct guarantees){
        .ack = text_format(
            context->arena,
            "in memory of all in-sync replicas, at least %.0f of %.0f (acks=all, no fsync per write)", insync,
            replicas),
        .copies = replicas,
        .zones = smaller(replicas, zones),
        .loss = replicas > 1 ? "every in-sync replica fails before flushing its page cache"
                             : "the one broker fails before flushing its page cache, or its disk fails",
        .idempotence = true,
        .transactions = true,
        .compaction = true,
        .headroom = headroom(zones, replicas, insync),
    };
}

bool replicas_consistent(const struct context *context, const struct replica_options *options,
                         struct diags *diags)
{
    int row = options->min_insync_replicas;
    const struct value *value = &context->params->scenarios[context->scenario].values[row];
    if (value->origin != ORIGIN_GIVEN || value->num <= num(context, options->replication_factor)) return true;
    return diags_add(diags, DIAG_INCONSISTENT, params_place(context->params, value),
                     "%s: more than replication_factor, so that no write would be acknowledged; lower it",
                     params_option_path(diags->arena, context->params, context->scenario, row));
}
