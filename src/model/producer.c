/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/producer.h"

#include <assert.h>
#include <math.h>

#include "base/fp.h"
#include "model/batching.h"
#include "model/batching_private.h"
#include "model/poisson.h"
#include "model/quadrature.h"

static struct producer_requests sticky(const struct producer *producer, double records_per_s)
{
    struct batching_rule rule = {BATCHING_ARMED, producer->linger_s, 0, producer->batch_bytes};
    struct batching batch = batching(&rule, records_per_s, producer->record_bytes);
    return (struct producer_requests){
        .requests_per_s = batch.files_per_s,
        .request_bytes = batch.bytes_per_file,
        .records_per_request = batch.requests_per_file,
        .batches_per_request = 1,
    };
}

/* The batches for one broker since the last were sent. */
struct gathering {
    unsigned partitions;
    double per_s;  /* records of one partition */
    double time_s; /* linger */
    struct batching_fill fill;
};

/* Probability that no batch is full t after the first record: its partition takes that many less. Without one
 * of the other partitions too, if one is left out. */
static double none_full(const struct gathering *it, double t, unsigned left_out)
{
    double last = it->fill.requests - 1 + it->fill.overflow;
    double own = 1 - poisson_reach(it->per_s * t, last);
    double other = 1 - poisson_reach(it->per_s * t, last + 1);
    return own * fp_power(other, it->partitions - 1 - left_out);
}

/* By when some batch is full, surely: many batches are filled long before each of them would be. */
static double surely_full_s(const struct gathering *it, double from_s, double until_s, unsigned left_out)
{
    static const double SURE = 1e-11;
    while (until_s > from_s) {
        double earlier_s = from_s + (until_s - from_s) * 0.75;
        if (none_full(it, earlier_s, left_out) > SURE) break;
        until_s = earlier_s;
    }
    return until_s;
}

/* ∫ of none_full, weighted with the density of a first record in another partition if `first`, from 0 until
 * linger ends. Seven standard deviations before a batch is expected to be full none is, as many after it all
 * are. */
static double gather(const struct gathering *it, unsigned first)
{
    enum { PANELS = 6 };
    static const double SURE = 7, PAST = 24;
    double records = it->fill.requests + it->fill.overflow;
    double start_s = fmin(it->time_s, fmax(0, records - 1 - SURE * sqrt(records)) / it->per_s);
    double end_s = surely_full_s(it, start_s,
                                 fmin(it->time_s, (records + SURE * sqrt(records) + PAST) / it->per_s),
                                 first);
    double sum = first ? -fp_expm1(-it->per_s * start_s) : start_s;
    double panel_s = (end_s - start_s) / PANELS;
    for (int panel = 0; panel_s > 0 && panel < PANELS; panel++)
        for (int i = 0; i < QUADRATURE_NODES; i++) {
            double t = start_s + (panel + QUADRATURE[i].at) * panel_s;
            double density = first ? it->per_s * fp_exp(-it->per_s * t) : 1;
            sum += panel_s * QUADRATURE[i].weight * density * none_full(it, t, first);
        }
    return sum;
}

/* Requests to a broker: how much each carries, and how often one is sent. */
struct drain {
    double per_s, records, batches, requests;
};

/* E of ⌈records ÷ those that fit into a request⌉ for 1 + X records, X Poisson. */
static double requests_of(double more, double fit)
{
    double sure = fmax(0, floor(poisson_lowest(more) / fit));
    double requests = 1 + sure;
    for (double limit = (sure + 1) * fit; limit <= poisson_highest(more); limit += fit)
        requests += poisson_reach(more, limit);
    return requests;
}

static struct drain drain(const struct producer *producer, const struct gathering *it)
{
    double last = it->fill.requests - 1 + it->fill.overflow;
    struct drain drain = {.records = 1, .batches = 1};
    double broker_per_s = it->per_s * it->partitions;
    if (last > 0 && producer->linger_s > 0) {
        double by_time = it->fill.overflow != 0 ? none_full(it, it->time_s, 0) : 1;
        double more = broker_per_s * gather(it, 0);
        drain.records = more +
                        by_time; /* the record that found a batch full is in the next drain, as its first */
        drain.batches = it->partitions > 1 ? 1 + (it->partitions - 1) * gather(it, 1) : 1;
    }
    drain.per_s = broker_per_s / drain.records;
    double fit = batching_fill(producer->max_request_bytes, producer->record_bytes).requests;
    drain.requests = it->fill.requests * it->partitions > fit
                         ? fmin(drain.batches, requests_of(drain.records - 1, fit))
                         : 1;
    return drain;
}

/* Brokers lead as many partitions as others, or one more. */
static struct producer_requests keyed(const struct producer *producer, double records_per_s)
{
    unsigned brokers = producer->destinations < producer->partitions ? producer->destinations
                                                                     : producer->partitions;
    unsigned with_more = producer->partitions % brokers;
    struct gathering it = {
        .per_s = records_per_s / producer->partitions,
        .time_s = producer->linger_s,
        .fill = batching_fill(producer->batch_bytes, producer->record_bytes),
    };
    double requests_per_s = 0, batches_per_s = 0;
    for (unsigned more = 0; more < 2; more++) {
        double count = more ? with_more : brokers - with_more;
        it.partitions = producer->partitions / brokers + more;
        if (count == 0) continue;
        struct drain one = drain(producer, &it);
        requests_per_s += count * one.per_s * one.requests;
        batches_per_s += count * one.per_s * one.batches;
    }
    double records_per_request = records_per_s / requests_per_s;
    return (struct producer_requests){
        .requests_per_s = requests_per_s,
        .request_bytes = records_per_request * producer->record_bytes,
        .records_per_request = records_per_request,
        .batches_per_request = batches_per_s / requests_per_s,
    };
}

struct producer_requests producer_requests(const struct producer *producer)
{
    /* So few records that no two meet in a request. */
    static const double IDLE = 1e-12;
    assert(producer->bytes_per_s >= 0 && producer->record_bytes > 0 && producer->linger_s >= 0 &&
           producer->batch_bytes >= 0);
    assert(producer->partitions >= 1 && producer->destinations >= 1);
    double records_per_s = producer->bytes_per_s / producer->record_bytes;
    if (records_per_s * producer->linger_s < IDLE)
        return (struct producer_requests){records_per_s, producer->record_bytes, 1, 1};
    return producer->partitioning == PRODUCER_STICKY ? sticky(producer, records_per_s)
                                                     : keyed(producer, records_per_s);
}
