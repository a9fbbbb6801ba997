/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/part/batcher.h"

#include <assert.h>

/* Requests that fill a file, rounding aside: less than a hundredth of a byte. */
static const double EXACT = 1e-9;

void batcher_start(struct batcher *batcher, const struct batcher_rule *rule, int64_t phase_ns)
{
    *batcher = (struct batcher){.rule = rule, .timeout_ns = time_ns(rule->timeout_s), .phase_ns = phase_ns};
    batcher->least_ns = time_ns(rule->least_s);
    if (batcher->least_ns > batcher->timeout_ns) batcher->least_ns = batcher->timeout_ns;
    /* A fictitious file was due long before the first one. */
    batcher->due_ns = -batcher->timeout_ns;
    assert(phase_ns >= 0 && phase_ns <= batcher->timeout_ns &&
           (rule->timer != BATCHER_FREE || batcher->timeout_ns > 0));
    assert(rule->max_bytes > 0);
}

static int64_t next_tick_ns(const struct batcher *batcher, int64_t opened_ns)
{
    int64_t since_ns = opened_ns - batcher->phase_ns;
    if (since_ns < 0) return batcher->phase_ns;
    return batcher->phase_ns + (since_ns / batcher->timeout_ns + 1) * batcher->timeout_ns;
}

static int64_t adaptive_ns(const struct batcher *batcher, int64_t opened_ns)
{
    int64_t regular_ns = batcher->due_ns + batcher->timeout_ns;
    int64_t least_ns = opened_ns + batcher->least_ns, most_ns = opened_ns + batcher->timeout_ns;
    return regular_ns < least_ns ? least_ns : regular_ns > most_ns ? most_ns : regular_ns;
}

static int64_t due_ns(const struct batcher *batcher, int64_t opened_ns)
{
    if (batcher->file.number == 0 && opened_ns < batcher->phase_ns) return batcher->phase_ns;
    switch (batcher->rule->timer) {
    case BATCHER_FREE: return next_tick_ns(batcher, opened_ns);
    case BATCHER_ADAPTIVE: return adaptive_ns(batcher, opened_ns);
    case BATCHER_ARMED: break;
    }
    return opened_ns + batcher->timeout_ns;
}

static struct batcher_file close_file(struct batcher *batcher, int64_t now_ns, enum batcher_why why)
{
    struct batcher_file file = batcher->file;
    file.closed_ns = now_ns;
    file.why = why;
    batcher->file = (struct batcher_file){.number = file.number + 1};
    return file;
}

uint64_t batcher_add(struct batcher *batcher, int64_t now_ns, double bytes, struct batcher_closed *closed)
{
    assert(bytes > 0 && (batcher->file.requests == 0 || now_ns >= batcher->file.opened_ns));
    const double max_bytes = batcher->rule->max_bytes;
    closed->count = 0;
    if (batcher_expire(batcher, now_ns, &closed->files[0]))
        closed->count = 1;
    else if (batcher->file.requests > 0 && batcher->file.bytes + bytes > max_bytes * (1 + EXACT))
        closed->files[closed->count++] = close_file(batcher, now_ns, BATCHER_BY_SIZE);
    if (batcher->file.requests == 0) {
        batcher->file.opened_ns = now_ns;
        batcher->due_ns = due_ns(batcher, now_ns);
    }
    batcher->file.requests++;
    batcher->file.bytes += bytes;
    uint64_t number = batcher->file.number;
    if (batcher->file.bytes >= max_bytes * (1 - EXACT))
        closed->files[closed->count++] = close_file(batcher, now_ns, BATCHER_BY_SIZE);
    return number;
}

bool batcher_expire(struct batcher *batcher, int64_t now_ns, struct batcher_file *file)
{
    if (batcher_due_ns(batcher) > now_ns) return false;
    *file = close_file(batcher, batcher->due_ns, BATCHER_BY_TIMER);
    return true;
}
