/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/fold.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/money.h"

size_t fold_component_rank(const char *component)
{
    static const char *const ORDER[] = {"compute",       "storage", "network", "requests",
                                        "control_plane", "licence", "support"};
    size_t rank = 0;
    while (rank < sizeof ORDER / sizeof *ORDER && !text_equal(ORDER[rank], component)) rank++;
    return rank;
}

/* Row of this id, made when there is none. Ids of a run are few and mostly the same pointers, so that the
 * scan is short and rarely compares bytes. */
static struct fold_row *row_of(struct fold *fold, size_t *capacity, const struct run *run,
                               const struct run_line_kind *kind, struct arena *arena)
{
    for (size_t i = 0; i < fold->row_count; i++)
        if (fold->rows[i].id == kind->id) return &fold->rows[i];
    for (size_t i = 0; i < fold->row_count; i++)
        if (text_equal(fold->rows[i].id, kind->id)) return &fold->rows[i];
    if (fold->row_count == *capacity) {
        *capacity = *capacity == 0 ? 32 : *capacity * 2;
        struct fold_row *rows = arena_new_of(arena, struct fold_row, *capacity);
        if (fold->row_count > 0) memcpy(rows, fold->rows, fold->row_count * sizeof *rows);
        fold->rows = rows;
    }
    struct fold_row *row = &fold->rows[fold->row_count++];
    *row = (struct fold_row){kind->id, kind->component, kind->owner, kind->title,
                             arena_new_of(arena, struct fold_cell, run->architecture_count)};
    return row;
}

static void sort_by_component(struct fold *fold)
{
    for (size_t i = 1; i < fold->row_count; i++) {
        struct fold_row row = fold->rows[i];
        size_t at = i;
        for (;
             at > 0 && fold_component_rank(fold->rows[at - 1].component) > fold_component_rank(row.component);
             at--)
            fold->rows[at] = fold->rows[at - 1];
        fold->rows[at] = row;
    }
}

static void round_column(struct fold *fold, const struct run *run, size_t column, struct arena *arena)
{
    double *usd = arena_new_of(arena, double, fold->row_count);
    int64_t *whole = arena_new_of(arena, int64_t, fold->row_count);
    size_t *rows = arena_new_of(arena, size_t, fold->row_count), count = 0;
    for (size_t i = 0; i < fold->row_count; i++) {
        if (!fold->rows[i].cells[column].applies) continue;
        usd[count] = fold->rows[i].cells[column].usd_per_year;
        rows[count++] = i;
    }
    fold->total_usd[column] = money_round(usd, count, run->architectures[column].usd_per_year, whole, arena);
    for (size_t i = 0; i < count; i++) fold->rows[rows[i]].cells[column].whole_usd = whole[i];
}

struct fold fold_make(const struct run *run, struct arena *arena)
{
    struct fold fold = {.total_usd = arena_new_of(arena, int64_t, run->architecture_count)};
    size_t capacity = 0;
    for (size_t column = 0; column < run->architecture_count; column++) {
        const struct run_architecture *architecture = &run->architectures[column];
        for (size_t i = 0; i < architecture->line_count; i++) {
            const struct run_line *line = &architecture->lines[i];
            struct fold_cell *cell = &row_of(&fold, &capacity, run, line->kind, arena)->cells[column];
            cell->applies = true;
            cell->is_remembered |= line->kind->is_remembered;
            cell->has_groups |= *line->topic_group != '\0';
            cell->usd_per_year += line->usd_per_year;
            cell->line_count++;
        }
    }
    sort_by_component(&fold);
    for (size_t column = 0; column < run->architecture_count; column++)
        round_column(&fold, run, column, arena);
    return fold;
}
