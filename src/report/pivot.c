/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/pivot.h"

#include <stdlib.h>

#include "base/text.h"
#include "cost/components.h"
#include "report/money.h"

bool pivot_is_alike(const struct run_line_kind *a, const struct run_line_kind *b)
{
    return a == b ||
           (text_equal(a->id, b->id) && text_equal(a->meter, b->meter) && text_equal(a->item, b->item));
}

/* The row of this id, added if missing. Ids of a run are few and mostly the same pointers, so the scan is
 * short and rarely compares bytes. */
static struct pivot_row *row_of(struct pivot *pivot, size_t *capacity, const struct run *run,
                                const struct run_line_kind *kind, struct arena *arena)
{
    for (size_t i = 0; i < pivot->row_count; i++)
        if (pivot->rows[i].id == kind->id) return &pivot->rows[i];
    for (size_t i = 0; i < pivot->row_count; i++)
        if (text_equal(pivot->rows[i].id, kind->id)) return &pivot->rows[i];
    arena_grow(arena, pivot->rows, pivot->row_count, *capacity, 32);
    struct pivot_row *row = &pivot->rows[pivot->row_count++];
    *row = (struct pivot_row){kind->id, kind->component, kind->owner, kind->title,
                              arena_new_of(arena, struct pivot_cell, run->architecture_count)};
    return row;
}

static void sort_by_component(struct pivot *pivot)
{
    for (size_t i = 1; i < pivot->row_count; i++) {
        struct pivot_row row = pivot->rows[i];
        size_t at = i;
        for (; at > 0 && component_find(pivot->rows[at - 1].component) > component_find(row.component); at--)
            pivot->rows[at] = pivot->rows[at - 1];
        pivot->rows[at] = row;
    }
}

static void round_column(struct pivot *pivot, const struct run *run, size_t column)
{
    int64_t sum_usd = 0;
    for (size_t i = 0; i < pivot->row_count; i++) {
        struct pivot_cell *cell = &pivot->rows[i].cells[column];
        cell->whole_usd = money_round(cell->usd_per_year);
        sum_usd += cell->whole_usd;
    }
    pivot->total_usd[column] = money_round(run->architectures[column].usd_per_year);
    pivot->is_off |= sum_usd != pivot->total_usd[column];
}

struct pivot pivot_make(const struct run *run, struct arena *arena)
{
    struct pivot pivot = {.total_usd = arena_new_of(arena, int64_t, run->architecture_count)};
    size_t capacity = 0;
    for (size_t column = 0; column < run->architecture_count; column++) {
        const struct run_architecture *architecture = &run->architectures[column];
        for (size_t i = 0; i < architecture->line_count; i++) {
            const struct run_line *line = &architecture->lines[i];
            struct pivot_cell *cell = &row_of(&pivot, &capacity, run, line->kind, arena)->cells[column];
            cell->applies = true;
            cell->is_unverified |= line->kind->is_unverified;
            cell->has_groups |= *line->topic_group != '\0';
            cell->usd_per_year += line->usd_per_year;
        }
    }
    sort_by_component(&pivot);
    for (size_t column = 0; column < run->architecture_count; column++) round_column(&pivot, run, column);
    return pivot;
}
