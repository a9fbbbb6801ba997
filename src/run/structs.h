/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Structs of a run, generated from the rows of its document (fields.def): a member's help there is its
 * comment. Structs held by value precede their holders. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "arch/guarantees.h"
#include "base/units.h"

#define TABLE(id, type, ...) struct type {
#define END \
    }       \
    ;
#define F(holder, field, key, kind, form, since, flags, ...) MEMBER_##kind(field, __VA_ARGS__, )
#define DECLARE(...) __VA_ARGS__
#define VIEW(...)
#define R(...)
#define END_VIEW

#define MEMBER_TEXT(field, ...) const char *field;
#define MEMBER_NULL_TEXT MEMBER_TEXT
#define MEMBER_LETTER(field, ...) char field;
#define MEMBER_BOOL(field, ...) bool field;
#define MEMBER_COUNT(field, ...) unsigned field;
#define MEMBER_EXACT(field, ...) double field;
#define MEMBER_NUMBER MEMBER_EXACT
#define MEMBER_SHARE MEMBER_EXACT
#define MEMBER_USD MEMBER_EXACT
#define MEMBER_CHANGE MEMBER_EXACT
#define MEMBER_NULL_NUMBER MEMBER_EXACT
#define MEMBER_NULL_CHANGE MEMBER_EXACT
#define MEMBER_OPEN MEMBER_EXACT
#define MEMBER_VALUE MEMBER_EXACT
#define MEMBER_LIST(field, help, list, ...) list field;
#define MEMBER_LINES MEMBER_LIST
#define OF(id, holder, counter, element) \
    size_t counter;                      \
    const struct element *

/* clang-format off */
#include "run/distribution.def"
#include "run/count.def"
#include "run/load.def"
#include "run/latency.def"
#include "run/line.def"
#include "run/architecture.def"
#include "run/comparison.def"
#include "run/run.def"
/* clang-format on */

#undef TABLE
#undef END
#undef F
#undef DECLARE
#undef VIEW
#undef R
#undef END_VIEW
#undef OF
