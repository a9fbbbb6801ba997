/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The log path against Kafka from the definitions (log_oracle.h): the same records and draws, and every batch
 * is sent, acknowledged and read by every group at the same nanosecond, at the same offset. So is then every
 * record, whose latency is counted from its own time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/units.h"
#include "unit/log_oracle.h"

enum { COMPARED = 2 /* replications */, GROUPS_MAX = 2 };
static const double LENGTH_S = 0.35, TAIL_S = 0.02;

/* Round trips are random, so that nothing happens at one moment but what belongs together. */
static const struct dist SAME_ZONE = {.kind = DIST_LOGNORMAL, .lognormal = {-8.8, 0.25}};
static const struct dist CROSS_ZONE = {.kind = DIST_LOGNORMAL, .lognormal = {-7.2, 0.25}};
static const struct dist APPEND = {.kind = DIST_LOGNORMAL, .lognormal = {-7, 0.5}};
static const struct dist APPEND_BY_BYTES = {
    .kind = DIST_SIZED,
    .sized = {0.0003, 5e-8, &(const struct dist){.kind = DIST_LOGNORMAL, .lognormal = {0, 0.3}}}};
static const struct dist NO_TIME = {.kind = DIST_CONSTANT, .constant = {0}};
static const struct dist PAUSE = {.kind = DIST_UNIFORM, .uniform = {0.005, 0.04}};
static const struct dist COMMIT = {.kind = DIST_UNIFORM, .uniform = {0.001, 0.02}};
static const struct dist WAIT_PARTS[] = {{.kind = DIST_CONSTANT},
                                         {.kind = DIST_EXPONENTIAL, .exponential = {0.001}}};
static const double WAIT_WEIGHTS[] = {0.6, 0.4};
static const struct dist WAIT = {.kind = DIST_MIXTURE, .mixture = {2, WAIT_WEIGHTS, WAIT_PARTS}};
static const struct dist SHORT_PAUSE = {.kind = DIST_EXPONENTIAL, .exponential = {0.002}};
static const struct dist TIER_READ = {.kind = DIST_LOGNORMAL, .lognormal = {-4, 0.5}};

/* What a case is for must happen in it. */
enum { HOLDS = 1, CUTS = 2, TIERS = 4, REFUSES = 8, SHRINKS = 16, EXPIRES = 32, COMMITS = 64 };

/* Rates in records of 500 B a second; zeros are defaults (see path_of). */
struct sample {
    const char *name;
    uint32_t brokers, replicas;
    unsigned zones;
    struct {
        uint32_t producers, partitions, reads, consumers;
        double records_per_s, linger_s, batch_bytes, min_bytes, max_wait_s;
        bool is_keyed;
    } groups[GROUPS_MAX];
    const struct dist *append, *pause, *wait, *commit, *collection;
    uint32_t volumes;
    double commit_interval_s, collection_interval_s;
    double pause_interval_s, network_bytes_per_s, tier_share, aware_produce, aware_consume, lag_s;
    double replica_wait_s, replica_fetch_bytes, replica_response_bytes, fetch_bytes, partition_fetch_bytes,
        max_request_bytes, buffer_bytes;
    uint32_t in_flight, min_in_sync;
    bool from_follower;
    unsigned shows;
};

static const struct sample SAMPLES[] = {
    {.name = "one broker alone",
     .brokers = 1,
     .replicas = 1,
     .zones = 1,
     .groups = {{2, 3, 1, 1, .records_per_s = 3000}}},
    {.name = "one broker, keyed: a request's batches are visible together",
     .brokers = 1,
     .replicas = 1,
     .zones = 3,
     .groups = {{2, 12, 2, 1, 4000, .is_keyed = true}}},
    {.name = "two brokers, two copies",
     .brokers = 2,
     .replicas = 2,
     .zones = 3,
     .groups = {{3, 5, 1, 2, .records_per_s = 2000}}},
    {.name = "three brokers, sticky",
     .brokers = 3,
     .replicas = 3,
     .zones = 3,
     .groups = {{4, 9, 3, 3, .records_per_s = 4000}}},
    {.name = "three brokers, keyed",
     .brokers = 3,
     .replicas = 3,
     .zones = 3,
     .groups = {{3, 12, 2, 2, 2500, .is_keyed = true}}},
    {.name = "no linger",
     .brokers = 3,
     .replicas = 3,
     .zones = 3,
     .groups = {{2, 6, 1, 1, 900, .linger_s = -1}}},
    {.name = "idle polls expire and come again",
     .brokers = 3,
     .replicas = 3,
     .zones = 3,
     .groups = {{2, 9, 2, 2, 120, .max_wait_s = 0.012}},
     .replica_wait_s = 0.009},
    {.name = "idle, followers are read",
     .brokers = 3,
     .replicas = 3,
     .zones = 3,
     .groups = {{2, 9, 2, 2, 150, .max_wait_s = 0.015}},
     .replica_wait_s = 0.011,
     .from_follower = true,
     .aware_consume = 1},
    {.name = "followers are read by all",
     .brokers = 6,
     .replicas = 3,
     .zones = 3,
     .groups = {{4, 12, 3, 3, .records_per_s = 3000}},
     .from_follower = true,
     .aware_consume = 1},
    {.name = "followers are read by some, two copies in three zones",
     .brokers = 6,
     .replicas = 2,
     .zones = 3,
     .groups = {{4, 12, 3, 4, .records_per_s = 2500}},
     .from_follower = true,
     .aware_consume = 0.4},
    {.name = "keyed, followers are read",
     .brokers = 4,
     .replicas = 3,
     .zones = 3,
     .groups = {{2, 12, 3, 2, 2000, .is_keyed = true}},
     .from_follower = true,
     .aware_consume = 1},
    {.name = "one request in flight",
     .brokers = 3,
     .replicas = 3,
     .zones = 3,
     .groups = {{3, 6, 1, 2, 4000, .linger_s = 0.001}},
     .in_flight = 1},
    {.name = "many in flight behind slow appends",
     .brokers = 3,
     .replicas = 3,
     .zones = 3,
     .groups = {{1, 6, 1, 1, 6000, .linger_s = 0.0005, .batch_bytes = 2000}},
     .in_flight = 5},
    {.name = "buffers are full",
     .brokers = 3,
     .replicas = 3,
     .zones = 3,
     .groups = {{2, 6, 1, 1, 8000, .batch_bytes = 2000}},
     .in_flight = 1,
     .buffer_bytes = 8000},
    {.name = "small requests and answers",
     .brokers = 3,
     .replicas = 3,
     .zones = 3,
     .groups = {{2, 12, 2, 2, 6000, .batch_bytes = 3000, .is_keyed = true}},
     .max_request_bytes = 5000,
     .replica_fetch_bytes = 900,
     .replica_response_bytes = 1500,
     .fetch_bytes = 1500,
     .partition_fetch_bytes = 900,
     .shows = CUTS},
    {.name = "slow cards",
     .brokers = 3,
     .replicas = 3,
     .zones = 3,
     .groups = {{4, 9, 2, 2, .records_per_s = 6000}},
     .network_bytes_per_s = 62500000,
     .append = &APPEND_BY_BYTES},
    {.name = "slow cards, followers are read",
     .brokers = 5,
     .replicas = 3,
     .zones = 3,
     .groups = {{4, 10, 2, 2, .records_per_s = 6000}},
     .network_bytes_per_s = 62500000,
     .from_follower = true,
     .aware_consume = 1},
    {.name = "reads from the tier, slow cards",
     .brokers = 3,
     .replicas = 3,
     .zones = 3,
     .groups = {{4, 9, 2, 2, .records_per_s = 3000}},
     .network_bytes_per_s = 125000000,
     .tier_share = 0.2,
     .shows = TIERS},
    {.name = "pauses",
     .brokers = 3,
     .replicas = 3,
     .zones = 3,
     .groups = {{4, 9, 2, 2, .records_per_s = 3000}},
     .pause = &PAUSE,
     .pause_interval_s = 0.06,
     .shows = HOLDS},
    {.name = "pauses, keyed, slow cards",
     .brokers = 4,
     .replicas = 3,
     .zones = 2,
     .groups = {{3, 12, 2, 2, 2500, .is_keyed = true}},
     .pause = &PAUSE,
     .pause_interval_s = 0.08,
     .network_bytes_per_s = 62500000,
     .shows = HOLDS},
    {.name = "short pauses, idle polls, followers are read",
     .brokers = 6,
     .replicas = 3,
     .zones = 3,
     .groups = {{3, 12, 2, 3, 300, .max_wait_s = 0.02}},
     .pause = &SHORT_PAUSE,
     .pause_interval_s = 0.005,
     .replica_wait_s = 0.017,
     .from_follower = true,
     .aware_consume = 1,
     .shows = HOLDS},
    {.name = "pauses, tier, followers are read",
     .brokers = 6,
     .replicas = 3,
     .zones = 3,
     .groups = {{4, 12, 3, 3, .records_per_s = 2500}},
     .pause = &PAUSE,
     .pause_interval_s = 0.1,
     .tier_share = 0.1,
     .from_follower = true,
     .aware_consume = 1,
     .shows = HOLDS | TIERS},
    {.name = "pauses, one copy",
     .brokers = 2,
     .replicas = 1,
     .zones = 1,
     .groups = {{3, 6, 1, 1, 3000, .is_keyed = true}},
     .pause = &PAUSE,
     .pause_interval_s = 0.05,
     .shows = HOLDS},
    {.name = "who pauses too long is out of sync",
     .brokers = 3,
     .replicas = 3,
     .zones = 3,
     .groups = {{3, 9, 1, 2, .records_per_s = 2500}},
     .pause = &PAUSE,
     .pause_interval_s = 0.06,
     .lag_s = 0.012,
     .min_in_sync = 1,
     .shows = HOLDS | SHRINKS},
    {.name = "too few in sync: refused and tried again",
     .brokers = 3,
     .replicas = 2,
     .zones = 3,
     .groups = {{3, 6, 1, 2, 2000, .is_keyed = true}},
     .pause = &PAUSE,
     .pause_interval_s = 0.1,
     .lag_s = 0.012,
     .min_in_sync = 2,
     .shows = HOLDS | SHRINKS | REFUSES},
    {.name = "fetches wait for bytes",
     .brokers = 3,
     .replicas = 3,
     .zones = 3,
     .groups = {{3, 6, 2, 2, 2500, .min_bytes = 6000, .max_wait_s = 0.01}},
     .shows = EXPIRES},
    {.name = "fetches wait for bytes, pauses",
     .brokers = 3,
     .replicas = 3,
     .zones = 3,
     .groups = {{3, 6, 2, 2, 2500, .min_bytes = 6000, .max_wait_s = 0.01}},
     .pause = &PAUSE,
     .pause_interval_s = 0.08,
     .shows = HOLDS | EXPIRES},
    {.name = "two topic groups",
     .brokers = 3,
     .replicas = 3,
     .zones = 3,
     .groups = {{3, 5, 2, 2, .records_per_s = 2500}, {2, 4, 1, 1, 1200, .linger_s = 0.02, .is_keyed = true}},
     .tier_share = 0.1,
     .network_bytes_per_s = 125000000,
     .shows = TIERS},
    {.name = "two topic groups, one that nobody reads, followers are read",
     .brokers = 5,
     .replicas = 3,
     .zones = 3,
     .groups = {{3, 9, 2, 2, .records_per_s = 2500}, {2, 7, 0, 1, .records_per_s = 900}},
     .from_follower = true,
     .aware_consume = 0.5,
     .pause = &PAUSE,
     .pause_interval_s = 0.1,
     .shows = HOLDS},
    {.name = "clients choose their zone",
     .brokers = 3,
     .replicas = 3,
     .zones = 3,
     .groups = {{4, 6, 2, 2, .records_per_s = 2500}},
     .aware_produce = 0.5,
     .aware_consume = 0.5},
    {.name = "threads to wait for",
     .brokers = 3,
     .replicas = 3,
     .zones = 3,
     .groups = {{3, 9, 2, 2, .records_per_s = 2500}},
     .wait = &WAIT},
    {.name = "file systems commit",
     .brokers = 3,
     .replicas = 3,
     .zones = 3,
     .groups = {{3, 9, 2, 2, .records_per_s = 2500}},
     .commit = &COMMIT,
     .commit_interval_s = 0.1,
     .shows = COMMITS},
    {.name = "three volumes commit, keyed, one copy",
     .brokers = 2,
     .replicas = 1,
     .zones = 1,
     .groups = {{3, 8, 1, 1, 3000, .is_keyed = true}},
     .commit = &COMMIT,
     .commit_interval_s = 0.08,
     .volumes = 3,
     .shows = COMMITS},
    {.name = "two volumes commit, followers are read, pauses",
     .brokers = 6,
     .replicas = 3,
     .zones = 3,
     .groups = {{4, 12, 3, 3, .records_per_s = 2500}},
     .commit = &COMMIT,
     .commit_interval_s = 0.06,
     .volumes = 2,
     .pause = &PAUSE,
     .pause_interval_s = 0.1,
     .from_follower = true,
     .aware_consume = 1,
     .shows = COMMITS | HOLDS},
    {.name = "collections",
     .brokers = 3,
     .replicas = 3,
     .zones = 3,
     .groups = {{3, 9, 2, 2, .records_per_s = 2500}},
     .collection = &COMMIT,
     .collection_interval_s = 0.05,
     .shows = HOLDS},
    {.name = "all that makes a broker wait",
     .brokers = 5,
     .replicas = 3,
     .zones = 3,
     .groups = {{3, 9, 2, 2, .records_per_s = 2500}, {2, 7, 1, 1, 900, .is_keyed = true}},
     .wait = &WAIT,
     .commit = &COMMIT,
     .commit_interval_s = 0.07,
     .volumes = 2,
     .collection = &SHORT_PAUSE,
     .collection_interval_s = 0.02,
     .pause = &PAUSE,
     .pause_interval_s = 0.08,
     .network_bytes_per_s = 125000000,
     .shows = COMMITS | HOLDS},
    {.name = "brokers take no time",
     .brokers = 6,
     .replicas = 3,
     .zones = 3,
     .groups = {{4, 12, 2, 2, .records_per_s = 3000}},
     .append = &NO_TIME},
};
enum { SAMPLE_COUNT = sizeof SAMPLES / sizeof *SAMPLES };

static double or_else(double value, double other) { return value > 0 ? value : other; }

static struct data_path path_of(const struct sample *sample, struct path_group *groups)
{
    const double record_bytes = 500;
    size_t count = 0;
    for (; count < GROUPS_MAX && sample->groups[count].producers > 0; count++)
        groups[count] = (struct path_group){
            .bytes_per_s = sample->groups[count].records_per_s * record_bytes,
            .record_bytes = record_bytes,
            .producers = sample->groups[count].producers,
            .partitions = sample->groups[count].partitions,
            .partitioning = sample->groups[count].is_keyed ? ACCUMULATOR_KEYED : ACCUMULATOR_STICKY,
            .linger_s = sample->groups[count].linger_s < 0 ? 0
                                                           : or_else(sample->groups[count].linger_s, 0.005),
            .batch_bytes = or_else(sample->groups[count].batch_bytes, 16384),
            .consumer_groups = sample->groups[count].reads,
            .consumers = sample->groups[count].consumers,
            .fetch_max_wait_s = or_else(sample->groups[count].max_wait_s, 0.5),
            .fetch_min_bytes = or_else(sample->groups[count].min_bytes, 1),
        };
    return (struct data_path){
        .kind = PATH_LOG,
        .is_full = true,
        .measured_to = 0.99,
        .tail_s = TAIL_S,
        .clients = {.group_count = count,
                    .groups = groups,
                    .zones = sample->zones,
                    .arrivals = ARRIVALS_POISSON,
                    .max_request_bytes = or_else(sample->max_request_bytes, 1048576),
                    .buffer_bytes = or_else(sample->buffer_bytes, 33554432),
                    .max_in_flight = sample->in_flight > 0 ? sample->in_flight : 5,
                    .fetch_max_bytes = or_else(sample->fetch_bytes, 52428800),
                    .partition_fetch_max_bytes = or_else(sample->partition_fetch_bytes, 1048576),
                    .zone_aware_produce = sample->aware_produce,
                    .zone_aware_consume = sample->aware_consume,
                    .rtt_same_zone = &SAME_ZONE,
                    .rtt_cross_zone = &CROSS_ZONE},
        .log = {.brokers = sample->brokers,
                .replicas = sample->replicas,
                .fetch_from_follower = sample->from_follower,
                .append = sample->append != NULL ? sample->append : &APPEND,
                .replica_fetch_max_wait_s = or_else(sample->replica_wait_s, 0.5),
                .replica_fetch_max_bytes = or_else(sample->replica_fetch_bytes, 1048576),
                .replica_response_max_bytes = or_else(sample->replica_response_bytes, 10485760),
                .replica_lag_s = or_else(sample->lag_s, 30),
                .min_in_sync = sample->min_in_sync > 0 ? sample->min_in_sync : 2,
                .wait = sample->wait,
                .commit = sample->commit,
                .commit_interval_s = sample->commit_interval_s,
                .volumes = sample->volumes,
                .collection = sample->collection,
                .collection_interval_s = sample->collection_interval_s,
                .pause = sample->pause,
                .pause_interval_s = sample->pause_interval_s,
                .network_bytes_per_s = or_else(sample->network_bytes_per_s, INFINITY),
                .historical_reads = sample->tier_share,
                .historical_read = &TIER_READ},
    };
}

/* What was seen of the first replications. */
struct seen {
    struct arena *arena;
    struct random_key keys[COMPARED];
    struct path_seen *batches[COMPARED];
    size_t counts[COMPARED], capacity;
};

static void see(void *user, const struct path_seen *batch)
{
    struct seen *seen = user;
    for (size_t i = 0; i < COMPARED; i++)
        if (memcmp(&batch->key, &seen->keys[i], sizeof batch->key) == 0) {
            assert_true(seen->counts[i] < seen->capacity);
            seen->batches[i][seen->counts[i]++] = *batch;
        }
}

static const struct oracle_batch *find(const struct oracle *oracle, const struct path_seen *batch)
{
    for (uint32_t i = 0; i < oracle->batch_count; i++) {
        const struct oracle_batch *it = &oracle->batches[i];
        if (it->place == batch->topic && it->producer == batch->producer && it->sequence == batch->sequence)
            return it;
    }
    fail_msg("producer %u has no batch %u", batch->producer, batch->sequence);
    return NULL;
}

static void compare(const struct sample *sample, const struct oracle *oracle, const struct path_seen *seen,
                    size_t count)
{
    size_t expected = 0;
    for (uint32_t i = 0; i < oracle->batch_count; i++)
        expected += 1 + sample->groups[oracle->batches[i].place].reads;
    if (count != expected) fail_msg("%s: %zu things happened, %zu are right", sample->name, count, expected);
    for (size_t i = 0; i < count; i++) {
        const struct path_seen *got = &seen[i];
        const struct oracle_batch *want = find(oracle, got);
        int64_t want_ns = got->is_read ? want->read_ns[got->consumer_group] : want->acked_ns;
        if (got->first_ns == want->first_ns && got->last_ns == want->last_ns &&
            got->records == want->records && got->sent_ns == want->sent_ns &&
            got->partition == want->partition && got->offset == want->offset && got->now_ns == want_ns)
            continue;
        fail_msg("%s: batch %u of producer %u in partition %u of group %u, %s %u: %lld ns at offset %llu; "
                 "right is %lld ns, %llu (sent at %lld, %lld)",
                 sample->name, got->sequence, got->producer, got->partition, got->topic,
                 got->is_read ? "read by" : "acknowledged", got->consumer_group, (long long)got->now_ns,
                 (unsigned long long)got->offset, (long long)want_ns, (unsigned long long)want->offset,
                 (long long)got->sent_ns, (long long)want->sent_ns);
    }
}

static unsigned shown(const struct oracle *oracle)
{
    return (oracle->held > 0 ? HOLDS : 0u) | (oracle->cut > 0 ? CUTS : 0u) |
           (oracle->tier_reads > 0 ? TIERS : 0u) | (oracle->refused > 0 ? REFUSES : 0u) |
           (oracle->shrinks > 0 ? SHRINKS : 0u) | (oracle->expired > 0 ? EXPIRES : 0u) |
           (oracle->committed > 0 ? COMMITS : 0u);
}

static void test_every_batch(void **state)
{
    (void)state;
    for (size_t i = 0; i < SAMPLE_COUNT; i++) {
        const struct sample *sample = &SAMPLES[i];
        struct arena *arena = arena_new();
        struct path_group groups[GROUPS_MAX];
        struct data_path path = path_of(sample, groups);
        struct seen seen = {.arena = arena, .capacity = ORACLE_BATCHES * (1 + ORACLE_READS)};
        double linger_s = 0;
        for (size_t r = 0; r < COMPARED; r++) {
            seen.keys[r] = random_key_of(1, (uint32_t)r);
            seen.batches[r] = arena_new_of(arena, struct path_seen, seen.capacity);
        }
        for (size_t g = 0; g < path.clients.group_count; g++)
            linger_s = groups[g].linger_s > linger_s ? groups[g].linger_s : linger_s;
        const struct path_observer observer = {see, &seen};
        path.observer = &observer;
        const struct replicate_rule rule = {
            .seed = 1, .threads = 1, .precision = 0.05, .start_s = LENGTH_S, .max_s = LENGTH_S};
        const struct path_result *result = path_run(&path, &rule, NULL, arena);
        if (result->violation != NULL) fail_msg("%s: %s", sample->name, result->violation);
        assert_string_equal(result->detail, "full");
        unsigned shows = 0;
        size_t compared = 0;
        for (size_t r = 0; r < COMPARED; r++) {
            int64_t until_ns = time_ns(result->runs->length_s) + time_ns(linger_s + TAIL_S);
            struct oracle *oracle = oracle_run(&path, seen.keys[r], (uint32_t)r, until_ns,
                                               until_ns + time_ns(1.5));
            compare(sample, oracle, seen.batches[r], seen.counts[r]);
            shows |= shown(oracle);
            compared += seen.counts[r];
            oracle_free(oracle);
        }
        if ((shows & sample->shows) != sample->shows || compared < 100)
            fail_msg("%s: shows %x instead of %x, in %zu comparisons", sample->name, shows, sample->shows,
                     compared);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_batch)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
