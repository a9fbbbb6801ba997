/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pricing/terms.h"

#include "base/text.h"

const struct purchase_term PURCHASE_TERMS[TERM__COUNT] = {
#define TERM(id, name, kind, category, years, purchase, code) \
    [TERM_##id] = {name, kind, category, years, purchase, code},
#include "pricing/terms.def"
#undef TERM
};

const char *const TERM_NAMES[TERM__COUNT + 1] = {
#define TERM(id, name, ...) [TERM_##id] = name,
#include "pricing/terms.def"
#undef TERM
};

const char *term_name(enum term term) { return TERM_NAMES[term]; }

enum term term_find(enum term_kind kind, const char *category, int years, const char *purchase)
{
    const char *wanted = kind == BUY_RESERVED && *category == '\0' ? "standard" : category;
    for (int i = 0; i < TERM__COUNT; i++)
        if (PURCHASE_TERMS[i].kind == kind && PURCHASE_TERMS[i].years == years &&
            text_equal_loosely(PURCHASE_TERMS[i].category, wanted) &&
            text_equal_loosely(PURCHASE_TERMS[i].purchase, purchase))
            return (enum term)i;
    return TERM__COUNT;
}
