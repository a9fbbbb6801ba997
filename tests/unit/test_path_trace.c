/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a trace keeps, and its JSON as another reader understands it: every item lies on its thread by itself,
 * its steps follow each other within it, and nothing is lost on the way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#include "report/as/trace_json.h"
#include "unit/object_fixture.h"

static void test_keeping(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct path_trace *trace = path_trace_new(arena, 4);
    path_trace_restart(NULL, 0);
    assert_false(path_trace_item(NULL, PATH_LANE_SERVER, 0, "file", 1, 2));
    path_trace_restart(trace, 100);
    assert_false(path_trace_item(trace, PATH_LANE_SERVER, 0, "file", 99, 200)); /* began in the warm-up */
    assert_true(path_trace_item(trace, PATH_LANE_SERVER, 3, "file", 100, 200));
    path_trace_step(trace, "PUT", 150, 200);
    assert_int_equal(path_trace_count(trace), 2);
    assert_true(path_trace_at(trace, 1)->is_step && path_trace_at(trace, 1)->number == 3);
    assert_true(path_trace_item(trace, PATH_LANE_PRODUCER, 1, "batch", 120, 130));
    path_trace_step(trace, "sent", 120, 125);
    path_trace_step(trace, "back", 125, 130); /* no room */
    assert_false(path_trace_item(trace, PATH_LANE_PRODUCER, 1, "batch", 140, 150));
    assert_int_equal(path_trace_count(trace), 4);
    path_trace_restart(trace, 0);
    assert_int_equal(path_trace_count(trace), 0);
    arena_free(arena);
}

/* ---- of a run ---- */

enum { SPANS = 5000 };

static struct path_trace *traced_run(struct arena *arena)
{
    struct path_group group = fixture_group();
    struct path_trace *trace = path_trace_new(arena, SPANS);
    const struct data_path path = fixture_path(&group, 1);
    const struct replicate_rule rule = {.seed = 1, .threads = 2, .precision = 1, .start_s = 4, .max_s = 4};
    const struct path_result *result = path_run(&path, &rule, trace, arena);
    assert_null(result->violation);
    return trace;
}

static double number(const cJSON *event, const char *key)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(event, key);
    assert_true(cJSON_IsNumber(item));
    return item->valuedouble;
}

static const char *string(const cJSON *event, const char *key)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(event, key);
    assert_true(cJSON_IsString(item));
    return item->valuestring;
}

/* Events of a thread come in order of time; each either begins after the item before it ended, or lies within
 * it. */
struct seen {
    double until_us, step_until_us;
};

static void check_events(const cJSON *events, size_t spans)
{
    enum { THREADS_MAX = 4096 };
    struct seen *seen = calloc(THREADS_MAX, sizeof *seen);
    size_t complete = 0;
    const cJSON *event;
    cJSON_ArrayForEach(event, events)
    {
        if (strcmp(string(event, "ph"), "M") == 0) {
            assert_true(cJSON_IsObject(cJSON_GetObjectItemCaseSensitive(event, "args")));
            continue;
        }
        assert_string_equal(string(event, "ph"), "X");
        size_t thread = (size_t)number(event, "tid");
        double from_us = number(event, "ts"), until_us = from_us + number(event, "dur");
        assert_true(thread < THREADS_MAX && number(event, "dur") >= 0);
        if (strcmp(string(event, "name"), "file") == 0 || strncmp(string(event, "name"), "batch", 5) == 0) {
            assert_true(from_us >= seen[thread].until_us - 1e-3);
            seen[thread] = (struct seen){until_us, from_us};
        } else {
            assert_true(from_us >= seen[thread].step_until_us - 1e-3 &&
                        until_us <= seen[thread].until_us + 1e-3);
            seen[thread].step_until_us = until_us;
        }
        complete++;
    }
    assert_int_equal(complete, spans);
    free(seen);
}

static void test_json(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const struct path_trace *trace = traced_run(arena);
    char *text = report_trace_json(trace, "agent", arena);
    cJSON *document = cJSON_Parse(text);
    assert_non_null(document);
    assert_string_equal(string(document, "displayTimeUnit"), "ms");
    assert_true(path_trace_count(trace) > 1000);
    check_events(cJSON_GetObjectItemCaseSensitive(document, "traceEvents"), path_trace_count(trace));
    assert_non_null(strstr(text, "{\"name\": \"agents\"}"));
    assert_non_null(strstr(text, "{\"name\": \"producer 5\"}"));
    cJSON_Delete(document);
    arena_free(arena);
}

/* A batch's steps add up to it, and begin when its first record was to be sent. */
static void test_steps(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const struct path_trace *trace = traced_run(arena);
    size_t items = 0;
    for (size_t i = 0; i + 12 < path_trace_count(trace); i++) {
        const struct path_span *item = path_trace_at(trace, i);
        if (item->is_step) continue;
        int64_t until_ns = item->start_ns;
        for (size_t step = i + 1; path_trace_at(trace, step)->is_step; step++) {
            assert_true(path_trace_at(trace, step)->start_ns == until_ns);
            until_ns = path_trace_at(trace, step)->end_ns;
        }
        assert_true(until_ns == item->end_ns);
        items++;
    }
    assert_true(items > 100);
    arena_free(arena);
}

static void test_nothing(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    cJSON *document = cJSON_Parse(report_trace_json(path_trace_new(arena, 1), "broker", arena));
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(document, "traceEvents")),
                     PATH_LANE__COUNT);
    cJSON_Delete(document);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keeping),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_steps),
        cmocka_unit_test(test_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
