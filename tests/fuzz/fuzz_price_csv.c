// covers: src/base/csv.c src/base/table.c src/base/cell.c src/pricing/book.c src/pricing/region.c src/pricing/catalogue.c
/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Price books and catalogues from any bytes. A form feed parts the region's file from the vendors'. What is
 * read must hold what the headers promise. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pricing/book.h"

#define SYNTAX SYNTAX_CSV
#include "fuzz/mutate.h"
#include "fuzz/oracle.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void check_read(const struct diags *diags, const void *result)
{
    must((diags->count == 0) == (result != NULL));
    for (const struct diag *diag = diags->first; diag != NULL; diag = diag->next) check_diag(diag);
}

static void check_book(const struct book *book, const struct catalogue *catalogue, struct arena *arena)
{
    for (size_t i = 0; i < book->row_count; i++) {
        const struct price_row *row = &book->rows[i];
        struct price price = book_price(book, row->offer, row->bare, row->term);
        must(price.tiers <= row && row < price.tiers + price.tier_count);
        must(row->usd_per_unit >= 0 && isfinite(row->usd_per_unit));
        must(price.tiers->begin == 0 && row->begin < row->end && row->usd_per_unit <= row->usd_per_unit_max);
        must(i == 0 || row[-1].end == row->begin || row->begin == 0);
        must(strlen(term_name(row->term)) > 0 && strlen(row->source) > 0 && strlen(row->date) >= 7);
    }
    for (int term = 0; catalogue != NULL && term < TERM__COUNT; term++) {
        const struct price_row *const *prices = book_instances(book, catalogue, (enum term)term, arena);
        for (size_t i = 0; i < catalogue->count; i++)
            must(prices[i] == NULL ||
                 strcmp(strchr(prices[i]->bare, ':') + 1, catalogue->instances[i].name) == 0);
    }
}

static void check_catalogue(const struct catalogue *catalogue, struct arena *arena)
{
    for (size_t i = 0; i < catalogue->count; i++) {
        const struct instance *one = &catalogue->instances[i];
        must(catalogue_find(catalogue, one->name) == (int)i);
        must(catalogue_find_sold(catalogue, one->service, one->bare, arena) == (int)i);
        must(strlen(service_name(one->service)) > 0 && one->memory_gib >= 0 &&
             one->network_bytes_per_s >= 0 &&
             isfinite(one->memory_gib + one->network_bytes_per_s + one->disk_bytes));
        must(strlen(catalogue->instances[i].family) < strlen(catalogue->instances[i].name));
    }
    must(catalogue_find(catalogue, "no.such") == CATALOGUE_NONE);
}

/* A few machines to price, read anew: the embedded catalogue is too large to read for every input. */
static const char MACHINES[] =
    "instance_type,processor,vcpus,memory_mib,net_baseline_gbps,net_peak_gbps,ebs_baseline_MBps,ebs_peak_"
    "MBps,ebs_baseline_iops,disk_kind,disks,disk_gb,"
    "burstable,current,generation,accelerator,metal,hpc,date,source\n"
    "m5.large,x86_64,2,8192,0.75,10,81.25,593.75,3600,none,0,0,false,false,5,none,false,false,2026-08,page\n"
    "m5.xlarge,x86_64,4,16384,1.25,10,143.75,593.75,6000,none,0,0,false,false,5,none,false,false,2026-08,"
    "page\n";

static void read_as_book(const char *region, const uint8_t *bytes, size_t length)
{
    struct arena *arena = arena_new();
    struct diags diags;
    diags_init(&diags, arena);
    const struct catalogue *machines = catalogue_read("machines.csv", MACHINES, sizeof MACHINES - 1, arena,
                                                      &diags);
    must(machines != NULL);
    const uint8_t *part = length == 0 ? NULL : memchr(bytes, '\f', length);
    struct csv_source aws = {"aws.csv", (const char *)bytes, part == NULL ? length : (size_t)(part - bytes)};
    struct csv_source vendors = {"vendors.csv", part == NULL ? "" : (const char *)part + 1,
                                 part == NULL ? 0 : length - aws.length - 1};
    const struct book *book = book_read(region, &aws, part == NULL ? NULL : &vendors, arena, &diags);
    check_read(&diags, book);
    if (book != NULL) check_book(book, machines, arena);
    arena_free(arena);
}

static void read_as_catalogue(const uint8_t *bytes, size_t length)
{
    struct arena *arena = arena_new();
    struct diags diags;
    diags_init(&diags, arena);
    const struct catalogue *catalogue = catalogue_read("types.csv", (const char *)bytes, length, arena,
                                                       &diags);
    check_read(&diags, catalogue);
    if (catalogue != NULL) check_catalogue(catalogue, arena);
    arena_free(arena);
}

/* The carried catalogue is too large for every input: it is read where the input is a byte. */
static void check_embedded(void)
{
    struct arena *arena = arena_new();
    struct diags diags;
    diags_init(&diags, arena);
    const struct catalogue *catalogue = catalogue_embedded(arena, &diags);
    check_read(&diags, catalogue);
    check_catalogue(catalogue, arena);
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    if (length == 1) check_embedded();
    static const char *const REGIONS[] = {"us-east-1", "eu-west-1", "mars-north-1"};
    uint8_t *exact = malloc(length + 1); /* no byte behind the input may be read */
    uint8_t *copy = exact + 1;
    must(strcmp(*book_regions(), "ap-northeast-1") == 0);
    if (length > 0) memcpy(copy, bytes, length);
    for (size_t i = 0; i < sizeof REGIONS / sizeof *REGIONS; i++) {
        must(region_prefix(REGIONS[i]) != NULL || i == 2);
        read_as_book(REGIONS[i], copy, length);
    }
    read_as_catalogue(copy, length);
    free(exact);
    return 0;
}
