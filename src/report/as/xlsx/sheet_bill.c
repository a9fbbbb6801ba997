/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/as/xlsx/sheet_bill.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "base/units.h"
#include "cost/components.h"
#include "report/pivot.h"

/* Equal for sums of figures that have 12 digits each; an unknown one equals itself. */
static bool is_near(double a, double b)
{
    const double tolerance = 1e-9;
    return fabs(a - b) <= tolerance * fmax(fabs(a), fabs(b)) || (isnan(a) && isnan(b));
}

/* ---- rows ---- */

static bool follows_rate(const struct run_line_kind *kind)
{
    for (size_t i = 0; i < kind->factor_count; i++)
        if (text_equal(kind->factors[i].path, "topics.*.produce.rate")) return true;
    return false;
}

/* Lines of a kind are mostly adjacent or alternate, and kinds are few. */
static struct sheet_row *row_of(struct sheet_bill *bill, size_t *capacity, const struct run_line_kind *kind,
                                struct arena *arena)
{
    for (size_t i = 0; i < bill->row_count; i++)
        if (bill->rows[i].kind == kind) return &bill->rows[i];
    for (size_t i = 0; i < bill->row_count; i++)
        if (pivot_is_alike(bill->rows[i].kind, kind)) return &bill->rows[i];
    arena_grow(arena, bill->rows, bill->row_count, *capacity, 16);
    struct sheet_row *row = &bill->rows[bill->row_count++];
    *row = (struct sheet_row){.kind = kind, .follows_rate = follows_rate(kind)};
    return row;
}

static void sort_rows(struct sheet_bill *bill)
{
    for (size_t i = 1; i < bill->row_count; i++) {
        struct sheet_row row = bill->rows[i];
        size_t at = i;
        for (; at > 0 &&
               component_find(bill->rows[at - 1].kind->component) > component_find(row.kind->component);
             at--)
            bill->rows[at] = bill->rows[at - 1];
        bill->rows[at] = row;
    }
}

static void make_rows(struct sheet_bill *bill, const struct run_architecture *architecture,
                      struct arena *arena)
{
    size_t capacity = 0;
    for (size_t i = 0; i < architecture->line_count; i++) {
        const struct run_line *line = &architecture->lines[i];
        struct sheet_row *row = row_of(bill, &capacity, line->kind, arena);
        row->quantity_per_month += line->quantity_per_year / MONTHS_PER_YEAR;
        row->usd_per_year[SHEET_PAID] += line->usd_per_year;
        row->usd_per_year[SHEET_CONTRACTED] += line->usd_per_year_contracted;
        row->usd_per_year[SHEET_LIST] += line->usd_per_year_list;
    }
    sort_rows(bill);
}

/* ---- prices ---- */

static bool is_same_price(const struct sheet_price *price, const struct run_line_kind *kind,
                          const struct run_charge *charge)
{
    const struct run_charge *other = &price->charge;
    return text_equal(price->kind->meter, kind->meter) && text_equal(other->term, charge->term) &&
           text_equal(other->usagetype, charge->usagetype) && other->from == charge->from &&
           other->to == charge->to && other->usd_per_unit == charge->usd_per_unit &&
           (other->usd_per_unit_contracted == charge->usd_per_unit_contracted ||
            isnan(charge->usd_per_unit_contracted)) &&
           other->usd_per_unit_list == charge->usd_per_unit_list;
}

/* The position of a price: after the last of its meter that begins no later, or at the end. */
static size_t index_of(const struct sheet_prices *prices, const struct run_line_kind *kind,
                       const struct run_charge *charge)
{
    size_t last = prices->count, before = prices->count;
    for (size_t i = 0; i < prices->count; i++) {
        if (!text_equal(prices->list[i].kind->meter, kind->meter)) continue;
        last = i;
        if (before == prices->count && prices->list[i].charge.from > charge->from) before = i;
    }
    return last == prices->count ? last : before < prices->count ? before : last + 1;
}

static void add_price(struct sheet_prices *prices, const struct run_line_kind *kind,
                      const struct run_charge *charge, struct arena *arena)
{
    for (size_t i = 0; i < prices->count; i++)
        if (is_same_price(&prices->list[i], kind, charge)) return;
    arena_grow(arena, prices->list, prices->count, prices->capacity, 16);
    size_t at = index_of(prices, kind, charge);
    memmove(&prices->list[at + 1], &prices->list[at], (prices->count - at) * sizeof *prices->list);
    prices->list[at] = (struct sheet_price){kind, *charge};
    prices->count++;
}

static void add_prices(struct sheet_prices *prices, const struct run_architecture *architecture,
                       struct arena *arena)
{
    const struct run_line_kind *last = NULL;
    for (size_t i = 0; i < architecture->line_count; i++) {
        const struct run_line_kind *kind = architecture->lines[i].kind;
        for (size_t c = 0; kind != last && c < kind->charge_count; c++)
            add_price(prices, kind, &kind->charges[c], arena);
        last = kind;
    }
}

/* ---- blocks ---- */

static size_t block_of(struct sheet_bill *bill, size_t *capacity, const struct run_line_kind *kind,
                       struct arena *arena)
{
    for (size_t i = 0; i < bill->block_count; i++)
        if (text_equal(bill->blocks[i].kind->meter, kind->meter)) return i;
    arena_grow(arena, bill->blocks, bill->block_count, *capacity, 16);
    bill->blocks[bill->block_count] = (struct sheet_block){.kind = kind};
    return bill->block_count++;
}

/* The tiers that lines of the block pay. Tiers that only another architecture reaches follow these. */
static void choose_prices(struct sheet_block *block, const struct sheet_prices *prices,
                          const struct run_architecture *architecture, struct arena *arena)
{
    size_t *chosen = arena_new_of(arena, size_t, prices->count);
    double end = 0;
    for (size_t i = 0; i < prices->count; i++) {
        const struct sheet_price *price = &prices->list[i];
        if (!text_equal(price->kind->meter, block->kind->meter)) continue;
        bool is_paid = false;
        for (size_t n = 0; !is_paid && n < architecture->line_count; n++) {
            const struct run_line_kind *kind = architecture->lines[n].kind;
            for (size_t c = 0; !is_paid && c < kind->charge_count; c++)
                is_paid = is_same_price(price, kind, &kind->charges[c]);
        }
        if (!is_paid && !(block->price_count > 0 && price->charge.from >= end)) continue;
        chosen[block->price_count++] = i;
        end = price->charge.to;
    }
    block->prices = chosen;
}

double sheet_usd_per_unit(const struct run_charge *charge, enum sheet_level level)
{
    return level == SHEET_PAID         ? charge->usd_per_unit
           : level == SHEET_CONTRACTED ? charge->usd_per_unit_contracted
                                       : charge->usd_per_unit_list;
}

double sheet_part_in_tier(const struct run_charge *tier, double quantity_per_month)
{
    return fmax(0, fmin(quantity_per_month, tier->to) - tier->from);
}

static double block_usd_per_year(const struct sheet_block *block, const struct sheet_prices *prices,
                                 enum sheet_level level)
{
    double usd_per_month = 0;
    for (size_t i = 0; i < block->price_count; i++) {
        const struct run_charge *charge = &prices->list[block->prices[i]].charge;
        usd_per_month += sheet_part_in_tier(charge, block->quantity_per_month[level]) *
                         sheet_usd_per_unit(charge, level);
    }
    return usd_per_month * MONTHS_PER_YEAR;
}

/* True if the book's formulas give the run's figures for every row of the block. */
static bool is_live(const struct sheet_bill *bill, size_t number, const struct sheet_prices *prices)
{
    const struct sheet_block *block = &bill->blocks[number];
    bool live = block->price_count > 0 && block->quantity_per_month[SHEET_PAID] > 0;
    for (enum sheet_level level = 0; live && level < SHEET_LEVEL__COUNT; level++) {
        double block_usd = block_usd_per_year(block, prices, level);
        for (size_t i = 0; live && i < bill->row_count; i++) {
            const struct sheet_row *row = &bill->rows[i];
            double share = row->quantity_per_month / block->quantity_per_month[SHEET_PAID];
            live = row->block != number || is_near(share * block_usd, row->usd_per_year[level]);
        }
    }
    return live;
}

/* A support plan's share is of the rest of the cloud's cost, which is its quantity. */
static void find_share_of_bill(struct sheet_bill *bill)
{
    double cloud_usd[SHEET_LEVEL__COUNT] = {0};
    for (size_t i = 0; i < bill->row_count; i++) {
        struct sheet_row *row = &bill->rows[i];
        bool is_support = text_equal(row->kind->component, "support"), is_last = i + 1 == bill->row_count;
        double *quantity_per_month = bill->blocks[row->block].quantity_per_month,
               is_of = row->quantity_per_month * MONTHS_PER_YEAR;
        if (is_support && is_last && cloud_usd[SHEET_PAID] > 0 && is_near(is_of, cloud_usd[SHEET_PAID]) &&
            quantity_per_month[SHEET_PAID] == row->quantity_per_month) {
            row->is_share_of_bill = true;
            quantity_per_month[SHEET_CONTRACTED] = cloud_usd[SHEET_CONTRACTED] / MONTHS_PER_YEAR;
            quantity_per_month[SHEET_LIST] = cloud_usd[SHEET_LIST] / MONTHS_PER_YEAR;
        }
        for (enum sheet_level level = 0; level < SHEET_LEVEL__COUNT; level++)
            if (!is_support && text_equal(row->kind->owner, "cloud"))
                cloud_usd[level] += row->usd_per_year[level];
    }
}

static void make_blocks(struct sheet_bill *bill, const struct sheet_prices *prices,
                        const struct run_architecture *architecture, struct arena *arena)
{
    size_t capacity = 0;
    for (size_t i = 0; i < bill->row_count; i++) {
        struct sheet_row *row = &bill->rows[i];
        row->block = block_of(bill, &capacity, row->kind, arena);
        for (enum sheet_level level = 0; level < SHEET_LEVEL__COUNT; level++)
            bill->blocks[row->block].quantity_per_month[level] += row->quantity_per_month;
    }
    find_share_of_bill(bill);
    for (size_t i = 0; i < bill->block_count; i++) {
        choose_prices(&bill->blocks[i], prices, architecture, arena);
        bill->blocks[i].is_live = is_live(bill, i, prices);
    }
}

struct sheet_bill *sheet_bills_make(const struct run *run, struct sheet_prices *prices, struct arena *arena)
{
    struct sheet_bill *bills = arena_new_of(arena, struct sheet_bill, run->architecture_count);
    *prices = (struct sheet_prices){0};
    for (size_t i = 0; i < run->architecture_count; i++) {
        make_rows(&bills[i], &run->architectures[i], arena);
        add_prices(prices, &run->architectures[i], arena);
    }
    for (size_t i = 0; i < run->architecture_count; i++)
        make_blocks(&bills[i], prices, &run->architectures[i], arena);
    return bills;
}
