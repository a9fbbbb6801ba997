/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which is due first, against looking at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sim/engine/timer_heap.h"
#include "unit/sim_oracle.h"

static void test_against_all(void **state)
{
    (void)state;
    enum { MOST = 70, STEPS = 20000 };
    uint64_t random = 1;
    for (uint32_t n = 1; n <= MOST; n += 1 + n / 3) {
        struct arena *arena = arena_new();
        struct timer_heap due = timer_heap_new(arena, n);
        int64_t times_ns[MOST];
        for (uint32_t i = 0; i < n; i++) times_ns[i] = NEVER_NS;
        for (int step = 0; step < STEPS; step++) {
            uint32_t which = (uint32_t)oracle_between(&random, 0, n - 1);
            times_ns[which] = oracle_between(&random, 0, 3) == 0 ? NEVER_NS : oracle_between(&random, 0, 40);
            timer_heap_set(&due, which, times_ns[which]);
            uint32_t first = 0;
            for (uint32_t i = 1; i < n; i++)
                if (times_ns[i] < times_ns[first]) first = i;
            assert_true(timer_heap_first_ns(&due) == times_ns[first]);
            assert_true(times_ns[first] == NEVER_NS || timer_heap_first(&due) == first);
        }
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
