/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cost/volume_lines.h"

#include <math.h>

#include "base/number.h"

static void gp3_usage(const struct volume_lines *lines, const struct role *role, struct ledger *ledger)
{
    const struct volumes *volumes = &role->volumes;
    const struct volume_limits *limits = &VOLUME_LIMITS[VOLUME_GP3];
    double iops = larger(0, volumes->iops - limits->base_iops),
           bytes_per_s = larger(0, volumes->bytes_per_s - limits->base_bytes_per_s);
    ledger_add_line(ledger, &lines->gp3_iops, GROUP_SHARED, ITEM_NONE, role->count, volumes->count, iops,
                    MONTHS_PER_YEAR);
    ledger_add_line(ledger, &lines->gp3_throughput, GROUP_SHARED, ITEM_NONE, role->count, volumes->count,
                    bytes_per_s, MONTHS_PER_YEAR);
}

static void io2_usage(const struct volume_lines *lines, const struct role *role, struct ledger *ledger)
{
    static const double BAND_ENDS[IO2_BANDS + 1] = {0, 32000, 64000,
                                                    INFINITY}; /* Amazon EBS pricing: io2 IOPS bands */
    for (size_t band = 0; band < IO2_BANDS; band++) {
        double iops = larger(0, smaller(role->volumes.iops, BAND_ENDS[band + 1]) - BAND_ENDS[band]);
        ledger_add_line(ledger, &lines->io2_iops[band], GROUP_SHARED, ITEM_NONE, role->count,
                        role->volumes.count, iops, MONTHS_PER_YEAR);
    }
}

void volume_usage(const struct volume_lines *lines, const struct role *role, struct ledger *ledger)
{
    const struct volumes *volumes = &role->volumes;
    if (volumes->kind == VOLUME_NVME || volumes->kind == VOLUME_NONE) return;
    ledger_add_line(ledger, &lines->space[volumes->kind], GROUP_SHARED, ITEM_NONE, role->count,
                    volumes->count, volumes->gib * GIB, MONTHS_PER_YEAR);
    if (volumes->kind == VOLUME_GP3) gp3_usage(lines, role, ledger);
    if (volumes->kind == VOLUME_IO1)
        ledger_add_line(ledger, &lines->io1_iops, GROUP_SHARED, ITEM_NONE, role->count, volumes->count,
                        volumes->iops, MONTHS_PER_YEAR);
    if (volumes->kind == VOLUME_IO2) io2_usage(lines, role, ledger);
}
