/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The replicated log against a simulation from the definitions: every partition has its array of batches,
 * every replica its log end and its high watermark, a fetch carries positions and an answer carries a copy of
 * records and watermarks, and each poll that expires is an event, idle or not. Small cases, all at random;
 * times of acknowledgement and of visibility agree to the nanosecond. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "unit/log_run.h"
#include "unit/model_random.h"

enum { PARTITIONS_MAX = 12, REPLICAS_MAX = 3, BROKERS_MAX = 6, APPENDS = 400, CASES = 400 };
static const int64_t MS = 1000000;

/* One case: what both simulations are given. */
struct scenario {
    uint64_t random;
    struct placement placement;
    struct replicated_log_rule rule;
    int64_t idle_ns[BROKERS_MAX][BROKERS_MAX], phase_ns[BROKERS_MAX][BROKERS_MAX], horizon_ns;
    int64_t stall_from_ns, stall_to_ns;
    uint32_t stalled; /* a broker whose appends come to rest for a while */
    struct log_append appends[APPENDS];
};

/* How long a leg of the session's answer with this number takes, or the append at the follower. */
static int64_t leg_ns(const struct scenario *scenario, uint32_t leader, uint32_t follower, uint64_t ordinal,
                      unsigned which)
{
    uint64_t state = scenario->random ^ (ordinal * 16 + which) * 1000003 ^
                     (uint64_t)(leader * BROKERS_MAX + follower) << 50;
    return 100000 + (int64_t)(random_bits(&state) % (which == 2 ? 200000 : 900000));
}

static int64_t appended_ns(const struct scenario *scenario, uint32_t leader, uint32_t follower,
                           uint64_t ordinal, int64_t arrived_ns)
{
    bool is_stalled = follower == scenario->stalled && arrived_ns >= scenario->stall_from_ns &&
                      arrived_ns < scenario->stall_to_ns;
    return (is_stalled ? scenario->stall_to_ns : arrived_ns) + leg_ns(scenario, leader, follower, ordinal, 2);
}

/* ---- from the definitions ---- */

enum { BRUTE_APPEND, BRUTE_FETCH, BRUTE_EXPIRE, BRUTE_RECEIVED, BRUTE_CHECK };

struct brute_answer {
    uint64_t end[PARTITIONS_MAX], watermark[PARTITIONS_MAX];
};

struct brute_event {
    int64_t time_ns;
    uint64_t sequence;
    int type;
    uint32_t leader, follower, number; /* number: of the append, or of the wait */
    struct brute_answer answer;
};

struct brute_replica {
    uint64_t asked;     /* its end as the leader knows it */
    uint64_t end;       /* its own end */
    uint64_t watermark; /* its own */
    uint64_t sent, watermark_sent;
    uint64_t leader_end_then; /* the leader's end at the previous fetch */
    int64_t caught_up_ns, fetched_ns;
    bool is_in_sync;
};

struct brute_session {
    bool is_waiting;
    uint32_t wait;
    uint64_t answers;
    uint32_t order[PARTITIONS_MAX],
        ready; /* partitions with more than was sent, in the order of becoming so */
};

struct brute {
    const struct scenario *scenario;
    struct log_seen *seen;
    unsigned shrinks, cut; /* departures from the ISR; answers that left something */
    struct brute_event events[APPENDS + 1000];
    size_t event_count;
    uint64_t sequence;
    uint32_t log[PARTITIONS_MAX][APPENDS];
    uint64_t end[PARTITIONS_MAX], watermark[PARTITIONS_MAX];
    struct brute_replica replicas[PARTITIONS_MAX][REPLICAS_MAX];
    struct brute_session sessions[BROKERS_MAX][BROKERS_MAX];
};

static struct brute_event *brute_schedule(struct brute *brute, int64_t time_ns, int type, uint32_t leader,
                                          uint32_t follower, uint32_t number)
{
    assert_true(brute->event_count < sizeof brute->events / sizeof brute->events[0]);
    struct brute_event *event = &brute->events[brute->event_count++];
    *event = (struct brute_event){time_ns, brute->sequence++, type, leader, follower, number, {{0}, {0}}};
    return event;
}

static uint32_t brute_leader(const struct brute *brute, uint32_t partition)
{
    return placement_broker(&brute->scenario->placement, partition, 0);
}

/* The place of the follower among the partition's replicas, 0 if this isn't the leader's session with it. */
static uint32_t brute_place(const struct brute *brute, uint32_t partition, uint32_t leader, uint32_t follower)
{
    for (uint32_t r = 1; r < brute->scenario->placement.replicas && brute_leader(brute, partition) == leader;
         r++)
        if (placement_broker(&brute->scenario->placement, partition, r) == follower) return r;
    return 0;
}

static void brute_watermark(struct brute *brute, uint32_t p, int64_t now_ns)
{
    uint64_t least = brute->end[p];
    uint32_t in_sync = 1;
    for (uint32_t r = 1; r < brute->scenario->placement.replicas; r++)
        if (brute->replicas[p][r].is_in_sync) {
            in_sync++;
            least = brute->replicas[p][r].asked < least ? brute->replicas[p][r].asked : least;
        }
    if (in_sync < brute->scenario->rule.min_in_sync) return;
    for (; brute->watermark[p] < least; brute->watermark[p]++)
        brute->seen->acked_ns[brute->log[p][brute->watermark[p]]] = now_ns;
}

static void brute_answer(struct brute *brute, uint32_t leader, uint32_t follower, int64_t now_ns)
{
    const struct fetch_rule *rule = &brute->scenario->rule.fetch;
    struct brute_session *session = &brute->sessions[leader][follower];
    struct brute_answer answer = {{0}, {0}};
    bool is_full = false, says = false;
    uint32_t rest[PARTITIONS_MAX], rests = 0, again[PARTITIONS_MAX], agains = 0;
    double bytes = 0;
    for (uint32_t i = 0; i < session->ready; i++) {
        uint32_t p = session->order[i];
        struct brute_replica *replica = &brute->replicas[p][brute_place(brute, p, leader, follower)];
        double own = 0;
        bool is_served = false;
        while (!is_full && replica->sent < brute->end[p]) {
            double next = brute->scenario->appends[brute->log[p][replica->sent]].bytes;
            is_full = bytes > 0 && bytes + next > rule->max_bytes;
            if (is_full || (own > 0 && own + next > rule->partition_max_bytes)) break;
            own += next, bytes += next, replica->sent++;
            is_served = says = true;
        }
        brute->cut += replica->sent < brute->end[p];
        if (replica->sent < brute->end[p]) *(is_served ? &again[agains++] : &rest[rests++]) = p;
    }
    memcpy(session->order, rest, rests * sizeof *rest);
    memcpy(session->order + rests, again, agains * sizeof *again);
    session->ready = rests + agains;
    for (uint32_t p = 0; p < brute->scenario->placement.partitions; p++) {
        uint32_t r = brute_place(brute, p, leader, follower);
        struct brute_replica *replica = &brute->replicas[p][r];
        if (r == 0) continue;
        says |= brute->scenario->rule.follower_reads && brute->watermark[p] > replica->watermark_sent;
        answer.end[p] = replica->sent;
        answer.watermark[p] = replica->watermark_sent = brute->watermark[p];
    }
    session->is_waiting = false;
    if (!says) {
        brute_schedule(brute, now_ns + brute->scenario->idle_ns[leader][follower], BRUTE_FETCH, leader,
                       follower, 0);
        return;
    }
    uint64_t ordinal = session->answers++;
    int64_t arrived_ns = now_ns + leg_ns(brute->scenario, leader, follower, ordinal, 0);
    int64_t received_ns = appended_ns(brute->scenario, leader, follower, ordinal, arrived_ns);
    brute_schedule(brute, received_ns, BRUTE_RECEIVED, leader, follower, 0)->answer = answer;
    brute_schedule(brute, received_ns + leg_ns(brute->scenario, leader, follower, ordinal, 1), BRUTE_FETCH,
                   leader, follower, 0);
}

static void brute_append(struct brute *brute, uint32_t number, int64_t now_ns)
{
    uint32_t p = brute->scenario->appends[number].partition, leader = brute_leader(brute, p), in_sync = 1;
    const struct placement *placement = &brute->scenario->placement;
    for (uint32_t r = 1; r < placement->replicas; r++) in_sync += brute->replicas[p][r].is_in_sync;
    brute->seen->is_refused[number] = in_sync < brute->scenario->rule.min_in_sync;
    if (brute->seen->is_refused[number]) return;
    brute->log[p][brute->end[p]++] = number;
    brute_watermark(brute, p, now_ns);
    for (uint32_t r = 1; r < placement->replicas; r++) {
        uint32_t follower = placement_broker(placement, p, r);
        struct brute_session *session = &brute->sessions[leader][follower];
        if (brute->replicas[p][r].sent + 1 == brute->end[p]) session->order[session->ready++] = p;
        if (session->is_waiting) brute_answer(brute, leader, follower, now_ns);
    }
}

/* Reads before it updates, and so the answer doesn't know what this fetch makes of the watermarks. */
static void brute_fetch(struct brute *brute, uint32_t leader, uint32_t follower, int64_t now_ns)
{
    struct brute_session *session = &brute->sessions[leader][follower];
    bool at_once = session->ready > 0;
    if (at_once) brute_answer(brute, leader, follower, now_ns);
    for (uint32_t p = 0; p < brute->scenario->placement.partitions; p++) {
        uint32_t r = brute_place(brute, p, leader, follower);
        struct brute_replica *replica = &brute->replicas[p][r];
        if (r == 0) continue;
        replica->asked = replica->end;
        if (replica->asked == brute->end[p])
            replica->caught_up_ns = now_ns;
        else if (replica->asked >= replica->leader_end_then && replica->fetched_ns > replica->caught_up_ns)
            replica->caught_up_ns = replica->fetched_ns;
        replica->leader_end_then = brute->end[p];
        replica->fetched_ns = now_ns;
        if (replica->asked == brute->end[p] ||
            (double)(now_ns - replica->caught_up_ns) <= brute->scenario->rule.lag_s * 1e9)
            replica->is_in_sync = true;
        brute_watermark(brute, p, now_ns);
    }
    if (at_once) return;
    session->is_waiting = true;
    brute_schedule(brute, now_ns + time_ns(brute->scenario->rule.fetch.max_wait_s), BRUTE_EXPIRE, leader,
                   follower, ++session->wait);
}

static void brute_received(struct brute *brute, const struct brute_event *event)
{
    for (uint32_t p = 0; p < brute->scenario->placement.partitions; p++) {
        uint32_t r = brute_place(brute, p, event->leader, event->follower);
        struct brute_replica *replica = &brute->replicas[p][r];
        if (r == 0) continue;
        replica->end = event->answer.end[p];
        uint64_t watermark = event->answer.watermark[p] < replica->end ? event->answer.watermark[p]
                                                                       : replica->end;
        for (; brute->scenario->rule.follower_reads && replica->watermark < watermark; replica->watermark++)
            brute->seen->readable_ns[brute->log[p][replica->watermark] * brute->scenario->placement.replicas +
                                     r] = event->time_ns;
    }
}

static void brute_check(struct brute *brute, int64_t now_ns)
{
    for (uint32_t p = 0; p < brute->scenario->placement.partitions; p++)
        for (uint32_t r = 1; r < brute->scenario->placement.replicas; r++) {
            struct brute_replica *replica = &brute->replicas[p][r];
            bool is_behind = replica->asked < brute->end[p] &&
                             (double)(now_ns - replica->caught_up_ns) > brute->scenario->rule.lag_s * 1e9;
            brute->shrinks += is_behind && replica->is_in_sync;
            replica->is_in_sync &= !is_behind;
            brute_watermark(brute, p, now_ns);
        }
}

static void brute_start(struct brute *brute)
{
    const struct scenario *scenario = brute->scenario;
    for (uint32_t i = 0; i < APPENDS; i++)
        brute_schedule(brute, scenario->appends[i].time_ns, BRUTE_APPEND, 0, 0, i);
    for (uint32_t leader = 0; leader < scenario->placement.brokers; leader++)
        for (uint32_t follower = 0; follower < scenario->placement.brokers; follower++) {
            bool is_one = false;
            for (uint32_t p = 0; p < scenario->placement.partitions; p++) {
                uint32_t r = brute_place(brute, p, leader, follower);
                if (r == 0) continue;
                is_one = true;
                int64_t then_ns = scenario->phase_ns[leader][follower];
                brute->replicas[p][r] = (struct brute_replica){.is_in_sync = true,
                                                               .caught_up_ns = then_ns,
                                                               .fetched_ns = then_ns};
            }
            brute->sessions[leader][follower].is_waiting = is_one;
            if (is_one)
                brute_schedule(brute,
                               scenario->phase_ns[leader][follower] +
                                   time_ns(scenario->rule.fetch.max_wait_s),
                               BRUTE_EXPIRE, leader, follower, 0);
        }
    brute_schedule(brute, time_ns(scenario->rule.lag_s / 2), BRUTE_CHECK, 0, 0, 0);
}

static void brute_run(struct brute *brute)
{
    brute_start(brute);
    while (brute->event_count > 0) {
        size_t least = 0;
        for (size_t i = 1; i < brute->event_count; i++)
            if (brute->events[i].time_ns < brute->events[least].time_ns ||
                (brute->events[i].time_ns == brute->events[least].time_ns &&
                 brute->events[i].sequence < brute->events[least].sequence))
                least = i;
        const struct brute_event event = brute->events[least];
        brute->events[least] = brute->events[--brute->event_count];
        if (event.time_ns > brute->scenario->horizon_ns) return;
        const struct brute_session *session = &brute->sessions[event.leader][event.follower];
        switch (event.type) {
        case BRUTE_APPEND: brute_append(brute, event.number, event.time_ns); break;
        case BRUTE_FETCH: brute_fetch(brute, event.leader, event.follower, event.time_ns); break;
        case BRUTE_EXPIRE:
            if (session->is_waiting && session->wait == event.number)
                brute_answer(brute, event.leader, event.follower, event.time_ns);
            break;
        case BRUTE_RECEIVED: brute_received(brute, &event); break;
        case BRUTE_CHECK:
            brute_check(brute, event.time_ns);
            brute_schedule(brute, event.time_ns + time_ns(brute->scenario->rule.lag_s / 2), BRUTE_CHECK, 0, 0,
                           0);
            break;
        }
    }
}

/* ---- the part ---- */

static int64_t script_received_ns(const void *user, struct log_session session, uint64_t ordinal,
                                  int64_t now_ns)
{
    return appended_ns(user, session.leader, session.follower, ordinal,
                       now_ns + leg_ns(user, session.leader, session.follower, ordinal, 0));
}

static int64_t script_fetches_ns(const void *user, struct log_session session, uint64_t ordinal,
                                 int64_t received_ns)
{
    return received_ns + leg_ns(user, session.leader, session.follower, ordinal, 1);
}

static int64_t script_idle_ns(const void *user, struct log_session session)
{
    return ((const struct scenario *)user)->idle_ns[session.leader][session.follower];
}

static int64_t script_phase_ns(const void *user, struct log_session session)
{
    return ((const struct scenario *)user)->phase_ns[session.leader][session.follower];
}

static struct log_seen run(const struct scenario *scenario, struct arena *arena)
{
    const struct log_script script = {
        .placement = &scenario->placement,
        .rule = scenario->rule,
        .appends = scenario->appends,
        .append_count = APPENDS,
        .user = scenario,
        .received_ns = script_received_ns,
        .fetches_ns = script_fetches_ns,
        .idle_ns = script_idle_ns,
        .phase_ns = script_phase_ns,
        .check_ns = time_ns(scenario->rule.lag_s / 2),
        .horizon_ns = scenario->horizon_ns,
    };
    return log_run(&script, arena);
}

/* ---- both ---- */

static struct scenario scenario_of(struct arena *arena, uint64_t number)
{
    uint64_t state = number;
    struct scenario scenario = {.random = random_bits(&state)};
    uint32_t brokers = 1 + (uint32_t)(random_bits(&state) % BROKERS_MAX),
             partitions = 1 + (uint32_t)(random_bits(&state) % PARTITIONS_MAX);
    uint32_t zones = 1 + (uint32_t)(random_bits(&state) % 3),
             replicas = 1 + (uint32_t)(random_bits(&state) % 3);
    if (number % 3) /* mostly there is something to replicate */
        replicas = 2 + (uint32_t)(random_bits(&state) % 2), brokers = brokers < 3 ? 3 : brokers;
    replicas = replicas < brokers ? replicas : brokers;
    zones = zones < brokers ? zones : brokers;
    scenario.placement = placement_new(arena, partitions, replicas, brokers, zones);
    bool is_tight = random_bits(&state) % 2, has_stall = random_bits(&state) % 2;
    double spacing_ns = 1e4 * exp(random_unit(&state) * log(1e5)); /* 10 µs to 1 s */
    scenario.rule = (struct replicated_log_rule){
        .fetch = {0.5, 1, is_tight ? 3000 : 10485760, is_tight ? 1700 : 1048576},
        .lag_s = has_stall ? 1.1 : 30,
        .min_in_sync = 1 + (uint32_t)(random_bits(&state) % replicas),
    };
    scenario.rule.follower_reads = random_bits(&state) % 4 > 0;
    double at_ns = 0;
    for (uint32_t i = 0; i < APPENDS; i++) {
        at_ns += random_exponential(&state, spacing_ns);
        scenario.appends[i].time_ns = (int64_t)at_ns + 1;
        scenario.appends[i].partition = (uint32_t)(random_bits(&state) % partitions);
        scenario.appends[i].bytes = 1 + (uint32_t)(random_bits(&state) % 2000);
    }
    scenario.stalled = (uint32_t)(random_bits(&state) % brokers);
    scenario.stall_from_ns = has_stall ? (int64_t)(at_ns / 3) : 0;
    scenario.stall_to_ns = has_stall ? scenario.stall_from_ns + 2600 * MS : 0;
    scenario.horizon_ns = (int64_t)at_ns + 5000 * MS;
    for (uint32_t i = 0; i < BROKERS_MAX * BROKERS_MAX; i++) {
        scenario.idle_ns[i / BROKERS_MAX][i % BROKERS_MAX] = 300000 +
                                                             (int64_t)(random_bits(&state) % 3000000);
        scenario.phase_ns[i / BROKERS_MAX][i % BROKERS_MAX] = -(int64_t)(random_bits(&state) % 500000000);
    }
    return scenario;
}

struct totals {
    uint64_t acked, readable, refused, shrinks, comes, expiries, cut;
};

static void compare(const struct scenario *scenario, uint64_t number, const struct log_seen *got,
                    const struct log_seen *wanted, struct totals *totals)
{
    uint32_t replicas = scenario->placement.replicas;
    for (uint32_t i = 0; i < APPENDS; i++) {
        if (got->is_refused[i] != wanted->is_refused[i] || got->acked_ns[i] != wanted->acked_ns[i])
            fail_msg("case %d, append %u: acknowledged at %lld instead of %lld", (int)number, i,
                     (long long)got->acked_ns[i], (long long)wanted->acked_ns[i]);
        totals->acked += got->acked_ns[i] != LOG_NEVER;
        totals->refused += got->is_refused[i];
    }
    for (uint32_t i = 0; i < APPENDS * replicas; i++) {
        if (got->readable_ns[i] != wanted->readable_ns[i])
            fail_msg("case %d, append %u: readable at replica %u at %lld instead of %lld", (int)number,
                     i / replicas, i % replicas, (long long)got->readable_ns[i],
                     (long long)wanted->readable_ns[i]);
        totals->readable += got->readable_ns[i] != LOG_NEVER;
    }
}

static void test_against_definitions(void **state)
{
    (void)state;
    struct brute *brute = calloc(1, sizeof *brute);
    struct totals totals = {0};
    for (uint64_t number = 1; number <= CASES; number++) {
        struct arena *arena = arena_new();
        const struct scenario scenario = scenario_of(arena, number);
        struct log_seen wanted = log_seen_new(arena, APPENDS, scenario.placement.replicas),
                        got = run(&scenario, arena);
        *brute = (struct brute){.scenario = &scenario, .seen = &wanted};
        brute_run(brute);
        compare(&scenario, number, &got, &wanted, &totals);
        totals.shrinks += brute->shrinks, totals.cut += brute->cut, totals.comes += got.comes,
            totals.expiries += got.expiries;
        arena_free(arena);
    }
    free(brute);
    print_message("%d cases: %d acknowledged, %d readable at followers, %d refused, %d left the ISR, %d idle "
                  "polls met under way, "
                  "%d expiries, %d answers cut\n",
                  CASES, (int)totals.acked, (int)totals.readable, (int)totals.refused, (int)totals.shrinks,
                  (int)totals.comes, (int)totals.expiries, (int)totals.cut);
    /* The cases reach what they are for. */
    assert_true(totals.acked > CASES * APPENDS / 2 && totals.readable > CASES * APPENDS / 4 &&
                totals.refused > 100);
    assert_true(totals.shrinks > 20 && totals.comes > 20 && totals.expiries > 1000 && totals.cut > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_against_definitions)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
