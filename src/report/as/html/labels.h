/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Labels: positions texts so that none covers another. Pixels; y grows downwards. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct label_box {
    double x, y, width, height; /* of its upper left corner */
};

bool labels_overlap(const struct label_box *a, const struct label_box *b);

/* Move count positions as little as possible (least squares) so that, in the order of wanted, each is at
 * least gap from the next, and all lie between low and high. If they can't all fit they are spaced evenly
 * from low on, closer than gap. */
void labels_spread(const double *wanted, size_t count, double gap, double low, double high, double *at,
                   struct arena *arena);

/* Boxes already taken, which no label may touch. */
struct labels {
    struct arena *arena;
    struct label_box frame; /* bounds of all labels */
    size_t count, capacity;
    struct label_box *taken;
};

struct labels labels_new(struct label_box frame, struct arena *arena);
void labels_take(struct labels *labels, struct label_box box);

/* True if a box lies in the frame and touches no taken one. */
bool labels_have_room(const struct labels *labels, const struct label_box *box);

/* Take the first of the candidates that lies in the frame and touches no taken box; false when there is
 * none. */
bool labels_place(struct labels *labels, const struct label_box *candidates, size_t count,
                  struct label_box *placed);
