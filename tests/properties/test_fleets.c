/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Planned fleets over regions, rates and options, judged from outside: by names, as AWS documents them, and
 * not by the catalogue's columns; and by bills of every newer type. With SOAK=1 a thousand fleets, else
 * fewer. */
#include <regex.h>
#include <stdlib.h>

#include "properties/worlds.h"

/* Rates of one sequence, ascending, in bytes per second: from idle to the largest clusters that are
 * published. */
static const char *const RATES[] = {"20 kB/s",  "3 MB/s",   "40 MB/s",  "99 MB/s",
                                    "101 MB/s", "350 MB/s", "1.1 GB/s", "3 GB/s"};
enum { SEQUENCES_SOAK = 330, SEQUENCES = 30, JUDGED_EVERY = 3 };
static const double DATA_PER_NODE_BYTES = 16e12, LEAST_NODES_FROM = 100e6, LEAST_NODES = 6, TOLERANCE = 0.02;

static bool matches(const char *pattern, const char *name)
{
    regex_t regex;
    assert_int_equal(regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB), 0);
    bool found = regexec(&regex, name, 0, NULL, 0) == 0;
    regfree(&regex);
    return found;
}

/* Accelerated, burstable, flex, HPC, metal, and the families that AWS lists as previous generations. */
static bool is_odd(const char *name)
{
    return matches(
        "^(g[0-9r]|p[0-9]|inf|trn|dl|f[0-9]|vt|mac|hpc|t[0-9])|-flex|[.]metal|^(a1|[cmr][1-4]|i2|d2)[.]",
        name);
}

/* The generation in the name of a general-purpose, compute or memory family; 0 for others. */
static unsigned generation(const char *name)
{
    return matches("^[cmr][5-9]", name) ? (unsigned)(name[1] - '0') : 0;
}

static void judge_roles(struct world *world, const char *text, const struct outcome *result)
{
    for (size_t i = 0; i < result->deployment.role_count; i++) {
        const struct instance *type =
            &world->worlds->catalogue->instances[result->deployment.roles[i].instance];
        if (is_odd(type->bare)) fail_msg("%s: %s", text, type->name);
    }
    const struct role *nodes = &result->deployment.roles[0];
    double produced = result->demand.total.flows[FLOW_PRODUCE].bytes_per_s * result->demand.peak_factor;
    bool keeps = (world->arch->roles[0].volumes & ~VOLUME_BIT(VOLUME_NONE)) != 0;
    holds(world,
          !keeps || result->demand.total.block_bytes / nodes->count <= DATA_PER_NODE_BYTES * (1 + 1e-9),
          "%s: %g B on each of %u", text, result->demand.total.block_bytes / nodes->count, nodes->count);
    bool is_machine = world->worlds->catalogue->instances[nodes->instance].vcpus >
                      0; /* MSK Serverless has none */
    holds(world, !is_machine || produced < LEAST_NODES_FROM || nodes->count >= LEAST_NODES, "%s: %u", text,
          nodes->count);
}

/* No type of a newer generation makes a bill that is within the tolerance of the cheapest of all types. */
static void judge_generation(struct world *world, const char *text, const struct outcome *result)
{
    const struct catalogue *catalogue = world->worlds->catalogue;
    unsigned chosen = generation(catalogue->instances[result->deployment.roles[0].instance].name);
    struct param_ref processor;
    assert_true(
        params_find(world->params,
                    text_format(world->arena, "architectures.%s.processor", world->params->scenarios[0].id),
                    &processor));
    double cheapest = usd_of(result), newer = INFINITY;
    const char *newest = "";
    for (size_t i = 0; i < catalogue->count; i++) {
        const struct instance *type = &catalogue->instances[i];
        unsigned theirs = generation(type->name);
        bool fits = processor.value->num == PROCESSOR_CHOICE_ANY ||
                    (type->processor == PROCESSOR_ARM64) == (processor.value->num == PROCESSOR_CHOICE_ARM64);
        if (theirs == 0 || is_odd(type->name) || !fits || type->vcpus < 4 ||
            type->memory_gib < 3.8 * type->vcpus)
            continue;
        struct arena *arena = world->arena;
        struct arena_mark mark = arena_mark(arena);
        struct diags diags = *world->diags;
        const struct params *params = with_option(world, world->params, "instance", type->name);
        const struct outcome *pinned = world_evaluate(world, params, NULL);
        double usd = pinned == NULL || !pinned->has_deployment ? INFINITY : pinned->bill.usd_per_year;
        *world->diags = diags;
        arena_rewind(arena, mark);
        cheapest = fmin(cheapest, usd);
        if (theirs > chosen && usd < newer) {
            newer = usd;
            newest = type->name;
        }
    }
    if (chosen > 0 && newer < cheapest * (1 + TOLERANCE * 0.98))
        fail_msg("%s: %s is of a newer generation than %s, at %.2f and the cheapest at %.2f", text, newest,
                 catalogue->instances[result->deployment.roles[0].instance].name, newer, cheapest);
}

static void fleets_as_a_team_would_run_them(void **state)
{
    struct worlds *worlds = *state;
    size_t sequences = getenv("SOAK") != NULL ? SEQUENCES_SOAK : SEQUENCES, fleets = 0, on_ec2 = 0,
           judged = 0;
    for (uint64_t n = 0; n < sequences; n++) {
        size_t arch = n % ARCH_COUNT, region = n / ARCH_COUNT % worlds->region_count;
        on_ec2 += ARCHS[arch]->service == SERVICE_EC2;
        static const char *const RETENTIONS[] = {"6h", "1d", "7d", "30d"};
        double before = 0;
        for (size_t i = 0; i < COUNT_OF(RATES); i++) {
            struct world world = world_new(worlds, region, arch);
            world.name = ARCHS[arch]->kind.id;
            const char *text =
                text_format(world.arena,
                            "topics:\n  - {name: events, produce: {rate: %s, producers: 40}, consume: "
                            "{groups: %u}, retention: %s, partitions: 600}\n",
                            RATES[i], (unsigned)(n % 4), RETENTIONS[n / 3 % COUNT_OF(RETENTIONS)]);
            world.params = read_workload(worlds, text, worlds->regions[region], arch, n % 2 == 0 ? 0 : n + 1);
            const struct outcome *result = world.result = world_evaluate(&world, world.params, NULL);
            if (result != NULL && result->has_deployment && result->feasible) {
                judge_roles(&world, text, result);
                holds(&world, usd_of(result) * (1 + TOLERANCE) >= before, "%s %.2f after %.2f", text,
                      usd_of(result), before);
                before = usd_of(result);
                fleets++;
                if (fleets % JUDGED_EVERY == 0 && ARCHS[arch]->service == SERVICE_EC2) {
                    judge_generation(&world, text, result);
                    judged++;
                }
            }
            arena_free(world.arena);
        }
    }
    print_message("%zu fleets, %zu of them against every newer type\n", fleets, judged);
    assert_true(fleets > sequences && judged > on_ec2 / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(fleets_as_a_team_would_run_them)};
    return cmocka_run_group_tests(tests, worlds_set_up, worlds_tear_down);
}
