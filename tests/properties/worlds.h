/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Worlds: workload × region × architecture, for properties that hold in all of them. Workloads are typed
 * below, lie in scenarios/ and examples/, or come from a small generator with a fixed seed. A world that its
 * region can't price is left out, and counted. */
#pragma once

#include "fixtures/cost.h"

#include <glob.h>
#include <stdio.h>

#include "base/file.h"
#include "params/load.h"

static const struct {
    const char *name, *text;
} TYPED[] = {
    {"one",
     "topics:\n" TOPIC("events",
                       "produce: {rate: 37.3 MiB/s}, consume: {groups: 3}, retention: 41h, partitions: 96")},
    {"large", "topics:\n" TOPIC("events", "produce: {rate: 1 GiB/s, producers: 512}, consume: {groups: 3}, "
                                          "retention: 7d, partitions: 1024") "load: {peak_to_mean: 1.7}\n"},
    {"tiny",
     "topics:\n" TOPIC(
         "audit",
         "produce: {rate: 3.7 KiB/s, producers: 2}, consume: {groups: 1}, retention: 90d, partitions: 2")},
    {"mixed",
     "topics:\n" TOPIC("clicks",
                       "produce: {rate: 210 MB/s}, consume: {groups: 5}, retention: 26h, partitions: 800")
         TOPIC("orders", "produce: {rate: 1.3 MB/s}, consume: {groups: 11}, retention: 30d, partitions: 60")
             TOPIC("state", "produce: {rate: 700 KB/s}, consume: {groups: 2}, retention: 12d, partitions: "
                            "200, cleanup: compact")
                 TOPIC("unread",
                       "produce: {rate: 9.1 MB/s}, consume: {groups: 0}, retention: 3d, partitions: 30")},
    {"two zones",
     "zones: 2\ntopics:\n" TOPIC(
         "events", "produce: {rate: 88 MB/s}, consume: {groups: 2}, retention: 5d, partitions: 400")},
    {"silent",
     "topics:\n" TOPIC("events",
                       "produce: {rate: 0 B/s}, consume: {groups: 2}, retention: 5d, partitions: 400")},
};

enum { RANDOM_WORKLOADS = 64, WORKLOADS_MAX = 256, REGIONS_MAX = 32 };

struct workload {
    const char *name, *text;
    bool everywhere; /* tried in every region, else in one */
};

struct worlds {
    struct arena *arena;
    struct diags *diags;
    const struct param_registry *registry;
    const struct catalogue *catalogue;
    size_t region_count;
    const char *regions[REGIONS_MAX];
    const struct book *books[REGIONS_MAX];
    size_t workload_count;
    struct workload workloads[WORKLOADS_MAX];
    glob_t files; /* workloads of the project, with the architectures that they name */
};

/* splitmix64 */
static inline uint64_t draw(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static inline double draw_unit(uint64_t *state) { return (double)(draw(state) >> 11) * 0x1p-53; }

/* Between least and most, as many in each decade. */
static inline double draw_decades(uint64_t *state, double least, double most)
{
    return least * pow(most / least, draw_unit(state));
}

static inline unsigned draw_below(uint64_t *state, unsigned end) { return (unsigned)(draw(state) % end); }

static inline const char *random_workload(uint64_t *state, struct arena *arena)
{
    struct text text = text_new(arena);
    text_addf(&text, "zones: %u\nload: {peak_to_mean: %.3f}\ntopics:\n", 1 + draw_below(state, 5),
              draw_unit(state) < 0.3 ? 1 : draw_decades(state, 1, 6));
    unsigned topics = 1 + draw_below(state, 4);
    for (unsigned i = 0; i < topics; i++)
        text_addf(&text,
                  "  - {name: t%u, produce: {rate: %.1f B/s, producers: %u}, consume: {groups: %u}, "
                  "retention: %.0fs, partitions: %u, cleanup: %s}\n",
                  i, draw_decades(state, 1e4, 8e8), 2 * (1 + draw_below(state, 500)), draw_below(state, 13),
                  draw_decades(state, 600, 60 * 86400), 2 * (1 + draw_below(state, 1500)),
                  draw_unit(state) < 0.2 ? "compact" : "delete");
    return text.bytes;
}

/* Options that a random workload may give; an architecture takes those that it has. */
static const struct {
    const char *path;
    const char *values[6];
} OPTION_VALUES[] = {
    {"replication_factor", {"1", "2", "3", "3", "4", "3"}},
    {"volume", {"gp3", "st1", "gp2", "io2", "nvme", "gp3"}},
    {"free_space", {"50%", "13%", "37.5%", "80%", "0", "50%"}},
    {"tiered_storage", {"true", "false", "true", "false", "true", "false"}},
    {"local_retention", {"6h", "1h", "3d", "0s", "25min", "12h"}},
    {"fetch_from_follower", {"true", "false", "true", "false", "true", "false"}},
    {"zone_aware_consume", {"1", "0", "0.75", "1", "0.31", "0"}},
    {"zone_aware_produce", {"0", "0", "0.5", "1", "0", "0.17"}},
    {"tls", {"true", "false", "false", "false", "true", "false"}},
    {"controllers", {"3", "0", "5", "3", "3", "0"}},
    {"processor",
     {"x86_64", "arm64", "any", "x86_64", "x86_64", "any"}}, /* where no preset names a type, see below */
    {"timer", {"armed", "free", "adaptive", "armed", "free", "adaptive"}},
    {"spare", {"none", "zone", "none", "zone", "none", "none"}},
    {"batch_size", {"8 MiB", "4 MiB", "700 KB", "8 MiB", "64 KiB", "30 MiB"}},
    {"batch_timeout", {"250ms", "100ms", "25ms", "1s", "250ms", "3s"}},
    {"compaction_rewrites", {"2", "0", "1", "3.5", "2", "0.4"}},
    {"follows_load", {"true", "true", "false", "true", "true", "false"}},
    {"metadata_by", {"bytes", "batches", "bytes", "bytes", "batches", "bytes"}},
    {"metadata_path", {"internet", "endpoint", "internet", "internet", "endpoint", "internet"}},
    {"cluster_tier", {"pro", "dev", "fundamentals", "none", "pro", "pro"}},
    {"intake_delay", {"135ms", "80ms", "25ms", "1s", "135ms", "250ms"}},
    {"intake_size", {"32 MiB", "4 MiB", "700 KB", "64 KiB", "32 MiB", "16 MiB"}},
    {"metadata_nodes", {"3", "0", "5", "3", "3", "1"}},
    {"page_size", {"3 MiB", "700 KB", "5 MiB", "16 MiB", "3 MiB", "64 KiB"}},
    {"wal", {"s3", "ebs", "s3", "ebs", "s3", "s3"}},
    {"zone_router", {"true", "false", "true", "true", "false", "true"}},
};

static inline bool has_option(const struct param_kind *kind, const char *path)
{
    for (size_t i = 0; i < kind->row_count; i++)
        if (text_equal(kind->rows[i].path, path)) return true;
    return false;
}

/* A processor that is given must be that of the instance type that a preset names. */
static inline bool names_instance(const struct param_kind *kind)
{
    for (const struct param_preset *preset = kind->presets; preset != NULL && preset->path != NULL; preset++)
        if (text_equal(preset->path, "instance")) return true;
    return false;
}

/* "architectures:" with the nth architecture alone; seeded draws of options unless seed is 0. */
static inline const char *architectures_of(const struct worlds *worlds, size_t nth, uint64_t seed)
{
    const struct param_kind *kind = &worlds->registry->kinds[nth];
    struct text text = text_new(worlds->arena);
    text_addf(&text, "architectures: [{use: %s, with: {", kind->id);
    const char *comma = "";
    for (size_t i = 0; seed != 0 && i < COUNT_OF(OPTION_VALUES); i++) {
        const char *value = OPTION_VALUES[i].values[draw_below(&seed, COUNT_OF(OPTION_VALUES[i].values))];
        if (!has_option(kind, OPTION_VALUES[i].path) ||
            (text_equal(OPTION_VALUES[i].path, "processor") && names_instance(kind)))
            continue;
        text_addf(&text, "%s%s: %s", comma, OPTION_VALUES[i].path, value);
        comma = ", ";
    }
    text_add(&text, "}}]\n");
    return text.bytes;
}

/* A typed workload with one architecture, in a region. */
static inline const struct params *read_workload(struct worlds *worlds, const char *text, const char *region,
                                                 size_t arch, uint64_t seed)
{
    const char *whole = text_format(worlds->arena, "region: %s\n%s%s", region, text,
                                    architectures_of(worlds, arch, seed));
    struct param_request request = {.workload = {"world.yaml", whole, strlen(whole)}};
    const struct params *params = params_resolve(worlds->registry, &request, worlds->arena, worlds->diags);
    if (params == NULL) fail_msg("%s\nis wrong: %s", whole, worlds->diags->first->message);
    return params;
}

static inline struct worlds *worlds_new(void)
{
    struct arena *arena = arena_new();
    struct worlds *worlds = arena_new_of(arena, struct worlds, 1);
    worlds->arena = arena;
    worlds->diags = arena_new_of(arena, struct diags, 1);
    diags_init(worlds->diags, arena);
    worlds->registry = arch_registry(arena);
    worlds->catalogue = catalogue_embedded(arena, worlds->diags);
    for (const char *const *region = book_regions(); *region != NULL && worlds->region_count < REGIONS_MAX;
         region++) {
        worlds->books[worlds->region_count] = book_embedded(*region, arena, worlds->diags);
        assert_non_null(worlds->books[worlds->region_count]);
        worlds->regions[worlds->region_count++] = *region;
    }
    for (size_t i = 0; i < COUNT_OF(TYPED); i++)
        worlds->workloads[worlds->workload_count++] = (struct workload){TYPED[i].name, TYPED[i].text, true};
    uint64_t state = 20261123;
    for (size_t i = 0; i < RANDOM_WORKLOADS; i++)
        worlds->workloads[worlds->workload_count++] = (struct workload){text_format(arena, "random %zu", i),
                                                                        random_workload(&state, arena),
                                                                        false};
    assert_int_equal(glob("examples/*.yaml", 0, NULL, &worlds->files),
                     0); /* a test runs in the project's root */
    assert_int_equal(glob("scenarios/*.yaml", GLOB_APPEND, NULL, &worlds->files), 0);
    assert_int_equal(glob("scenarios/published/*.yaml", GLOB_APPEND, NULL, &worlds->files), 0);
    return worlds;
}

static inline void worlds_free(struct worlds *worlds)
{
    globfree(&worlds->files);
    arena_free(worlds->arena);
}

/* The worlds of a program's tests as cmocka's state of their group. */
static inline int worlds_set_up(void **state)
{
    *state = worlds_new();
    return 0;
}

static inline int worlds_tear_down(void **state)
{
    worlds_free(*state);
    return 0;
}

/* One world, with memory of its own. */
struct world {
    const struct worlds *worlds;
    const char *name;
    const struct params *params;
    const struct book *book;
    const struct arch *arch;
    size_t choice;
    struct arena *arena;
    struct diags *diags;
    const struct outcome *result; /* as planned */
};

/* Evaluate under other params of the same world; NULL when a price is missing. */
static inline const struct outcome *world_evaluate(struct world *world, const struct params *params,
                                                   const struct deployment *given)
{
    const struct prices *prices = prices_new(params, world->book, world->worlds->catalogue, world->arena);
    struct context *context = arena_new_of(world->arena, struct context, 1);
    *context = (struct context){params, world->choice, world->worlds->catalogue, prices, world->arena};
    return evaluate(context, group_set_all(params, world->arena), given, world->diags);
}

/* The bill of a result; more than any when nothing carries the load. */
static inline double usd_of(const struct outcome *result)
{
    return result->has_deployment ? result->bill.usd_per_year : INFINITY;
}

/* Params with each topic group's row changed to value × factor + summand. */
static inline const struct params *with_topics(const struct world *world, const struct params *params,
                                               enum topic_param row, double factor, double summand)
{
    struct params *changed = arena_new_of(world->arena, struct params, 1);
    struct topic *topics = arena_new_of(world->arena, struct topic, params->topic_count);
    *changed = *params;
    for (size_t i = 0; i < params->topic_count; i++) {
        struct value *values = arena_new_of(world->arena, struct value, TOPIC__COUNT);
        memcpy(values, params->topics[i].values, TOPIC__COUNT * sizeof *values);
        values[row].num = values[row].num * factor + summand;
        topics[i] = (struct topic){params->topics[i].name, values};
    }
    changed->topics = topics;
    return changed;
}

static inline const struct params *with_option(struct world *world, const struct params *params,
                                               const char *option, const char *value)
{
    const char *path = text_format(world->arena, "architectures.%s.%s", params->scenarios[world->choice].id,
                                   option);
    const struct params *changed = params_override(params, path, value, world->arena, world->diags);
    if (changed == NULL) fail_msg("%s", world->diags->first->message);
    return changed;
}

static inline const struct params *with_root(struct world *world, const struct params *params,
                                             const char *path, const char *value)
{
    const struct params *changed = params_override(params, path, value, world->arena, world->diags);
    assert_non_null(changed);
    return changed;
}

/* A failed assertion says in which world. */
#define holds(world, condition, ...)                                        \
    do {                                                                    \
        if (!(condition))                                                   \
            fail_msg("%s: %s does not hold: %s", (world)->name, #condition, \
                     text_format((world)->arena, __VA_ARGS__));             \
    } while (0)

typedef void world_function(struct world *world);

struct tally {
    size_t tried, unpriced, priced_by_arch[64];
    bool region_priced[REGIONS_MAX];
};

static inline struct world world_new(const struct worlds *worlds, size_t region, size_t arch)
{
    struct world world = {.worlds = worlds,
                          .book = worlds->books[region],
                          .arch = ARCHS[arch],
                          .arena = arena_new()};
    world.diags = arena_new_of(world.arena, struct diags, 1);
    diags_init(world.diags, world.arena);
    return world;
}

/* Evaluate the world and check it; a price may be missing, but then it is said which and where. */
static inline void visit(struct world *world, size_t region, world_function *check, struct tally *tally)
{
    size_t arch = world->params->scenarios[world->choice].kind;
    world->result = world_evaluate(world, world->params, NULL);
    tally->tried++;
    if (world->result == NULL) {
        enum diag_id id = world->diags->first->id;
        holds(world, id == DIAG_PRICE_MISSING || id == DIAG_PRICE_RANGE, "%s", world->diags->first->message);
        holds(world, strstr(world->diags->first->message, world->worlds->regions[region]) != NULL, "%s",
              world->diags->first->message);
        tally->unpriced++;
    } else {
        tally->region_priced[region] = true;
        tally->priced_by_arch[arch]++;
        check(world);
    }
}

static inline void visit_workload(struct worlds *worlds, const struct workload *workload, size_t region,
                                  size_t arch, uint64_t seed, world_function *check, struct tally *tally)
{
    struct arena_mark mark = arena_mark(worlds->arena);
    struct world world = world_new(worlds, region, arch);
    world.name = text_format(world.arena, "%s on %s in %s", workload->name, world.arch->kind.id,
                             worlds->regions[region]);
    world.params = read_workload(worlds, workload->text, worlds->regions[region], arch, seed);
    visit(&world, region, check, tally);
    arena_free(world.arena);
    arena_rewind(worlds->arena, mark);
}

/* Each architecture that the file compares, in a region. */
static inline void visit_file(struct worlds *worlds, const char *path, size_t region, world_function *check,
                              struct tally *tally)
{
    size_t choices = 1;
    for (size_t choice = 0; choice < choices; choice++) {
        struct world world = world_new(worlds, region, 0);
        const char *set = text_format(world.arena, "region=%s", worlds->regions[region]);
        world.params = params_load(path, NULL, 0, &set, 1, worlds->registry, world.arena, world.diags);
        if (world.params == NULL) fail_msg("%s: %s", path, world.diags->first->message);
        choices = world.params->scenario_count;
        world.choice = choice;
        world.arch = ARCHS[world.params->scenarios[choice].kind];
        world.name = text_format(world.arena, "%s on %s in %s", path, world.params->scenarios[choice].id,
                                 worlds->regions[region]);
        visit(&world, region, check, tally);
        arena_free(world.arena);
    }
}

/* Check every world. At least six regions must price each architecture, else the properties were not tried.
 */
static inline void in_every_world(struct worlds *worlds, world_function *check)
{
    struct tally tally = {0};
    size_t home = 0; /* us-east-1 knows most prices */
    while (!text_equal(worlds->regions[home], "us-east-1")) home++;
    for (size_t arch = 0; arch < ARCH_COUNT; arch++)
        for (size_t w = 0; w < worlds->workload_count; w++) {
            const struct workload *workload = &worlds->workloads[w];
            if (!workload->everywhere) {
                visit_workload(worlds, workload, (w * 7 + arch) % worlds->region_count, arch, w + 1, check,
                               &tally);
                visit_workload(worlds, workload, home, arch, 1000 * w + 1, check, &tally);
                continue;
            }
            for (size_t region = 0; region < worlds->region_count; region++)
                visit_workload(worlds, workload, region, arch, 0, check, &tally);
        }
    for (size_t file = 0; file < worlds->files.gl_pathc; file++)
        for (size_t region = 0; region < worlds->region_count; region++)
            visit_file(worlds, worlds->files.gl_pathv[file], region, check, &tally);
    size_t regions = 0;
    for (size_t i = 0; i < worlds->region_count; i++) regions += tally.region_priced[i];
    for (size_t arch = 0; arch < ARCH_COUNT; arch++) {
        print_message("%zu worlds of %s\n", tally.priced_by_arch[arch], ARCHS[arch]->kind.id);
        assert_true(tally.priced_by_arch[arch] >= 6 * COUNT_OF(TYPED) + RANDOM_WORKLOADS);
    }
    print_message("%zu worlds, %zu of them without a price; %zu regions can price\n", tally.tried,
                  tally.unpriced, regions);
    assert_true(regions >= 6);
}
