/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pricing/findings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* Free usage in AWS's own lists, and a vendor's price that isn't public. AmazonS3, MSK and the rest meter
 * inbound bytes separately, so their free bytes aren't listed. */
static const struct {
    const char *offer, *part; /* of the usagetype */
} FREE[] = {
    {"AWSDataTransfer", "DataTransfer-xAZ-"}, /* listed beside DataTransfer-Regional-Bytes, which is billed */
    {"AWSDataTransfer", "Global-DataTransfer-"}, /* allowance over all regions */
    {"AWSDataTransfer", "In-Bytes"},             /* inbound to a region */
    {"AWSDataTransfer", "CloudFront-Out-Bytes"}, /* from a region to CloudFront */
    {"AutoMQ", "AKU-Hours"},                     /* not public; its cost line says so */
};

/* Days since 1970-01-01 in the Gregorian calendar. Years begin in March, so that a leap day ends one. */
static long day_number(const char *date)
{
    enum { DAYS_OF_400_YEARS = 146097, DAYS_BEFORE_1970 = 719468 };
    long year = atol(date), month = atol(date + 5), day = strlen(date) > 7 ? atol(date + 8) : 1;
    year -= month <= 2;
    long era = year / 400, year_of_era = year % 400;
    long day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * DAYS_OF_400_YEARS + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           DAYS_BEFORE_1970;
}

long findings_days_between(const char *from, const char *to) { return day_number(to) - day_number(from); }

static bool is_known_free(const struct price_row *row)
{
    for (size_t i = 0; i < sizeof FREE / sizeof *FREE; i++)
        if (text_equal(row->offer, FREE[i].offer) && strstr(row->usagetype, FREE[i].part) != NULL)
            return true;
    return false;
}

/* A first tier of nothing under a paid one is a free allowance. */
static bool is_free(const struct price *price, size_t tier)
{
    return price->tiers[tier].usd_per_unit_max == 0 && tier + 1 == price->tier_count &&
           !is_known_free(&price->tiers[tier]);
}

static bool is_jump(const struct price_row *row, const struct price_row *other)
{
    double low = fmin(row->usd_per_unit, other->usd_per_unit),
           high = fmax(row->usd_per_unit, other->usd_per_unit);
    return low > 0 && high >= FINDINGS_JUMP * low;
}

/* AWS spells a unit differently from list to list. */
static const char *plain_unit(const char *unit)
{
    static const char *const SPELLINGS[][2] = {
        {"Hrs", "hour"},         {"hours", "hour"},     {"Hourly", "hour"},
        {"GigaBytes", "GB"},     {"GB-Month", "GB-Mo"}, {"API Requests", "Requests"},
        {"Request", "Requests"},
    };
    for (size_t i = 0; i < sizeof SPELLINGS / sizeof *SPELLINGS; i++)
        if (text_equal_loosely(unit, SPELLINGS[i][0])) return SPELLINGS[i][1];
    return unit;
}

bool findings_same_unit(const char *unit, const char *other)
{
    return text_equal_loosely(plain_unit(unit), plain_unit(other));
}

/* The reference's tier that holds the start of this one. */
static const struct price_row *counterpart(const struct book *reference, const struct price_row *row)
{
    if (reference == NULL) return NULL;
    struct price price = book_price(reference, row->offer, row->bare, row->term);
    for (size_t i = 0; i < price.tier_count; i++)
        if (row->begin < price.tiers[i].end) return &price.tiers[i];
    return NULL;
}

static bool find(const struct findings_request *request, const struct price *price, size_t tier,
                 enum finding_kind kind, struct finding *finding)
{
    const struct price_row *row = &price->tiers[tier], *other = NULL;
    *finding = (struct finding){.kind = kind, .row = row};
    switch (kind) {
    case FINDING_STALE:
        finding->age_days = findings_days_between(row->date, request->today);
        return request->max_age_days >= 0 && finding->age_days > request->max_age_days;
    case FINDING_FUTURE:
        finding->age_days = findings_days_between(row->date, request->today);
        return finding->age_days < 0;
    case FINDING_FREE: return is_free(price, tier);
    case FINDING_JUMP:
    case FINDING_UNIT:
        other = counterpart(request->reference, row);
        finding->other = other;
        return other != NULL &&
               (kind == FINDING_JUMP ? is_jump(row, other)
                                     : tier == 0 && !findings_same_unit(row->unit, other->unit));
    case FINDING__COUNT: break;
    }
    return false;
}

const struct finding *findings_make(const struct findings_request *request, struct arena *arena,
                                    size_t *count)
{
    const struct book *book = request->book;
    struct finding *findings = arena_new_of(arena, struct finding, book->row_count * FINDING__COUNT + 1);
    *count = 0;
    for (int kind = 0; kind < FINDING__COUNT; kind++)
        for (size_t i = 0; i < book->row_count;) {
            struct price price = book_price(book, book->rows[i].offer, book->rows[i].bare,
                                            book->rows[i].term);
            for (size_t tier = 0; tier < price.tier_count && !price.tiers->from_vendors; tier++)
                *count += find(request, &price, tier, (enum finding_kind)kind, &findings[*count]);
            i += price.tier_count;
        }
    return findings;
}
