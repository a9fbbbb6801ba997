/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The waterfall against the same steps set by hand, one override after the other, and compared anew; what is
 * told of each step; what happens where one can't stand; and that what is printed adds up. */
#include "fixtures/cost.h"

#include <stdio.h>

#include "report/report.h"
#include "study/waterfall.h"

#define ADDED(...) ((const char *const[]){__VA_ARGS__, NULL})

static size_t count_texts(const char *const *texts)
{
    size_t count = 0;
    while (texts != NULL && texts[count] != NULL) count++;
    return count;
}

static const struct run *run_with(struct fixture *fixture, const struct params *params,
                                  const struct waterfall_request *waterfall)
{
    const struct compare_request request = {.params = params,
                                            .catalogue = fixture->catalogue,
                                            .book = fixture->book,
                                            .command = "test",
                                            .threads = 1,
                                            .waterfall = waterfall};
    return compare(&request, fixture->arena, fixture->diags);
}

static const struct run *taken(struct fixture *fixture, const char *from, const char *to,
                               const char *const *added)
{
    const struct waterfall_request waterfall = {from, to, added, count_texts(added)};
    const struct run *run = run_with(fixture, fixture->params, &waterfall);
    if (run == NULL) fail_msg("no run: %s", fixture_diags(fixture));
    return run;
}

static const struct run_waterfall *waterfall_of(struct fixture *fixture, const char *from, const char *to,
                                                const char *const *added)
{
    const struct run *run = taken(fixture, from, to, added);
    assert_non_null(run->waterfall);
    return run->waterfall;
}

static double total_of(const struct run *run, const char *id)
{
    for (size_t i = 0; i < run->architecture_count; i++)
        if (text_equal(run->architectures[i].id, id)) {
            assert_true(run->architectures[i].feasible);
            return run->architectures[i].usd_per_year;
        }
    fail_msg("no %s", id);
    return NAN;
}

/* ---- against overrides ---- */

enum { OVERRIDES_MAX = 2 };
struct by_hand {
    const char *what;
    struct {
        const char *path, *value;
    } overrides[OVERRIDES_MAX];
};

static double total_by_hand(struct fixture *fixture, const char *id, const struct by_hand *steps,
                            size_t first, size_t end)
{
    const struct params *params = fixture->params;
    for (size_t i = first; i < end; i++)
        for (size_t n = 0; n < OVERRIDES_MAX && steps[i].overrides[n].path != NULL; n++) {
            params = params_override(params, steps[i].overrides[n].path, steps[i].overrides[n].value,
                                     fixture->arena, fixture->diags);
            if (params == NULL) fail_msg("%s", fixture_diags(fixture));
        }
    return total_of(run_with(fixture, params, NULL), id);
}

/* Every total is one that overrides give, to the last bit; so is every step of the reverse order. */
static void assert_by_hand(struct fixture *fixture, const struct run_waterfall *waterfall, const char *id,
                           const struct by_hand *steps, size_t count)
{
    assert_int_equal(waterfall->step_count, count);
    assert_true(waterfall->from_usd_per_year == total_by_hand(fixture, id, steps, 0, 0));
    double before = waterfall->from_usd_per_year, sum = before;
    for (size_t i = 0; i < count; i++) {
        const struct run_step *step = &waterfall->steps[i];
        double total = total_by_hand(fixture, id, steps, 0, i + 1);
        double reversed = total_by_hand(fixture, id, steps, i, count) -
                          total_by_hand(fixture, id, steps, i + 1, count);
        assert_string_equal(step->what, steps[i].what);
        assert_true(step->feasible && step->infeasible_reason[0] == '\0');
        if (step->usd_per_year != total || step->step_usd != total - before ||
            step->step_usd_reversed != reversed)
            fail_msg("%s: total %.17g, by hand %.17g; reversed %.17g, by hand %.17g", step->what,
                     step->usd_per_year, total, step->step_usd_reversed, reversed);
        assert_int_equal(step->interacts, fabs(step->step_usd - step->step_usd_reversed) > 1);
        sum += step->step_usd_reversed;
        before = total;
    }
    assert_near(sum, before, 1e-12);
}

#define CLASSIC "architectures.kafka-classic."
static const struct by_hand WAY[] = {
    {"tiered_storage: false → true, local_retention: 6h", {{CLASSIC "tiered_storage", "true"}}},
    {"volume: st1 → gp3", {{CLASSIC "volume", "gp3"}}},
    {"fetch_from_follower: false → true, zone_aware_consume: 0% → 100%",
     {{CLASSIC "fetch_from_follower", "true"}, {CLASSIC "zone_aware_consume", "100%"}}},
    {"zone_aware_produce: 0% → 100%", {{CLASSIC "zone_aware_produce", "100%"}}},
    {"processor: any → arm64", {{CLASSIC "processor", "arm64"}}},
    {"pricing.purchase: on-demand → reserved-1yr-no-upfront",
     {{"pricing.purchase", "reserved-1yr-no-upfront"}}},
    {"pricing.discount: 0% → 13.7%", {{"pricing.discount", "13.7%"}}},
    {"load.peak_to_mean: 1 → 2.3", {{"load.peak_to_mean", "2.3"}}},
    {"topics.events.retention: 41h → 3d", {{"topics.events.retention", "3d"}}},
    {"free_space: 50% → 37%", {{CLASSIC "free_space", "37%"}}},
    {"pricing.discount.AmazonS3: 21%", {{"pricing.discount.AmazonS3", "21%"}}},
};
enum { WAY_BETWEEN = 3 };

static void test_by_hand(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(SMALL_WORKLOAD, NULL, 0);
    const struct run *run = taken(&fixture, "kafka-classic", "kafka-tuned",
                                  ADDED("zone-aware-produce", "arm64", "reserved-1yr", "discount=13.7%",
                                        "load.peak_to_mean=2.3", "topics.events.retention=3d",
                                        "free_space=37%", "pricing.discount.AmazonS3=21%"));
    assert_by_hand(&fixture, run->waterfall, "kafka-classic", WAY, COUNT_OF(WAY));
    assert_true(run->waterfall->from_usd_per_year == total_of(run, "kafka-classic"));
    assert_true(run->waterfall->steps[WAY_BETWEEN - 1].usd_per_year == total_of(run, "kafka-tuned"));
    size_t interacting = 0;
    for (size_t i = 0; i < COUNT_OF(WAY); i++) {
        assert_int_equal(run->waterfall->steps[i].is_added, i >= WAY_BETWEEN);
        interacting += run->waterfall->steps[i].interacts;
    }
    assert_true(interacting >= 4); /* volumes cost less once tiered, all costs less at a discount, … */
    assert_string_equal(run->waterfall->from, "kafka-classic");
    assert_string_equal(run->waterfall->to, "kafka-tuned");
    fixture_free(&fixture);
}

/* The three steps between the presets, and nothing behind them. */
static void test_way_alone(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(SMALL_WORKLOAD, NULL);
    assert_by_hand(&fixture, waterfall_of(&fixture, "kafka-classic", "kafka-tuned", NULL), "kafka-classic",
                   WAY, WAY_BETWEEN);
    fixture_free(&fixture);
}

/* Any two neighbours among the added steps can change places: both ends stay where they are. */
static void test_swaps(void **state)
{
    (void)state;
    const char *added[] = {"zone-aware-produce", "discount=7%",  "arm64",
                           "local_retention=3h", "reserved-3yr", "zones=2"};
    struct fixture fixture = fixture_shipped(SMALL_WORKLOAD, NULL, 0);
    struct waterfall_request request = {"kafka-classic", "kafka-tuned", added, COUNT_OF(added)};
    const struct run_waterfall *waterfall = run_with(&fixture, fixture.params, &request)->waterfall;
    double start = waterfall->from_usd_per_year,
           end = waterfall->steps[waterfall->step_count - 1].usd_per_year;
    bool moved = false;
    for (size_t i = 0; i + 1 < COUNT_OF(added); i++) {
        const char *left = added[i];
        double step = waterfall->steps[WAY_BETWEEN + i].step_usd;
        added[i] = added[i + 1];
        added[i + 1] = left;
        const struct run_waterfall *swapped = run_with(&fixture, fixture.params, &request)->waterfall;
        assert_true(swapped->from_usd_per_year == start);
        assert_near(swapped->steps[swapped->step_count - 1].usd_per_year, end, 0);
        moved |= fabs(swapped->steps[WAY_BETWEEN + i + 1].step_usd - step) > 1;
        added[i + 1] = added[i];
        added[i] = left;
    }
    assert_true(moved); /* what happens between them does change */
    fixture_free(&fixture);
}

/* Two steps on one path: the later one of the waterfall wins in both directions. */
static void test_same_path(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(SMALL_WORKLOAD, NULL, 0);
    const struct run_waterfall *waterfall = waterfall_of(&fixture, "kafka-tuned", "kafka-tuned",
                                                         ADDED("discount=10%", "discount=30%"));
    double list = waterfall->from_usd_per_year;
    assert_int_equal(waterfall->step_count, 2);
    assert_string_equal(waterfall->steps[1].what, "pricing.discount: 10% → 30%");
    assert_near(waterfall->steps[0].step_usd, -0.1 * list, 1e-9);
    assert_near(waterfall->steps[1].step_usd, -0.2 * list, 1e-9);
    assert_near(waterfall->steps[1].step_usd_reversed, -0.3 * list, 1e-9);
    assert_true(waterfall->steps[0].step_usd_reversed == 0);
    assert_true(waterfall->steps[0].interacts && waterfall->steps[1].interacts);
    fixture_free(&fixture);
}

static void test_nothing(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(SMALL_WORKLOAD, NULL);
    const struct run_waterfall *waterfall = waterfall_of(&fixture, "kafka-tuned", "kafka-tuned",
                                                         ADDED("processor=x86_64", "simulation.seed=77"));
    assert_int_equal(waterfall->step_count, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_true(waterfall->steps[i].step_usd == 0 && waterfall->steps[i].step_usd_reversed == 0);
        assert_true(waterfall->steps[i].feasible && waterfall->steps[i].is_added &&
                    !waterfall->steps[i].interacts);
    }
    assert_int_equal(waterfall_of(&fixture, "kafka-classic", "kafka-classic", NULL)->step_count, 0);
    fixture_free(&fixture);
}

/* ---- which options make one step ---- */

static const char *whats(struct fixture *fixture, const char *from, const char *to)
{
    const struct run_waterfall *waterfall = waterfall_of(fixture, from, to, NULL);
    struct text text = text_new(fixture->arena);
    for (size_t i = 0; i < waterfall->step_count; i++) text_addf(&text, "%s\n", waterfall->steps[i].what);
    return text.bytes;
}

static void test_groups(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(
        "topics:\n" TOPIC(
            "events",
            "produce: {rate: 37.3 MiB/s}, retention: 41h") "architectures:\n"
                                                           "  - {use: kafka-classic, id: a, with: {volume: "
                                                           "gp3, volume_iops: 4000, tls: false}}\n"
                                                           "  - {use: kafka-tuned, id: b, with: {volume: "
                                                           "io2, volume_iops: 7000, local_retention: 11h, "
                                                           "part_size: 32MiB, tls: true, tls_cpu_factor: "
                                                           "1.4, segment: 512MiB,"
                                                           " instance: m5.4xlarge, brokers: 9, controllers: "
                                                           "5, controller_instance: m5.xlarge}}\n"
                                                           "  - {use: kafka-tuned, id: c, with: "
                                                           "{local_retention: 12h, zone_aware_produce: "
                                                           "40%}}\n"
                                                           "  - {use: kafka-tuned, id: d}\n",
        NULL, 0);
    assert_string_equal(
        whats(&fixture, "a", "b"),
        "tiered_storage: false → true, local_retention: 6h → 11h, part_size: 16 MiB → 32 MiB\n"
        "volume: gp3 → io2, volume_iops: 4000 → 7000\n"
        "fetch_from_follower: false → true, zone_aware_consume: 0% → 100%\n"
        "instance: unset → m5.4xlarge, brokers: unset → 9\n"
        "controllers: 3 → 5, controller_instance: unset → m5.xlarge\n"
        "tls: false → true, tls_cpu_factor: 1.3 → 1.4\n"
        "segment: 1 GiB → 512 MiB\n");
    /* A companion may differ alone; what is switched off has none to tell. */
    assert_string_equal(whats(&fixture, "d", "c"),
                        "local_retention: 6h → 12h\nzone_aware_produce: 0% → 40%\n");
    assert_string_equal(whats(&fixture, "d", "a"),
                        "tiered_storage: true → false\nvolume_iops: unset → 4000\nfetch_from_follower: true "
                        "→ false, zone_aware_consume: 100% → 0%\n");
    const struct run *run = taken(&fixture, "d", "a", NULL);
    assert_true(run->waterfall->steps[2].usd_per_year == total_of(run, "a"));
    run = taken(&fixture, "a", "b", NULL);
    assert_true(run->waterfall->steps[6].usd_per_year == total_of(run, "b"));
    fixture_free(&fixture);
}

/* Options go by the name of either end. */
static void test_paths_of_ends(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(SMALL_WORKLOAD, NULL, 0);
    const struct run_waterfall *plain = waterfall_of(&fixture, "kafka-classic", "kafka-tuned",
                                                     ADDED("free_space=31%"));
    const struct run_waterfall *first = waterfall_of(&fixture, "kafka-classic", "kafka-tuned",
                                                     ADDED("architectures.kafka-classic.free_space=31%"));
    const struct run_waterfall *second = waterfall_of(&fixture, "kafka-classic", "kafka-tuned",
                                                      ADDED("architectures.kafka-tuned.free_space=31%"));
    assert_true(plain->steps[WAY_BETWEEN].step_usd < -1);
    assert_true(first->steps[WAY_BETWEEN].usd_per_year == plain->steps[WAY_BETWEEN].usd_per_year);
    assert_true(second->steps[WAY_BETWEEN].usd_per_year == plain->steps[WAY_BETWEEN].usd_per_year);
    assert_string_equal(second->steps[WAY_BETWEEN].what, "free_space: 50% → 31%");
    fixture_free(&fixture);
}

static void test_private_price(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(SMALL_WORKLOAD, NULL);
    const struct run_waterfall *waterfall =
        waterfall_of(&fixture, "kafka-tuned", "kafka-tuned",
                     ADDED("pricing.private.AWSDataTransfer:DataTransfer-Regional-Bytes=0.00731"));
    assert_string_equal(waterfall->steps[0].what,
                        "pricing.private.AWSDataTransfer:DataTransfer-Regional-Bytes: a private price");
    assert_true(waterfall->steps[0].step_usd < -1);
    fixture_free(&fixture);
}

/* ---- where a step can't stand ---- */

static void assert_cannot(const struct run_step *step, const char *why, double last_usd)
{
    assert_false(step->feasible || step->interacts);
    if (strstr(step->infeasible_reason, why) == NULL)
        fail_msg("'%s' is not in '%s'", why, step->infeasible_reason);
    assert_true(step->usd_per_year == last_usd && step->step_usd == 0);
}

/* What is added and can't stand is left out of what follows. SMALL_BOOK has no reserved price of a type that
 * is searched. */
static void test_added_cannot(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(SMALL_WORKLOAD, NULL);
    const struct run_waterfall *waterfall = waterfall_of(&fixture, "kafka-classic", "kafka-tuned",
                                                         ADDED("search_max_nodes=1", "reserved-1yr",
                                                               "discount=20%", "instance=m5.2xlarge"));
    const struct run_step *steps = waterfall->steps + WAY_BETWEEN;
    double tuned = waterfall->steps[WAY_BETWEEN - 1].usd_per_year;
    assert_int_equal(waterfall->step_count, WAY_BETWEEN + 4);
    assert_cannot(&steps[0], "cannot carry this load: no instance type holds within the search's limits",
                  tuned);
    assert_cannot(&steps[1], "there is no reserved-1yr-no-upfront price of any instance type", tuned);
    assert_true(isnan(steps[0].step_usd_reversed) && isnan(steps[1].step_usd_reversed));
    assert_true(steps[2].feasible);
    assert_near(steps[2].usd_per_year, 0.8 * tuned, 1e-12);
    assert_near(steps[2].step_usd, -0.2 * tuned, 1e-9);
    assert_near(steps[2].step_usd_reversed, -0.2 * waterfall->from_usd_per_year, 1e-9);
    assert_cannot(&steps[3], "there is no on-demand price of any instance type", steps[2].usd_per_year);
    fixture_free(&fixture);
}

/* Three brokers can't keep 400 days; sixty can. The step on the way stays held, so that the waterfall ends
 * where it leads. */
#define LONG "topics:\n" TOPIC("events", "produce: {rate: 37.3 MiB/s}, retention: 400d") "architectures:\n"
static void test_way_cannot(void **state)
{
    (void)state;
    struct fixture fixture =
        fixture_shipped(LONG "  - {use: kafka-tuned, id: few, with: {brokers: 3}}\n  - {use: kafka-tuned, "
                             "id: many, with: {brokers: 60, tiered_storage: false}}\n",
                        NULL, 0);
    const struct run *run = taken(&fixture, "few", "many", ADDED("zone-aware-produce"));
    const struct run_step *steps = run->waterfall->steps;
    assert_int_equal(run->waterfall->step_count, 3);
    assert_cannot(&steps[0], "cannot carry this load: ", run->waterfall->from_usd_per_year);
    assert_true(steps[1].feasible && steps[1].usd_per_year == total_of(run, "many"));
    assert_true(steps[1].step_usd == steps[1].usd_per_year - run->waterfall->from_usd_per_year);
    assert_true(steps[2].feasible);
    double tiered = total_of(run_with(&fixture,
                                      params_override(fixture.params, "architectures.many.tiered_storage",
                                                      "true", fixture.arena, fixture.diags),
                                      NULL),
                             "many");
    assert_near(steps[1].step_usd_reversed, tiered - run->waterfall->from_usd_per_year, 1e-9);
    assert_near(steps[0].step_usd_reversed, total_of(run, "many") - tiered, 1e-9);
    fixture_free(&fixture);
}

static void test_ends_cannot(void **state)
{
    (void)state;
    struct fixture fixture =
        fixture_shipped(LONG "  - {use: kafka-tuned, id: few, with: {brokers: 3}}\n  - {use: kafka-tuned, "
                             "id: full, with: {brokers: 3, tiered_storage: false}}\n",
                        NULL, 0);
    const struct run *run = taken(&fixture, "full", "few", NULL);
    assert_null(run->waterfall);
    assert_int_equal(run->warning_count, 1);
    assert_non_null(
        strstr(run->warnings[0], "there is no waterfall from full, which cannot carry this load: "));
    run = taken(&fixture, "few", "full", ADDED("discount=10%"));
    assert_int_equal(run->waterfall->step_count, 2);
    assert_cannot(&run->waterfall->steps[0], "cannot carry this load: ", run->waterfall->from_usd_per_year);
    assert_cannot(&run->waterfall->steps[1], "cannot carry this load: ", run->waterfall->from_usd_per_year);
    fixture_free(&fixture);
}

/* ---- mistakes ---- */

static void test_mistakes(void **state)
{
    (void)state;
    static const struct {
        const char *added;
        enum diag_id id;
        const char *said;
    } CASES[] = {
        {"arm46", DIAG_USAGE,
         "no step has this name, did you mean 'arm64'? (known: zone-aware-produce, arm64, reserved-1yr, "
         "reserved-3yr, discount=VALUE; or PATH=VALUE"},
        {"xyzzyx", DIAG_USAGE, "no step has this name (known: "},
        {"arm64=yes", DIAG_USAGE, "'arm64' takes no value"},
        {"discount", DIAG_USAGE, "'discount' needs a value: discount=VALUE"},
        {"discount=10", DIAG_OUT_OF_RANGE, "0.95"},
        {"discount=", DIAG_NOT_A_NUMBER, ""},
        {"free_spac=10%", DIAG_UNKNOWN_PATH,
         "neither an option of kafka-classic nor another parameter has this path, did you mean "
         "'free_space'?"},
        {"load.peak_to_mena=2", DIAG_UNKNOWN_PATH, "did you mean 'load.peak_to_mean'?"},
        {"qqqqqqqqqqqq=2", DIAG_UNKNOWN_PATH, "'warpcost schema --reference' lists all"},
        {"free_space=3", DIAG_OUT_OF_RANGE, "0.95"},
        {"local_retention=3", DIAG_MISSING_UNIT, "unit"},
        {"volume=gp4", DIAG_UNKNOWN_CHOICE, "gp3"},
        {"instance=m5.4xlrage", DIAG_UNKNOWN_INSTANCE, "did you mean 'm5.4xlarge'?"},
        {"pricing.private.AmazonS3:Requests-Tier7=1", DIAG_UNKNOWN_KEY, "Requests-Tier1"},
        {"region=eu-west-1", DIAG_USAGE, "a waterfall stays in one region"},
        {"architectures.other.free_space=10%", DIAG_USAGE,
         "an architecture that the waterfall doesn't lead over"},
        {"load.hourly=[1, 2]", DIAG_INCONSISTENT, "it takes 24"},
    };
    struct fixture fixture = fixture_small(
        "topics:\n" TOPIC("events",
                          "produce: {rate: 37.3 MiB/s}") "architectures: [kafka-classic, kafka-tuned, {use: "
                                                         "kafka-tuned, id: other}]\n",
        NULL);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct waterfall_request waterfall = {"kafka-classic", "kafka-tuned", &CASES[i].added, 1};
        diags_init(fixture.diags, fixture.arena);
        assert_null(run_with(&fixture, fixture.params, &waterfall));
        assert_int_equal(fixture.diags->count, 1);
        assert_diag(&fixture, CASES[i].id,
                    text_format(fixture.arena, "'--waterfall-add %s': ", CASES[i].added), CASES[i].said);
    }
    /* All of them in one go, and a good one between them. */
    const char *several[] = {CASES[0].added, "arm64", CASES[6].added};
    struct waterfall_request waterfall = {"kafka-classic", "kafka-tuned", several, COUNT_OF(several)};
    diags_init(fixture.diags, fixture.arena);
    assert_null(run_with(&fixture, fixture.params, &waterfall));
    assert_int_equal(fixture.diags->count, 2);
    fixture_free(&fixture);
}

static void test_other_options(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(
        "topics:\n" TOPIC("events", "produce: {rate: 37.3 MiB/s}, consume: {groups: 3}, retention: 41h, "
                                    "partitions: 96") "architectures: [kafka-classic, warpstream]\n",
        NULL);
    struct waterfall_request waterfall = {"kafka-classic", "warpstream", NULL, 0};
    assert_null(run_with(&fixture, fixture.params, &waterfall));
    assert_diag(&fixture, DIAG_USAGE,
                "'--waterfall kafka-classic..warpstream': these two have different options",
                "between entries of one system");
    fixture_free(&fixture);
}

static void test_given_machines(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(SMALL_WORKLOAD, NULL);
    struct given_deployment given = {.architecture = "kafka-tuned"};
    struct waterfall_request waterfall = {"kafka-classic", "kafka-tuned", NULL, 0};
    const struct compare_request request = {.params = fixture.params,
                                            .catalogue = fixture.catalogue,
                                            .book = fixture.book,
                                            .command = "test",
                                            .threads = 1,
                                            .waterfall = &waterfall,
                                            .given = &given,
                                            .given_count = 1};
    assert_null(compare(&request, fixture.arena, fixture.diags));
    assert_diag(&fixture, DIAG_USAGE, "'--waterfall' plans the machines at each step",
                "'--deployment' gives those of 'kafka-tuned'");
    fixture_free(&fixture);
}

/* ---- as text ---- */

/* The last number of each line between the two headings, in order; then the one before it. */
static size_t read_figures(const char *text, double *steps, double *totals, size_t max)
{
    const char *at = strstr(text, "Waterfall from"), *end = strstr(text, "\nMachines");
    assert_true(at != NULL && end != NULL && at < end);
    size_t count = 0;
    for (at = strchr(at, '\n') + 1; at < end; at = strchr(at, '\n') + 1) {
        char line[400] = "", *word, *save = NULL;
        size_t length = 0, figures = 0;
        double found[8];
        for (const char *byte = at; *byte != '\n' && length + 1 < sizeof line; byte++)
            if (*byte != ',') line[length++] = *byte;
        for (word = strtok_r(line, " ", &save); word != NULL; word = strtok_r(NULL, " ", &save)) {
            char *stop;
            double figure = strtod(word, &stop);
            if (*stop == '\0' && figures < COUNT_OF(found)) found[figures++] = figure;
        }
        if (figures == 0) continue;
        assert_true(count < max);
        steps[count] = figures > 1 ? found[0] : NAN;
        totals[count++] = found[figures > 1 ? 1 : 0];
    }
    return count;
}

static double next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 11) / 9007199254740992.0;
}

/* Start and steps add up to every total that is printed, with cents that don't. */
static void test_footing(void **state)
{
    (void)state;
    enum { STEPS = 9, BETWEEN = 4, ROUNDS = 40 };
    struct fixture fixture = fixture_small(SMALL_WORKLOAD, NULL);
    struct run run = *taken(&fixture, "kafka-classic", "kafka-tuned", NULL);
    uint64_t seed = 29;
    for (int round = 0; round < ROUNDS; round++) {
        struct run_step steps[STEPS];
        double start = 1e7 * next_random(&seed), usd = start;
        for (size_t i = 0; i < STEPS; i++) {
            double step = (next_random(&seed) - 0.5) * (i % 3 == 0 ? 1e6 : 3);
            double reversed = step + (i == 5 ? 1234.5 : 0);
            usd += step;
            steps[i] = (struct run_step){"an option of a name: off → on, and another with it: some",
                                         i >= BETWEEN,
                                         true,
                                         "",
                                         usd,
                                         step,
                                         reversed,
                                         i == 5};
        }
        struct run_waterfall waterfall = {"kafka-classic", "kafka-tuned", start, STEPS, steps};
        run.waterfall = &waterfall;
        const size_t columns[] = {80, 120, 200};
        for (size_t n = 0; n < COUNT_OF(columns); n++) {
            double figures[STEPS + 2], totals[STEPS + 2];
            const char *text = report_text(&run, (struct text_style){columns[n], false, true, TEXT_PARTS_ALL},
                                           fixture.arena);
            assert_int_equal(read_figures(text, figures, totals, STEPS + 2), STEPS + 2);
            double sum = (double)llround(start);
            for (size_t i = 0; i < STEPS + 2; i++) {
                sum += isnan(figures[i]) ? 0 : figures[i];
                assert_true(totals[i] == sum);
            }
            assert_true(sum == (double)llround(usd));
            assert_true(totals[BETWEEN + 1] == (double)llround(steps[BETWEEN - 1].usd_per_year));
            for (const char *at = text; *at != '\0'; at = strchr(at, '\n') + 1)
                assert_true(text_columns(arena_copy(fixture.arena, at, strcspn(at, "\n"))) <= columns[n]);
        }
    }
    fixture_free(&fixture);
}

static const char *waterfall_section(const struct run *run, struct arena *arena)
{
    const char *text = report_text(run, (struct text_style){80, false, true, TEXT_PARTS_ALL}, arena),
               *at = strstr(text, "Waterfall from");
    assert_non_null(at);
    return arena_copy(arena, at, (size_t)(strstr(text, "\nMachines") - at));
}

static void test_text(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(SMALL_WORKLOAD, NULL);
    struct run run = *taken(&fixture, "kafka-classic", "kafka-tuned", NULL);
    static const struct run_step STEPS[] = {
        {"tls: true → false", false, false, "cannot carry this load: broker.cpu is 130 % used", 5000.4, 0,
         NAN, false},
        {"volume: st1 → gp3", false, true, "", 4321.6, -678.8, 1500.7, true},
        {"heap: 6 GiB → 7 GiB", true, true, "", 4321.9, 0.3, 0.3, false},
    };
    struct run_waterfall waterfall = {"kafka-classic", "kafka-tuned", 5000.4, COUNT_OF(STEPS), STEPS};
    run.waterfall = &waterfall;
    assert_string_equal(waterfall_section(&run, fixture.arena),
                        "Waterfall from Classic Kafka to Tuned Kafka\n"
                        "$ per year               step  total  reverse order\n"
                        "───────────────────────────────────────────────────\n"
                        "Classic Kafka                  5,000\n"
                        "tls: true → false      cannot      -\n"
                        "volume: st1 → gp3        -678  4,322         +1,501\n"
                        "───────────────────────────────────────────────────\n"
                        "Tuned Kafka                    4,322\n"
                        "+ heap: 6 GiB → 7 GiB       0  4,322\n"
                        "  reverse order: the step with the options taken from last to first, if\n"
                        "    different\n"
                        "  tls: true → false: cannot carry this load: broker.cpu is 130 % used; the\n"
                        "    next step counts from the last total\n");
    waterfall.step_count = 1;
    assert_string_equal(waterfall_section(&run, fixture.arena),
                        "Waterfall from Classic Kafka to Tuned Kafka\n"
                        "$ per year           step   total\n"
                        "─────────────────────────────────\n"
                        "Classic Kafka               5,000\n"
                        "tls: true → false  cannot       -\n"
                        "─────────────────────────────────\n"
                        "Tuned Kafka                cannot\n"
                        "  tls: true → false: cannot carry this load: broker.cpu is 130 % used; the\n"
                        "    next step counts from the last total\n");
    run.waterfall = NULL;
    assert_null(strstr(report_text(&run, (struct text_style){80, false, true, TEXT_PARTS_ALL}, fixture.arena),
                       "Waterfall"));
    fixture_free(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),       cmocka_unit_test(test_way_alone),
        cmocka_unit_test(test_swaps),         cmocka_unit_test(test_same_path),
        cmocka_unit_test(test_nothing),       cmocka_unit_test(test_groups),
        cmocka_unit_test(test_paths_of_ends), cmocka_unit_test(test_private_price),
        cmocka_unit_test(test_added_cannot),  cmocka_unit_test(test_way_cannot),
        cmocka_unit_test(test_ends_cannot),   cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_other_options), cmocka_unit_test(test_given_machines),
        cmocka_unit_test(test_footing),       cmocka_unit_test(test_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
