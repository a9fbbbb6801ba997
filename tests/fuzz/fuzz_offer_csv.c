// covers: src/import/offer_csv.c src/import/offer_csv_rows.c src/import/offer_scan.c src/import/offer_scan_avx2.c
/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Offers in CSV from any bytes: the fast reader must agree with the plain one. The first byte says how large
 * blocks are and what is wanted. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "fixtures/offer_csv_compare.h"
#include "import/offer_scan.h"

#define SYNTAX SYNTAX_CSV
#include "fuzz/mutate.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static const struct offer_says PLAIN[] = {{OFFER_TENANCY, "Shared"}, {OFFER_SYSTEM, "Linux"}};
static const struct offer_attribute_filter FILTERS[] = {{{"BoxUsage:", "Linux"}}, {{"EBS:"}}};

static void check(const char *bytes, size_t length, const struct offer_wanted *wanted, size_t block_bytes)
{
    struct arena *arena = arena_new();
    const struct given *fast = given_by_fast(bytes, length, wanted, block_bytes, arena);
    const char *wrong = disagreement(given_by_plain(bytes, length, wanted, arena), fast);
    if (wrong != NULL) {
        fprintf(stderr, "blocks of %zu: %s\n", block_bytes, wrong);
        abort();
    }
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static const size_t BLOCKS[] = {1, 5, 64, 100, 129, 1000, 4096, 65536};
    if (length == 0) return 0;
    struct offer_wanted wanted = {.plain_loops = bytes[0] & 8};
    if (bytes[0] & 16) {
        wanted.attribute_filters = FILTERS;
        wanted.filter_count = 2;
        wanted.term_codes = EC2_TERMS;
        wanted.term_code_count = 2;
    }
    if (bytes[0] & 32) wanted.exact = (struct offer_exact){"BoxUsage:", PLAIN, 2};
    char *exact = malloc(length); /* no byte behind the input may be read */
    memcpy(exact, bytes + 1, length - 1);
    check(exact, length - 1, &wanted, BLOCKS[bytes[0] & 7]);
    free(exact);
    return 0;
}
