/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The search leaves out what can't be cheap enough to be shown. What it finds is compared, over every
 * architecture with such a bound, with a search of the same architecture without it, which tries everything.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "pricing/book.h"
#include "study/evaluate.h"

/* Overrides that move what binds: CPU, space, volumes, network, the count itself. %s is the architecture's
 * id. */
static const char *const OVERRIDES[][2] = {
    {"load.peak_to_mean", "1.3"},
    {"load.peak_to_mean", "6.7"},
    {"zones", "1"},
    {"zones", "2"},
    {"topics.events.produce.rate", "7.3 KiB/s"},
    {"topics.events.produce.rate", "3.1 GiB/s"},
    {"topics.events.retention", "97d"},
    {"topics.events.partitions", "83017"},
    {"architectures.%s.volume", "gp2"},
    {"architectures.%s.volume", "io2"},
    {"architectures.%s.volume", "st1"},
    {"architectures.%s.volume", "nvme"},
    {"architectures.%s.attachments", "2"},
    {"architectures.%s.attachments", "1"},
    {"architectures.%s.brokers", "57"},
    {"architectures.%s.processor", "any"},
    {"architectures.%s.search_max_nodes", "7001"},
    {"architectures.%s.free_space", "7%"},
    {"architectures.%s.instance", "r5.2xlarge"},
    {"pricing.discount", "37%"},
};
enum { OVERRIDE_COUNT = sizeof OVERRIDES / sizeof *OVERRIDES };

static const char WORKLOAD[] = "topics: [{name: events, produce: {rate: 613 MiB/s}, consume: {groups: 3}, "
                               "retention: 41h, partitions: 907}]\n";

struct fixture {
    struct arena *arena;
    struct diags diags;
    const struct catalogue *catalogue;
    const struct book *book;
    const struct params *params;
};

/* Every architecture of the registry. */
static const struct params *resolve(struct fixture *fixture)
{
    struct text text = text_new(fixture->arena);
    text_add(&text, WORKLOAD);
    text_add(&text, "region: us-east-1\narchitectures: [");
    for (size_t i = 0; i < ARCH_COUNT; i++) /* capacity alone decides the count */
        text_addf(&text, "%s{use: %s, with: {least_nodes: 1, data_per_node: 900 TB}}", i == 0 ? "" : ", ",
                  ARCHS[i]->kind.id);
    text_add(&text, "]\n");
    struct param_request request = {.workload = {"search.yaml", text.bytes, text.length}};
    return params_resolve(arch_registry(fixture->arena), &request, fixture->arena, &fixture->diags);
}

static int setup(void **state)
{
    static struct fixture fixture;
    fixture = (struct fixture){.arena = arena_new()};
    diags_init(&fixture.diags, fixture.arena);
    fixture.catalogue = catalogue_embedded(fixture.arena, &fixture.diags);
    fixture.book = book_embedded("us-east-1", fixture.arena, &fixture.diags);
    fixture.params = resolve(&fixture);
    *state = &fixture;
    return fixture.catalogue == NULL || fixture.book == NULL || fixture.params == NULL;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    arena_free(fixture->arena);
    return 0;
}

static void same_deployment(const struct deployment *a, const struct deployment *b)
{
    assert_int_equal(a->role_count, b->role_count);
    for (size_t i = 0; i < a->role_count; i++) {
        const struct volumes *left = &a->roles[i].volumes, *right = &b->roles[i].volumes;
        assert_int_equal(a->roles[i].instance, b->roles[i].instance);
        assert_int_equal(a->roles[i].count, b->roles[i].count);
        assert_int_equal(left->kind, right->kind);
        assert_int_equal(left->count, right->count);
        assert_true(left->gib == right->gib && left->iops == right->iops &&
                    left->bytes_per_s == right->bytes_per_s);
    }
}

static void same_plan(const struct plan *a, const struct plan *b)
{
    assert_int_equal(a->found, b->found);
    if (a->found)
        same_deployment(&a->deployment, &b->deployment);
    else
        assert_string_equal(a->why_not, b->why_not);
    assert_memory_equal(a->filtered, b->filtered, sizeof a->filtered);
    assert_int_equal(a->candidate_count, b->candidate_count);
    for (size_t i = 0; i < a->candidate_count; i++) {
        assert_int_equal(a->candidates[i].instance, b->candidates[i].instance);
        assert_int_equal(a->candidates[i].count, b->candidates[i].count);
        assert_true(a->candidates[i].usd_per_year == b->candidates[i].usd_per_year);
        assert_string_equal(a->candidates[i].reason, b->candidates[i].reason);
    }
}

static const char *full_path(struct fixture *fixture, const char *path, const char *id)
{
    const char *hole = strstr(path, "%s");
    return hole == NULL ? path
                        : text_format(fixture->arena, "%.*s%s%s", (int)(hole - path), path, id, hole + 2);
}

/* How many candidates the hooks were asked to shape. */
static struct {
    const struct arch *arch;
    unsigned count;
} shaped;

static bool count_shape(const struct context *context, const struct demand *demand, int instance,
                        uint32_t count, struct deployment *deployment, const char **why)
{
    shaped.count++;
    return shaped.arch->size(context, demand, instance, count, deployment, why);
}

static unsigned plan_with(const struct context *context, const struct arch *arch, bool bounded,
                          struct plan *plan, struct diags *diags)
{
    struct arch counted = *arch;
    struct demand demand;
    counted.size = count_shape;
    if (!bounded) counted.fleet_floor = NULL;
    shaped.arch = arch;
    shaped.count = 0;
    arch->load(context, group_set_all(context->params, context->arena), &demand);
    assert_true(plan_make(context, &counted, &demand, plan, diags));
    return shaped.count;
}

struct tally {
    unsigned scenes, with_bound, without; /* candidates shaped */
    unsigned found;
};

/* Call check for every architecture under every override that it knows. */
static void each_scene(struct fixture *fixture,
                       void (*check)(const struct context *context, const struct arch *arch,
                                     struct tally *tally, struct diags *diags),
                       struct tally *tally)
{
    for (size_t choice = 0; choice < fixture->params->scenario_count; choice++) {
        for (size_t i = 0; i < OVERRIDE_COUNT; i++) {
            const char *path = full_path(fixture, OVERRIDES[i][0], fixture->params->scenarios[choice].id);
            const struct params *params = params_override(fixture->params, path, OVERRIDES[i][1],
                                                          fixture->arena, &fixture->diags);
            if (params == NULL) continue;
            struct context context = {params, choice, fixture->catalogue,
                                      prices_new(params, fixture->book, fixture->catalogue, fixture->arena),
                                      fixture->arena};
            check(&context, ARCHS[params->scenarios[choice].kind], tally, &fixture->diags);
            tally->scenes++;
        }
    }
    assert_true(tally->scenes >= 2 * OVERRIDE_COUNT);
}

static void compare_searches(const struct context *context, const struct arch *arch, struct tally *tally,
                             struct diags *diags)
{
    if (arch->fleet_floor == NULL) return;
    struct plan bounded, whole;
    tally->with_bound += plan_with(context, arch, true, &bounded, diags);
    tally->without += plan_with(context, arch, false, &whole, diags);
    same_plan(&bounded, &whole);
}

static void test_leaves_out_only_what_changes_nothing(void **state)
{
    struct tally tally = {0};
    each_scene(*state, compare_searches, &tally);
    assert_true(tally.with_bound * 3 < tally.without * 2); /* else the bound leaves hardly anything out */
}

static bool holds(const struct context *context, const struct arch *arch, const struct demand *demand,
                  int instance, uint32_t count)
{
    struct deployment deployment;
    struct capacity capacity;
    const char *why;
    assert_true(arch->size(context, demand, instance, count, &deployment, &why));
    arch->capacity(context, &deployment, demand, &capacity);
    return capacity_holds(&capacity);
}

static void try_all_counts(const struct context *context, const struct arch *arch, struct tally *tally,
                           struct diags *diags)
{
    struct demand demand;
    struct plan plan;
    arch->load(context, group_set_all(context->params, context->arena), &demand);
    assert_true(plan_make(context, arch, &demand, &plan, diags));
    uint32_t zones = (uint32_t)root_num(context->params, ROOT_ZONES);
    if (option_is_set(context->params, context->scenario, arch->count_option)) return;
    for (size_t i = 0; i < plan.candidate_count; i++) {
        const struct candidate *candidate = &plan.candidates[i];
        for (uint32_t count = zones; count < candidate->count; count += zones)
            assert_false(holds(context, arch, &demand, candidate->instance, count));
        tally->found += candidate->count > zones;
    }
}

/* No count below the one that was found holds. */
static void test_finds_the_fewest_nodes(void **state)
{
    struct tally tally = {0};
    each_scene(*state, try_all_counts, &tally);
    assert_true(tally.found > 100);
}

static const double SQUARE_NODES = 60.7;

/* A load that falls with the square of the nodes, so that every jump overshoots. */
static void square_capacity(const struct context *context, const struct deployment *deployment,
                            const struct demand *demand, struct capacity *capacity)
{
    (void)context;
    (void)demand;
    double share = SQUARE_NODES / deployment->roles[0].count;
    *capacity = capacity_new();
    capacity_use(capacity, "square", HEALTHY, share * share, 1);
}

static void test_steps_back_after_overshooting(void **state)
{
    struct fixture *fixture = *state;
    const char *path = full_path(fixture, "architectures.%s.search_max_nodes",
                                 fixture->params->scenarios[0].id);
    const struct params *params = params_override(fixture->params, path, "7001", fixture->arena,
                                                  &fixture->diags);
    assert_non_null(params);
    struct context context = {params, 0, fixture->catalogue,
                              prices_new(params, fixture->book, fixture->catalogue, fixture->arena),
                              fixture->arena};
    struct arch arch = *ARCHS[params->scenarios[0].kind];
    struct demand demand;
    struct plan plan;
    arch.capacity = square_capacity;
    arch.load(&context, group_set_all(params, context.arena), &demand);
    assert_true(plan_make(&context, &arch, &demand, &plan, &fixture->diags));
    assert_true(plan.found);
    assert_int_equal(plan.deployment.roles[0].count, 63); /* the multiple of three zones above 60.7 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_leaves_out_only_what_changes_nothing),
        cmocka_unit_test(test_finds_the_fewest_nodes),
        cmocka_unit_test(test_steps_back_after_overshooting),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
