/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "params/distribution_private.h"

static const double FACTOR_MAX = 1e6;

struct place distribution_place(const struct distribution_reader *reader, const struct yaml_node *node)
{
    return (struct place){reader->source->file, node->line, node->column};
}

const char *distribution_quote(const struct distribution_reader *reader, const char *text)
{
    return text_quote(reader->source->diags->arena, text, QUOTE_COLUMNS);
}

char *distribution_below(const struct distribution_reader *reader, const char *path, const char *key)
{
    return text_format(reader->source->diags->arena, "%s.%s", path, key);
}

bool distribution_fail_shape(const struct distribution_reader *reader, const struct yaml_node *node,
                             const char *what, const char *example)
{
    return diags_add(reader->source->diags, DIAG_WRONG_SHAPE, distribution_place(reader, node),
                     "found %s where %s is expected; write for example '%s'",
                     yaml_is_null(node) ? "nothing" : yaml_kind_name(node), what, example);
}

/* names are NULL-ended. */
bool distribution_fail_key(const struct distribution_reader *reader, const struct yaml_node *key,
                           const char *const *names, size_t count)
{
    const char *meant = text_nearest(key->text, names, count);
    if (meant != NULL)
        return diags_add(reader->source->diags, DIAG_UNKNOWN_KEY, distribution_place(reader, key),
                         "unknown key '%s', did you mean '%s'?", distribution_quote(reader, key->text),
                         meant);
    return diags_add(reader->source->diags, DIAG_UNKNOWN_KEY, distribution_place(reader, key),
                     "unknown key '%s'; the keys here are %s", distribution_quote(reader, key->text),
                     text_list(reader->source->diags->arena, names, count, ", "));
}

/* A scalar is read as a parameter of its own, whose row is made here. */
bool distribution_read_scalar(const struct distribution_reader *reader, const char *path, bool is_time,
                              double min, double max, const struct yaml_node *node, double *number)
{
    bool is_factor = is_time && reader->is_factor;
    const struct param_row row = {
        .path = path,
        .type = is_time && !is_factor ? PARAM_DURATION : PARAM_NUMBER,
        .min = min,
        .max = is_factor                           ? FACTOR_MAX
               : is_time && reader->row->max < max ? reader->row->max
                                                   : max,
    };
    struct value value;
    if (!value_read(&row, node, reader->source, &value)) return false;
    *number = value.num;
    return true;
}

static bool find_scalar(const struct distribution_kind *kind, const char *name, size_t *key)
{
    for (*key = 0; *key < SCALAR__COUNT; ++*key)
        if ((kind->keys >> *key & 1) != 0 && text_equal(DISTRIBUTION_KEYS[*key].name, name)) return true;
    return false;
}

static bool unknown_scalar(const struct distribution_reader *reader, const struct distribution_kind *kind,
                           const struct yaml_node *key)
{
    const char *names[SCALAR__COUNT + 2];
    size_t count = 0;
    for (size_t i = 0; i < SCALAR__COUNT; i++)
        if ((kind->keys >> i & 1) != 0) names[count++] = DISTRIBUTION_KEYS[i].name;
    if (kind->takes_quantiles) {
        names[count++] = "p50";
        names[count++] = "p99.9";
    }
    return distribution_fail_key(reader, key, names, count);
}

struct quantile {
    double level, value;
};

static int by_level(const void *a, const void *b)
{
    const struct quantile *left = a, *right = b;
    return (left->level > right->level) - (left->level < right->level);
}

static bool sort_quantiles(const struct distribution_reader *reader, const struct yaml_node *node,
                           struct quantile *quantiles, struct distribution_scalars *scalars)
{
    size_t count = scalars->quantile_count;
    if (count > 1) qsort(quantiles, count, sizeof *quantiles, by_level);
    scalars->levels = arena_new_of(reader->source->arena, double, count);
    scalars->values = arena_new_of(reader->source->arena, double, count);
    for (size_t i = 0; i < count; i++) {
        scalars->levels[i] = quantiles[i].level;
        scalars->values[i] = quantiles[i].value;
        if (i > 0 && quantiles[i].level == quantiles[i - 1].level)
            return diags_add(reader->source->diags, DIAG_DUPLICATE_KEY, distribution_place(reader, node),
                             "%s is given twice, under two spellings; keep one",
                             dist_level_name(reader->source->diags->arena, quantiles[i].level));
    }
    return true;
}

static bool read_scalars(const struct distribution_reader *reader, const struct distribution_kind *kind,
                         const char *path, const struct yaml_node *node, struct distribution_scalars *scalars)
{
    struct quantile *quantiles = arena_new_of(reader->source->arena, struct quantile,
                                              kind->takes_quantiles ? node->count : 0);
    bool fine = true;
    *scalars = (struct distribution_scalars){.given = 0};
    for (size_t i = 0; i < node->count; i++) {
        const struct yaml_node *key = &node->items[2 * i];
        size_t index;
        double level;
        if (find_scalar(kind, key->text, &index)) {
            const struct distribution_key *row = &DISTRIBUTION_KEYS[index];
            fine = distribution_read_scalar(reader, distribution_below(reader, path, key->text), row->is_time,
                                            row->min, row->max, key + 1, &scalars->at[index]) &&
                   fine;
            scalars->given |= 1u << index;
        } else if (kind->takes_quantiles && dist_level_read(key->text, &level)) {
            struct quantile *quantile = &quantiles[scalars->quantile_count++];
            quantile->level = level;
            fine = distribution_read_scalar(reader, distribution_below(reader, path, key->text), true,
                                            kind->kind == DIST_QUANTILES ? 0 : 1e-9, reader->row->max,
                                            key + 1, &quantile->value) &&
                   fine;
        } else {
            fine = unknown_scalar(reader, kind, key);
        }
    }
    return fine && sort_quantiles(reader, node, quantiles, scalars);
}

bool distribution_read_plain(const struct distribution_reader *reader, const struct distribution_kind *kind,
                             const char *path, const struct yaml_node *node, struct dist *dist)
{
    struct distribution_scalars scalars;
    if (node->kind != YAML_MAPPING)
        return distribution_fail_shape(
            reader, node, text_format(reader->source->diags->arena, "%s of '%s'", kind->forms, kind->name),
            text_format(reader->source->diags->arena, "%s: %s", kind->name, kind->example));
    if (!read_scalars(reader, kind, path, node, &scalars)) return false;
    const char *fault = distribution_make(kind->kind, &scalars, dist);
    if (fault == NULL) return true;
    return diags_add(reader->source->diags, DIAG_INCONSISTENT, distribution_place(reader, node),
                     "%s: %s; it takes %s", kind->name, fault, kind->forms);
}
