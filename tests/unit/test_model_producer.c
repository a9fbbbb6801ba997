/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Requests of a producer against one that keeps queues of batches as the Kafka producer does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/units.h"
#include "model/producer.h"
#include "unit/model_random.h"
#include "unit/sample.h"

enum { PARTITIONS_MAX = 256, QUEUE_MAX = 4, RUNS = 24, RECORDS_PER_RUN = 30000 };

struct batch {
    double bytes, opened;
};

struct client {
    const struct producer *producer;
    struct batch queue[PARTITIONS_MAX][QUEUE_MAX];
    int length[PARTITIONS_MAX];
    unsigned next[PARTITIONS_MAX]; /* of each broker: where its next request begins */
    unsigned sticky;
    double requests, batches;
};

static bool full(const struct client *client, unsigned partition)
{
    const struct batch *queue = client->queue[partition];
    return client->length[partition] > 1 ||
           (client->length[partition] == 1 && queue[0].bytes >= client->producer->batch_bytes);
}

static void take_first(struct client *client, unsigned partition)
{
    memmove(client->queue[partition], client->queue[partition] + 1,
            (QUEUE_MAX - 1) * sizeof client->queue[partition][0]);
    client->length[partition]--;
}

/* One request: first batches of the broker's partitions, beginning where the last one ended. */
static void send_request(struct client *client, unsigned broker)
{
    const struct producer *producer = client->producer;
    unsigned own = (producer->partitions - broker + producer->destinations - 1) / producer->destinations;
    double bytes = 0;
    for (unsigned i = 0; i < own; i++) {
        unsigned at = (client->next[broker] + i) % own, partition = broker + at * producer->destinations;
        if (client->length[partition] == 0) continue;
        double batch_bytes = client->queue[partition][0].bytes;
        if (bytes > 0 && bytes + batch_bytes > producer->max_request_bytes) {
            client->next[broker] = at;
            break;
        }
        bytes += batch_bytes;
        client->batches++;
        take_first(client, partition);
    }
    client->requests++;
}

/* Is a batch for the broker full, or was one opened a linger ago? */
static bool is_due(const struct client *client, unsigned broker, double now)
{
    const struct producer *producer = client->producer;
    for (unsigned partition = broker; partition < producer->partitions; partition += producer->destinations)
        if (full(client, partition) ||
            (client->length[partition] > 0 &&
             client->queue[partition][0].opened + producer->linger_s <= now + 1e-12))
            return true;
    return false;
}

/* The earliest time at which a batch for any broker has waited for linger_s. */
static double next_due(const struct client *client, unsigned *broker)
{
    double due = INFINITY;
    for (unsigned partition = 0; partition < client->producer->partitions; partition++) {
        if (client->length[partition] == 0 ||
            client->queue[partition][0].opened + client->producer->linger_s >= due)
            continue;
        due = client->queue[partition][0].opened + client->producer->linger_s;
        *broker = partition % client->producer->destinations;
    }
    return due;
}

static void append(struct client *client, uint64_t *random, double now)
{
    const struct producer *producer = client->producer;
    unsigned partition = client->sticky;
    if (producer->partitioning == PRODUCER_KEYED)
        partition = (unsigned)(random_unit(random) * producer->partitions);
    int *length = &client->length[partition];
    struct batch *last = &client->queue[partition][*length > 0 ? *length - 1 : 0];
    if (*length > 0 && last->bytes + producer->record_bytes > producer->batch_bytes) {
        if (producer->partitioning == PRODUCER_STICKY) {
            /* The batch goes to its broker, the record to another partition. */
            send_request(client, partition % producer->destinations);
            partition = client->sticky = (partition + 1) % producer->partitions;
            length = &client->length[partition];
        }
        (*length)++;
        client->queue[partition][*length - 1] = (struct batch){producer->record_bytes, now};
    } else if (*length == 0) {
        *length = 1;
        client->queue[partition][0] = (struct batch){producer->record_bytes, now};
    } else {
        last->bytes += producer->record_bytes;
    }
    while (is_due(client, partition % producer->destinations, now))
        send_request(client, partition % producer->destinations);
}

static void run(struct client *client, uint64_t *random, double *now, int records)
{
    double mean_s = client->producer->record_bytes / client->producer->bytes_per_s;
    for (int i = 0; i < records; i++) {
        double next = *now + random_exponential(random, mean_s);
        unsigned broker = 0;
        for (double due = next_due(client, &broker); due <= next; due = next_due(client, &broker))
            while (is_due(client, broker, due)) send_request(client, broker);
        *now = next;
        append(client, random, next);
    }
}

static const struct set {
    struct producer producer;
    double requests, batches; /* largest relative errors beyond 4 standard errors */
} SETS[] = {
#define P(partitioning, rate, record, linger, batch, partitions, brokers)                  \
    {                                                                                      \
        PRODUCER_##partitioning, rate, record, linger, batch, 1 * MIB, partitions, brokers \
    }
    {P(STICKY, 2 * MIB, 1003, 0.005, 16 * KIB, 12, 3), 2e-4, 2e-4},
    {P(STICKY, 2 * MIB, 1 * KIB, 0.1, 16 * KIB, 12, 3), 2e-4, 2e-4},
    {P(STICKY, 20 * KIB, 1003, 0.005, 16 * KIB, 12, 3), 2e-4, 2e-4},
    {P(STICKY, 2 * MIB, 31000, 0.1, 16 * KIB, 12, 3), 2e-4, 2e-4},
    {P(KEYED, 2 * MIB, 1003, 0.005, 16 * KIB, 12, 3), 1e-3, 1e-3},
    {P(KEYED, 2 * MIB, 1003, 0.1, 16 * KIB, 12, 3), 1e-3, 1e-3},
    {P(KEYED, 2 * MIB, 1 * KIB, 0.1, 16 * KIB, 12, 3), 1e-3, 1e-3},
    {P(KEYED, 2 * MIB, 1003, 0.05, 16 * KIB, 12, 1), 1e-3, 1e-3},
    {P(KEYED, 0.3 * MIB, 217, 0.02, 1000, 100, 7), 1e-3, 1e-3},
    {P(KEYED, 0.3 * MIB, 700, 0.02, 1000, 10, 3), 1e-3, 1e-3},
    {P(KEYED, 0.3 * MIB, 500, 0.02, 1000, 10, 3), 1e-3, 1e-3},
    {P(KEYED, 20 * KIB, 1003, 0.005, 16 * KIB, 12, 30), 1e-3, 1e-3},
    {P(KEYED, 10 * MIB, 1003, 0.1, 100000, 64, 1), 0.06, 0.2}, /* more than a request holds */
    {P(KEYED, 10 * MIB, 1003, 0.5, 100000, 100, 1), 0.06, 0.2},
    {P(KEYED, 30 * MIB, 1003, 0.1, 100000, 200, 3), 0.06, 0.2},
#undef P
};

static bool near(double got, const struct sample *seen, double bound)
{
    return fabs(got - sample_mean(seen)) <= 4 * sample_error(seen) + bound * sample_mean(seen);
}

static void test_against_batches(void **state)
{
    (void)state;
    int bad = 0;
    for (size_t i = 0; i < sizeof SETS / sizeof SETS[0]; i++) {
        struct client client = {.producer = &SETS[i].producer};
        uint64_t random = 77 + i;
        double now = 0;
        run(&client, &random, &now, RECORDS_PER_RUN / 4);
        struct sample requests = {0}, batches = {0};
        for (int r = 0; r < RUNS; r++) {
            double from = now;
            client.requests = client.batches = 0;
            run(&client, &random, &now, RECORDS_PER_RUN);
            sample_add(&requests, client.requests / (now - from));
            sample_add(&batches, client.batches / client.requests);
        }
        struct producer_requests model = producer_requests(&SETS[i].producer);
        if (near(model.requests_per_s, &requests, SETS[i].requests) &&
            near(model.batches_per_request, &batches, SETS[i].batches))
            continue;
        bad++;
        print_error("set %zu: %g instead of %g ± %g requests per second, %g instead of %g ± %g batches\n", i,
                    model.requests_per_s, sample_mean(&requests), sample_error(&requests),
                    model.batches_per_request, sample_mean(&batches), sample_error(&batches));
    }
    assert_int_equal(bad, 0);
}

static void test_extremes(void **state)
{
    (void)state;
    struct producer producer = {PRODUCER_STICKY, 0, 1003, 0.005, 16 * KIB, 1 * MIB, 12, 3};
    for (int keyed = 0; keyed < 2; keyed++) {
        producer.partitioning = keyed ? PRODUCER_KEYED : PRODUCER_STICKY;
        producer.bytes_per_s = 0;
        struct producer_requests r = producer_requests(&producer);
        assert_true(r.requests_per_s == 0 && r.request_bytes == 1003 && r.records_per_request == 1 &&
                    r.batches_per_request == 1);
        producer.bytes_per_s = 1e-6;
        r = producer_requests(&producer);
        assert_true(fabs(r.requests_per_s / (1e-6 / 1003) - 1) < 1e-8 &&
                    fabs(r.request_bytes / 1003 - 1) < 1e-8);
        producer.bytes_per_s = 10030;
        producer.linger_s = 0;
        r = producer_requests(&producer);
        assert_true(fabs(r.requests_per_s - 10) < 1e-12 && r.request_bytes == 1003);
        producer.linger_s = 0.1;
        producer.record_bytes = 2 * MIB;
        r = producer_requests(&producer);
        assert_true(fabs(r.requests_per_s / (10030 / (2 * MIB)) - 1) < 1e-12 &&
                    fabs(r.request_bytes / (2 * MIB) - 1) < 1e-12);
        producer.record_bytes = 1003;
    }
    /* One partition, so fast that each batch is full. */
    producer.bytes_per_s = 1e12;
    producer.partitions = 1;
    struct producer_requests r = producer_requests(&producer);
    assert_true(fabs(r.records_per_request - 16) < 1e-4 && r.batches_per_request == 1);
}

static void test_identities(void **state)
{
    (void)state;
    uint64_t random = 5;
    for (int i = 0; i < 4000; i++) {
        struct producer producer = {.partitioning = i % 2 ? PRODUCER_KEYED : PRODUCER_STICKY,
                                    .bytes_per_s = pow(10, 9 * random_unit(&random)),
                                    .record_bytes = pow(10, 1 + 5 * random_unit(&random)),
                                    .linger_s = random_unit(&random) * 0.2,
                                    .batch_bytes = pow(10, 3 + 3 * random_unit(&random)),
                                    .max_request_bytes = 1 * MIB,
                                    .partitions = 1 + (unsigned)(300 * random_unit(&random)),
                                    .destinations = 1 + (unsigned)(20 * random_unit(&random))};
        struct producer_requests r = producer_requests(&producer);
        assert_true(fabs(r.requests_per_s * r.request_bytes / producer.bytes_per_s - 1) < 1e-9);
        assert_true(fabs(r.records_per_request * producer.record_bytes / r.request_bytes - 1) < 1e-9);
        assert_true(r.records_per_request >= 1 - 1e-9 && r.batches_per_request >= 1 - 1e-9);
        assert_true(r.batches_per_request <= producer.partitions + 1e-9 &&
                    r.batches_per_request <= r.records_per_request * (1 + 1e-5));
        assert_true(r.request_bytes <=
                    fmax(fmax(producer.max_request_bytes, producer.record_bytes), producer.batch_bytes) *
                        (1 + 1e-9));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_batches),
        cmocka_unit_test(test_extremes),
        cmocka_unit_test(test_identities),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
