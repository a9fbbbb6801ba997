/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arch/quorum.h"

/* Kafka's documentation asks for 5 GB, etcd's (hardware recommendations) for 8 GB; nearly 8 GiB are sold. */
static const double LEAST_VCPUS = 2, LEAST_GIB = 0.95 * 8;

int quorum_type(const struct context *context, int node)
{
    const struct instance *types = context->catalogue->instances;
    const double *usd_per_h = context->prices->instance_usd_per_h;
    int first = node, best = node;
    while (first > 0 && types[first - 1].family == types[node].family) first--;
    for (size_t i = (size_t)first; i < context->catalogue->count && types[i].family == types[node].family;
         i++)
        if (!types[i].is_metal && types[i].vcpus >= LEAST_VCPUS && types[i].memory_gib >= LEAST_GIB &&
            usd_per_h[i] < usd_per_h[best])
            best = (int)i;
    return best;
}
