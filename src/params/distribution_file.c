/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/samples.h"
#include "base/sha256.h"
#include "base/text.h"
#include "params/distribution_private.h"

enum { FILE_POINTS_MAX = 4096 };

static int by_value(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* Return which of count sorted samples becomes point i of the table: all when they are few; else the
 * largest quarter of the points comes from the very largest samples, since a table is read for its tail,
 * and the rest spread evenly below. */
static size_t kept_sample(size_t i, size_t points, size_t count)
{
    size_t tail = points / 4, body = points - tail;
    if (points == count || i >= body) return count - points + i;
    return i * (count - tail) / body;
}

static void table_of_samples(const struct samples *samples, struct arena *arena, struct dist *dist)
{
    size_t count = samples->count, points = count < FILE_POINTS_MAX ? count : FILE_POINTS_MAX;
    double *sorted = arena_new_of(arena, double, count), *levels = arena_new_of(arena, double, points),
           *values = arena_new_of(arena, double, points);
    memcpy(sorted, samples->values_s, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_value);
    for (size_t i = 0; i < points; i++) {
        size_t sample = kept_sample(i, points, count);
        levels[i] = (double)sample / (double)(count - 1);
        values[i] = sorted[sample];
    }
    dist->quantiles.count = points;
    dist->quantiles.levels = levels;
    dist->quantiles.values = values;
    dist->measured_to = dist_measurable(count);
}

static void keep_file(const struct distribution_reader *reader, const char *name, const char *bytes,
                      size_t length)
{
    struct data_file *file = arena_new_of(reader->source->arena, struct data_file, 1);
    *file = (struct data_file){.name = arena_copy_string(reader->source->arena, name),
                               .next = reader->into->files};
    sha256_hex(bytes, length, file->sha256);
    reader->into->files = file;
}

static bool table_of_file(const struct distribution_reader *reader, const struct yaml_node *node,
                          const struct samples *samples, struct dist *dist)
{
    struct diags *diags = reader->source->diags;
    *dist = (struct dist){.kind = DIST_QUANTILES};
    if (samples->count < 2)
        return diags_add(diags, DIAG_INCONSISTENT, distribution_place(reader, node),
                         "'%s' has a single figure, which is no distribution; write it as a constant",
                         distribution_quote(reader, node->text));
    if (samples->levels == NULL) {
        table_of_samples(samples, reader->source->arena, dist);
        return true;
    }
    dist->quantiles.count = samples->count;
    dist->quantiles.levels = samples->levels;
    dist->quantiles.values = samples->values_s;
    dist->measured_to = samples->count > 2 ? samples->levels[samples->count - 2] : 0;
    return dist_fault(dist) == NULL || diags_add(diags, DIAG_INCONSISTENT, distribution_place(reader, node),
                                                 "'%s' lacks min or max (p0 or p100); 'warpcost calibrate' "
                                                 "fits a distribution with tails to percentiles without them",
                                                 distribution_quote(reader, node->text));
}

bool distribution_read_file(const struct distribution_reader *reader, const struct yaml_node *node,
                            struct dist *dist)
{
    const struct value_source *source = reader->source;
    struct place place = distribution_place(reader, node);
    size_t length;
    if (node->kind != YAML_TEXT || yaml_is_null(node))
        return distribution_fail_shape(reader, node, "the name of a file", "file: measured.csv");
    if (!text_equal(text_quote(source->diags->arena, node->text, SOURCE_MAX_BYTES), node->text))
        return diags_add(source->diags, DIAG_BAD_NAME, place,
                         "the file name '%s' holds a control character or is longer than %d columns",
                         distribution_quote(reader, node->text), SOURCE_MAX_BYTES);
    if (reader->is_factor)
        return diags_add(source->diags, DIAG_WRONG_SHAPE, place,
                         "noise is of factors, and a file holds times; fit it with 'warpcost calibrate'");
    if (source->files == NULL)
        return diags_add(
            source->diags, DIAG_FILE_UNREADABLE, place,
            "'%s' can't be read here: the parameters are read as a text on their own; load them as a file",
            distribution_quote(reader, node->text));
    const char *bytes = source->files->read(source->files->user,
                                            source->base == NULL ? source->file : source->base, node->text,
                                            place, &length, source->diags);
    if (bytes == NULL) return false;
    keep_file(reader, node->text, bytes, length);
    const struct samples *samples = samples_read(reader->into->files->name, bytes, length, NULL,
                                                 source->arena, source->diags);
    return samples != NULL && table_of_file(reader, node, samples, dist);
}
