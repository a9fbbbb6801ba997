/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/prices.h"

#include <math.h>

#include "base/text.h"

static const char DEFAULT_REGION[] = "us-east-1";

const struct book *prices_book(const struct parsed *parsed, struct session *session)
{
    const char *region = parsed_value(parsed, "region"), *path = parsed_value(parsed, "prices");
    region = region == NULL ? DEFAULT_REGION : region;
    return path == NULL ? book_embedded(region, session->arena, session->diags) : book_load(path, region, session->arena, session->diags);
}

char *prices_meter(const struct price_row *row, struct arena *arena)
{
    return text_format(arena, "%s:%s", row->offer, row->bare);
}

bool prices_is_range(const struct price_row *row)
{
    return row->usd_per_unit_max > row->usd_per_unit;
}

char *prices_number(double number, struct arena *arena)
{
    return text_exact(arena, number);
}

char *prices_usd(const struct price_row *row, struct arena *arena)
{
    char *least = prices_number(row->usd_per_unit, arena);
    return prices_is_range(row) ? text_format(arena, "%s to %s", least, prices_number(row->usd_per_unit_max, arena)) : least;
}

char *prices_tier(const struct price_row *row, struct arena *arena)
{
    if (row->begin == 0 && isinf(row->end))
        return arena_copy_string(arena, "");
    char *begin = text_thousands(arena, row->begin, 0);
    return isinf(row->end) ? text_format(arena, "over %s", begin) : text_format(arena, "%s to %s", begin, text_thousands(arena, row->end, 0));
}

const char *prices_grade(const struct price_row *row, struct arena *arena)
{
    return text_format(arena, "%c%s", row->grade, row->grade == 'R' ? " (remembered)" : "");
}
