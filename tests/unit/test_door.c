/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The door: what an embedder sees. Mistakes are values with places, a private price doesn't get out unless it
 * is asked for, and a saved run renders as the run that it was. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <warpcost.h>

static const char WORKLOAD[] = "name: orders\n"
                               "topics: [{name: events, produce: {rate: 20 MiB/s}, consume: {groups: 2}}]\n"
                               "architectures: [kafka-tuned, warpstream]\n";

static const wc_workload *load(wc_context *context, const char *text, const char *const *sets)
{
    const struct wc_load_options options = {.text = text, .sets = sets};
    return wc_load(context, "orders.yaml", &options);
}

static const wc_run *compare_orders(wc_context *context, const char *const *sets, int shows_private)
{
    const wc_workload *workload = load(context, WORKLOAD, sets);
    const struct wc_compare_options options = {.shows_private = shows_private};
    assert_non_null(workload);
    const wc_run *run = wc_compare(workload, &options);
    assert_int_equal(wc_error_count(context), 0);
    assert_non_null(run);
    return run;
}

static void a_run_has_its_figures(void **state)
{
    (void)state;
    wc_context *context = wc_open();
    const wc_run *run = compare_orders(context, NULL, 0);
    struct wc_architecture one, none;
    assert_int_equal(wc_architecture_count(run), 2);
    assert_int_equal(wc_architecture_at(run, 1, &one), 1);
    assert_string_equal(one.id, "warpstream");
    assert_true(one.is_feasible && one.usd_per_year > 0 && one.usd_per_year_list == one.usd_per_year);
    assert_true(isnan(one.produce_p99_ms) && isnan(one.end_to_end_p99_ms));
    assert_int_equal(wc_architecture_at(run, 2, &none), 0);
    wc_close(context);
}

static void note_progress(void *user, size_t done, size_t total, const char *architecture)
{
    size_t *calls = user;
    assert_true(done <= total && (architecture == NULL) == (done == total));
    ++*calls;
}

static struct wc_architecture simulated(wc_context *context, const char *const *sets, size_t *calls)
{
    const struct wc_load_options load_options = {.text = WORKLOAD,
                                                 .sets = sets,
                                                 .architectures = (const char *const[]){"warpstream", NULL}};
    const struct wc_compare_options options = {.simulates = 1, .progress = note_progress, .user = calls};
    const wc_workload *workload = wc_load(context, "orders.yaml", &load_options);
    assert_non_null(workload);
    const wc_run *run = wc_compare(workload, &options);
    struct wc_architecture one;
    assert_non_null(run);
    assert_int_equal(wc_architecture_count(run), 1);
    assert_int_equal(wc_architecture_at(run, 0, &one), 1);
    return one;
}

/* At list prices too, which are another evaluation of the same machines. */
static void a_simulated_run_has_latencies(void **state)
{
    (void)state;
    static const char *const SETS[] = {"pricing.discount=31%", NULL};
    size_t calls = 0;
    wc_context *context = wc_open();
    struct wc_architecture plain = simulated(context, NULL, &calls),
                           hidden = simulated(context, SETS, &calls);
    assert_int_equal(calls, 4);
    assert_true(plain.produce_p99_ms > 100 && plain.end_to_end_p99_ms > plain.produce_p99_ms);
    assert_true(hidden.produce_p99_ms == plain.produce_p99_ms);
    assert_true(hidden.end_to_end_p99_ms == plain.end_to_end_p99_ms);
    assert_true(hidden.usd_per_year == plain.usd_per_year);
    wc_close(context);
}

/* Whether a rendering holds the text: xlsx is compressed, and tells by its length alone. */
static bool is_in(const char *bytes, size_t length, const char *text)
{
    return memmem(bytes, length, text, strlen(text)) != NULL;
}

static void a_private_price_stays_inside(void **state)
{
    (void)state;
    static const char *const SETS[] = {"pricing.private.\"AmazonS3:Requests-Tier1\"=0.0000042170693", NULL};
    wc_context *context = wc_open();
    const wc_run *hidden = compare_orders(context, SETS, 0), *shown = compare_orders(context, SETS, 1),
                 *plain = compare_orders(context, NULL, 0);
    bool is_ever_shown = false;
    for (const char *const *format = wc_formats(); *format != NULL; format++) {
        size_t hidden_length, shown_length;
        const char *hides = wc_render(hidden, *format, NULL, &hidden_length),
                   *shows = wc_render(shown, *format, NULL, &shown_length);
        assert_non_null(hides);
        assert_non_null(shows);
        assert_false(is_in(hides, hidden_length, "42170693"));
        assert_false(is_in(hides, hidden_length, "4.2170693"));
        is_ever_shown |= is_in(shows, shown_length, "42170693");
    }
    assert_true(is_ever_shown);
    struct wc_architecture paid, listed, of_plain;
    wc_architecture_at(shown, 1, &paid);
    wc_architecture_at(hidden, 1, &listed);
    wc_architecture_at(plain, 1, &of_plain);
    assert_true(paid.usd_per_year < paid.usd_per_year_list);
    assert_true(listed.usd_per_year == of_plain.usd_per_year);
    wc_close(context);
}

static void a_saved_run_is_the_same(void **state)
{
    (void)state;
    wc_context *context = wc_open();
    const wc_run *run = compare_orders(context, NULL, 0);
    size_t length;
    const char *document = wc_render(run, "json", NULL, &length);
    assert_non_null(document);
    const wc_run *read = wc_read(context, "orders.json", document, length);
    assert_non_null(read);
    for (const char *const *format = wc_formats(); *format != NULL; format++) {
        size_t a, b;
        const char *one = wc_render(run, *format, NULL, &a), *other = wc_render(read, *format, NULL, &b);
        assert_int_equal(a, b);
        assert_memory_equal(one, other, a);
    }
    assert_null(wc_read(context, "cut.json", document, length / 2));
    assert_int_equal(wc_error_at(context, 0)->kind, WC_INPUT);
    assert_string_equal(wc_error_at(context, 0)->file, "cut.json");
    wc_close(context);
}

static void mistakes_are_values(void **state)
{
    (void)state;
    wc_context *context = wc_open();
    assert_null(load(context, "topics:\n  - {name: a, produce: {rate: 1, retension: 3d}}\n", NULL));
    assert_true(wc_error_count(context) >= 2);
    assert_int_equal(wc_error_at(context, 0)->kind, WC_INPUT);
    assert_string_equal(wc_error_at(context, 0)->file, "orders.yaml");
    assert_int_equal(wc_error_at(context, 0)->line, 2);
    assert_null(wc_error_at(context, wc_error_count(context)));
    wc_clear_errors(context);
    assert_int_equal(wc_error_count(context), 0);

    assert_null(wc_load(context, "tests/no/such/file.yaml", NULL));
    assert_int_equal(wc_error_at(context, 0)->kind, WC_IO);
    wc_clear_errors(context);

    const wc_run *run = compare_orders(context, NULL, 0);
    assert_null(wc_render(run, "tsv", NULL, NULL));
    assert_int_equal(wc_error_at(context, 0)->kind, WC_USAGE);
    wc_clear_errors(context);

    const struct wc_compare_options elsewhere = {.prices = "tests/no/such/book.csv"};
    assert_null(wc_compare(load(context, WORKLOAD, NULL), &elsewhere));
    assert_int_equal(wc_error_at(context, 0)->kind, WC_IO);
    wc_close(context);
    wc_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_has_its_figures),        cmocka_unit_test(a_simulated_run_has_latencies),
        cmocka_unit_test(a_private_price_stays_inside), cmocka_unit_test(a_saved_run_is_the_same),
        cmocka_unit_test(mistakes_are_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
