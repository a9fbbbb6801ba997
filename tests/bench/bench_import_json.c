/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading an offer in JSON of 450 MB: fast against plain, which is the whole file as one cJSON tree. First
 * right: both must keep the same rows. Then at least PLAIN_TIMES as fast, in PEAK_MAX_MIB at most. Each
 * measurement is a process of its own, so that peaks are its own; rounds are interleaved, medians count,
 * times are processor time with the file in the page cache. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/sha256.h"
#include "bench/bench.h"
#include "fixtures/offer_json_generator.h"
#include "fixtures/offer_json_oracle.h"
#include "fixtures/offer_sink.h"
#include "import/offer_json.h"

enum { INSTANCE_TYPES = 1000, ROUNDS = 5, PEAK_MAX_MIB = 32 };
static const double PLAIN_TIMES = 5;

struct tally {
    uint64_t rows, kept, hash; /* of what is kept */
};

struct job {
    const char *name, *file;
    bool plain_loops, hashes, read_only, plain;
    double rounds[ROUNDS];
    long peak_kib;
    struct tally tally;
};

struct input {
    int fd;
    struct sha256 *hash;
};

static char files[2][32] = {"/tmp/warpcost-bench-json.XXXXXX", "/tmp/warpcost-bench-json.XXXXXX"};

static void remove_files(void)
{
    unlink(files[0]);
    unlink(files[1]);
}

static void give_up(const char *what)
{
    perror(what);
    exit(2);
}

static ptrdiff_t input_read(void *user, char *bytes, size_t capacity)
{
    struct input *input = user;
    ssize_t got = read(input->fd, bytes, capacity);
    if (input->hash != NULL && got > 0) sha256_add(input->hash, bytes, (size_t)got);
    return got;
}

static bool input_seek(void *user, uint64_t offset)
{
    return lseek(((struct input *)user)->fd, (off_t)offset, SEEK_SET) >= 0;
}

static bool take_head(void *user, const struct offer_head *head)
{
    (void)user;
    return head->version != NULL;
}

static bool take_row(void *user, const struct offer_row *row)
{
    const uint64_t prime = 0x100000001b3; /* FNV-1a */
    struct tally *tally = user;
    tally->rows++;
    if (!is_kept(row)) return true;
    tally->kept++;
    for (int field = 0; field < OFFER_FIELD__COUNT; field++)
        for (size_t i = 0; i <= row->cells[field].length; i++)
            tally->hash = (tally->hash ^
                           (i < row->cells[field].length ? (unsigned char)row->cells[field].bytes[i]
                                                         : 0xFF)) *
                          prime;
    return true;
}

static void read_plain(struct input *input, const struct offer_sink *sink)
{
    struct stat status;
    if (fstat(input->fd, &status) != 0) give_up("fstat");
    size_t length = (size_t)status.st_size, at = 0;
    char *bytes = malloc(length);
    for (ptrdiff_t got; at < length; at += (size_t)got)
        if (bytes == NULL || (got = input_read(input, bytes + at, length - at)) <= 0) give_up("read");
    if (!offer_json_oracle(bytes, length, sink)) give_up("the plain path failed");
}

static void read_fast(struct input *input, const struct job *job, const struct offer_sink *sink)
{
    struct arena *arena = arena_new();
    struct diags diags;
    diags_init(&diags, arena);
    struct offer_wanted wanted = EC2_WANTED;
    wanted.plain_loops = job->plain_loops;
    struct offer_source source = {.name = job->file, .user = input, .read = input_read, .seek = input_seek};
    if (!offer_json_read(&source, &wanted, sink, arena, &diags)) {
        fprintf(stderr, "bench_import_json: %s\n", diags.first != NULL ? diags.first->message : "stopped");
        exit(2);
    }
}

static void read_only(const struct input *input)
{
    static char block[OFFER_BLOCK_BYTES];
    while (read(input->fd, block, sizeof block) > 0)
        ;
}

static void work(const struct job *job, struct tally *tally)
{
    struct input input = {open(job->file, O_RDONLY), job->hashes ? sha256_new(arena_new()) : NULL};
    if (input.fd < 0) give_up(job->file);
    struct offer_sink sink = {tally, take_head, take_row};
    if (job->read_only)
        read_only(&input);
    else if (job->plain)
        read_plain(&input, &sink);
    else
        read_fast(&input, job, &sink);
}

static void measure_once(struct job *job, size_t round, struct tally *shared)
{
    struct rusage usage;
    int status;
    *shared = (struct tally){0};
    pid_t child = fork();
    if (child == 0) {
        work(job, shared);
        _exit(0);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) != child || status != 0)
        give_up("a measurement failed");
    job->rounds[round] = bench_child_cpu_s(&usage);
    job->peak_kib = usage.ru_maxrss > job->peak_kib ? usage.ru_maxrss : job->peak_kib;
    job->tally = *shared;
}

static double generate(char *name, const struct offer_json_shape *shape)
{
    struct stat status;
    int fd = mkstemp(name);
    FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (out == NULL) give_up(name);
    offer_json_generate(out, shape);
    if (fflush(out) != 0 || fstat(fd, &status) != 0 || fclose(out) != 0) give_up(name);
    return (double)status.st_size;
}

static bool report(const struct job *jobs, size_t count, double file_bytes)
{
    bool good = true;
    double plain_s = bench_median_of(jobs[0].rounds, ROUNDS);
    printf("import of JSON, %.0f MB, %d instance types; %.2f %% of its prices are wanted (median of %d "
           "rounds)\n",
           file_bytes / 1e6, INSTANCE_TYPES, 100.0 * (double)jobs[0].tally.kept / (double)jobs[0].tally.rows,
           ROUNDS);
    printf("  %-44s%12s%12s%12s%12s%10s\n", "", "measured", "MB/s", "x plain", "peak", "rows");
    for (size_t i = 0; i < count; i++) {
        const struct job *job = &jobs[i];
        double taken_s = bench_median_of(job->rounds, ROUNDS);
        bool is_right = job->read_only || (job->tally.kept == jobs[0].tally.kept &&
                                           job->tally.hash == jobs[0].tally.hash && job->tally.kept > 0);
        bool is_small = job->plain || job->peak_kib <= PEAK_MAX_MIB * 1024, is_judged = i == 1;
        bool is_fast = !is_judged || plain_s / taken_s >= PLAIN_TIMES;
        printf("  %-44s%9.1f ms%12.0f%12.2f%8.1f MiB%10llu%s%s%s\n", job->name, taken_s * 1e3,
               file_bytes / 1e6 / taken_s, plain_s / taken_s, (double)job->peak_kib / 1024,
               (unsigned long long)job->tally.rows, is_right ? "" : "  WRONG ROWS",
               is_small ? "" : "  TOO MUCH MEMORY",
               !is_fast    ? "  TOO SLOW"
               : is_judged ? "  (bound 5)"
                           : "");
        good &= is_right && is_small && is_fast;
    }
    return good;
}

int main(void)
{
    const char *file = files[0], *turned = files[1];
    atexit(remove_files);
    double file_bytes = generate(files[0], &(struct offer_json_shape){.instance_types = INSTANCE_TYPES});
    generate(files[1], &(struct offer_json_shape){.instance_types = INSTANCE_TYPES, .terms_first = true});
    struct job jobs[] = {{.name = "plain: whole file by cJSON", .file = file, .plain = true},
                         {.name = "fast", .file = file},
                         {.name = "fast, with sha256 in the same thread", .file = file, .hashes = true},
                         {.name = "fast, without vector instructions", .file = file, .plain_loops = true},
                         {.name = "fast, terms before products", .file = turned},
                         {.name = "read() alone", .file = file, .read_only = true}};
    enum { JOB_COUNT = sizeof jobs / sizeof *jobs };
    struct tally *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
                                0);
    if (shared == MAP_FAILED) give_up("mmap");
    for (size_t round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < JOB_COUNT; i++) measure_once(&jobs[i], round, shared);
    return report(jobs, JOB_COUNT, file_bytes) ? 0 : 1;
}
