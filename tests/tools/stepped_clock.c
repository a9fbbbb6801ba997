/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A clock for tests of what depends on time: loaded before the C library (LD_PRELOAD), it goes on by
 * CLOCK_STEP_NS whenever it is read, and stands still otherwise. */
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *now)
{
    static atomic_llong passed_ns;
    static const long long NS_PER_S = 1000000000;
    const char *step_ns = getenv("CLOCK_STEP_NS");
    long long at_ns = atomic_fetch_add(&passed_ns, step_ns == NULL ? 0 : atoll(step_ns));
    (void)clock;
    *now = (struct timespec){.tv_sec = at_ns / NS_PER_S, .tv_nsec = at_ns % NS_PER_S};
    return 0;
}
