/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Workloads that are allowed and mean no good: the program's processor time and peak memory on each, beside
 * what it may take. Without a simulation 30 s and 512 MiB; with one the memory that simulation.max_memory
 * allows by default, and 150 s. One round each: bounds are far, and what takes minutes must fail. */
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static const double MIB = 1024 * 1024, PLAIN_S = 30, PLAIN_MIB = 512, SIMULATED_S = 150, SIMULATED_MIB = 1024;

/* A workload is count topic groups of this text, in which %d is the group's number. */
static const struct hostile {
    const char *name, *verb;
    int count;
    const char *topic, *rest;
    bool simulates;
} HOSTILE[] = {
#define ALL                                                                                  \
    "architectures: [kafka-classic, kafka-tuned, warpstream, msk-provisioned, msk-express, " \
    "msk-serverless]\n"
#define KAFKA "architectures: [kafka-tuned]\n"
#define STREAM "architectures: [warpstream]\n"
    {"100,000 topic groups, validated", "validate", 100000, "{name: t%d, produce: {rate: 9 KiB/s}}", ALL,
     false},
    {"100,000 topic groups", "compare", 100000, "{name: t%d, produce: {rate: 9 KiB/s}, partitions: 1}", ALL,
     false},
    {"100,000 topic groups, planned", "plan", 100000, "{name: t%d, produce: {rate: 9 KiB/s}, partitions: 1}",
     ALL, false},
    {"100,000 groups, an hourly week", "compare", 100000,
     "{name: t%d, produce: {rate: 9 KiB/s}, partitions: 1}",
     KAFKA "load: {hourly: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]}\n",
     false},
    {"60,000 compacted groups", "compare", 60000,
     "{name: t%d, produce: {rate: 9 KiB/s}, partitions: 1, cleanup: compact}", KAFKA, false},
    {"10,000,000 producers", "compare", 1, "{name: t%d, produce: {rate: 10 MiB/s, producers: 10000000}}", ALL,
     false},
    {"10,000,000 partitions", "compare", 1, "{name: t%d, produce: {rate: 10 MiB/s}, partitions: 10000000}",
     ALL, false},
    {"10,000 consumer groups", "compare", 1,
     "{name: t%d, produce: {rate: 1 MiB/s}, consume: {groups: 10000}}", ALL, false},
    {"1 PB/s", "compare", 1, "{name: t%d, produce: {rate: 1 PB/s}}", ALL, false},
    {"1 B/s, kept for a century", "compare", 1, "{name: t%d, produce: {rate: 1 B/s}, retention: 3.1e9 s}",
     ALL, false},
    {"records of a byte", "compare", 1, "{name: t%d, produce: {rate: 1 GiB/s, record_size: 1 B}}", ALL,
     false},
    {"10,000,000 producers on Kafka", "simulate", 1,
     "{name: t%d, produce: {rate: 10 MiB/s, producers: 10000000}}", KAFKA, true},
    {"10,000,000 producers on WarpStream", "simulate", 1,
     "{name: t%d, produce: {rate: 10 MiB/s, producers: 10000000}}", STREAM, true},
    {"10,000,000 keyed producers", "simulate", 1,
     "{name: t%d, produce: {rate: 10 MiB/s, producers: 10000000, partitioning: keyed}}", KAFKA, true},
    {"50,000 partitions on WarpStream", "simulate", 1,
     "{name: t%d, produce: {rate: 300 MiB/s}, partitions: 50000}", STREAM, true},
    {"1,000 consumer groups", "simulate", 1,
     "{name: t%d, produce: {rate: 500 KiB/s}, consume: {groups: 1000}}", KAFKA, true},
    {"10,000 consumer groups, on both", "simulate", 1,
     "{name: t%d, produce: {rate: 1 MiB/s}, consume: {groups: 10000}}",
     "architectures: [kafka-tuned, warpstream]\n", true},
    {"a linger of 5 s at 1 GiB/s", "simulate", 1,
     "{name: t%d, produce: {rate: 1 GiB/s, linger: 5s}, partitions: 1000}", KAFKA, true},
    {"a linger of a minute", "simulate", 1, "{name: t%d, produce: {rate: 60 MiB/s, linger: 60s}}", KAFKA,
     true},
    {"20,000 topic groups", "simulate", 20000, "{name: t%d, produce: {rate: 9 KiB/s}, partitions: 1}", STREAM,
     true},
};

static void write_workload(const struct hostile *hostile, const char *file)
{
    FILE *out = fopen(file, "w");
    if (out == NULL) exit(2);
    fputs("name: hostile\ntopics:\n", out);
    for (int i = 0; i < hostile->count; i++) {
        const char *number = strstr(hostile->topic, "%d");
        fprintf(out, "  - %.*s%d%s\n", (int)(number - hostile->topic), hostile->topic, i, number + 2);
    }
    fputs(hostile->rest, out);
    if (fclose(out) != 0) exit(2);
}

static void run_child(const struct hostile *hostile, const char *program, const char *file)
{
    const struct rlimit time_limit = {600, 600};
    int nothing = open("/dev/null", O_WRONLY);
    setrlimit(RLIMIT_CPU, &time_limit);
    dup2(nothing, STDOUT_FILENO);
    dup2(nothing, STDERR_FILENO);
    const char *const option = strcmp(hostile->verb, "compare") == 0 && !hostile->simulates ? "--no-simulate"
                                                                                            : NULL;
    execl(program, program, hostile->verb, file, option, (char *)NULL);
    _exit(127);
}

/* True if it ended well within its bounds: done, or nothing can carry it. */
static bool measure(const struct hostile *hostile, const char *program, const char *file)
{
    write_workload(hostile, file);
    pid_t child = fork();
    if (child == 0) run_child(hostile, program, file);
    int status;
    struct rusage usage;
    if (child < 0 || wait4(child, &status, 0, &usage) < 0) exit(2);
    double seconds = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                     (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6,
           mib = (double)usage.ru_maxrss * 1024 / MIB, most_s = hostile->simulates ? SIMULATED_S : PLAIN_S,
           most_mib = hostile->simulates ? SIMULATED_MIB : PLAIN_MIB;
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    bool holds = (code == 0 || code == 6) && seconds <= most_s && mib <= most_mib;
    printf("  %-36s %8.2f s of %4.0f %8.0f MiB of %5.0f  exit %d%s\n", hostile->name, seconds, most_s, mib,
           most_mib, code, holds ? "" : "  FAILED");
    fflush(stdout);
    return holds;
}

int main(void)
{
    const char *program = getenv("WARPCOST");
    char directory[] = "/tmp/hostile-XXXXXX", file[sizeof directory + sizeof "/w.yaml"];
    if (program == NULL || mkdtemp(directory) == NULL) return 2;
    snprintf(file, sizeof file, "%s/w.yaml", directory);
    bool holds = true;
    puts("hostile, but allowed (processor time and peak memory)");
    for (size_t i = 0; i < sizeof HOSTILE / sizeof *HOSTILE; i++)
        holds &= measure(&HOSTILE[i], program, file);
    unlink(file);
    rmdir(directory);
    return holds ? 0 : 1;
}
