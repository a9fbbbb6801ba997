/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Distributions as parameters: what a user writes in YAML becomes a struct dist (base/dist.h).
 *
 *     5ms                                              always the same
 *     s3-standard-put                                  a shipped profile (pricing/latency.csv)
 *     {lognormal: {p50: 60 ms, p99: 400 ms}}           two quantiles; or mean and sigma; or mu and sigma
 *     {mixture: [{weight: 0.9, lognormal: {…}}, …]}    one of several; weights count by their ratio
 *     {quantiles: {p0: 1 ms, p50: 4 ms, p100: 20 ms}}  linear in between
 *     {file: measured.csv}                             what was measured (base/samples.h)
 *     {sized: {base: 55 ms, per_mib: 17 ms, noise: …}} grows with an object's bytes
 *
 * and uniform, exponential, normal, gamma, weibull, pareto. Beside the kind may stand where it comes from:
 * measured_to, source, grade, samples, date.
 *
 * The value keeps its expression, so that it can be printed and one of its scalars changed:
 * `latency.object_put.lognormal.p50` names it by its keys, a part of a mixture by its number from 1. A
 * shipped profile is changed by the keys of its own expression. */
#pragma once

#include "params/value.h"

/* Read node as a distribution within row's range. On failure diagnostics, and *read is untouched. */
bool distribution_read(const struct param_row *row, const struct yaml_node *node,
                       const struct value_source *source, const struct distribution **read);

/* The same distribution with another scalar at path ("lognormal.p50"). */
bool distribution_change(const struct param_row *row, const struct distribution *old, const char *path,
                         const char *text, struct place place, const struct value_source *source,
                         const struct distribution **read);

/* The kinds and their keys, for documents: name NULL ends. */
struct distribution_key {
    const char *name;
    bool is_time; /* else a plain number */
    double min, max;
};
struct distribution_kind {
    const char *name;
    enum dist_kind kind;
    unsigned keys; /* bits over DISTRIBUTION_KEYS; 0 when the kind takes no mapping of scalars */
    bool takes_quantiles;
    const char *forms;   /* which keys go together, for messages */
    const char *example; /* "{p50: 60 ms, p99: 400 ms}" */
};
extern const struct distribution_key DISTRIBUTION_KEYS[];
extern const struct distribution_kind DISTRIBUTION_KINDS[];

/* Scalars that a reader hands to the maker of a distribution. */
enum distribution_scalar {
    SCALAR_MEAN,
    SCALAR_SD,
    SCALAR_MU,
    SCALAR_SIGMA,
    SCALAR_SHAPE,
    SCALAR_SCALE,
    SCALAR_MINIMUM,
    SCALAR_LOW,
    SCALAR_HIGH,
    SCALAR__COUNT
};
struct distribution_scalars {
    unsigned given; /* bits */
    double at[SCALAR__COUNT];
    size_t quantile_count;
    double *levels, *values; /* ascending by level */
};

/* Make the distribution that scalars describe. Returns NULL, or a clause that says what is wrong with
 * them. Tables live in arena. */
const char *distribution_make(enum dist_kind kind, const struct distribution_scalars *scalars,
                              struct dist *dist);

/* Print the expression in one line: "{lognormal: {p50: 60 ms, p99: 400 ms}}"; or copy it. */
char *distribution_print(struct arena *arena, const struct yaml_node *node);
struct yaml_node distribution_copy(struct arena *arena, const struct yaml_node *node);
