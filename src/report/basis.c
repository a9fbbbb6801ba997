/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/basis.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"

char *basis_value(const struct run_factor *factor, struct arena *arena)
{
    enum { SHORT_BYTES = 12 };
    bool has_dimension = *units_base(factor->unit) != '\0';
    char *exact = has_dimension ? units_print(arena, factor->unit, factor->value) : NULL;
    return exact != NULL && strlen(exact) <= SHORT_BYTES ? exact : units_show(arena, factor->unit, factor->value);
}

char *basis_sentence(const struct run_line *line, struct arena *arena)
{
    struct text out = text_new(arena);
    for (size_t i = 0; i < line->factor_count; i++) {
        const struct run_factor *factor = &line->factors[i];
        text_add(&out, i > 0 ? " × " : "");
        text_add(&out, basis_value(factor, arena));
        text_add(&out, *factor->label == '\0' ? "" : " ");
        text_add(&out, factor->label);
    }
    return out.bytes;
}
