/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/part/compactor.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "sim/engine/kernel.h"
#include "sim/engine/pool.h"

enum { JOBS_FIRST = 64, INPUTS_FIRST = 64, LEVELS_MAX = 64 };

/* One of the successive rewrites. */
struct level {
    double share, credit; /* of files that take part; what is owed to the next one */
    double *inputs;       /* lengths; number i is at i % capacity */
    uint64_t first, assigned,
        end; /* the oldest one that a job reads; the first one without a job; the next one to arrive */
    uint64_t capacity;    /* a power of two */
    double waiting_bytes; /* without a job, and left over by earlier jobs */
    uint64_t waiting_gets;
};

struct job {
    int64_t start_ns;
    uint32_t level;
    uint64_t input, input_end; /* being read; the first one after the job's own */
    double read_of_input_bytes;
    uint64_t gets, gets_sent, puts, puts_sent;
};

struct compactor {
    struct arena *arena;
    struct compactor_rule rule;
    int64_t wait_ns, job_ns;
    struct level levels[LEVELS_MAX];
    uint32_t level_count;
    uint64_t parts;
    struct pool jobs;
    struct kernel *due; /* jobs by their next request */
    struct compactor_counts counts;
};

static uint64_t pieces(double bytes, double piece_bytes)
{
    return (uint64_t)larger(1, ceil(bytes / piece_bytes));
}

static bool is_length(double bytes) { return bytes >= 1 && bytes == floor(bytes); }

struct compactor *compactor_new(struct arena *arena, const struct compactor_rule *rule)
{
    assert(rule->rewrites >= 0 && rule->rewrites <= LEVELS_MAX && is_length(rule->output_bytes));
    assert(is_length(rule->chunk_bytes) && is_length(rule->part_bytes));
    struct compactor *compactor = arena_new_of(arena, struct compactor, 1);
    *compactor = (struct compactor){
        .arena = arena,
        .rule = *rule,
        .wait_ns = time_ns(rule->wait_s),
        .job_ns = time_ns(rule->job_s),
        .level_count = (uint32_t)ceil(rule->rewrites),
        .parts = pieces(rule->output_bytes, rule->part_bytes),
        .jobs = pool_of(arena, sizeof(struct job)),
        .due = kernel_new(arena, JOBS_FIRST),
    };
    for (uint32_t i = 0; i < compactor->level_count; i++) {
        struct level *level = &compactor->levels[i];
        level->share = smaller(1, rule->rewrites - i);
        level->capacity = INPUTS_FIRST;
        level->inputs = arena_new_of(arena, double, INPUTS_FIRST);
    }
    return compactor;
}

static struct job *job_at(const struct compactor *compactor, uint32_t number)
{
    return (struct job *)compactor->jobs.items + number;
}

static double *input_at(const struct level *level, uint64_t number)
{
    return &level->inputs[number & (level->capacity - 1)];
}

static void push_input(struct compactor *compactor, struct level *level, double bytes)
{
    if (level->end - level->first == level->capacity) {
        struct level wider = *level;
        wider.capacity *= 2;
        wider.inputs = arena_new_of(compactor->arena, double, wider.capacity);
        for (uint64_t i = level->first; i < level->end; i++) *input_at(&wider, i) = *input_at(level, i);
        *level = wider;
    }
    *input_at(level, level->end++) = bytes;
}

static uint64_t puts_of(uint64_t parts)
{
    static const uint64_t CREATE_AND_COMPLETE = 2;
    return parts > 1 ? parts + CREATE_AND_COMPLETE : 1;
}

/* i of n steps of a job's time, without overflow. */
static int64_t share_ns(int64_t whole_ns, uint64_t i, uint64_t n)
{
    int64_t steps = (int64_t)n, step = (int64_t)i;
    return whole_ns / steps * step + whole_ns % steps * step / steps;
}

static int64_t get_ns(const struct compactor *compactor, const struct job *job)
{
    return job->gets_sent == job->gets
               ? NEVER_NS
               : job->start_ns + share_ns(compactor->job_ns, job->gets_sent, job->gets);
}

/* Parts end evenly; an object in parts is created when the job starts and completed when it ends. */
static int64_t put_ns(const struct compactor *compactor, const struct job *job)
{
    if (job->puts_sent == job->puts) return NEVER_NS;
    uint64_t part = compactor->parts > 1 ? job->puts_sent : 1;
    return job->start_ns +
           share_ns(compactor->job_ns, part < compactor->parts ? part : compactor->parts, compactor->parts);
}

static void set_due(struct compactor *compactor, uint32_t number)
{
    const struct job *job = job_at(compactor, number);
    int64_t get = get_ns(compactor, job), put = put_ns(compactor, job);
    kernel_schedule(compactor->due, get < put ? get : put, 0, 0, number, 0);
}

/* Start a job for all inputs of the level without one. */
static void start_job(struct compactor *compactor, uint32_t level_number, int64_t now_ns)
{
    struct level *level = &compactor->levels[level_number];
    uint32_t number = pool_take(&compactor->jobs);
    *job_at(compactor, number) = (struct job){
        .start_ns = now_ns + compactor->wait_ns,
        .level = level_number,
        .input = level->assigned,
        .input_end = level->end,
        .gets = level->waiting_gets,
        .puts = puts_of(compactor->parts),
    };
    level->assigned = level->end;
    level->waiting_gets = 0;
    level->waiting_bytes -= compactor->rule.output_bytes;
    set_due(compactor, number);
}

static void add_input(struct compactor *compactor, uint32_t level_number, int64_t now_ns, double bytes)
{
    if (level_number >= compactor->level_count) return;
    struct level *level = &compactor->levels[level_number];
    level->credit += level->share;
    if (level->credit < 1) return;
    level->credit -= 1;
    push_input(compactor, level, bytes);
    level->waiting_bytes += bytes;
    level->waiting_gets += pieces(bytes, compactor->rule.chunk_bytes);
    while (level->waiting_bytes >= compactor->rule.output_bytes) start_job(compactor, level_number, now_ns);
}

void compactor_add(struct compactor *compactor, int64_t now_ns, double bytes)
{
    assert(is_length(bytes));
    add_input(compactor, 0, now_ns, bytes);
}

int64_t compactor_due_ns(const struct compactor *compactor) { return kernel_due_ns(compactor->due); }

/* The next chunk of the job's inputs; the last one of each is the remainder. */
static double read_chunk(struct compactor *compactor, struct job *job)
{
    const struct level *level = &compactor->levels[job->level];
    double left_bytes = *input_at(level, job->input) - job->read_of_input_bytes;
    double bytes = smaller(left_bytes, compactor->rule.chunk_bytes);
    job->read_of_input_bytes += bytes;
    job->gets_sent++;
    if (bytes == left_bytes) {
        job->input++;
        job->read_of_input_bytes = 0;
        compactor->counts.inputs++;
    }
    compactor->counts.gets++;
    compactor->counts.read_bytes += bytes;
    return bytes;
}

static double write_part(struct compactor *compactor, struct job *job)
{
    const struct compactor_rule *rule = &compactor->rule;
    uint64_t put = job->puts_sent++;
    double bytes = rule->output_bytes;
    if (compactor->parts > 1) {
        double before_bytes = (double)(put - 1) * rule->part_bytes;
        bool is_part = put >= 1 && put <= compactor->parts;
        bytes = is_part ? smaller(rule->part_bytes, rule->output_bytes - before_bytes) : 0;
    }
    compactor->counts.puts++;
    compactor->counts.written_bytes += bytes;
    return bytes;
}

/* Jobs of a level last equally long, so they end in the order of their inputs. */
static void end_job(struct compactor *compactor, uint32_t number, int64_t now_ns)
{
    const struct job job = *job_at(compactor, number);
    compactor->levels[job.level].first = job.input_end;
    pool_give(&compactor->jobs, number);
    compactor->counts.outputs++;
    add_input(compactor, job.level + 1, now_ns, compactor->rule.output_bytes);
}

bool compactor_next(struct compactor *compactor, int64_t now_ns, struct compactor_request *request)
{
    struct event event;
    if (kernel_due_ns(compactor->due) > now_ns || !kernel_next(compactor->due, &event)) return false;
    struct job *job = job_at(compactor, event.target);
    bool is_get = get_ns(compactor, job) == event.time_ns;
    *request = (struct compactor_request){.kind = is_get ? COMPACTOR_GET : COMPACTOR_PUT,
                                          .at_ns = event.time_ns};
    request->bytes = is_get ? read_chunk(compactor, job) : write_part(compactor, job);
    if (job->gets_sent == job->gets && job->puts_sent == job->puts)
        end_job(compactor, event.target, event.time_ns);
    else
        set_due(compactor, event.target);
    return true;
}

struct compactor_counts compactor_counts(const struct compactor *compactor)
{
    struct compactor_counts counts = compactor->counts;
    for (uint32_t i = 0; i < compactor->level_count; i++)
        counts.waiting_bytes += compactor->levels[i].waiting_bytes;
    return counts;
}
