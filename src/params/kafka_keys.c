/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "params/kafka_keys.h"

#include <stddef.h>

#include "base/text.h"
#include "base/units.h"

static const struct kafka_key KEYS[] = {
#define KAFKA_KEY(kafka, key, unit) {kafka, key, unit},
#include "params/kafka_keys.def"
#undef KAFKA_KEY
    {NULL, NULL, NULL},
};

const struct kafka_key *kafka_key_named(const char *kafka)
{
    for (const struct kafka_key *key = KEYS; key->kafka != NULL; key++)
        if (text_equal(key->kafka, kafka)) return key;
    return NULL;
}

const struct kafka_key *kafka_key_of(const char *name)
{
    for (const struct kafka_key *key = KEYS; key->kafka != NULL; key++)
        if (text_equal(key->key, name) && *key->unit != '\0') return key;
    return NULL;
}

const char *kafka_value(struct arena *arena, const struct kafka_key *key, const char *text)
{
    double number, value;
    enum unit_kind kind = text_equal(key->unit, "B") ? UNIT_BYTES : UNIT_DURATION;
    if (*key->unit == '\0' || units_parse(UNIT_NUMBER, text, &number) != UNITS_OK ||
        units_parse(kind, text_format(arena, "%s%s", text, key->unit), &value) != UNITS_OK)
        return text;
    return units_print(arena, kind, value);
}
