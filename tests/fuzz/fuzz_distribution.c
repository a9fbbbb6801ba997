// covers: src/params/distribution.c src/params/distribution_scalars.c src/params/distribution_file.c src/params/distribution_make.c src/params/distribution_node.c
/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Expressions of distributions. The input is lines: the expression, then "PATH=VALUE" for scalars inside of
 * it; a line "%%" parts them from the bytes of every file that it names. What was read must be a
 * distribution, print as what it is, and answer. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "base/text.h"
#include "params/distribution.h"
#include "oracles/second_moment.h"

#define SYNTAX SYNTAX_YAML
#include "fuzz/mutate.h"
#include "fuzz/oracle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct file {
    const char *bytes;
    size_t length;
};

static const char *read_file(void *user, const char *base, const char *name, struct place place,
                             size_t *length, struct diags *diags)
{
    const struct file *file = user;
    (void)base;
    if (file->bytes == NULL)
        return diags_add(diags, DIAG_FILE_UNREADABLE, place, "no file '%s'",
                         text_quote(diags->arena, name, 40)),
               NULL;
    *length = file->length;
    return file->bytes;
}

static void check_answers(const struct dist *dist, struct arena *arena)
{
    static const double LEVELS[] = {0, 0.1, 0.5, 0.99, 0.9999, 1};
    double last = 0, bytes = 3e6, mean = dist_mean(dist, bytes);
    must(dist_fault(dist) == NULL && mean >= 0 && dist_second_moment(dist, bytes) >= 0);
    for (size_t i = 0; i < sizeof LEVELS / sizeof *LEVELS; i++) {
        double x = dist_quantile(dist, LEVELS[i], bytes);
        must(x >= last);
        must(isinf(x) || dist_cdf(dist, x * (1 + 1e-9), bytes) >= LEVELS[i] - 1e-9);
        last = x;
    }
    struct dist scaled = dist_scaled(dist, 1.4, arena);
    must(fabs(dist_quantile(&scaled, 0.5, bytes) - 1.4 * dist_quantile(dist, 0.5, bytes)) <=
         1e-9 * dist_quantile(&scaled, 0.5, bytes));
}

static bool read_text(const char *text, const struct value_source *source, struct value *value)
{
    const struct param_row *row = &ROOT_ROWS[ROOT_OBJECT_PUT];
    size_t before = source->diags->count;
    bool fine = value_read_text(row, text, (struct place){.file = "d"}, source, value);
    must(fine == (source->diags->count == before));
    return fine;
}

/* What it prints as is read as the same. */
static void check_value(const struct value *value, const struct value_source *source, struct arena *arena)
{
    struct value again;
    const struct distribution *read = value->distribution;
    check_answers(&read->dist, arena);
    must(read_text(read->text, source, &again) && text_equal(again.distribution->text, read->text));
    double a = dist_quantile(&read->dist, 0.7, 1e6), b = dist_quantile(&again.distribution->dist, 0.7, 1e6);
    must(a == b);
}

static void read_lines(char *text, const struct value_source *source, struct arena *arena)
{
    char *save = NULL, *line = strtok_r(text, "\n", &save);
    struct value value, changed;
    if (line == NULL || !read_text(line, source, &value)) return;
    check_value(&value, source, arena);
    while ((line = strtok_r(NULL, "\n", &save)) != NULL) {
        char *equals = strchr(line, '=');
        if (equals == NULL) continue;
        *equals = '\0';
        if (!value_change(&ROOT_ROWS[ROOT_OBJECT_PUT], &value, line, equals + 1, (struct place){.file = "d"},
                          source, &changed))
            continue;
        value = changed;
        check_value(&value, source, arena);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char SEPARATOR[] = "\n%%\n";
    struct arena *arena = arena_new();
    struct diags diags;
    diags_init(&diags, arena);
    const char *begin = (const char *)data, *end = begin + size,
               *part = size == 0 ? NULL : memmem(begin, size, SEPARATOR, sizeof SEPARATOR - 1);
    struct file file = {NULL, 0};
    if (part != NULL)
        file = (struct file){part + sizeof SEPARATOR - 1, (size_t)(end - part) - (sizeof SEPARATOR - 1)};
    char *text = arena_copy(arena, size == 0 ? "" : begin, part == NULL ? size : (size_t)(part - begin));
    struct param_files files = {read_file, &file};
    struct value_source source = {.file = "d",
                                  .origin = ORIGIN_GIVEN,
                                  .profiles = arch_registry(arena)->profiles,
                                  .files = &files,
                                  .arena = arena,
                                  .diags = &diags};
    read_lines(text, &source, arena);
    for (const struct diag *diag = diags.first; diag != NULL; diag = diag->next) check_diag(diag);
    arena_free(arena);
    return 0;
}
