/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Importing an offer in CSV of 300 MB in page cache, one thread, without hashing but where it says so: the
 * fast reader against libcsv on every row and against `wc -l`. Each run is a process of its own; its
 * processor time and peak memory count. Rows go where an import puts them, and every reader must keep the
 * same. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/sha256.h"
#include "bench/bench.h"
#include "fixtures/offer_csv_generator.h"
#include "import/offer_csv.h"
#include "import/importer.h"
#include "oracles/offer_plain.h"

#define FILE_BYTES UINT64_C(300000000)
#define PEAK_MAX_BYTES (32.0 * 1024 * 1024)

enum how { BY_WC, BY_LIBCSV, BY_SCANNER, BY_PORTABLE_SCANNER, BY_PROGRAM };

static const struct {
    const char *name;
    enum how how;
    bool all_terms, hashes;
    double of_libcsv_min, of_wc_min; /* throughput; 0: for information */
} RUNS[] = {
    {"wc -l", BY_WC, false, false, 0, 0},
    {"libcsv on every row, shipped terms", BY_LIBCSV, false, false, 0, 0},
    {"fast, shipped terms", BY_SCANNER, false, false, 7, 0.4},
    {"fast, shipped terms, with sha256", BY_SCANNER, false, true, 0, 0},
    {"fast, shipped terms, portable scanner", BY_PORTABLE_SCANNER, false, false, 0, 0},
    {"libcsv on every row, all terms", BY_LIBCSV, true, false, 0, 0},
    {"fast, all terms", BY_SCANNER, true, false, 4, 0},
    {"prices import --all-terms, sha256, a book", BY_PROGRAM, true, true, 0,
     0}, /* for its peak: all that an import does */
};
enum { RUN_COUNT = sizeof RUNS / sizeof *RUNS, ROUNDS = 5, RUN_WC = 0, RUN_LIBCSV = 1, RUN_LIBCSV_ALL = 5 };

static char file_name[] = "/tmp/warpcost-bench-import.XXXXXX";

static void give_up(const char *what)
{
    fprintf(stderr, "bench_import: %s\n", what);
    unlink(file_name);
    exit(2);
}

struct from {
    int fd;
    struct sha256 *sha256; /* NULL: not hashed */
};

static ptrdiff_t read_file(void *user, char *bytes, size_t capacity)
{
    struct from *from = user;
    ptrdiff_t got = read(from->fd, bytes, capacity);
    if (from->sha256 != NULL && got > 0) sha256_add(from->sha256, bytes, (size_t)got);
    return got;
}

/* Rows that an import keeps, told through a pipe. */
static void import(size_t run, int out)
{
    struct arena *arena = arena_new();
    struct diags diags;
    diags_init(&diags, arena);
    struct from from = {open(file_name, O_RDONLY | O_CLOEXEC), RUNS[run].hashes ? sha256_new(arena) : NULL};
    struct offer_source source = {.name = file_name, .user = &from, .read = read_file};
    struct offer_file file = {.name = file_name};
    struct importer *importer = importer_new(&(struct importer_request){.all_terms = RUNS[run].all_terms},
                                             arena, &diags);
    struct offer_sink sink = importer_sink(importer, &file);
    struct offer_wanted wanted = importer_wanted(importer, "AmazonEC2");
    wanted.plain_loops = RUNS[run].how == BY_PORTABLE_SCANNER;
    bool good = RUNS[run].how == BY_LIBCSV ? offer_csv_plain_read(&source, &sink, &diags)
                                           : offer_csv_read(&source, &wanted, &sink, &diags);
    uint64_t counts[2] = {file.rows, file.kept};
    if (!good || diags.count > 0 || write(out, counts, sizeof counts) != sizeof counts) {
        fprintf(stderr, "%s\n", diags.first == NULL ? "no counts" : diags.first->message);
        _exit(2);
    }
    _exit(0);
}

/* Another program, without its output. */
static void execute(enum how how)
{
    const char *program = getenv("WARPCOST");
    int null = open("/dev/null", O_WRONLY);
    if (null < 0 || dup2(null, STDOUT_FILENO) < 0) _exit(2);
    if (how == BY_WC)
        execlp("wc", "wc", "-l", file_name, (char *)NULL);
    else if (program != NULL)
        execl(program, program, "prices", "import", "--all-terms", file_name, "-o", "/dev/null",
              (char *)NULL);
    _exit(2);
}

static bool has_counts(size_t run) { return RUNS[run].how != BY_WC && RUNS[run].how != BY_PROGRAM; }

struct outcome {
    double taken_s, peak_bytes;
    uint64_t counts[2]; /* rows that the sink was given, and kept */
};

static struct outcome run_once(size_t run)
{
    struct outcome outcome = {0};
    struct rusage usage;
    int status, ends[2];
    if (pipe(ends) != 0) give_up("no pipe");
    pid_t child = fork();
    if (child == 0) {
        if (!has_counts(run)) execute(RUNS[run].how);
        import(run, ends[1]);
    }
    close(ends[1]);
    if (child < 0 || wait4(child, &status, 0, &usage) != child || !WIFEXITED(status) ||
        WEXITSTATUS(status) != 0)
        give_up(RUNS[run].name);
    if (has_counts(run) && read(ends[0], outcome.counts, sizeof outcome.counts) != sizeof outcome.counts)
        give_up("no counts");
    close(ends[0]);
    outcome.taken_s = bench_child_cpu_s(&usage);
    outcome.peak_bytes = (double)usage.ru_maxrss * 1024;
    return outcome;
}

static struct csv_gen write_file(void)
{
    int fd = mkstemp(file_name);
    FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
    if (out == NULL) give_up("can't write to /tmp");
    struct csv_gen made = csv_generate(out, &(struct csv_gen_shape){.bytes = FILE_BYTES});
    if (fclose(out) != 0) give_up("can't write to /tmp");
    return made;
}

static bool report(size_t run, double taken_s[][ROUNDS], const struct outcome *last, uint64_t bytes,
                   uint64_t rows)
{
    double median = bench_median_of(taken_s[run], ROUNDS), wc = bench_median_of(taken_s[RUN_WC], ROUNDS);
    double libcsv = bench_median_of(taken_s[RUNS[run].all_terms ? RUN_LIBCSV_ALL : RUN_LIBCSV], ROUNDS);
    bool fast = RUNS[run].how != BY_WC && RUNS[run].how != BY_LIBCSV;
    bool good = libcsv / median >= RUNS[run].of_libcsv_min && wc / median >= RUNS[run].of_wc_min &&
                (!fast || last->peak_bytes < PEAK_MAX_BYTES);
    printf("  %-42s%8.0f%10.2f%8.2f%10.1f", RUNS[run].name, (double)bytes / median / 1e6, libcsv / median,
           wc / median, last->peak_bytes / (1024 * 1024));
    if (has_counts(run))
        printf("%10.2f%10.2f", 100.0 * (double)last->counts[0] / (double)rows,
               100.0 * (double)last->counts[1] / (double)rows);
    puts(good ? "" : "  OVER");
    return good;
}

int main(void)
{
    static double taken_s[RUN_COUNT][ROUNDS];
    static struct outcome last[RUN_COUNT];
    struct csv_gen made = write_file();
    for (size_t round = 0; round < ROUNDS; round++)
        for (size_t run = 0; run < RUN_COUNT; run++) {
            last[run] = run_once(run);
            taken_s[run][round] = last[run].taken_s;
        }
    unlink(file_name);
    printf("import of an offer in CSV: %.0f MB, %llu rows, %.1f %% on demand, %.1f %% of shipped reserved "
           "terms (median of %d rounds)\n",
           (double)made.bytes / 1e6, (unsigned long long)made.rows,
           100.0 * (double)made.on_demand_rows / (double)made.rows,
           100.0 * (double)made.shipped_rows / (double)made.rows, ROUNDS);
    printf("  %-42s%8s%10s%8s%10s%10s%10s\n", "", "MB/s", "/ libcsv", "/ wc", "peak MiB", "parsed %",
           "wanted %");
    bool good = true;
    for (size_t run = 0; run < RUN_COUNT; run++)
        good &= report(run, taken_s, &last[run], made.bytes, made.rows);
    puts("  bounds: 7 times libcsv and 0.4 of wc with shipped terms, 4 times libcsv with all; under 32 MiB");
    if (last[RUN_LIBCSV].counts[1] != last[RUN_LIBCSV + 1].counts[1] ||
        last[RUN_LIBCSV_ALL].counts[1] != last[RUN_LIBCSV_ALL + 1].counts[1])
        give_up("readers keep different rows");
    return good ? 0 : 1;
}
