/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Producer: the requests that a Kafka producer makes of its records.
 *
 * As KafkaProducer's documentation and its RecordAccumulator do it: records of a partition gather in a
 * batch, which is full when it has batch_bytes or the next record doesn't fit. A broker is due when a
 * batch for it is full or was opened linger_s ago; then one batch of each of its partitions that has one
 * goes out in a request, full or not, up to max_request_bytes (the rest in further requests at once). A
 * record is never split, so a request has one at least. Partitions:
 *
 *   sticky  records without key fill one batch after another, each in another partition: requests of one
 * batch keyed   records are spread over all partitions
 *
 * destinations is the number of brokers that lead the partitions, over which these are spread evenly; 1
 * where one agent takes all (S3-direct systems). Records come as a Poisson stream. Not in it: what a slow
 * or distant broker adds to batches (max.in.flight), so with linger 0 real requests under load are larger
 * and fewer. Source: renewal theory, as in batching; the keyed form is an integral over the probability
 * that no batch is full yet. Oracle: an event loop with queues of batches in the test. Error: 10^−3
 * relative where a drain fits into a request; where it doesn't, batches that don't fill the request
 * exactly move the number of requests by up to 6 %, and batches_per_request by up to 20 %. */
#pragma once

enum producer_partitioning { PRODUCER_STICKY, PRODUCER_KEYED };

struct producer {
    enum producer_partitioning partitioning;
    double bytes_per_s;  /* of this producer on the wire, ≥ 0 */
    double record_bytes; /* mean on the wire, > 0 */
    double linger_s;
    double batch_bytes;       /* batch.size */
    double max_request_bytes; /* max.request.size */
    unsigned partitions;      /* that it writes, ≥ 1 */
    unsigned destinations;    /* ≥ 1; more than partitions are as many as these */
};

struct producer_requests {
    double requests_per_s; /* to all destinations together */
    double request_bytes; /* mean of records in a request, without headers; × requests_per_s = bytes_per_s */
    double records_per_request; /* ≥ 1 */
    double batches_per_request; /* ≥ 1: partitions in a request */
};

/* Without bytes requests_per_s is 0 and the rest its limits. */
struct producer_requests producer_requests(const struct producer *producer);
