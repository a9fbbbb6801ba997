/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/parallel.h"

#include <pthread.h>
#include <stdatomic.h>

struct job {
    atomic_size_t next;
    size_t count;
    void (*work)(void *user, size_t index);
    void *user;
};

static void *run(void *argument)
{
    struct job *job = argument;
    for (size_t index; (index = atomic_fetch_add(&job->next, 1)) < job->count;) job->work(job->user, index);
    return NULL;
}

void parallel_for(unsigned threads, size_t count, void (*work)(void *user, size_t index), void *user)
{
    enum { HELPERS_MAX = 63 };
    struct job job = {.next = 0, .count = count, .work = work, .user = user};
    pthread_t helpers[HELPERS_MAX];
    unsigned started = 0;
    /* A thread that can't be started is no loss: the others take its share. */
    while (started + 1 < threads && started + 1 < count && started < HELPERS_MAX &&
           pthread_create(&helpers[started], NULL, run, &job) == 0)
        started++;
    run(&job);
    for (unsigned i = 0; i < started; i++) pthread_join(helpers[i], NULL);
}
