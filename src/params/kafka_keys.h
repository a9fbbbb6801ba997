/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Kafka's own configuration keys, so that a message can say what they are called here and which value means
 * the same. They are never read as keys: no fact has two names. */
#pragma once

#include "base/arena.h"

struct kafka_key {
    const char *kafka; /* "retention.ms" */
    const char *key;   /* "retention", the last part of a path here */
    const char *unit;  /* of Kafka's bare number: "ms", "B"; "" for counts and words */
};

/* The row of Kafka's name, or NULL. */
const struct kafka_key *kafka_key_named(const char *kafka);

/* The first row with this key whose value has a unit, or NULL. */
const struct kafka_key *kafka_key_of(const char *key);

/* Kafka's bare number with its unit, in short: "7d" for 604800000 of retention.ms; the text itself when it
 * is no number. */
const char *kafka_value(struct arena *arena, const struct kafka_key *key, const char *text);
