/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libwarpcost: what the warpcost program is made of. Load, resolve, evaluate, render; errors are values; no
 * exit, no output but through the functions that are given a stream, no environment, no writable statics.
 *
 *     struct arena *arena = arena_new();
 *     struct diags diags;
 *     diags_init(&diags, arena);
 *     const struct catalogue *catalogue = catalogue_embedded(arena, &diags);
 *     const struct params *params = params_resolve(arch_registry(), &request, arena, &diags);
 *     const struct book *book = book_embedded(params_region(params), arena, &diags);
 *     const struct run *run = compare(&compare_request, arena, &diags);
 *     report_text(run, …);
 *     arena_free(arena); */
#pragma once

#include "arch/arch.h"
#include "base/error.h"
#include "base/text.h"
#include "base/units.h"
#include "cost/bill.h"
#include "report/as/html/html.h"
#include "params/params.h"
#include "params/schema.h"
#include "pricing/book.h"
#include "pricing/catalogue.h"
#include "report/report.h"
#include "study/compare.h"
#include "run/run.h"
