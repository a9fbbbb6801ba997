/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The order of events against a sorted list of all that was scheduled. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/engine/kernel.h"
#include "unit/model_random.h"

/* What the test knows of an event: when, how urgent, and the how manyth it was to be scheduled. */
struct wanted {
    int64_t time_ns;
    unsigned priority;
    uint32_t number;
};

static int compare(const void *left, const void *right)
{
    const struct wanted *a = left, *b = right;
    if (a->time_ns != b->time_ns) return a->time_ns < b->time_ns ? -1 : 1;
    if (a->priority != b->priority) return a->priority < b->priority ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

enum { EVENTS = 30000 };

struct trial {
    struct kernel *kernel;
    uint64_t random;
    uint32_t scheduled;
    struct wanted wanted[EVENTS];
};

/* With so few times and priorities that most events tie with others. */
static size_t pending_of(const struct kernel *kernel) { return kernel->count - kernel->is_open; }

static void schedule_one(struct trial *trial, unsigned times, unsigned priorities)
{
    struct wanted wanted = {kernel_now_ns(trial->kernel) + (int64_t)(random_bits(&trial->random) % times),
                            (unsigned)(random_bits(&trial->random) % priorities), trial->scheduled};
    trial->wanted[trial->scheduled++] = wanted;
    kernel_schedule(trial->kernel, wanted.time_ns, wanted.priority, wanted.number & 0xff, wanted.number,
                    wanted.number & KERNEL_DATA_MAX);
}

static void take_one(struct trial *trial, struct wanted *taken)
{
    struct event event = {0};
    int64_t due_ns = kernel_due_ns(trial->kernel);
    assert_true(kernel_next(trial->kernel, &event));
    assert_true(event.time_ns == due_ns && kernel_now_ns(trial->kernel) == due_ns);
    assert_int_equal(event.type, event.target & 0xff);
    assert_int_equal(event.data, event.target & KERNEL_DATA_MAX);
    *taken = trial->wanted[event.target];
}

/* Each event that is taken schedules none, one or several. The reference is an unsorted list of what is
 * pending, searched whole. */
static void run(struct arena *arena, unsigned times, unsigned priorities, unsigned most)
{
    struct trial *trial = arena_new_of(arena, struct trial, 1);
    struct wanted *pending = arena_new_of(arena, struct wanted, EVENTS + 16);
    trial->kernel = kernel_new(arena, 0);
    trial->random = 1 + times * 1000 + priorities;
    size_t count = 0, done = 0;
    uint32_t seen = 0;
    schedule_one(trial, times, priorities);
    while (pending_of(trial->kernel) > 0) {
        struct wanted taken;
        while (seen < trial->scheduled) pending[count++] = trial->wanted[seen++];
        assert_int_equal(pending_of(trial->kernel), count);
        size_t first = 0;
        for (size_t i = 1; i < count; i++)
            if (compare(&pending[i], &pending[first]) < 0) first = i;
        take_one(trial, &taken);
        assert_int_equal(taken.number, pending[first].number);
        pending[first] = pending[--count];
        assert_int_equal(kernel_count(trial->kernel), ++done);
        for (uint64_t more = random_bits(&trial->random) % most; more > 0 && trial->scheduled < EVENTS / 10;
             more--)
            schedule_one(trial, times, priorities);
        if (count == 0 && trial->scheduled < EVENTS / 10) schedule_one(trial, times, priorities);
    }
    assert_int_equal(done, EVENTS / 10);
    assert_int_equal(kernel_due_ns(trial->kernel), NEVER_NS);
}

static void test_order_of_running(void **state)
{
    (void)state;
    const unsigned times[] = {1, 2, 7, 100, 1000000}, priorities[] = {1, 2, 256}, most[] = {2, 3, 4};
    for (size_t t = 0; t < 5; t++)
        for (size_t p = 0; p < 3; p++)
            for (size_t m = 0; m < 3; m++) {
                struct arena *arena = arena_new();
                run(arena, times[t], priorities[p], most[m]);
                arena_free(arena);
            }
}

/* All scheduled first, so that the queue grows from nothing, then taken in order. */
static void test_order_of_many(void **state)
{
    (void)state;
    const unsigned times[] = {1, 3, 50, 5000, 2000000000};
    for (size_t t = 0; t < 5; t++) {
        struct arena *arena = arena_new();
        struct trial *trial = arena_new_of(arena, struct trial, 1);
        trial->kernel = kernel_new(arena, t == 0 ? EVENTS : 1);
        trial->random = t;
        while (trial->scheduled < EVENTS) schedule_one(trial, times[t], 5);
        struct wanted *sorted = arena_new_of(arena, struct wanted, EVENTS), taken;
        memcpy(sorted, trial->wanted, sizeof trial->wanted);
        qsort(sorted, EVENTS, sizeof *sorted, compare);
        for (size_t i = 0; i < EVENTS; i++) {
            take_one(trial, &taken);
            assert_int_equal(taken.number, sorted[i].number);
        }
        struct event event = {0};
        assert_false(kernel_next(trial->kernel, &event));
        assert_false(kernel_next(trial->kernel, &event));
        /* And goes on from there. */
        kernel_schedule(trial->kernel, kernel_now_ns(trial->kernel), 0, 7, 8, 9);
        assert_int_equal(pending_of(trial->kernel), 1);
        assert_true(kernel_next(trial->kernel, &event));
        assert_true(event.type == 7 && event.target == 8 && event.data == 9);
        arena_free(arena);
    }
}

/* Ties of one time and priority come in the order of their scheduling, however many, also when they are
 * scheduled at that time. */
static void test_ties_are_fair(void **state)
{
    (void)state;
    enum { TIED = 1000 };
    struct arena *arena = arena_new();
    struct kernel *kernel = kernel_new(arena, 4);
    struct event event;
    for (uint32_t i = 0; i < TIED; i++) kernel_schedule(kernel, 5, 3, 1, i, 0);
    for (uint32_t i = 0; i < 3 * TIED; i++) {
        assert_true(kernel_next(kernel, &event));
        assert_int_equal(event.target, i);
        if (i < 2 * TIED) kernel_schedule(kernel, 5, 3, 1, TIED + i, 0);
    }
    assert_false(kernel_next(kernel, &event));
    arena_free(arena);
}

/* The idiom for timers: what was set anew leaves an old event behind, which its number shows to be stale. */
static void test_stale_timers(void **state)
{
    (void)state;
    enum { TIMERS = 40, SETTINGS = 20000 };
    struct arena *arena = arena_new();
    struct kernel *kernel = kernel_new(arena, 1);
    uint32_t setting[TIMERS] = {0};
    int64_t due_ns[TIMERS], fired = 0, wanted = 0;
    uint64_t random = 1;
    for (int i = 0; i < TIMERS; i++) due_ns[i] = NEVER_NS;
    for (int i = 0; i < SETTINGS; i++) {
        size_t timer = random_bits(&random) % TIMERS;
        setting[timer] = (setting[timer] + 1) & KERNEL_DATA_MAX;
        wanted += due_ns[timer] == NEVER_NS;
        due_ns[timer] = kernel_now_ns(kernel) + (int64_t)(random_bits(&random) % 50);
        kernel_schedule(kernel, due_ns[timer], 0, 2, (uint32_t)timer, setting[timer]);
        struct event event;
        while (kernel_due_ns(kernel) < due_ns[timer] - 25 && kernel_next(kernel, &event))
            if (event.data == setting[event.target]) {
                assert_int_equal(due_ns[event.target], event.time_ns);
                due_ns[event.target] = NEVER_NS;
                fired++;
            }
    }
    for (struct event event; kernel_next(kernel, &event);)
        if (event.data == setting[event.target]) {
            assert_int_equal(due_ns[event.target], event.time_ns);
            due_ns[event.target] = NEVER_NS;
            fired++;
        }
    assert_int_equal(fired, wanted);
    assert_int_equal(kernel_count(kernel), SETTINGS);
    arena_free(arena);
}

/* The far ends: the longest time, the last priority, type and datum. */
static void test_extremes(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct kernel *kernel = kernel_new(arena, 0);
    struct event event;
    assert_false(kernel_next(kernel, &event));
    kernel_schedule(kernel, INT64_MAX - 1, KERNEL_PRIORITY_MAX, KERNEL_TYPE_MAX, UINT32_MAX, KERNEL_DATA_MAX);
    kernel_schedule(kernel, INT64_MAX - 1, 0, 0, 0, 0);
    kernel_schedule(kernel, 0, KERNEL_PRIORITY_MAX, 1, 1, 1);
    assert_true(kernel_next(kernel, &event) && event.time_ns == 0 && event.target == 1);
    assert_int_equal(kernel_due_ns(kernel), INT64_MAX - 1);
    assert_true(kernel_next(kernel, &event) && event.type == 0);
    assert_true(kernel_next(kernel, &event) && event.type == KERNEL_TYPE_MAX && event.target == UINT32_MAX &&
                event.data == KERNEL_DATA_MAX);
    assert_false(kernel_next(kernel, &event));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_of_running), cmocka_unit_test(test_order_of_many),
        cmocka_unit_test(test_ties_are_fair),    cmocka_unit_test(test_stale_timers),
        cmocka_unit_test(test_extremes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
