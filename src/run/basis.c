/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "run/basis.h"

#include <string.h>

#include "base/text.h"

const char *const BASIS_UNITS[UNIT__COUNT] = {
    [UNIT_NUMBER] = "number", [UNIT_COUNT] = "count", [UNIT_FRACTION] = "fraction",
    [UNIT_BYTES] = "bytes",   [UNIT_RATE] = "rate",   [UNIT_DURATION] = "duration",
};

char *basis_value(const struct run_line *line, size_t factor, struct arena *arena)
{
    enum { SHORT_BYTES = 12 };
    enum unit_kind unit = line->kind->factors[factor].unit;
    double value = line->factors[factor];
    bool has_dimension = *units_base(unit) != '\0';
    char *exact = has_dimension ? units_print(arena, unit, value) : NULL;
    return exact != NULL && strlen(exact) <= SHORT_BYTES ? exact : units_show(arena, unit, value);
}

char *basis_sentence(const struct run_line *line, struct arena *arena)
{
    struct text out = text_new(arena);
    for (size_t i = 0; i < line->kind->factor_count; i++) {
        const char *label = line->kind->factors[i].label;
        text_add(&out, i > 0 ? " × " : "");
        text_add(&out, basis_value(line, i, arena));
        text_add(&out, *label == '\0' ? "" : " ");
        text_add(&out, label);
    }
    return out.bytes;
}
