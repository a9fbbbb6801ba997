/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sections of the comparison below its table of costs. Each prints nothing when there is nothing to say. */
#pragma once

#include "report/pivot.h"
#include "report/as/page.h"

void compare_print_cross_az(struct page *page, const struct run *run);
void compare_print_prices(struct page *page, const struct run *run);
void compare_print_upfront(struct page *page, const struct run *run);
void compare_print_warnings(struct page *page, const struct run *run);
/* What the totals would be under other values of open assumptions. */
void compare_print_variants(struct page *page, const struct run *run);
void compare_print_why(struct page *page, const struct run *run);
void compare_print_assumptions(struct page *page, const struct run *run);
void compare_print_excluded(struct page *page, const struct run *run);

/* What the totals leave out, a row for each thing: the architectures that it touches stand in one text. */
struct compare_excluded {
    const char *what, *figures;
};
const struct compare_excluded *compare_excluded(const struct run *run, struct arena *arena, size_t *count);

/* Totals at other prices than those paid, in the order in which finance reads them upwards from what is paid.
 */
enum compare_price { COMPARE_CONTRACTED, COMPARE_LIST, COMPARE_PRICE__COUNT };
extern const char *const COMPARE_PRICES[COMPARE_PRICE__COUNT]; /* "at contracted prices" */
double compare_usd_at(const struct run_architecture *architecture, enum compare_price price);

/* Whether no architecture has a discount, a private price or a commitment that is worth a dollar: then all
 * totals are one. */
bool compare_is_at_list(const struct run *run);

/* "Kafka, classic (kafka-classic)"; the id once where the name says it already. */
const char *compare_name_and_id(struct arena *arena, const struct run_architecture *architecture);

/* The name of the architecture with this id; the id when there is none. */
const char *compare_name(const struct run *run, const char *id);

/* The utilisation that binds, or NULL. */
const struct run_utilisation *compare_binding(const struct run_architecture *architecture);
