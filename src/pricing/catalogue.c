/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads the catalogue. Its file keeps AWS's units: decimal for bandwidth and disks, binary for memory. */
#include "pricing/catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"
#include "base/text.h"
#include "base/units.h"
#include "pricing/embedded.h"
#include "base/table.h"

static const char *const EMBEDDED_NAMES[] = {"pricing/instances.csv", "pricing/msk.csv",
                                             "pricing/confluent.csv"};
enum { EMBEDDED_COUNT = sizeof EMBEDDED_NAMES / sizeof *EMBEDDED_NAMES };
static const char *const PROCESSORS[] = {"x86_64", "arm64", "other", NULL};
static const char *const DISK_KINDS[] = {"none", "nvme", "ssd", "hdd", NULL};
static const char *const ACCELERATORS[] = {"none", "gpu", "training", "inference", "fpga", "media", NULL};
static const char *const BOOLEANS[] = {"false", "true", NULL};

/* Plausible bounds, with room to grow. */
static const double PARTITIONS_MAX = 1e6, ALLOWED_MAX_MBPS = 1e6;
static const double VCPUS_MAX = 1e5, MEMORY_MAX_MIB = 1e9, NETWORK_MAX_GBPS = 1e6, EBS_MAX_MBPS = 1e7,
                    IOPS_MAX = 1e9, DISKS_MAX = 1e3, DISK_MAX_GB = 1e9, GENERATION_MAX = 99;
static const double BYTES_PER_S_PER_GBPS = 1e9 / 8;

enum column {
    TYPE,
    PROCESSOR,
    VCPUS,
    MEMORY,
    NETWORK,
    NETWORK_PEAK,
    EBS,
    EBS_PEAK,
    EBS_IOPS,
    DISK_KIND,
    DISKS,
    DISK_SPACE,
    BURSTABLE,
    CURRENT,
    GENERATION,
    ACCELERATOR,
    METAL,
    HPC,
    DATE,
    SOURCE,
    INGRESS,
    INGRESS_MAX,
    EGRESS,
    EGRESS_MAX,
    PARTITIONS,
    VOLUME_MAX,
    KRAFT,
    TIERED,
    COLUMN__COUNT
};

static const struct table_column COLUMNS[COLUMN__COUNT] = {
    [TYPE] = {"instance_type", true},
    [PROCESSOR] = {"processor", true},
    [VCPUS] = {"vcpus", true},
    [MEMORY] = {"memory_mib", true},
    [NETWORK] = {"net_baseline_gbps", true},
    [NETWORK_PEAK] = {"net_peak_gbps", true},
    [EBS] = {"ebs_baseline_MBps", true},
    [EBS_PEAK] = {"ebs_peak_MBps", true},
    [EBS_IOPS] = {"ebs_baseline_iops", true},
    [DISK_KIND] = {"disk_kind", true},
    [DISKS] = {"disks", true},
    [DISK_SPACE] = {"disk_gb", true},
    [BURSTABLE] = {"burstable", true},
    [CURRENT] = {"current", true},
    [GENERATION] = {"generation", true},
    [ACCELERATOR] = {"accelerator", true},
    [METAL] = {"metal", true},
    [HPC] = {"hpc", true},
    [DATE] = {"date", true},
    [SOURCE] = {"source", true},
    [INGRESS] = {"ingress_MBps", false},
    [INGRESS_MAX] = {"ingress_max_MBps", false},
    [EGRESS] = {"egress_MBps", false},
    [EGRESS_MAX] = {"egress_max_MBps", false},
    [PARTITIONS] = {"partitions", false},
    [VOLUME_MAX] = {"volume_max_MiBps", false},
    [KRAFT] = {"kraft", false},
    [TIERED] = {"tiered", false},
};

/* EC2's types have no prefix. */
static const struct {
    const char *prefix, *name;
    bool is_unit; /* sells a capacity, not machines */
} SERVICES[SERVICE__COUNT] = {
    [SERVICE_EC2] = {"", "Amazon EC2", false},
    [SERVICE_MSK] = {"kafka.", "Amazon MSK", false},
    [SERVICE_MSK_EXPRESS] = {"express.", "Amazon MSK Express", false},
    [SERVICE_MSK_SERVERLESS] = {"serverless.", "Amazon MSK Serverless", true},
    [SERVICE_CONFLUENT_FREIGHT] = {"freight.", "Confluent Cloud Freight", true},
    [SERVICE_CONFLUENT_ENTERPRISE] = {"enterprise.", "Confluent Cloud Enterprise", true},
    [SERVICE_CONFLUENT_DEDICATED] = {"dedicated.", "Confluent Cloud Dedicated", true},
    [SERVICE_CONFLUENT_STANDARD] = {"standard.", "Confluent Cloud Standard", true},
};

const char *service_name(enum machine_service service) { return SERVICES[service].name; }

/* The shortest valid row: "a.b,other,1,1,1,1,,,,none,0,0,true,true,1,gpu,true,true,2026-07,s". */
enum { ROW_MIN_BYTES = 64 };

struct load {
    struct arena *arena;
    size_t count;
    struct instance *instances; /* allocated for all */
    bool ascending;
    const char *oldest_date;
};

static bool take_name(struct table *table, struct load *load, struct instance *instance)
{
    if (!table_text(table, TYPE, true, &instance->name)) return false;
    int service = SERVICE__COUNT - 1; /* EC2, the first, matches any name */
    while (!text_starts_with(instance->name, SERVICES[service].prefix)) service--;
    instance->service = (enum machine_service)service;
    instance->bare = instance->name + strlen(SERVICES[service].prefix);
    const char *dot = strrchr(instance->name, '.');
    if (dot == NULL || dot == instance->name || dot[1] == '\0')
        return table_wrong(table, TYPE, "is not family.size, such as m5.large");
    size_t length = (size_t)(dot - instance->name);
    const struct instance *before = load->count == 0 ? NULL : instance - 1;
    bool same = before != NULL && strlen(before->family) == length &&
                memcmp(before->family, instance->name, length) == 0;
    instance->family = same ? before->family : arena_copy(load->arena, instance->name, length);
    return true;
}

/* An unpublished figure is an empty cell. */
static bool take_known(struct table *table, size_t column, double most, double factor, double *value)
{
    size_t length;
    double number = 0;
    table_cell(table, column, &length);
    if (length > 0 && !table_number(table, column, most, &number)) return false;
    *value = number * factor;
    return true;
}

static bool take_rates(struct table *table, struct instance *instance)
{
    double memory_mib = 0, network = 0, network_peak = 0;
    bool ok = table_count(table, VCPUS, VCPUS_MAX, &instance->vcpus);
    ok = table_number(table, MEMORY, MEMORY_MAX_MIB, &memory_mib) && ok;
    ok = table_number(table, NETWORK, NETWORK_MAX_GBPS, &network) && ok;
    ok = table_number(table, NETWORK_PEAK, NETWORK_MAX_GBPS, &network_peak) && ok;
    ok = take_known(table, EBS, EBS_MAX_MBPS, MB, &instance->ebs_bytes_per_s) && ok;
    ok = take_known(table, EBS_PEAK, EBS_MAX_MBPS, MB, &instance->ebs_peak_bytes_per_s) && ok;
    ok = take_known(table, EBS_IOPS, IOPS_MAX, 1, &instance->ebs_iops) && ok;
    if (!ok) return false;
    if (instance->vcpus == 0 && !SERVICES[instance->service].is_unit)
        return table_wrong(table, VCPUS, "is no machine; give its vCPUs");
    if (network_peak < network) return table_wrong(table, NETWORK_PEAK, "is under net_baseline_gbps");
    instance->memory_gib = memory_mib * (MIB / GIB);
    instance->network_bytes_per_s = network * BYTES_PER_S_PER_GBPS;
    instance->network_peak_bytes_per_s = network_peak * BYTES_PER_S_PER_GBPS;
    return true;
}

static bool take_allowed(struct table *table, struct instance *instance)
{
    bool ok = take_known(table, INGRESS, ALLOWED_MAX_MBPS, MB, &instance->ingress_bytes_per_s);
    ok = take_known(table, INGRESS_MAX, ALLOWED_MAX_MBPS, MB, &instance->ingress_max_bytes_per_s) && ok;
    ok = take_known(table, EGRESS, ALLOWED_MAX_MBPS, MB, &instance->egress_bytes_per_s) && ok;
    ok = take_known(table, EGRESS_MAX, ALLOWED_MAX_MBPS, MB, &instance->egress_max_bytes_per_s) && ok;
    ok = take_known(table, PARTITIONS, PARTITIONS_MAX, 1, &instance->partitions) && ok;
    ok = take_known(table, VOLUME_MAX, ALLOWED_MAX_MBPS, MIB, &instance->volume_max_bytes_per_s) && ok;
    if (ok && instance->service != SERVICE_EC2 && instance->ingress_bytes_per_s == 0)
        return table_wrong(table, INGRESS,
                           "is missing: nothing else says what a managed service's type carries");
    return ok;
}

static bool take_disks(struct table *table, struct instance *instance)
{
    int kind = 0;
    double disk_gb = 0;
    bool ok = table_choice(table, DISK_KIND, DISK_KINDS, &kind);
    ok = table_count(table, DISKS, DISKS_MAX, &instance->disks) && ok;
    ok = table_number(table, DISK_SPACE, DISK_MAX_GB, &disk_gb) && ok;
    if (ok && (kind == DISK_NONE) != (instance->disks == 0 || disk_gb == 0))
        return table_wrong(
            table, DISK_KIND,
            "does not go with disks and disk_gb: 'none' has 0 of both, any other kind has some of both");
    instance->disk_kind = (enum disk_kind)kind;
    instance->disk_bytes = disk_gb * GB;
    return ok;
}

/* Optional columns leave a yes open: an empty cell is none. */
static bool take_optional_flag(struct table *table, size_t column, bool *flag)
{
    size_t length;
    int choice = 0;
    table_cell(table, column, &length);
    bool ok = length == 0 || table_choice(table, column, BOOLEANS, &choice);
    *flag = choice != 0;
    return ok;
}

static bool take_flag(struct table *table, size_t column, bool *flag)
{
    int choice = 0;
    bool ok = table_choice(table, column, BOOLEANS, &choice);
    *flag = choice != 0;
    return ok;
}

/* The kind of machine: what the search goes by in place of names. */
static bool take_class(struct table *table, struct instance *instance)
{
    int accelerator = 0;
    bool ok = take_flag(table, BURSTABLE, &instance->is_burstable);
    ok = take_flag(table, CURRENT, &instance->is_current) && ok;
    ok = table_count(table, GENERATION, GENERATION_MAX, &instance->generation) && ok;
    ok = table_choice(table, ACCELERATOR, ACCELERATORS, &accelerator) && ok;
    ok = take_flag(table, METAL, &instance->is_metal) && ok;
    ok = take_flag(table, HPC, &instance->is_hpc) && ok;
    ok = take_optional_flag(table, KRAFT, &instance->has_kraft) && ok;
    ok = take_optional_flag(table, TIERED, &instance->has_tiered_storage) && ok;
    instance->accelerator = (enum accelerator)accelerator;
    return ok;
}

static void take_row(struct table *table, void *context)
{
    struct load *load = context;
    struct instance *instance = &load->instances[load->count];
    *instance = (struct instance){0};
    const char *date = NULL;
    int processor = 0;
    bool ok = take_name(table, load, instance);
    ok = table_choice(table, PROCESSOR, PROCESSORS, &processor) && ok;
    ok = take_rates(table, instance) && ok;
    ok = take_disks(table, instance) && ok;
    ok = take_allowed(table, instance) && ok;
    ok = take_class(table, instance) && ok;
    ok = table_date(table, DATE, &date) && ok;
    ok = table_text(table, SOURCE, true, &instance->source) && ok;
    if (!ok) return;
    instance->processor = (enum processor)processor;
    if (load->oldest_date == NULL || strcmp(date, load->oldest_date) < 0) load->oldest_date = date;
    if (load->count > 0 && strcmp(instance[-1].name, instance->name) >= 0) load->ascending = false;
    load->count++;
}

static int compare_names(const void *a, const void *b)
{
    const struct instance *left = a, *right = b;
    return strcmp(left->name, right->name);
}

static void sort(struct load *load, const char *file, struct diags *diags)
{
    qsort(load->instances, load->count, sizeof *load->instances, compare_names);
    for (size_t i = 1; i < load->count; i++)
        if (text_equal(load->instances[i].name, load->instances[i - 1].name))
            diags_add(diags, DIAG_DUPLICATE_NAME, (struct place){.file = file},
                      "instance type '%s' is given twice; leave out one row",
                      text_quote(diags->arena, load->instances[i].name, 40));
}

/* Read all files together, so that a type in two files is a duplicate. */
static struct catalogue *read_all(const struct csv_source *sources, size_t source_count, struct arena *arena,
                                  struct diags *diags)
{
    size_t before = diags->count, rows_max = 0;
    for (size_t i = 0; i < source_count; i++) rows_max += table_rows_at_most(&sources[i], ROW_MIN_BYTES) + 1;
    struct load load = {.arena = arena, .ascending = true};
    load.instances = arena_new_of(arena, struct instance, rows_max);
    for (size_t i = 0; i < source_count; i++)
        table_read(&sources[i], COLUMNS, COLUMN__COUNT, take_row, &load, arena, diags);
    if (!load.ascending) sort(&load, sources[0].name, diags);
    if (diags->count != before) return NULL;
    struct catalogue *catalogue = arena_new_of(arena, struct catalogue, 1);
    *catalogue = (struct catalogue){.count = load.count,
                                    .instances = load.instances,
                                    .as_of = load.oldest_date};
    return catalogue;
}

const struct catalogue *catalogue_read(const char *name, const char *bytes, size_t length,
                                       struct arena *arena, struct diags *diags)
{
    struct csv_source source = {name, bytes, length};
    struct catalogue *catalogue = read_all(&source, 1, arena, diags);
    if (catalogue != NULL) sha256_hex(bytes, length, catalogue->sha256);
    return catalogue;
}

/* The hash is of the concatenated files. */
const struct catalogue *catalogue_embedded(struct arena *arena, struct diags *diags)
{
    struct csv_source sources[EMBEDDED_COUNT] = {{0}};
    struct sha256_piece pieces[EMBEDDED_COUNT];
    for (size_t i = 0; i < EMBEDDED_COUNT; i++) {
        sources[i] = embedded_source(EMBEDDED_NAMES[i]);
        if (sources[i].name == NULL) {
            diags_add(diags, DIAG_INTERNAL, (struct place){.file = EMBEDDED_NAMES[i]},
                      "the program was built without this part of its catalogue");
            return NULL;
        }
        pieces[i] = (struct sha256_piece){sources[i].bytes, sources[i].length};
    }
    struct catalogue *catalogue = read_all(sources, EMBEDDED_COUNT, arena, diags);
    if (catalogue != NULL) sha256_hex_pieces(pieces, EMBEDDED_COUNT, catalogue->sha256);
    return catalogue;
}

int catalogue_find(const struct catalogue *catalogue, const char *name)
{
    size_t low = 0, high = catalogue->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(name, catalogue->instances[middle].name);
        if (order == 0) return (int)middle;
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return CATALOGUE_NONE;
}

int catalogue_find_sold(const struct catalogue *catalogue, enum machine_service service, const char *bare,
                        struct arena *arena)
{
    int found = catalogue_find(catalogue, text_format(arena, "%s%s", SERVICES[service].prefix, bare));
    return found != CATALOGUE_NONE && catalogue->instances[found].service == service ? found : CATALOGUE_NONE;
}
