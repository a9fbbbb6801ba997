/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The instance catalogue: machines as AWS describes them, and catalogue files that are wrong. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "pricing/catalogue.h"

struct fixture {
    struct arena *arena;
    struct diags diags;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    fixture->arena = arena_new();
    diags_init(&fixture->diags, fixture->arena);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    arena_free(fixture->arena);
    free(fixture);
    return 0;
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

/* As AWS writes them: GiB, Gbit/s, Mbit/s, GB. */
static const struct machine {
    const char *name, *family;
    enum processor processor;
    bool metal, burstable, current;
    uint32_t vcpus;
    double memory_gib, network_gbit, peak_gbit, ebs_mbit, ebs_iops;
    enum disk_kind kind;
    uint32_t disks;
    double disk_gb;
} MACHINES[] = {
    {"m5.4xlarge", "m5", PROCESSOR_X86_64, false, false, false, 16, 64, 5, 10, 4750, 18750, DISK_NONE, 0, 0},
    {"i3en.6xlarge", "i3en", PROCESSOR_X86_64, false, false, true, 24, 192, 25, 25, 4750, 20000, DISK_NVME, 2,
     15000},
    {"d3en.12xlarge", "d3en", PROCESSOR_X86_64, false, false, true, 48, 192, 75, 75, 7000, 40000, DISK_HDD,
     24, 335520},
    {"h1.16xlarge", "h1", PROCESSOR_X86_64, false, false, true, 64, 256, 25, 25, 14000, 80000, DISK_HDD, 8,
     16000},
    {"r3.8xlarge", "r3", PROCESSOR_X86_64, false, false, false, 32, 244, 5, 10, 0, 0, DISK_SATA_SSD, 2, 640},
    {"x1e.32xlarge", "x1e", PROCESSOR_X86_64, false, false, true, 128, 3904, 25, 25, 14000, 80000,
     DISK_SATA_SSD, 2, 3840},
    {"c7i-flex.large", "c7i-flex", PROCESSOR_X86_64, false, true, true, 2, 4, 0.39, 12.5, 312.5, 2500,
     DISK_NONE, 0, 0},
    {"t4g.micro", "t4g", PROCESSOR_ARM64, false, true, true, 2, 1, 0.064, 5, 87, 500, DISK_NONE, 0, 0},
    {"g4dn.metal", "g4dn", PROCESSOR_X86_64, true, false, true, 96, 384, 100, 100, 19000, 80000, DISK_NVME, 2,
     1800},
    {"mac2.metal", "mac2", PROCESSOR_OTHER, true, false, true, 8, 16, 10, 10, 10000, 55000, DISK_NONE, 0, 0},
    {"kafka.m5.4xlarge", "kafka.m5", PROCESSOR_X86_64, false, false, true, 16, 64, 5, 10, 4750, 18750,
     DISK_NONE, 0, 0},
    {"express.m7g.16xlarge", "express.m7g", PROCESSOR_ARM64, false, false, true, 64, 256, 30, 30, 20000,
     80000, DISK_NONE, 0, 0},
    {"c1.medium", "c1", PROCESSOR_X86_64, false, false, false, 2, 1.69921875, 0.3, 1.2, 0, 0, DISK_HDD, 1,
     350},
};

static void machines_as_published(void **state)
{
    struct fixture *fixture = *state;
    const struct catalogue *catalogue = catalogue_embedded(fixture->arena, &fixture->diags);
    assert_non_null(catalogue);
    for (size_t i = 0; i < sizeof MACHINES / sizeof *MACHINES; i++) {
        const struct machine *want = &MACHINES[i];
        int at = catalogue_find(catalogue, want->name);
        assert_true(at >= 0);
        const struct instance *got = &catalogue->instances[at];
        bool same = text_equal(got->name, want->name) && text_equal(got->family, want->family) &&
                    got->processor == want->processor && got->is_metal == want->metal &&
                    got->is_burstable == want->burstable && got->is_current == want->current &&
                    got->vcpus == want->vcpus && got->memory_gib == want->memory_gib &&
                    got->disk_kind == want->kind && got->disks == want->disks &&
                    got->disk_bytes == want->disk_gb * 1e9;
        if (!same) fail_msg("%s differs", want->name);
        assert_true(fabs(got->network_bytes_per_s - want->network_gbit * 125e6) < 1e-3);
        assert_true(fabs(got->network_peak_bytes_per_s - want->peak_gbit * 125e6) < 1e-3);
        assert_true(fabs(got->ebs_bytes_per_s / 125e3 - want->ebs_mbit) <
                    0.6); /* published in whole Mbit/s */
        assert_true(got->ebs_iops == want->ebs_iops);
        assert_true(got->ebs_peak_bytes_per_s >= got->ebs_bytes_per_s);
    }
    int m5 = catalogue_find(catalogue, "m5.4xlarge");
    assert_true(fabs(catalogue->instances[m5].ebs_bytes_per_s - 593.75e6) < 1e-3);
}

static void the_whole_catalogue(void **state)
{
    struct fixture *fixture = *state;
    const struct catalogue *catalogue = catalogue_embedded(fixture->arena, &fixture->diags);
    enum { OF_EC2 = 1373, OF_MSK = 16, OF_EXPRESS = 7, OF_SERVERLESS = 1, OF_CONFLUENT = 4 };
    assert_int_equal(catalogue->count, OF_EC2 + OF_MSK + OF_EXPRESS + OF_SERVERLESS + OF_CONFLUENT);
    size_t by_service[SERVICE__COUNT] = {0};
    assert_string_equal(catalogue->as_of, "2026-08");
    assert_int_equal(strlen(catalogue->sha256), 64);
    uint64_t vcpus = 0;
    size_t current = 0, metal = 0;
    double memory_mib = 0;
    for (size_t i = 0; i < catalogue->count; i++) {
        const struct instance *instance = &catalogue->instances[i];
        assert_true(i == 0 || strcmp(instance[-1].name, instance->name) < 0);
        assert_int_equal(catalogue_find(catalogue, instance->name), i);
        by_service[instance->service]++;
        assert_int_equal(catalogue_find_sold(catalogue, instance->service, instance->bare, fixture->arena),
                         i);
        if (instance->service != SERVICE_EC2) {
            assert_true(instance->ingress_bytes_per_s > 0 && instance->partitions > 0);
            continue;
        }
        assert_true(instance->network_bytes_per_s > 0 && instance->memory_gib > 0);
        assert_int_equal(instance->is_metal, strstr(instance->name, "metal") != NULL);
        assert_true(strstr(instance->family, "-flex") == NULL || instance->is_burstable);
        vcpus += instance->vcpus;
        memory_mib += instance->memory_gib * 1024;
        current += instance->is_current;
        metal += instance->is_metal;
    }
    assert_int_equal(by_service[SERVICE_EC2], OF_EC2);
    assert_int_equal(by_service[SERVICE_MSK], OF_MSK);
    assert_int_equal(by_service[SERVICE_MSK_EXPRESS], OF_EXPRESS);
    assert_int_equal(by_service[SERVICE_MSK_SERVERLESS], OF_SERVERLESS);
    for (int service = SERVICE_CONFLUENT_FREIGHT; service <= SERVICE_CONFLUENT_STANDARD; service++)
        assert_int_equal(by_service[service], 1);
    /* Sums over the source's columns. */
    assert_int_equal(vcpus, 84584);
    assert_int_equal(current, 1255);
    assert_int_equal(metal, 152);
    assert_true(memory_mib == 608753058);
    assert_int_equal(catalogue_find(catalogue, "m5.5xlarge"), CATALOGUE_NONE);
    assert_int_equal(catalogue_find(catalogue, ""), CATALOGUE_NONE);
    assert_int_equal(catalogue_find(catalogue, "zz.large"), CATALOGUE_NONE);
}

#define HEADER                                                                                             \
    "instance_type,processor,vcpus,memory_mib,net_baseline_gbps,net_peak_gbps,ebs_baseline_MBps,ebs_peak_" \
    "MBps,ebs_baseline_iops,disk_kind,disks,disk_gb,burstable,current,generation,accelerator,metal,hpc,"   \
    "date,source\n"
#define GOOD                                                                                               \
    "m5.xlarge,x86_64,4,16384,1.25,10,143.75,593.75,6000,none,0,0,false,false,5,none,false,false,2026-08," \
    "page\n"

/* What MSK allows its types: MBps of bytes in, out and at most, replicas of partitions, MiB/s that can be
 * provisioned. */
static void brokers_as_published(void **state)
{
    static const struct {
        const char *name, *bare;
        double in, in_max, out, out_max, partitions, volume_mib;
    } BROKERS[] = {
        {"kafka.m5.large", "m5.large", 9, 0, 0, 0, 1000, 0},
        {"kafka.m5.4xlarge", "m5.4xlarge", 63, 0, 0, 0, 4000, 593},
        {"kafka.m7g.2xlarge", "m7g.2xlarge", 39, 0, 0, 0, 2000, 312},
        {"kafka.t3.small", "t3.small", 5, 0, 0, 0, 300, 0},
        {"express.m7g.large", "m7g.large", 15.6, 23.4, 31.2, 58.5, 1000, 0},
        {"express.m7g.16xlarge", "m7g.16xlarge", 500, 750, 1000, 1875, 20000, 0},
        {"serverless.cluster", "cluster", 200, 0, 400, 0, 2400, 0},
        {"freight.ecku", "ecku", 60, 0, 180, 0, 3000, 0},
        {"enterprise.ecku", "ecku", 60, 0, 180, 0, 3000, 0},
        {"dedicated.cku", "cku", 60, 0, 180, 0, 4500, 0},
        {"standard.ecku", "ecku", 25, 0, 75, 0, 250, 0},
    };
    struct fixture *fixture = *state;
    const struct catalogue *catalogue = catalogue_embedded(fixture->arena, &fixture->diags);
    for (size_t i = 0; i < sizeof BROKERS / sizeof *BROKERS; i++) {
        const struct instance *got = &catalogue->instances[catalogue_find(catalogue, BROKERS[i].name)];
        assert_string_equal(got->bare, BROKERS[i].bare);
        assert_true(got->ingress_bytes_per_s == BROKERS[i].in * 1e6 &&
                    got->ingress_max_bytes_per_s == BROKERS[i].in_max * 1e6);
        assert_true(got->egress_bytes_per_s == BROKERS[i].out * 1e6 &&
                    got->egress_max_bytes_per_s == BROKERS[i].out_max * 1e6);
        assert_true(got->partitions == BROKERS[i].partitions &&
                    got->volume_max_bytes_per_s == BROKERS[i].volume_mib * 1048576);
    }
    assert_int_equal(catalogue_find_sold(catalogue, SERVICE_MSK, "m5.5xlarge", fixture->arena),
                     CATALOGUE_NONE);
    assert_int_equal(catalogue_find_sold(catalogue, SERVICE_EC2, "kafka.m5.large", fixture->arena),
                     CATALOGUE_NONE);
}

static const struct bad {
    const char *rows;
    enum diag_id id;
    uint32_t line, column;
    const char *says;
} BAD[] = {
    {"m5xlarge,x86_64,4,16384,1.25,10,143.75,593.75,6000,none,0,0,false,false,5,none,false,false,2026-08,"
     "page\n",
     DIAG_CSV_CELL, 2, 1, "not family.size"},
    {".xlarge,x86_64,4,16384,1.25,10,143.75,593.75,6000,none,0,0,false,false,5,none,false,false,2026-08,"
     "page\n",
     DIAG_CSV_CELL, 2, 1, "not family.size"},
    {"m5.,x86_64,4,16384,1.25,10,143.75,593.75,6000,none,0,0,false,false,5,none,false,false,2026-08,page\n",
     DIAG_CSV_CELL, 2, 1, "not family.size"},
    {",x86_64,4,16384,1.25,10,143.75,593.75,6000,none,0,0,false,false,5,none,false,false,2026-08,page\n",
     DIAG_CSV_CELL, 2, 1, "is empty"},
    {GOOD
     "m5.x,x86-64,4,16384,1.25,10,143.75,593.75,6000,none,0,0,false,false,5,none,false,false,2026-08,page\n",
     DIAG_CSV_CELL, 3, 6, "did you mean x86_64?"},
    {"m5.x,x86_64,0,16384,1.25,10,143.75,593.75,6000,none,0,0,false,false,5,none,false,false,2026-08,page\n",
     DIAG_CSV_CELL, 2, 13, "is no machine"},
    {"m5.x,x86_64,4.5,16384,1.25,10,143.75,593.75,6000,none,0,0,false,false,5,none,false,false,2026-08,"
     "page\n",
     DIAG_CSV_CELL, 2, 13, "not a whole number"},
    {"m5.x,x86_64,4e9,16384,1.25,10,143.75,593.75,6000,none,0,0,false,false,5,none,false,false,2026-08,"
     "page\n",
     DIAG_CSV_CELL, 2, 13, "is over 100000"},
    {"m5.x,x86_64,4,16384,1.25,1.2,143.75,593.75,6000,none,0,0,false,false,5,none,false,false,2026-08,page\n",
     DIAG_CSV_CELL, 2, 26, "under net_baseline_gbps"},
    {"m5.x,x86_64,4,16384,1.25,10,-143.75,593.75,6000,none,0,0,false,false,5,none,false,false,2026-08,page\n",
     DIAG_CSV_CELL, 2, 29, "negative"},
    {"m5.x,x86_64,4,16384,1.25,10,143.75,593.75,6000,tape,0,0,false,false,5,none,false,false,2026-08,page\n",
     DIAG_CSV_CELL, 2, 48, "none of none, nvme, ssd or hdd"},
    {"m5.x,x86_64,4,16384,1.25,10,143.75,593.75,6000,nvme,0,900,false,false,5,none,false,false,2026-08,"
     "page\n",
     DIAG_CSV_CELL, 2, 48, "does not go with"},
    {"m5.x,x86_64,4,16384,1.25,10,143.75,593.75,6000,none,2,900,false,false,5,none,false,false,2026-08,"
     "page\n",
     DIAG_CSV_CELL, 2, 48, "does not go with"},
    {"m5.x,x86_64,4,16384,1.25,10,143.75,593.75,6000,none,0,0,False,false,5,none,false,false,2026-08,page\n",
     DIAG_CSV_CELL, 2, 57, "did you mean false?"},
    {"m5.x,x86_64,4,16384,1.25,10,143.75,593.75,6000,none,0,0,false,false,5,none,false,false,2026-13,page\n",
     DIAG_CSV_CELL, 2, 88, "not a date"},
    {"m5.x,x86_64,4,16384,1.25,10,143.75,593.75,6000,none,0,0,false,false,5,none,false,false,2026-08,\n",
     DIAG_CSV_CELL, 2, 96, "source is empty"},
    {"kafka.m5.x,x86_64,4,16384,1.25,10,143.75,593.75,6000,none,0,0,false,false,5,none,false,false,2026-08,"
     "page\n",
     DIAG_CSV_CELL, 2, 1, "nothing else says what a managed service"},
    {"m5.x,x86_64,4,16384,1.25,10,143.75,593.75,6000,none,0,0,false,false,5.5,none,false,false,2026-08,"
     "page\n",
     DIAG_CSV_CELL, 2, 69, "not a whole number"},
    {"m5.x,x86_64,4,16384,1.25,10,143.75,593.75,6000,none,0,0,false,false,5,gpus,false,false,2026-08,page\n",
     DIAG_CSV_CELL, 2, 71, "did you mean gpu?"},
    {"m5.x,x86_64,4,16384,1.25,10,143.75,593.75,6000,none,0,0,false,false,5,,false,false,2026-08,page\n",
     DIAG_CSV_CELL, 2, 71, "accelerator"},
    {"m5.x,x86_64,4,16384,1.25,10,143.75,593.75,6000,none,0,0,false,false,5,none,no,false,2026-08,page\n",
     DIAG_CSV_CELL, 2, 76, "none of false or true"},
    {GOOD
     "a1.large"
     ",x86_64,4,16384,1.25,10,143.75,593.75,6000,none,0,0,false,false,5,none,false,false,2026-08,page\n" GOOD,
     DIAG_DUPLICATE_NAME, 0, 0, "'m5.xlarge' is given twice"},
};

static void bad_catalogues(void **state)
{
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        struct diags diags;
        diags_init(&diags, fixture->arena);
        const char *text = text_format(fixture->arena, "%s%s", HEADER, BAD[i].rows);
        assert_null(catalogue_read("types.csv", text, strlen(text), fixture->arena, &diags));
        const struct diag *diag = diags.first;
        assert_int_equal(diags.count, 1);
        if (diag->id != BAD[i].id || diag->place.line != BAD[i].line || diag->place.column != BAD[i].column ||
            strstr(diag->message, BAD[i].says) == NULL)
            fail_msg("%zu: got %u:%u: %s: %s", i, diag->place.line, diag->place.column, diag_slug(diag->id),
                     diag->message);
    }
}

static void any_order_and_unknown_figures(void **state)
{
    struct fixture *fixture = *state;
    const char *text = HEADER
        "r3.big,arm64,16,124928,1.5,2.5,,,,ssd,1,317.5,true,true,5,none,false,false,2025-11,other\n" GOOD
        "c9.tiny,other,1,512,0.1,0.1,,,,none,0,0,false,false,5,none,false,false,2025-07-31,page\n";
    const struct catalogue *catalogue = catalogue_read("types.csv", text, strlen(text), fixture->arena,
                                                       &fixture->diags);
    assert_int_equal(fixture->diags.count, 0);
    assert_int_equal(catalogue->count, 3);
    assert_string_equal(catalogue->as_of, "2025-07-31");
    assert_int_equal(catalogue_find(catalogue, "c9.tiny"), 0);
    assert_int_equal(catalogue_find(catalogue, "m5.xlarge"), 1);
    assert_int_equal(catalogue_find(catalogue, "r3.big"), 2);
    const struct instance *big = &catalogue->instances[2];
    assert_true(big->ebs_bytes_per_s == 0 && big->ebs_iops == 0 && big->disk_bytes == 317.5e9 &&
                big->memory_gib == 122);
    assert_true(big->network_bytes_per_s == 187.5e6 && big->is_burstable && big->is_current &&
                big->disk_kind == DISK_SATA_SSD);
    assert_string_equal(big->source, "other");
}

/* Each column that the search goes by is wanted: a catalogue without one is refused by its name. */
static void columns_that_are_missing(void **state)
{
    static const char *const COLUMNS[] = {"generation", "accelerator", "metal",    "hpc",
                                          "burstable",  "current",     "disk_kind"};
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof COLUMNS / sizeof *COLUMNS; i++) {
        struct diags diags;
        diags_init(&diags, fixture->arena);
        char *text = text_format(fixture->arena, "%s", HEADER GOOD);
        strstr(text, COLUMNS[i])[0] = 'x';
        assert_null(catalogue_read("types.csv", text, strlen(text), fixture->arena, &diags));
        assert_int_equal(diags.first->id, DIAG_CSV_COLUMN);
        assert_non_null(strstr(diags.first->message, COLUMNS[i]));
    }
}

/* Machines that nobody runs brokers on, as AWS describes their families; generations by processor. */
static void classes_as_published(void **state)
{
    static const struct {
        const char *name;
        enum accelerator accelerator;
        bool hpc;
        uint32_t generation;
        enum disk_kind disks;
    } CLASSES[] = {
        {"g6f.4xlarge", ACCELERATOR_GPU, false, 6, DISK_NVME},
        {"gr6.4xlarge", ACCELERATOR_GPU, false, 6, DISK_NVME},
        {"p5.48xlarge", ACCELERATOR_GPU, false, 6, DISK_NVME},
        {"trn1.2xlarge", ACCELERATOR_TRAINING, false, 6, DISK_NVME},
        {"inf2.8xlarge", ACCELERATOR_INFERENCE, false, 6, DISK_NONE},
        {"dl2q.24xlarge", ACCELERATOR_INFERENCE, false, 5, DISK_NONE},
        {"f2.6xlarge", ACCELERATOR_FPGA, false, 6, DISK_NVME},
        {"vt1.3xlarge", ACCELERATOR_MEDIA, false, 5, DISK_NONE},
        {"hpc7g.4xlarge", ACCELERATOR_NONE, true, 7, DISK_NONE},
        {"m5a.xlarge", ACCELERATOR_NONE, false, 5, DISK_NONE},
        {"c8gn.large", ACCELERATOR_NONE, false, 8, DISK_NONE},
        {"i3en.2xlarge", ACCELERATOR_NONE, false, 5, DISK_NVME},
        {"i4i.2xlarge", ACCELERATOR_NONE, false, 6, DISK_NVME},
        {"im4gn.2xlarge", ACCELERATOR_NONE, false, 6, DISK_NVME},
        {"d2.xlarge", ACCELERATOR_NONE, false, 4, DISK_HDD},
        {"d3.xlarge", ACCELERATOR_NONE, false, 5, DISK_HDD},
        {"h1.2xlarge", ACCELERATOR_NONE, false, 4, DISK_HDD},
        {"kafka.m7g.large", ACCELERATOR_NONE, false, 7, DISK_NONE},
    };
    struct fixture *fixture = *state;
    const struct catalogue *catalogue = catalogue_embedded(fixture->arena, &fixture->diags);
    for (size_t i = 0; i < sizeof CLASSES / sizeof *CLASSES; i++) {
        const struct instance *got = &catalogue->instances[catalogue_find(catalogue, CLASSES[i].name)];
        if (got->accelerator != CLASSES[i].accelerator || got->is_hpc != CLASSES[i].hpc ||
            got->generation != CLASSES[i].generation || got->disk_kind != CLASSES[i].disks)
            fail_msg("%s differs", CLASSES[i].name);
    }
    const struct instance *t3 = &catalogue->instances[catalogue_find(catalogue, "kafka.t3.small")],
                          *m5 = &catalogue->instances[catalogue_find(catalogue, "kafka.m5.large")];
    assert_true(!t3->has_kraft && !t3->has_tiered_storage && m5->has_kraft && m5->has_tiered_storage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(machines_as_published), CASE(the_whole_catalogue),           CASE(brokers_as_published),
        CASE(bad_catalogues),        CASE(any_order_and_unknown_figures), CASE(columns_that_are_missing),
        CASE(classes_as_published),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
