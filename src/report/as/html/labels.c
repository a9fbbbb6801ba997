/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/as/html/labels.h"

#include <stdlib.h>

bool labels_overlap(const struct label_box *a, const struct label_box *b)
{
    return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height &&
           b->y < a->y + a->height;
}

struct position {
    double wanted;
    size_t index;
};

static int by_wanted(const void *left, const void *right)
{
    const struct position *a = left, *b = right;
    if (a->wanted != b->wanted) return a->wanted < b->wanted ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

/* Neighbours that move together, with the sum of their wanted positions less their distances. */
struct block {
    double sum;
    size_t count;
};

static double mean_of(const struct block *block) { return block->sum / (double)block->count; }

/* Pool adjacent violators: with gap × rank subtracted, "at least gap apart" becomes "not falling", for
 * which pooling gives the least squares. Clipping to the bounds keeps the optimum. */
void labels_spread(const double *wanted, size_t count, double gap, double low, double high, double *at,
                   struct arena *arena)
{
    struct position *positions = arena_new_of(arena, struct position, count);
    struct block *blocks = arena_new_of(arena, struct block, count);
    size_t block_count = 0;
    for (size_t i = 0; i < count; i++) positions[i] = (struct position){wanted[i], i};
    qsort(positions, count, sizeof *positions, by_wanted);
    double room = count > 1 ? (high - low) / (double)(count - 1) : 0,
           apart = count > 1 && gap > room ? room : gap;
    for (size_t i = 0; i < count; i++) {
        blocks[block_count++] = (struct block){positions[i].wanted - apart * (double)i, 1};
        while (block_count > 1 && mean_of(&blocks[block_count - 2]) > mean_of(&blocks[block_count - 1])) {
            blocks[block_count - 2].sum += blocks[block_count - 1].sum;
            blocks[block_count - 2].count += blocks[block_count - 1].count;
            block_count--;
        }
    }
    double highest = high - apart * (double)(count > 0 ? count - 1 : 0);
    for (size_t b = 0, i = 0; b < block_count; b++)
        for (size_t n = 0; n < blocks[b].count; n++, i++) {
            double base = mean_of(&blocks[b]);
            base = base > highest ? highest : base;
            at[positions[i].index] = (base < low ? low : base) + apart * (double)i;
        }
}

struct labels labels_new(struct label_box frame, struct arena *arena)
{
    return (struct labels){arena, frame, 0, 0, NULL};
}

void labels_take(struct labels *labels, struct label_box box)
{
    arena_grow(labels->arena, labels->taken, labels->count, labels->capacity, 64);
    labels->taken[labels->count++] = box;
}

static bool lies_in(const struct label_box *box, const struct label_box *frame)
{
    return box->x >= frame->x && box->y >= frame->y && box->x + box->width <= frame->x + frame->width &&
           box->y + box->height <= frame->y + frame->height;
}

bool labels_have_room(const struct labels *labels, const struct label_box *box)
{
    for (size_t i = 0; i < labels->count; i++)
        if (labels_overlap(box, &labels->taken[i])) return false;
    return lies_in(box, &labels->frame);
}

bool labels_place(struct labels *labels, const struct label_box *candidates, size_t count,
                  struct label_box *placed)
{
    for (size_t i = 0; i < count; i++) {
        if (!labels_have_room(labels, &candidates[i])) continue;
        *placed = candidates[i];
        labels_take(labels, *placed);
        return true;
    }
    return false;
}
