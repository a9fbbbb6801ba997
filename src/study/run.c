/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/run.h"

#include <string.h>

#include "base/text.h"
#include "params/params.h"

const char *const RUN_ORIGINS[RUN_ORIGIN__COUNT] = {
    [ORIGIN_DEFAULT] = "default", [ORIGIN_PRESET] = "profile", [ORIGIN_PROFILE] = "profile",   [ORIGIN_GIVEN] = "given",
    [ORIGIN_DERIVED] = "derived", [RUN_ORIGIN_DEPLOYED] = "deployed", [RUN_ORIGIN_CONSTANT] = "constant",
};

bool run_charge_is_committed(const struct run_charge *charge)
{
    return charge->term != NULL && !text_equal(charge->term, "on-demand") && !text_equal(charge->term, "private");
}

bool run_charge_is_prepaid(const struct run_charge *charge)
{
    return text_ends_with(charge->term, "all-upfront");
}

struct run_charge run_line_charge(const struct run_line *line, size_t n)
{
    struct run_charge charge = line->kind->charges[n];
    if (line->quantity_per_year != line->kind->quantity_per_year)
        charge.quantity_per_month *= line->quantity_per_year / line->kind->quantity_per_year;
    return charge;
}

const char *run_factor_path(const struct run_line *line, size_t n, struct arena *arena)
{
    static const char ANY_TOPIC[] = "topics.*.";
    const char *path = line->kind->factors[n].path;
    if (!text_starts_with(path, ANY_TOPIC))
        return path;
    const char *quote = strchr(line->topic_group, '.') == NULL ? "" : "\"";
    return text_format(arena, "topics.%s%s%s.%s", quote, line->topic_group, quote, path + strlen(ANY_TOPIC));
}
