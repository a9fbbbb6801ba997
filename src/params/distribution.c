/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "params/distribution_private.h"

/* ---- composed ones ---- */

enum place_in { WHOLE, PART, NOISE };

static bool read_any(const struct distribution_reader *reader, const char *path, const struct yaml_node *node,
                     enum place_in where, struct dist *dist, double *weight);

static bool read_mixture(const struct distribution_reader *reader, const char *path,
                         const struct yaml_node *node, struct dist *dist)
{
    if (node->kind != YAML_LIST || node->count == 0)
        return distribution_fail_shape(
            reader, node, "a list of weighted distributions",
            "mixture: [{weight: 9, constant: 5 ms}, {weight: 1, constant: 50 ms}]");
    double *weights = arena_new_of(reader->source->arena, double, node->count), sum = 0;
    struct dist *parts = arena_new_of(reader->source->arena, struct dist, node->count);
    bool fine = true;
    for (size_t i = 0; i < node->count; i++) {
        char *part_path = text_format(reader->source->diags->arena, "%s.%zu", path, i + 1);
        fine = read_any(reader, part_path, &node->items[i], PART, &parts[i], &weights[i]) && fine;
        sum += weights[i];
    }
    if (!fine) return false;
    for (size_t i = 0; i < node->count; i++) weights[i] /= sum;
    *dist = (struct dist){.kind = DIST_MIXTURE};
    dist->mixture.count = node->count;
    dist->mixture.weights = weights;
    dist->mixture.parts = parts;
    return true;
}

static bool read_sized(const struct distribution_reader *reader, const char *path,
                       const struct yaml_node *node, struct dist *dist)
{
    static const char *const NAMES[] = {"base", "per_mib", "noise"};
    if (node->kind != YAML_MAPPING)
        return distribution_fail_shape(reader, node, "a mapping of base, per_mib and noise",
                                       "sized: {base: 55 ms, per_mib: 17 ms}");
    bool fine = true;
    for (size_t i = 0; i < node->count; i++)
        if (!text_equal(node->items[2 * i].text, NAMES[0]) &&
            !text_equal(node->items[2 * i].text, NAMES[1]) && !text_equal(node->items[2 * i].text, NAMES[2]))
            fine = distribution_fail_key(reader, &node->items[2 * i], NAMES, 3);
    const struct yaml_node *base = yaml_get(node, "base"), *slope = yaml_get(node, "per_mib"),
                           *noise = yaml_get(node, "noise");
    double per_mib = 0;
    *dist = (struct dist){.kind = DIST_SIZED};
    if (base == NULL || slope == NULL)
        return diags_add(reader->source->diags, DIAG_MISSING_KEY, distribution_place(reader, node),
                         "'sized' has no '%s'; write for example 'sized: {base: 55 ms, per_mib: 17 ms}'",
                         base == NULL ? "base" : "per_mib");
    fine = distribution_read_scalar(reader, distribution_below(reader, path, "base"), true, 0,
                                    reader->row->max, base, &dist->sized.base_s) &&
           fine;
    fine = distribution_read_scalar(reader, distribution_below(reader, path, "per_mib"), true, 0,
                                    reader->row->max, slope, &per_mib) &&
           fine;
    dist->sized.per_byte_s = per_mib / MIB;
    if (noise != NULL) {
        struct dist *of = arena_new_of(reader->source->arena, struct dist, 1);
        struct distribution_reader inside = *reader;
        inside.is_factor = true;
        fine = read_any(&inside, distribution_below(reader, path, "noise"), noise, NOISE, of, NULL) && fine;
        dist->sized.noise = of;
    }
    return fine;
}

static bool read_kind(const struct distribution_reader *reader, const struct distribution_kind *kind,
                      const char *path, const struct yaml_node *node, enum place_in where, struct dist *dist)
{
    bool is_composed = kind->kind == DIST_MIXTURE || kind->kind == DIST_SIZED;
    if ((is_composed && where == PART) || (kind->kind == DIST_SIZED && where == NOISE))
        return diags_add(reader->source->diags, DIAG_WRONG_SHAPE, distribution_place(reader, node),
                         "%s can't be '%s'", where == PART ? "a part of a mixture" : "noise", kind->name);
    *dist = (struct dist){.kind = DIST_CONSTANT};
    if (kind->kind == DIST_CONSTANT)
        return distribution_read_scalar(reader, path, true, 0, reader->row->max, node, &dist->constant.value);
    if (kind->kind == DIST_MIXTURE) return read_mixture(reader, path, node, dist);
    if (kind->kind == DIST_SIZED) return read_sized(reader, path, node, dist);
    return kind->kind == DIST__COUNT ? distribution_read_file(reader, node, dist)
                                     : distribution_read_plain(reader, kind, path, node, dist);
}

/* ---- where it comes from ---- */

static const char *const ANNOTATIONS[] = {"measured_to", "source", "grade", "samples", "date"};
enum { MEASURED_TO, SOURCE, GRADE, SAMPLES, DATE, ANNOTATION_COUNT };

static bool read_annotation(const struct distribution_reader *reader, int which, const struct yaml_node *node,
                            struct dist *dist)
{
    struct diags *diags = reader->source->diags;
    struct place place = distribution_place(reader, node);
    struct distribution *into = reader->into;
    if (node->kind != YAML_TEXT || yaml_is_null(node))
        return distribution_fail_shape(reader, node,
                                       text_format(diags->arena, "a text for '%s'", ANNOTATIONS[which]),
                                       which == MEASURED_TO ? "p99"
                                       : which == GRADE     ? "B"
                                                            : "…");
    const char *text = node->text;
    bool is_clean = strlen(text) <= SOURCE_MAX_BYTES &&
                    text_equal(text_quote(diags->arena, text, SOURCE_MAX_BYTES), text);
    switch (which) {
    case MEASURED_TO:
        return dist_level_read(text, &dist->measured_to) ||
               diags_add(diags, DIAG_NOT_A_NUMBER, place, "'%s' is no quantile; write for example 'p99.9'",
                         distribution_quote(reader, text));
    case GRADE:
        into->grade = text[0];
        return (strlen(text) == 1 && strchr("ABCDR", text[0]) != NULL) ||
               diags_add(diags, DIAG_UNKNOWN_CHOICE, place, "'%s' is no grade: A, B, C, D or R",
                         distribution_quote(reader, text));
    case SOURCE: into->source = arena_copy_string(reader->source->arena, text); break;
    default: break;
    }
    return is_clean ||
           diags_add(diags, DIAG_BAD_NAME, place, "'%s' holds a control character or is longer than %d bytes",
                     distribution_quote(reader, text), SOURCE_MAX_BYTES);
}

static int annotation_of(const char *key)
{
    int which = 0;
    while (which < ANNOTATION_COUNT && !text_equal(ANNOTATIONS[which], key)) which++;
    return which;
}

static bool read_annotations(const struct distribution_reader *reader, const struct yaml_node *node,
                             struct dist *dist)
{
    bool fine = true;
    for (size_t i = 0; i < node->count; i++) {
        int which = annotation_of(node->items[2 * i].text);
        if (which < ANNOTATION_COUNT)
            fine = read_annotation(reader, which, &node->items[2 * i + 1], dist) && fine;
    }
    return fine;
}

/* ---- any of them ---- */

static const struct distribution_kind *find_kind(const char *name)
{
    const struct distribution_kind *kind = DISTRIBUTION_KINDS;
    while (kind->name != NULL && !text_equal(kind->name, name)) kind++;
    return kind->name == NULL ? NULL : kind;
}

static bool unknown_kind(const struct distribution_reader *reader, const struct yaml_node *key,
                         enum place_in where)
{
    const char *names[DISTRIBUTION_KEYS_MAX];
    size_t count = 0;
    for (const struct distribution_kind *kind = DISTRIBUTION_KINDS; kind->name != NULL; kind++)
        names[count++] = kind->name;
    for (size_t i = 0; where == WHOLE && i < ANNOTATION_COUNT; i++) names[count++] = ANNOTATIONS[i];
    if (where == PART) names[count++] = "weight";
    return distribution_fail_key(reader, key, names, count);
}

/* The one key of the mapping that names a kind; NULL with diagnostics when there is none, more than one,
 * or an unknown key. */
static const struct yaml_node *kind_key(const struct distribution_reader *reader,
                                        const struct yaml_node *node, enum place_in where)
{
    const struct yaml_node *found = NULL;
    bool fine = true;
    for (size_t i = 0; i < node->count; i++) {
        const struct yaml_node *key = &node->items[2 * i];
        bool is_other = (where == PART && text_equal(key->text, "weight")) ||
                        (where == WHOLE && annotation_of(key->text) < ANNOTATION_COUNT);
        if (is_other) continue;
        if (find_kind(key->text) == NULL)
            fine = unknown_kind(reader, key, where);
        else if (found != NULL)
            fine = diags_add(reader->source->diags, DIAG_INCONSISTENT, distribution_place(reader, key),
                             "a distribution is of one kind, and '%s' stands beside '%s'; keep one, or mix "
                             "them: 'mixture: […]'",
                             key->text, found->text);
        else
            found = key;
    }
    if (fine && found == NULL)
        fine = diags_add(
            reader->source->diags, DIAG_MISSING_KEY, distribution_place(reader, node),
            "the distribution has no kind; write for example '{lognormal: {p50: 60 ms, p99: 400 ms}}'");
    return fine ? found : NULL;
}

static bool read_weight(const struct distribution_reader *reader, const char *path,
                        const struct yaml_node *node, double *weight)
{
    const struct yaml_node *given = yaml_get(node, "weight");
    if (given == NULL)
        return diags_add(reader->source->diags, DIAG_MISSING_KEY, distribution_place(reader, node),
                         "the part has no 'weight'; add for example 'weight: 0.1'");
    return distribution_read_scalar(reader, distribution_below(reader, path, "weight"), false, 1e-12, 1e12,
                                    given, weight);
}

static bool read_any(const struct distribution_reader *reader, const char *path, const struct yaml_node *node,
                     enum place_in where, struct dist *dist, double *weight)
{
    if (node->kind != YAML_MAPPING)
        return distribution_fail_shape(reader, node,
                                       where == PART ? "a weighted distribution" : "a distribution",
                                       where == NOISE ? "{lognormal: {p50: 1, p99: 2}}"
                                                      : "{weight: 9, constant: 5 ms}");
    const struct yaml_node *key = kind_key(reader, node, where);
    bool fine = key != NULL && read_kind(reader, find_kind(key->text),
                                         distribution_below(reader, path, key->text), key + 1, where, dist);
    if (where == PART) fine = read_weight(reader, path, node, weight) && fine;
    if (where == WHOLE) fine = read_annotations(reader, node, dist) && fine;
    return fine;
}

/* ---- the whole ---- */

static bool read_mapping(const struct param_row *row, const struct yaml_node *node,
                         const struct value_source *source, struct distribution *into)
{
    struct distribution_reader reader = {row, source, into, false};
    const char *path = source->path != NULL ? source->path : row->path;
    if (!read_any(&reader, path, node, WHOLE, &into->dist, NULL)) return false;
    struct yaml_node *kept = arena_new_of(source->arena, struct yaml_node, 1);
    *kept = distribution_copy(source->arena, node);
    into->node = kept;
    into->text = distribution_print(source->arena, kept);
    return true;
}

static bool read_constant(const struct param_row *row, const struct yaml_node *node,
                          const struct value_source *source, struct distribution *into)
{
    const struct param_row as_duration = {
        .path = row->path, .type = PARAM_DURATION, .min = row->min, .max = row->max, .fallback = "5ms"};
    struct value value;
    if (!value_read(&as_duration, node, source, &value)) return false;
    into->dist = (struct dist){.kind = DIST_CONSTANT, .constant = {value.num}};
    into->text = units_print(source->arena, UNIT_DURATION, value.num);
    return true;
}

static bool unknown_profile(const struct yaml_node *node, const struct value_source *source)
{
    const char *names[DISTRIBUTION_KEYS_MAX];
    size_t count = 0;
    struct arena *arena = source->diags->arena;
    struct text list = text_new(arena);
    for (const struct param_profile *profile = source->profiles;
         profile != NULL && profile->name != NULL && count < DISTRIBUTION_KEYS_MAX; profile++) {
        text_addf(&list, "%s%s", count == 0 ? "" : ", ", profile->name);
        names[count++] = profile->name;
    }
    struct place place = {source->file, node->line, node->column};
    const char *meant = text_nearest(node->text, names, count),
               *shown = text_quote(arena, node->text, QUOTE_COLUMNS);
    if (meant != NULL)
        return diags_add(source->diags, DIAG_UNKNOWN_CHOICE, place,
                         "'%s' is no latency profile, did you mean '%s'?", shown, meant);
    return diags_add(source->diags, DIAG_UNKNOWN_CHOICE, place,
                     "'%s' is neither a duration nor one of the latency profiles %s", shown, list.bytes);
}

static bool read_profile(const struct param_row *row, const struct yaml_node *node,
                         const struct value_source *source, struct distribution *into)
{
    const struct param_profile *profile = source->profiles;
    while (profile != NULL && profile->name != NULL && !text_equal(profile->name, node->text)) profile++;
    if (profile == NULL || profile->name == NULL) return unknown_profile(node, source);
    struct arena *scratch = arena_new();
    struct diags mistakes;
    struct yaml_node spelt;
    diags_init(&mistakes, scratch);
    struct value_source inside = *source;
    inside.diags = &mistakes;
    bool fine = yaml_read(profile->name, profile->distribution, strlen(profile->distribution), scratch,
                          &mistakes, &spelt);
    fine = fine && (spelt.kind == YAML_TEXT ? read_constant(row, &spelt, &inside, into)
                                            : read_mapping(row, &spelt, &inside, into));
    if (!fine)
        diags_add(source->diags, DIAG_OUT_OF_RANGE, (struct place){source->file, node->line, node->column},
                  "the profile '%s' does not suit: %s", profile->name,
                  mistakes.first == NULL ? "it is no distribution" : mistakes.first->message);
    arena_free(scratch);
    into->dist.measured_to = profile->measured_to;
    into->text = into->profile = profile->name;
    into->source = profile->source;
    into->grade = profile->grade;
    return fine;
}

static bool starts_number(const char *text)
{
    while (*text == ' ' || *text == '\t') text++;
    return *text != '\0' && strchr("0123456789.+-", *text) != NULL;
}

bool distribution_read(const struct param_row *row, const struct yaml_node *node,
                       const struct value_source *source, const struct distribution **read)
{
    struct distribution *into = arena_new_of(source->arena, struct distribution, 1);
    *into = (struct distribution){.profile = "",
                                  .source = "",
                                  .grade = '-',
                                  .file = arena_copy_string(source->arena, source->base == NULL
                                                                               ? source->file
                                                                               : source->base)};
    bool fine = node->kind == YAML_MAPPING  ? read_mapping(row, node, source, into)
                : starts_number(node->text) ? read_constant(row, node, source, into)
                                            : read_profile(row, node, source, into);
    if (!fine) return false;
    assert(dist_fault(&into->dist) == NULL);
    *read = into;
    return true;
}
