/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whole runs of the program as users start it: a small workload, and one of 10,000 topic groups. Groups differ in rate,
 * so that none can be folded into another. */
#include "bench/bench.h"

enum { GROUPS = 10000 };
#define SMALL_BOUND_S 0.010
#define LARGE_BOUND_S 0.200
#define MEMORY_BOUND_MIB 32

static void write_groups(const char *file)
{
    FILE *out = fopen(file, "w");
    if (out == NULL)
        exit(1);
    fputs("name: ten-thousand\nregion: us-east-1\ntopics:\n", out);
    for (int i = 0; i < GROUPS; i++)
        fprintf(out,
                "  - name: events-%d\n    produce: {rate: %d.%03d KiB/s, record_size: 1 KiB, producers: %d}\n    consume: {groups: %d}\n"
                "    partitions: %d\n    retention: 7d\n",
                i, 1 + i % 97, i % 1000, 1 + i % 7, i % 4, 1 + i % 5);
    fputs("architectures: [kafka-classic, kafka-tuned]\n", out);
    if (fclose(out) != 0)
        exit(1);
}

int main(void)
{
    char *program = getenv("WARPCOST"), *build = getenv("BUILD");
    if (program == NULL || build == NULL) {
        fputs("WARPCOST and BUILD must be set; run 'make bench'\n", stderr);
        return 2;
    }
    char groups[4096], compare[] = "compare", flag[] = "--no-simulate", small[] = "tests/fixtures/small.yaml", version[] = "--version";
    if ((size_t)snprintf(groups, sizeof groups, "%s/groups.yaml", build) >= sizeof groups)
        return 2;
    write_groups(groups);
    bool good = bench_program("start: --version", (char *[]){program, version, NULL}, SMALL_BOUND_S, MEMORY_BOUND_MIB);
    good &= bench_program("compare --no-simulate, one group", (char *[]){program, compare, flag, small, NULL}, SMALL_BOUND_S, MEMORY_BOUND_MIB);
    good &= bench_program("compare --no-simulate, 10,000 groups", (char *[]){program, compare, flag, groups, NULL}, LARGE_BOUND_S, MEMORY_BOUND_MIB);
    return good ? 0 : 1;
}
