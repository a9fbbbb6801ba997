/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Volume lines: the cost lines of a role's EBS volumes of any kind, and their usage of each meter. */
#pragma once

#include "cost/deployment.h"
#include "cost/ledger.h"

enum { IO2_BANDS = 3 };

struct volume_lines {
    struct line space[VOLUME__COUNT]; /* by kind; none of local disks and MSK's */
    struct line gp3_iops, gp3_throughput;
    struct line io1_iops;
    struct line io2_iops[IO2_BANDS]; /* io2 sells IOPS in bands per volume, not of the month's sum */
};

#define VOLUME_LINE_(line_id, line_title, meter_id, nodes, what_unit, what)                            \
    {                                                                                                  \
        line_id, STORAGE, meter_id, line_title,                                                        \
        {                                                                                              \
            {FACTOR_DEPLOYED, 0, UNIT_COUNT, nodes}, {FACTOR_DEPLOYED, 0, UNIT_COUNT, "volumes each"}, \
                {FACTOR_DEPLOYED, 0, what_unit, what},                                                 \
            {                                                                                          \
                FACTOR_CONSTANT, 0, UNIT_NUMBER, "months per year"                                     \
            }                                                                                          \
        }                                                                                              \
    }

/* Lines with "storage.block"-like ids for the volumes of `nodes` ("brokers"): all arguments are string
 * literals. */
#define VOLUME_LINES(id, title, nodes)                                                                      \
    {                                                                                                       \
        .space = {[VOLUME_GP3] = VOLUME_LINE_(id, title, METER_ID_GP3_SPACE, nodes, UNIT_BYTES, "size"),    \
                  [VOLUME_GP2] = VOLUME_LINE_(id, title, METER_ID_GP2_SPACE, nodes, UNIT_BYTES, "size"),    \
                  [VOLUME_ST1] = VOLUME_LINE_(id, title, METER_ID_ST1_SPACE, nodes, UNIT_BYTES, "size"),    \
                  [VOLUME_SC1] = VOLUME_LINE_(id, title, METER_ID_SC1_SPACE, nodes, UNIT_BYTES, "size"),    \
                  [VOLUME_IO1] = VOLUME_LINE_(id, title, METER_ID_IO1_SPACE, nodes, UNIT_BYTES, "size"),    \
                  [VOLUME_IO2] = VOLUME_LINE_(id, title, METER_ID_IO2_SPACE, nodes, UNIT_BYTES, "size")},   \
        .io1_iops = VOLUME_LINE_(id ".iops", title ": IOPS", METER_ID_IO1_IOPS, nodes, UNIT_COUNT, "IOPS"), \
        .gp3_iops = VOLUME_LINE_(id ".iops", title ": IOPS", METER_ID_GP3_IOPS, nodes, UNIT_COUNT,          \
                                 "IOPS over the 3,000 included"),                                           \
        .gp3_throughput = VOLUME_LINE_(id ".throughput", title ": throughput", METER_ID_GP3_THROUGHPUT,     \
                                       nodes, UNIT_RATE, "throughput over the 125 MiB/s included"),         \
        .io2_iops = {VOLUME_LINE_(id ".iops", title ": IOPS", METER_ID_IO2_IOPS_1, nodes, UNIT_COUNT,       \
                                  "IOPS up to 32,000"),                                                     \
                     VOLUME_LINE_(id ".iops", title ": IOPS", METER_ID_IO2_IOPS_2, nodes, UNIT_COUNT,       \
                                  "IOPS from 32,000 to 64,000"),                                            \
                     VOLUME_LINE_(id ".iops", title ": IOPS", METER_ID_IO2_IOPS_3, nodes, UNIT_COUNT,       \
                                  "IOPS over 64,000")},                                                     \
    }

/* Every line of `lines`, for an architecture's list: a comma-separated sequence of pointers. */
#define VOLUME_LINES_ALL(lines)                                                              \
    &(lines).space[VOLUME_GP3], &(lines).space[VOLUME_GP2], &(lines).space[VOLUME_ST1],      \
        &(lines).space[VOLUME_SC1], &(lines).space[VOLUME_IO1], &(lines).space[VOLUME_IO2],  \
        &(lines).io1_iops, &(lines).gp3_iops, &(lines).gp3_throughput, &(lines).io2_iops[0], \
        &(lines).io2_iops[1], &(lines).io2_iops[2]

/* Ledger entries for the role's volumes; none for local disks. */
void volume_usage(const struct volume_lines *lines, const struct role *role, struct ledger *ledger);
