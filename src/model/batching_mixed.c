/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Batching of requests of several sizes.
 *
 * Requests as large as a file make files of their own and, as they come at random, cut the waiting of the
 * others short. Of the others the number that fill a file is random: its mean and variance are those of a
 * renewal process with the sizes as steps, where what stays empty is the part before the request that no
 * longer fitted (E b²/2 E b, the mean age of such a step). That number is replaced by three, which have its
 * mean and variance, and each of these by the two whole numbers around it. */
#include <assert.h>
#include <math.h>
#include <stdbool.h>

#include "base/fp.h"
#include "model/batching_private.h"
#include "model/quadrature.h"

/* Shares and sizes of the requests that fit into a file with others (small) and of those that don't (large).
 */
struct mix {
    double small_share, small_bytes, small_squares; /* Σ share, Σ share × bytes, Σ share × bytes² */
    double large_share, large_bytes;
    bool one_small; /* all small ones are of one size */
    double small_size;
};

static struct mix mix_of(const struct batching_size *sizes, size_t count, double max_bytes)
{
    struct mix mix = {.one_small = true};
    for (size_t i = 0; i < count; i++) {
        double share = sizes[i].share, bytes = sizes[i].bytes;
        assert(share >= 0);
        if (share == 0) continue;
        assert(bytes > 0);
        if (bytes >= max_bytes) {
            mix.large_share += share;
            mix.large_bytes += share * bytes;
            continue;
        }
        mix.one_small = mix.one_small && (mix.small_share == 0 || bytes == mix.small_size);
        mix.small_size = bytes;
        mix.small_share += share;
        mix.small_bytes += share * bytes;
        mix.small_squares += share * bytes * bytes;
    }
    double sum = mix.small_share + mix.large_share;
    assert(count > 0 && count <= BATCHING_SIZES_MAX && sum > 0);
    mix.small_share /= sum;
    mix.small_bytes /= sum;
    mix.small_squares /= sum;
    mix.large_share /= sum;
    mix.large_bytes /= sum;
    return mix;
}

/* Interpolate for a number of requests between two whole ones. */
static void add_between(struct batching_period *to, double weight, const struct batching_rule *rule,
                        double requests_per_s, double fill)
{
    double lower = fmax(1, floor(fill));
    double above = fmax(0, fill - lower);
    struct batching_period period = batching_period(rule, requests_per_s, (struct batching_fill){lower, 1});
    batching_add(to, weight * (1 - above), &period);
    if (above > 0) {
        period = batching_period(rule, requests_per_s, (struct batching_fill){lower + 1, 1});
        batching_add(to, weight * above, &period);
    }
}

/* Gauss–Hermite nodes for three points: the mean and √3 standard deviations to both sides. */
static const double SIDE_WEIGHT = 1.0 / 6;
static const double SIDE_DEVIATIONS = 1.7320508075688772;

static struct batching_period mixed_period(const struct batching_rule *rule, double requests_per_s,
                                           const struct mix *mix)
{
    if (mix->one_small)
        return batching_period(rule, requests_per_s, batching_fill(rule->max_bytes, mix->small_size));
    if (isinf(rule->max_bytes))
        return batching_period(rule, requests_per_s, (struct batching_fill){INFINITY, 1});
    double mean_bytes = mix->small_bytes / mix->small_share;
    double squares = mix->small_squares / mix->small_share;
    double fill = (rule->max_bytes - squares / (2 * mean_bytes)) / mean_bytes;
    double relative_variance = squares / (mean_bytes * mean_bytes) - 1;
    double side = SIDE_DEVIATIONS * sqrt(fmax(0, relative_variance) * rule->max_bytes / mean_bytes);
    struct batching_period period = {0};
    if (rule->timer == BATCHING_FREE) side = 0;
    add_between(&period, 1 - 2 * SIDE_WEIGHT, rule, requests_per_s, fill);
    add_between(&period, SIDE_WEIGHT, rule, requests_per_s, fill - side);
    add_between(&period, SIDE_WEIGHT, rule, requests_per_s, fill + side);
    return period;
}

/* Largest multiple of the mean time between large requests to consider: e^(−18) are longer. */
static const double LONGEST = 18;

/* A large request closes the open file, a regeneration point: average over the time left to the others.
 * For a tick every T cut at Poisson times, pieces of length t have the density (2κ + κ²(T − t)) e^(−κt)
 * and one of T the probability e^(−κT); for a timer that restarts after each, κ e^(−κt) and the same.
 * Adaptive files are treated as the latter. */
static struct batching_period interrupted_period(const struct batching_rule *rule, double requests_per_s,
                                                 const struct mix *mix)
{
    double small_per_s = requests_per_s * mix->small_share, large_per_s = requests_per_s * mix->large_share;
    double timeout_s = rule->timeout_s;
    struct batching_period period = {0}, piece = mixed_period(rule, small_per_s, mix);
    batching_add(&period, fp_exp(-large_per_s * timeout_s), &piece);
    double longest_s = fmin(timeout_s, LONGEST / large_per_s);
    for (size_t i = 0; i < QUADRATURE_NODES; i++) {
        struct batching_rule shorter = *rule;
        shorter.timeout_s = longest_s * QUADRATURE[i].at;
        double density_per_s = large_per_s * fp_exp(-large_per_s * shorter.timeout_s);
        if (rule->timer == BATCHING_FREE) density_per_s *= 2 + large_per_s * (timeout_s - shorter.timeout_s);
        piece = mixed_period(&shorter, small_per_s, mix);
        batching_add(&period, longest_s * QUADRATURE[i].weight * density_per_s, &piece);
    }
    return period;
}

static struct batching small_ones(const struct batching_rule *rule, double requests_per_s,
                                  const struct mix *mix)
{
    double small_per_s = requests_per_s * mix->small_share;
    double small_bytes = mix->small_bytes / mix->small_share;
    if (batching_is_idle(rule, small_per_s)) return batching_idle(rule, small_per_s, small_bytes);
    struct batching_period period = mix->large_share > 0 ? interrupted_period(rule, requests_per_s, mix)
                                                         : mixed_period(rule, small_per_s, mix);
    return batching_from_period(&period, small_per_s, small_bytes);
}

struct batching batching_mixed(const struct batching_rule *rule, double requests_per_s,
                               const struct batching_size *sizes, size_t count)
{
    struct mix mix = mix_of(sizes, count, rule->max_bytes);
    if (mix.small_share == 0) return batching(rule, requests_per_s, mix.large_bytes);
    struct batching small = small_ones(rule, requests_per_s, &mix);
    if (mix.large_share == 0) return small;
    /* A large request closes the file that it finds open, and its own. */
    double large_per_s = requests_per_s * mix.large_share;
    double bytes = mix.small_bytes + mix.large_bytes;
    double files_per_s = small.files_per_s + large_per_s;
    double by_size_per_s = fmin(small.files_per_s,
                                small.files_per_s * small.closed_by_size + large_per_s * small.open_share) +
                           large_per_s;
    return (struct batching){
        .files_per_s = files_per_s,
        .requests_per_file = files_per_s > 0 ? requests_per_s / files_per_s : 1,
        .bytes_per_file = files_per_s > 0 ? requests_per_s / files_per_s * bytes : bytes,
        .closed_by_size = files_per_s > 0 ? by_size_per_s / files_per_s : small.closed_by_size,
        .open_share = small.open_share,
        .request_wait_s = small.request_wait_s * mix.small_share,
        .byte_wait_s = small.byte_wait_s * mix.small_bytes / bytes,
    };
}
