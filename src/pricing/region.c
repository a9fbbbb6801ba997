/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Regions: the embedded books' names and AWS's usagetype prefixes.
 *
 * us-east-1 writes its old meters without a prefix and newer ones with "USE1-". */
#include <string.h>

#include "base/text.h"
#include "pricing/book.h"

/* Ascending. Prefixes as in the AWS price lists of these regions; eu-west-1 is the one without its number. */
#define REGIONS(R)               \
    R("ap-northeast-1", "APN1-") \
    R("ap-northeast-2", "APN2-") \
    R("ap-south-1", "APS3-")     \
    R("ap-southeast-1", "APS1-") \
    R("ap-southeast-2", "APS2-") \
    R("ca-central-1", "CAN1-")   \
    R("eu-central-1", "EUC1-")   \
    R("eu-north-1", "EUN1-")     \
    R("eu-west-1", "EU-")        \
    R("eu-west-2", "EUW2-")      \
    R("eu-west-3", "EUW3-")      \
    R("sa-east-1", "SAE1-")      \
    R("us-east-1", "USE1-")      \
    R("us-east-2", "USE2-")      \
    R("us-west-1", "USW1-")      \
    R("us-west-2", "USW2-")

#define NAME(name, prefix) name,
#define PREFIX(name, prefix) prefix,
static const char *const NAMES[] = {REGIONS(NAME) NULL};
static const char *const PREFIXES[] = {REGIONS(PREFIX) NULL};
#undef NAME
#undef PREFIX

static const char OLDEST_REGION[] = "us-east-1", EVERY_REGION[] = "Global-";
enum { PREFIX_MAX_BYTES = 5 };

const char *const *book_regions(void) { return NAMES; }

static const char *listed_prefix(const char *region)
{
    for (size_t i = 0; NAMES[i] != NULL; i++)
        if (text_equal(NAMES[i], region)) return PREFIXES[i];
    return NULL;
}

const char *region_prefix(const char *region)
{
    return text_equal(region, OLDEST_REGION) ? "" : listed_prefix(region);
}

/* Length of an apparent prefix: capitals and a digit or two before a dash. */
static size_t prefix_length(const char *usagetype)
{
    size_t length = 0;
    while (length < PREFIX_MAX_BYTES && ((usagetype[length] >= 'A' && usagetype[length] <= 'Z') ||
                                         (usagetype[length] >= '0' && usagetype[length] <= '9')))
        length++;
    bool fits = length >= 2 && length < PREFIX_MAX_BYTES && usagetype[0] >= 'A' && usagetype[length] == '-';
    return fits ? length + 1 : 0;
}

/* The region with the prefix in the first length bytes, or NULL. */
static const char *region_listed(const char *usagetype, size_t length)
{
    for (size_t i = 0; PREFIXES[i] != NULL; i++)
        if (strlen(PREFIXES[i]) == length && memcmp(PREFIXES[i], usagetype, length) == 0) return NAMES[i];
    return NULL;
}

/* Length of a region's name with a dash at the start, as a few services write it
 * ("us-gov-west-1-KMS-Requests"): words of small letters, then a number. */
static size_t name_length(const char *usagetype)
{
    static const char LETTERS[] = "abcdefghijklmnopqrstuvwxyz", DIGITS[] = "0123456789";
    size_t length = 0, word, words = 0;
    for (; (word = strspn(usagetype + length, LETTERS)) > 0 && usagetype[length + word] == '-'; words++)
        length += word + 1;
    size_t digits = words >= 2 ? strspn(usagetype + length, DIGITS) : 0;
    return digits > 0 && usagetype[length + digits] == '-' ? length + digits + 1 : 0;
}

/* The region spelled out at the start; "" for an unknown one, NULL without one. */
static const char *region_spelled_out(const char *usagetype)
{
    size_t length = name_length(usagetype);
    for (size_t i = 0; length > 0 && NAMES[i] != NULL; i++)
        if (strlen(NAMES[i]) == length - 1 && text_starts_with(usagetype, NAMES[i])) return NAMES[i];
    return length > 0 ? "" : NULL;
}

const char *region_of_usagetype(const char *usagetype)
{
    size_t length = prefix_length(usagetype);
    if (length == 0) return region_spelled_out(usagetype);
    const char *region = region_listed(usagetype, length);
    return region == NULL ? "" : region;
}

const char *region_bare(const char *region, const char *usagetype)
{
    size_t length = prefix_length(usagetype);
    if (length == 0 && text_starts_with(usagetype, region) && usagetype[strlen(region)] == '-')
        return usagetype + strlen(region) + 1;
    if (length == 0 && name_length(usagetype) > 0) return NULL;
    if (length == 0 && text_equal(region, OLDEST_REGION)) /* nearly all rows of the largest book */
        return usagetype;
    if (length == 0 && text_starts_with(usagetype, EVERY_REGION)) return usagetype;
    const char *own = listed_prefix(region);
    if (own == NULL || (length == strlen(own) && memcmp(usagetype, own, length) == 0))
        return usagetype + length;
    return text_equal(region, OLDEST_REGION) && region_listed(usagetype, length) == NULL ? usagetype : NULL;
}
