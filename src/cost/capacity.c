/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cost/capacity.h"

#include <assert.h>
#include <math.h>

static const char *const SITUATIONS[SITUATION__COUNT] = {
    [HEALTHY] = "healthy",
    [ZONE_LOST] = "one zone lost",
    [CATCHING_UP] = "catching up after a zone loss",
    [REBUILDING] = "rebuilding one broker's disks",
};

const char *situation_name(enum situation situation) { return SITUATIONS[situation]; }

struct capacity capacity_new(void) { return (struct capacity){0}; }

static const double FULL = 1 + CAPACITY_TOLERANCE;

/* Names are static and an architecture writes each once, so pointers identify them. */
static size_t find(const struct capacity *capacity, const char *resource)
{
    if (capacity->next < capacity->count && capacity->utilisations[capacity->next].resource == resource)
        return capacity->next;
    size_t i = 0;
    while (i < capacity->count && capacity->utilisations[i].resource != resource) i++;
    return i;
}

static void use(struct capacity *capacity, const char *resource, enum situation situation, double need,
                double supply, bool is_bought_to_fit)
{
    double fraction = need <= 0 ? 0 : supply <= 0 ? INFINITY : need / supply;
    assert(!isnan(fraction));
    size_t i = find(capacity, resource);
    capacity->next = i + 1;
    if (i == capacity->count) {
        assert(capacity->count < UTILISATIONS_MAX);
        capacity->utilisations[capacity->count++] = (struct utilisation){resource, fraction, situation,
                                                                         is_bought_to_fit};
    } else if (fraction > capacity->utilisations[i].fraction) {
        capacity->utilisations[i].fraction = fraction;
        capacity->utilisations[i].situation = situation;
    }
}

void capacity_use(struct capacity *capacity, const char *resource, enum situation situation, double need,
                  double supply)
{
    use(capacity, resource, situation, need, supply, false);
}

void capacity_use_bought(struct capacity *capacity, const char *resource, enum situation situation,
                         double need, double supply)
{
    use(capacity, resource, situation, need, supply, true);
}

static double binding_fraction(const struct utilisation *utilisation)
{
    bool fits = utilisation->is_bought_to_fit && utilisation->fraction <= FULL;
    return fits ? 0 : utilisation->fraction;
}

const struct utilisation *capacity_binding(const struct capacity *capacity)
{
    assert(capacity->count > 0);
    const struct utilisation *binding = &capacity->utilisations[0];
    for (size_t i = 1; i < capacity->count; i++)
        if (binding_fraction(&capacity->utilisations[i]) > binding_fraction(binding))
            binding = &capacity->utilisations[i];
    return binding;
}

bool capacity_holds(const struct capacity *capacity)
{
    for (size_t i = 0; i < capacity->count; i++)
        if (capacity->utilisations[i].fraction > FULL) return false;
    return true;
}
