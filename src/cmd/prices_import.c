/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * prices import: makes a price book from AWS's price lists. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/sha256.h"
#include "base/text.h"
#include "base/units.h"
#include "cmd/prices.h"
#include "cmd/progress.h"
#include "pricing/book_write.h"
#include "import/offer_csv.h"
#include "import/offer_detect.h"
#include "import/offer_index.h"
#include "import/offer_json.h"
#include "import/importer.h"

enum { QUOTED_COLUMNS_MAX = 80, SHOWN_MAX = 20 };

static const double PROGRESS_EVERY_S = 0.1;

/* A file that one thread reads and another hashes, since the two take about as long. A pipe can be read
 * only once: it is hashed as it is read. The bytes that detected its kind are returned first. */
struct input {
    struct session *session;
    struct offer_file *file;
    const char *path;
    int fd;
    bool is_regular;
    struct stat status; /* as it was opened */
    char *first;        /* the first bytes, until they are returned */
    size_t first_length;
    uint64_t at, size; /* size 0: not known */
    struct sha256 *sha256;
    pthread_t hasher;
    bool has_hasher;
    int hash_problem;  /* errno of the hasher, 0 for none */
    atomic_bool stops; /* the hasher may stop */
    struct progress progress;
};

static void show_progress(struct input *input)
{
    if (!progress_is_due(&input->progress, PROGRESS_EVERY_S)) return;
    const char *of = input->size > 0
                         ? text_format(input->session->arena, " of %.0f", (double)input->size / MB)
                         : "";
    progress_show(&input->progress, "%s: %.0f%s MB",
                  text_quote(input->session->arena, input->file->name, QUOTED_COLUMNS_MAX),
                  (double)input->at / MB, of);
}

static ptrdiff_t read_some(int fd, char *bytes, size_t capacity)
{
    for (;;) {
        ssize_t got = read(fd, bytes, capacity);
        if (got >= 0 || errno != EINTR) return got;
    }
}

static ptrdiff_t input_read(void *user, char *bytes, size_t capacity)
{
    struct input *input = user;
    ptrdiff_t got;
    if (input->at < input->first_length) {
        size_t left = input->first_length - input->at;
        got = (ptrdiff_t)(left < capacity ? left : capacity);
        memcpy(bytes, input->first + input->at, (size_t)got);
    } else {
        got = read_some(input->fd, bytes, capacity);
    }
    if (got <= 0) return got;
    if (!input->has_hasher) sha256_add(input->sha256, bytes, (size_t)got);
    input->at += (uint64_t)got;
    show_progress(input);
    return got;
}

static bool input_seek(void *user, uint64_t offset)
{
    struct input *input = user;
    input->first_length = 0;
    input->at = offset;
    return lseek(input->fd, (off_t)offset, SEEK_SET) >= 0;
}

static void *hash_file(void *context)
{
    struct input *input = context;
    char *block = malloc(OFFER_BLOCK_BYTES);
    int fd = open(input->path, O_RDONLY | O_CLOEXEC);
    ptrdiff_t got = -1;
    while (block != NULL && fd >= 0 && !atomic_load(&input->stops) &&
           (got = read_some(fd, block, OFFER_BLOCK_BYTES)) > 0)
        sha256_add(input->sha256, block, (size_t)got);
    input->hash_problem = got < 0 ? errno : 0;
    free(block);
    if (fd >= 0) close(fd);
    return NULL;
}

static bool is_unchanged(const struct input *input)
{
    struct stat status;
    return stat(input->path, &status) == 0 && status.st_ino == input->status.st_ino &&
           status.st_size == input->status.st_size && status.st_mtim.tv_sec == input->status.st_mtim.tv_sec &&
           status.st_mtim.tv_nsec == input->status.st_mtim.tv_nsec;
}

static bool unreadable(const char *what, const char *name, struct diags *diags)
{
    return diags_add(diags, DIAG_FILE_UNREADABLE, (struct place){.file = name}, "%s: %s", what,
                     strerror(errno));
}

/* Hash the rest that the reader left, and note the hash. */
static bool input_end(struct input *input)
{
    enum { BLOCK_BYTES = 64 * 1024 };
    struct diags *diags = input->session->diags;
    char block[BLOCK_BYTES];
    ptrdiff_t got = 0;
    while (!input->has_hasher && (got = input_read(input, block, sizeof block)) > 0) continue;
    if (input->has_hasher) pthread_join(input->hasher, NULL);
    if (input->has_hasher && input->hash_problem != 0) {
        errno = input->hash_problem;
        got = -1;
    }
    if (got < 0) return unreadable("can't read", input->file->name, diags);
    if (input->has_hasher && !is_unchanged(input))
        return diags_add(diags, DIAG_FILE_UNREADABLE, (struct place){.file = input->file->name},
                         "the file changed while it was read; import it again");
    input->has_hasher = false;
    sha256_end(input->sha256, input->file->sha256);
    return true;
}

static bool input_open(struct input *input)
{
    struct diags *diags = input->session->diags;
    bool is_standard = text_equal(input->path, "-");
    input->fd = is_standard ? STDIN_FILENO : open(input->path, O_RDONLY | O_CLOEXEC);
    if (input->fd < 0) return unreadable("can't open", input->path, diags);
    bool is_file = fstat(input->fd, &input->status) == 0 && S_ISREG(input->status.st_mode);
    if (is_file) file_note_read(input->status.st_dev, input->status.st_ino, input->file->name, diags);
    input->is_regular = is_file && !is_standard;
    input->size = input->is_regular ? (uint64_t)input->status.st_size : 0;
    input->first = arena_alloc(input->session->arena, OFFER_DETECT_BYTES);
    ptrdiff_t got;
    while (input->first_length < OFFER_DETECT_BYTES &&
           (got = read_some(input->fd, input->first + input->first_length,
                            OFFER_DETECT_BYTES - input->first_length)) != 0) {
        if (got < 0) return unreadable("can't read", input->file->name, diags);
        input->first_length += (size_t)got;
    }
    input->sha256 = sha256_new(input->session->arena);
    input->has_hasher = input->is_regular && pthread_create(&input->hasher, NULL, hash_file, input) == 0;
    return true;
}

static void input_close(struct input *input)
{
    progress_clear(&input->progress);
    atomic_store(&input->stops, true);
    if (input->has_hasher) pthread_join(input->hasher, NULL);
    if (input->fd > STDIN_FILENO) close(input->fd);
}

/* Refuse an index, which has no prices; the reason names its kind and the files that it lists. */
static bool refuse_index(struct input *input, const struct offer_source *source, enum offer_kind kind)
{
    struct diags *diags = input->session->diags;
    struct text text = text_new(input->session->arena);
    char *block = arena_alloc(input->session->arena, OFFER_BLOCK_BYTES);
    ptrdiff_t got;
    while ((got = source->read(source->user, block, OFFER_BLOCK_BYTES)) > 0 && text.length <= TABLE_MAX_BYTES)
        text_add_bytes(&text, block, (size_t)got);
    if (got < 0) return unreadable("can't read", source->name, diags);
    const char *summary = offer_index_summary(source->name, kind, text.bytes, text.length,
                                              input->session->arena, diags);
    if (summary != NULL)
        diags_add(diags, DIAG_OFFER_FORMAT, (struct place){.file = source->name},
                  "an index holds no prices; this is %s: download one that it names", summary);
    return false;
}

static bool read_prices(struct input *input, struct importer *importer)
{
    struct session *session = input->session;
    struct offer_detected detected = offer_detect(input->first, input->first_length, session->arena);
    struct offer_source source = {.name = input->file->name,
                                  .user = input,
                                  .read = input_read,
                                  .seek = input->is_regular ? input_seek : NULL};
    if (detected.kind == OFFER_KIND_NONE)
        return diags_add(session->diags, DIAG_OFFER_FORMAT, (struct place){.file = source.name}, "%s",
                         detected.reason);
    if (detected.kind != OFFER_KIND_CSV && detected.kind != OFFER_KIND_JSON &&
        detected.kind != OFFER_KIND_PLAN_JSON)
        return refuse_index(input, &source, detected.kind);
    struct offer_sink sink = importer_sink(importer, input->file);
    struct offer_wanted wanted = importer_wanted(importer, detected.offer_code);
    if (detected.kind == OFFER_KIND_CSV) return offer_csv_read(&source, &wanted, &sink, session->diags);
    struct arena *scratch = arena_new();
    bool good = offer_json_read(&source, &wanted, &sink, scratch, session->diags);
    arena_free(scratch);
    return good;
}

static bool import_file(const char *name, struct offer_file *file, struct importer *importer,
                        struct session *session)
{
    *file = (struct offer_file){.name = text_equal(name, "-") ? "standard input" : name};
    struct input input = {.session = session,
                          .file = file,
                          .path = name,
                          .progress = progress_start(session->err, monotonic_s)};
    bool good = input_open(&input) && read_prices(&input, importer) && input_end(&input);
    input_close(&input);
    return good;
}

static void print_list(const char *title, const char *const *names, size_t count, FILE *out,
                       struct arena *arena)
{
    if (count == 0) return;
    fprintf(out, "  %s (%zu): ", title, count);
    for (size_t i = 0; i < count && i < SHOWN_MAX; i++)
        fprintf(out, "%s%s", i == 0 ? "" : "; ", text_quote(arena, names[i], QUOTED_COLUMNS_MAX));
    fputs(count > SHOWN_MAX ? "; …\n" : "\n", out);
}

static void print_left_terms(FILE *out)
{
    fputs("  purchase options left out, which --all-terms keeps:", out);
    for (int i = TERM_RESERVED_3YR_ALL_UPFRONT + 1; i < TERM__COUNT; i++)
        if (PURCHASE_TERMS[i].kind == BUY_RESERVED) fprintf(out, " %s", PURCHASE_TERMS[i].name);
    fputc('\n', out);
}

/* Print kept and skipped rows. Rows that the readers may skip unseen aren't counted. */
static void print_summary(const struct imported *imported, const struct offer_file *files, size_t file_count,
                          const char *path, bool all_terms, FILE *out, struct arena *arena)
{
    bool has_reserved = imported->skipped[SKIP_OTHER_TERM] > 0;
    fprintf(out, "%s: %zu rows for %s\n",
            text_equal(path, "-") ? "standard output" : text_quote(arena, path, SIZE_MAX),
            imported->row_count, text_quote(arena, imported->region, QUOTED_COLUMNS_MAX));
    for (size_t i = 0; i < file_count; i++) {
        fprintf(out, "  from %llu rows of %s %s, published %s (%s)\n", (unsigned long long)files[i].kept,
                text_quote(arena, files[i].head.offer_code, QUOTED_COLUMNS_MAX),
                text_quote(arena, files[i].head.version, QUOTED_COLUMNS_MAX),
                text_quote(arena, files[i].head.publication_date, QUOTED_COLUMNS_MAX),
                text_quote(arena, files[i].name, SIZE_MAX));
        has_reserved |= text_equal(files[i].head.offer_code, "AmazonEC2");
    }
    for (int i = 0; i < SKIP__COUNT; i++)
        if (imported->skipped[i] > 0 && !OFFER_SKIP_ROWS[i].may_be_unseen)
            fprintf(out, "  left out: %llu %s\n", (unsigned long long)imported->skipped[i],
                    OFFER_SKIP_ROWS[i].what);
    if (has_reserved && !all_terms) print_left_terms(out);
    print_list("prices left out", imported->left_out, imported->left_out_count, out, arena);
    print_list("instance types that the catalogue lacks", imported->unknown_types,
               imported->unknown_type_count, out, arena);
}

/* "us-east-1" from "pricing/aws/us-east-1.csv" and from "us-east-1-2026-07-20.csv"; NULL when the name is
 * no region's. */
static const char *region_of_path(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash == NULL ? path : slash + 1;
    for (const char *const *region = book_regions(); *region != NULL; region++) {
        const char *rest = name + strlen(*region);
        if (text_starts_with(name, *region) &&
            (text_equal(rest, ".csv") || (rest[0] == '-' && rest[1] >= '0' && rest[1] <= '9')))
            return *region;
    }
    return NULL;
}

static bool write_book(const struct imported *imported, const char *path, struct session *session)
{
    const char *named = region_of_path(path);
    if (named != NULL && !text_equal(named, imported->region))
        return diags_add(session->diags, DIAG_OFFER_REGION, (struct place){.file = path},
                         "the prices are those of %s; name the book after it, or say --region %s if the "
                         "files hold that region too",
                         text_quote(session->arena, imported->region, QUOTED_COLUMNS_MAX), named);
    return book_write(path, imported->region, imported->rows, imported->row_count, session->arena,
                      session->diags);
}

static enum exit_code run(const struct parsed *parsed, struct session *session)
{
    const char *path = parsed_value(parsed, "output");
    if (path == NULL) {
        diags_add(session->diags, DIAG_USAGE, (struct place){0},
                  "give the output file with -o; '-' prints it");
        return EXIT_USAGE;
    }
    const struct catalogue *catalogue = catalogue_embedded(session->arena, session->diags);
    if (catalogue == NULL) return session->diags->exit_code;
    bool all_terms = parsed_flag(parsed, "all-terms");
    struct importer_request request = {.region = parsed_value(parsed, "region"),
                                       .all_terms = all_terms,
                                       .catalogue = catalogue};
    struct importer *importer = importer_new(&request, session->arena, session->diags);
    struct offer_file *files = arena_new_of(session->arena, struct offer_file, parsed->argument_count);
    for (size_t i = 0; i < parsed->argument_count; i++)
        if (!import_file(parsed->arguments[i], &files[i], importer, session))
            return session->diags->exit_code;
    const struct imported *imported = importer_finish(importer);
    if (imported == NULL || !write_book(imported, path, session)) return session->diags->exit_code;
    print_summary(imported, files, parsed->argument_count, path, all_terms,
                  text_equal(path, "-") ? session->err : session->out, session->arena);
    return EXIT_DONE;
}

static const struct argument ARGUMENTS[] = {
    {.name = "FILE",
     .required = true,
     .repeated = true,
     .hint = HINT_FILE,
     .help = "offers and Savings Plans of one region, CSV or JSON; '-' is standard input"},
    {0},
};
static const struct option OPTIONS[] = {
    {.name = "output",
     .letter = 'o',
     .kind = OPTION_VALUE,
     .hint = HINT_OUTPUT,
     .argument = "FILE",
     .help = "price book to write; '-' prints it"},
    {.name = "region",
     .kind = OPTION_VALUE,
     .argument = "REGION",
     .help = "take only the rows of this region"},
    {.name = "all-terms",
     .kind = OPTION_FLAG,
     .help = "keep all reserved terms, not only those available to workloads"},
    {0},
};
static const struct example EXAMPLES[] = {
    {"warpcost prices import ec2.csv s3.csv transfer.json -o pricing/aws/eu-west-1.csv", "a region's book"},
    {"warpcost prices import AmazonS3.json --region us-east-1 -o us-east-1.csv",
     "one region of a list of all"},
    {0},
};

const struct command PRICES_IMPORT = {
    .name = "prices import",
    .summary = "build a price book from AWS price lists",
    .description =
        "Reads files of the AWS Price List Bulk API (offers and Savings Plans, CSV or JSON, detected by "
        "content) and writes the price book of their region, with offer, version, publication date, SHA-256, "
        "SKU and rate code of every row. Skipped rows are counted and listed by reason.\n\n"
        "From EC2 it keeps shared Linux instances without licence (on demand, reserved for one year with no "
        "upfront payment and for three years all upfront), volumes, NAT gateways and addresses; from other "
        "offers, every row of the region. Upfront fees are spread over the hours of the term. Savings Plans "
        "rates are attached to the SKUs that they discount.\n\n"
        "The book contains only what the files contain. An existing book is replaced as a whole, or left "
        "untouched on any error.",
    .arguments = ARGUMENTS,
    .options = OPTIONS,
    .examples = EXAMPLES,
    .run = run,
};
