/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Brokers: what their hardware adds to a record's way.
 *
 * Network card: bytes leave and come in order, at the rate that those leave which aren't simulated: other
 * partitions' on the same broker (when only some leaders are followed), and the tier's. They flow evenly; the
 * card is full when all of them together fill it.
 *
 * Threads: an append waits for one as long as the distribution says, a closed form of the whole broker's load
 * (arch/kafka_queue.h), since most of that load isn't simulated.
 *
 * Disk: an append ends in the page cache. Now and then a volume's file system commits, and appends to its
 * partitions wait for the end of that. Each connection and each session meets commits of its own, though
 * those of a volume meet the same in truth: a record's latency has the same distribution, and is known from
 * far shorter runs. Where the disk can't keep up with what is written, the page cache has long been full: a
 * leader's appends then go at the disk's rate, and the queue has no bound.
 */
#include <math.h>

#include "base/number.h"
#include "sim/draw/variate.h"
#include "sim/path/log_private.h"

/* ---- cards ---- */

/* What passes a broker's card, without the tier's. */
struct card {
    double in, out;
};

static struct card card_of(const struct data_path *path)
{
    const struct log_path *rule = &path->log;
    double produced = 0, consumed = 0;
    for (size_t i = 0; i < path->clients.group_count; i++) {
        const struct path_group *group = &path->clients.groups[i];
        produced += group->bytes_per_s;
        consumed += group->bytes_per_s * group->consumer_groups;
    }
    return (struct card){produced * rule->replicas / rule->brokers,
                         (produced * (rule->replicas - 1) + consumed) / rule->brokers};
}

double log_card_busy(const struct data_path *path)
{
    const struct log_path *rule = &path->log;
    struct card card = card_of(path);
    return larger(card.in + rule->tier_in_bytes_per_s, card.out + rule->tier_out_bytes_per_s) /
           rule->network_bytes_per_s;
}

/* The part of followed partitions. */
static void add_followed(const struct log_run *run, uint32_t topic, double *in, double *out)
{
    const struct topic_log *log = &run->topics[topic];
    const struct path_followed *followed = &run->base.detail->followed[topic];
    const struct path_group *group = path_group_of(&run->base, topic);
    double bytes_per_s = group->bytes_per_s / followed->stands_for / followed->partitions;
    for (uint32_t p = 0; p < followed->partitions; p++) {
        for (uint32_t r = 0; r < run->rule->replicas; r++)
            in[placement_broker(&log->placement, p, r)] += bytes_per_s;
        out[placement_broker(&log->placement, p, 0)] += bytes_per_s * (run->rule->replicas - 1);
        for (uint32_t g = 0; g < group->consumer_groups; g++)
            out[placement_broker(&log->placement, p, log->replicas[g * followed->partitions + p])] +=
                bytes_per_s;
    }
}

/* The rate that is left for followed bytes: where all together overfill the card, their share of it. */
static double left_bytes_per_s(double card, double followed, double others)
{
    double all = followed + others;
    return all <= card || followed == 0 ? larger(card - others, card / 1000) : card * followed / all;
}

static void start_cards(struct log_run *run, struct card all)
{
    const struct log_path *rule = run->rule;
    struct arena *scratch = arena_new();
    double *followed_in = arena_new_of(scratch, double, rule->brokers),
           *followed_out = arena_new_of(scratch, double, rule->brokers);
    for (uint32_t g = 0; g < run->base.detail->count; g++) add_followed(run, g, followed_in, followed_out);
    bool is_part = run->leaders < rule->brokers;
    for (uint32_t b = 0; b < rule->brokers; b++) {
        struct broker *broker = &run->brokers[b];
        broker->others_in_bytes_per_s = (is_part ? larger(0, all.in - followed_in[b]) : 0) +
                                        rule->tier_in_bytes_per_s;
        broker->others_out_bytes_per_s = (is_part ? larger(0, all.out - followed_out[b]) : 0) +
                                         rule->tier_out_bytes_per_s;
        broker->in = link_pipe_of(
            left_bytes_per_s(rule->network_bytes_per_s, followed_in[b], broker->others_in_bytes_per_s));
        broker->out = link_pipe_of(
            left_bytes_per_s(rule->network_bytes_per_s, followed_out[b], broker->others_out_bytes_per_s));
    }
    arena_free(scratch);
}

/* ---- stops and disks ---- */

/* The order of replications in the phases of stops (log_spread_unit). */
enum { PHASE_TURN = 1 };

struct log_stops log_stops_of(struct log_run *run, const struct dist *length, double interval_s,
                              enum random_purpose purpose, uint32_t index)
{
    const double longer_s = 1;
    struct arena *arena = run->base.arena;
    struct random_stream phases = random_stream_of(run->base.key, purpose, UINT32_MAX),
                         lengths = random_stream_of(run->base.key, purpose, index);
    size_t count = (size_t)((time_s(run->base.stop_ns) + longer_s) / interval_s) + 1;
    struct log_stops stops = {count, arena_new_of(arena, int64_t, count),
                              arena_new_of(arena, int64_t, count)};
    double phase = log_spread_unit(run, PHASE_TURN, random_unit(&phases, 0)) + index * LOG_GOLDEN;
    phase -= floor(phase);
    for (size_t n = 0; n < count; n++) {
        int64_t start_ns = time_ns(((double)n + phase) * interval_s),
                ended_ns = n == 0 ? 0 : stops.ends_ns[n - 1];
        stops.starts_ns[n] = start_ns > ended_ns ? start_ns : ended_ns;
        stops.ends_ns[n] = stops.starts_ns[n] + variate_ns(length, &lengths, n, 0);
    }
    return stops;
}

static uint32_t volumes_of(const struct log_run *run)
{
    return run->rule->volumes > 0 ? run->rule->volumes : 1;
}

/* A quantile that stands for the longest: a longer one counts as that. */
static const double LONGEST = 0.999999;

static void start_disks(struct log_run *run)
{
    const struct log_path *rule = run->rule;
    if (rule->commit != NULL && rule->commit_interval_s > 0)
        run->longest_commit_ns = time_ns(dist_quantile(rule->commit, LONGEST, 0));
    for (uint32_t b = 0; b < rule->brokers; b++)
        run->brokers[b].appends = link_pipe_of(rule->append_bytes_per_s > 0 ? rule->append_bytes_per_s
                                                                            : INFINITY);
}

struct log_disk log_disk_of(const struct log_run *run, uint32_t entity)
{
    struct random_stream stream = random_stream_of(run->base.key, RANDOM_DISK, entity);
    return (struct log_disk){stream, random_unit(&stream, 0)};
}

int64_t log_commit_ns(const struct log_run *run, int64_t done_ns, const struct log_disk *disk,
                      uint32_t partition)
{
    if (run->longest_commit_ns == 0) return done_ns;
    uint32_t volumes = volumes_of(run), volume = partition % volumes;
    double phase = disk->phase + volume * LOG_GOLDEN, interval_s = run->rule->commit_interval_s;
    phase -= floor(phase);
    double number = floor(time_s(done_ns) / interval_s - phase);
    if (number < 0) return done_ns;
    int64_t since_ns = done_ns - time_ns((number + phase) * interval_s);
    if (since_ns >= run->longest_commit_ns) return done_ns;
    int64_t length_ns = variate_ns(run->rule->commit, &disk->lengths, 1 + (uint64_t)number * volumes + volume,
                                   0);
    return since_ns < length_ns ? done_ns + length_ns - since_ns : done_ns;
}

/* ---- the whole ---- */

void log_brokers_start(struct log_run *run)
{
    run->brokers = arena_new_of(run->base.arena, struct broker, run->rule->brokers);
    start_cards(run, card_of(run->base.path));
    start_disks(run);
}

/* ---- appends ---- */

int64_t log_append_ns(struct log_run *run, int64_t now_ns, int64_t from_ns, const struct log_work *work)
{
    const struct log_path *rule = run->rule;
    struct broker *broker = work->broker;
    int64_t work_ns = variate_ns(rule->append, &work->works, work->ordinal, work->bytes);
    if (rule->wait != NULL) work_ns += variate_ns(rule->wait, &work->waits, work->ordinal, 0);
    int64_t done_ns = pause_done_ns(&broker->pause, now_ns, from_ns, work_ns);
    int64_t passed_ns = work->is_leader ? link_pass_ns(&broker->appends, from_ns, work->bytes) : 0;
    return passed_ns > done_ns ? passed_ns : done_ns;
}
