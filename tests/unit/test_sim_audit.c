/* SPDX-License-Identifier: GPL-3.0-or-later
 * The functional check: a sound history passes, and each way of breaking it is told by its own rule. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "sim/part/audit.h"

enum { PRODUCERS = 3, PARTITIONS = 5, GROUPS = 2, BATCHES = 7 };

/* One producer's batches into partition 4, with a place to break the history. */
enum fault {
    NONE,
    OFFSET_REUSED,
    OFFSET_SKIPPED,
    APPENDED_TWICE,
    OUT_OF_ORDER,
    COMMITTED_BEFORE_STORED,
    ACKED_BEFORE_COMMITTED,
    ACKED_TWICE,
    ACKED_OUT_OF_ORDER,
    NEVER_ACKED,
    READ_BEFORE_COMMITTED,
    READ_BEYOND_KNOWN,
    READ_TWICE,
    NEVER_READ,
    BYTES_LOST,
    RELEASED_EARLY,
    FAULT__COUNT
};

struct history {
    enum fault fault;
    int rule; /* that tells, or −1 */
};

static const struct history HISTORIES[FAULT__COUNT] = {
    {NONE, -1},
    {OFFSET_REUSED, AUDIT_OFFSETS_DENSE},
    {OFFSET_SKIPPED, AUDIT_OFFSETS_DENSE},
    {APPENDED_TWICE, AUDIT_APPENDED_ONCE},
    {OUT_OF_ORDER, AUDIT_ORDER_PER_PRODUCER},
    {COMMITTED_BEFORE_STORED, AUDIT_COMMIT_AFTER_STORE},
    {ACKED_BEFORE_COMMITTED, AUDIT_ACK_AFTER_COMMIT},
    {ACKED_TWICE, AUDIT_ACKED_ONCE},
    {ACKED_OUT_OF_ORDER, AUDIT_ANSWERED_IN_ORDER},
    {NEVER_ACKED, AUDIT_NOTHING_LOST},
    {READ_BEFORE_COMMITTED, AUDIT_READ_COMMITTED},
    {READ_BEYOND_KNOWN, AUDIT_READ_COMMITTED},
    {READ_TWICE, AUDIT_READ_IN_ORDER},
    {NEVER_READ, AUDIT_NOTHING_LOST},
    {BYTES_LOST, AUDIT_BYTES_CONSERVED},
    {RELEASED_EARLY, AUDIT_NOTHING_LOST},
};

/* The history of one batch, the fault in its fourth. */
static void live(struct audit *audit, enum fault fault, uint32_t n, uint64_t *offset)
{
    const uint32_t records = 11 + n, hit = 3;
    bool here = n == hit;
    int64_t now_ns = 1000 * (n + 1);
    struct audit_batch batch;
    uint32_t sequence = here && fault == OUT_OF_ORDER ? 0 : n + 1;
    audit_sent(audit, &batch, 2, 4, sequence, records, records * 100);
    uint64_t at = *offset + (here && fault == OFFSET_SKIPPED) - (here && fault == OFFSET_REUSED);
    if (here && fault == BYTES_LOST) batch.bytes -= 1;
    audit_appended(audit, now_ns, &batch, at);
    if (here && fault == APPENDED_TWICE) audit_appended(audit, now_ns, &batch, at + records);
    *offset = at + records;
    if (!here || fault != COMMITTED_BEFORE_STORED) audit_stored(audit, &batch);
    if (here && fault == ACKED_BEFORE_COMMITTED) audit_acked(audit, now_ns, &batch);
    if (here && fault == READ_BEFORE_COMMITTED) audit_read(audit, now_ns, &batch, 0, *offset);
    audit_committed(audit, now_ns, &batch, *offset);
    if (here && fault == ACKED_OUT_OF_ORDER) batch.sequence = 0;
    if (!here || (fault != NEVER_ACKED && fault != ACKED_BEFORE_COMMITTED))
        audit_acked(audit, now_ns, &batch);
    if (here && fault == ACKED_TWICE) audit_acked(audit, now_ns, &batch);
    if (here && fault == RELEASED_EARLY) audit_released(audit, now_ns, &batch);
    for (uint32_t group = 0; group < GROUPS; group++) {
        bool is_read_already = here && fault == READ_BEFORE_COMMITTED && group == 0;
        if (!is_read_already && !(here && fault == NEVER_READ && group == 1))
            audit_read(audit, now_ns, &batch, group, *offset - (here && fault == READ_BEYOND_KNOWN));
    }
    if (here && fault == READ_TWICE) audit_read(audit, now_ns, &batch, 0, *offset);
    audit_released(audit, now_ns, &batch);
}

static void test_histories(void **state)
{
    (void)state;
    for (size_t i = 0; i < FAULT__COUNT; i++) {
        struct arena *arena = arena_new();
        struct audit *audit = audit_new(arena, PRODUCERS, PARTITIONS, GROUPS);
        uint64_t offset = 0;
        for (uint32_t n = 0; n < BATCHES; n++) live(audit, HISTORIES[i].fault, n, &offset);
        audit_drained(audit, 1000000);
        const struct audit_violation *violation = audit_violation(audit);
        assert_int_equal(violation == NULL ? -1 : (int)violation->rule, HISTORIES[i].rule);
        arena_free(arena);
    }
}

/* A sound history is looked at by every rule, and the counts are those of what happened. */
static void test_counts(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct audit *audit = audit_new(arena, PRODUCERS, PARTITIONS, GROUPS);
    uint64_t offset = 0;
    for (uint32_t n = 0; n < BATCHES; n++) live(audit, NONE, n, &offset);
    audit_drained(audit, 1000000);
    const uint64_t *counts = audit_counts(audit);
    for (int rule = 0; rule < AUDIT__COUNT; rule++) {
        assert_true(counts[rule] > 0);
        assert_non_null(audit_what((enum audit_rule)rule));
    }
    assert_int_equal(counts[AUDIT_OFFSETS_DENSE], BATCHES);
    assert_int_equal(counts[AUDIT_READ_IN_ORDER], BATCHES * GROUPS);
    arena_free(arena);
}

/* A rule that the system doesn't promise is never looked at; the others are. */
static void test_waived(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct audit *audit = audit_new(arena, PRODUCERS, PARTITIONS, GROUPS);
    uint64_t offset = 0;
    audit_waive(audit, AUDIT_ORDER_PER_PRODUCER);
    for (uint32_t n = 0; n < BATCHES; n++) live(audit, OUT_OF_ORDER, n, &offset);
    assert_int_equal(audit_counts(audit)[AUDIT_ORDER_PER_PRODUCER], 0);
    assert_int_equal(audit_counts(audit)[AUDIT_OFFSETS_DENSE], BATCHES);
    assert_int_equal(audit_violation(audit)->rule, AUDIT_ANSWERED_IN_ORDER);
    arena_free(arena);
}

/* Of more pairs than the table holds a part is followed, and memory stays bounded. */
static void test_many_pairs(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct audit *audit = audit_new(arena, 100000, 1000, 1);
    assert_true(arena_used_bytes(arena) < 3 * 1024 * 1024);
    struct audit_batch first, second;
    audit_sent(audit, &first, 99999, 999, 1, 1, 1);
    audit_appended(audit, 0, &first, 0);
    audit_sent(audit, &second, 99999, 999, 0, 1, 1);
    audit_appended(audit, 0, &second, 1);
    assert_int_equal(audit_counts(audit)[AUDIT_ORDER_PER_PRODUCER], 0);
    assert_null(audit_violation(audit));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_histories), cmocka_unit_test(test_counts),
                                       cmocka_unit_test(test_waived), cmocka_unit_test(test_many_pairs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
