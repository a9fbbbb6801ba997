/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages: all mistakes of a file in one run, in its order, each with the text that is wrong and the mend.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "params_fixture.h"
#include "diags_fixture.h"

static void tells_all_at_once(void **state)
{
    (void)state;
    static const char TEXT[] =
        "zones: 3.5\n"
        "topics:\n"
        "  - name: events\n"
        "    produce: {rate: 1024, record_size: 1 kib, producers: -3}\n"
        "    retension: 7d\n"
        "    rate: 3\n"
        "  - name: events\n"
        "    cleanup: [x]\n"
        "    needs: idempotence\n"
        "  - name: x\n"
        "    produce: 4\n"
        "load: {peak_to_mean: 1000, hourly: [1, two]}\n"
        "architectures: [fery, {use: ferry, spill: true, with: {spill: maybe}}, {use: raft}, ferry]\n";
    static const char *const SETS[] = {"topics.evens.retention=3d", "load.hourly", "zones=0", NULL};
    assert_null(resolve_text(TEXT, SETS, arena, &diags));
    assert_string_equal(
        diags_text(&diags, arena),
        "orders.yaml:1:8: not-an-integer: '3.5' is not a whole number up to 2^53; write for example '3'\n"
        "orders.yaml:4:21: missing-unit: '1024' has no unit; write for example '1 GiB/s'\n"
        "orders.yaml:4:40: unknown-unit: '1 kib' has an unknown unit, did you mean '1 KiB'?\n"
        "orders.yaml:4:58: out-of-range: '-3' is outside the range of topics.events.produce.producers: 1 to "
        "10,000,000\n"
        "orders.yaml:5:5: unknown-key: unknown key 'retension', did you mean 'retention'?\n"
        "orders.yaml:6:5: unknown-key: unknown key 'rate' here; 'produce.rate' is a path of nested keys, one "
        "mapping inside the other\n"
        "orders.yaml:7:5: missing-key: topic group 'events' has no 'produce.rate'; it must be given (bytes "
        "produced per second on the wire (after compression), mean over the year)\n"
        "orders.yaml:7:11: duplicate-name: the topic group 'events' is there twice, first at line 3; give it "
        "another name\n"
        "orders.yaml:8:14: wrong-shape: found a list where 'cleanup' takes a choice; write for example "
        "'delete'\n"
        "orders.yaml:9:12: wrong-shape: found 'idempotence' where a list is expected; write "
        "'[idempotence]'\n"
        "orders.yaml:11:14: wrong-shape: found a text where 'produce' takes a mapping; write 'produce: "
        "{rate: …}'\n"
        "orders.yaml:12:22: out-of-range: '1000' is outside the range of load.peak_to_mean: 1 to 100\n"
        "orders.yaml:12:40: not-a-number: 'two' is not a number; write for example '1.5'\n"
        "orders.yaml:13:17: unknown-architecture: no architecture is called 'fery', did you mean 'ferry'?\n"
        "orders.yaml:13:36: unknown-key: unknown key 'spill' here; it is an option: write 'with: {spill: "
        "…}'\n"
        "orders.yaml:13:63: not-a-bool: 'maybe' is neither true nor false; write one of the two\n"
        "orders.yaml:13:72: missing-key: architecture 'raft' has no 'logs'; it must be given (tree trunks)\n"
        "orders.yaml:13:85: duplicate-name: the architecture 'ferry' is there twice, first at line 13; give "
        "it an 'id' of its own\n"
        "--set topics.evens.retention=3d:0:0: unknown-path: no topic group is called 'evens', did you mean "
        "'events'?\n"
        "--set load.hourly:0:0: usage: there is no '='; write --set PATH=VALUE, for example --set "
        "load.peak_to_mean=2\n"
        "--set zones=0:0:0: out-of-range: '0' is outside the range of zones: 1 to 6\n");
}

static const char ONE_TOPIC[] =
    "topics: [{name: a.b, produce: {rate: 1 MB/s}}]\narchitectures: [{use: ferry, id: boat}]\n";

/* Whatever is wrong with an override, its place is the override. */
static void places_of_sets(void **state)
{
    (void)state;
    static const struct {
        const char *set, *text;
    } ROWS[] = {
        {"zones=0", "--set zones=0:0:0: out-of-range: '0' is outside the range of zones: 1 to 6\n"},
        {"load.hourly=[1, two]",
         "--set load.hourly=[1, two]:0:0: not-a-number: 'two' is not a number; write for example '1.5'\n"},
        {"load.hourly=[1, 2]", "--set load.hourly=[1, 2]:0:0: inconsistent: 'load.hourly' has 2 numbers; it "
                               "takes 24, one for each hour of a day, or 168, of a week\n"},
        {"topics.*.needs=[x]", "--set topics.*.needs=[x]:0:0: unknown-choice: 'x' is none of idempotence, "
                               "transactions, compaction\n"},
        {"zone=3",
         "--set zone=3:0:0: unknown-path: no parameter has the path 'zone', did you mean 'zones'?\n"},
        {"zones", "--set zones:0:0: usage: there is no '='; write --set PATH=VALUE, for example --set "
                  "load.peak_to_mean=2\n"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        diags_init(&diags, arena);
        assert_null(resolve_text(ONE_TOPIC, (const char *const[]){"simulation.seed=7", ROWS[i].set, NULL},
                                 arena, &diags));
        assert_string_equal(diags_text(&diags, arena), ROWS[i].text);
    }
    diags_init(&diags, arena);
    assert_null(resolve_text(ONE_TOPIC, (const char *const[]){"load.hourly=[1, 2", NULL}, arena, &diags));
    if (!text_starts_with(diags_text(&diags, arena),
                          "--set load.hourly=[1, 2:0:0: yaml-syntax: not valid YAML"))
        fail_msg("%s", diags_text(&diags, arena));

    /* Who finds fault with a value later, asks where it was given. */
    diags_init(&diags, arena);
    const struct params *params = resolve_text(ONE_TOPIC,
                                               (const char *const[]){"zones=2",
                                                                     "architectures.boat.instance=raft",
                                                                     "pricing.private.A=3", NULL},
                                               arena, &diags);
    assert_non_null(params);
    struct param_ref ref;
    static const char *const PATHS[][2] = {{"architectures.boat.instance",
                                            "--set architectures.boat.instance=raft"},
                                           {"pricing.private.A", "--set pricing.private.A=3"},
                                           {"zones", "--set zones=2"}};
    for (size_t i = 0; i < 3; i++) {
        assert_true(params_find(params, PATHS[i][0], &ref));
        struct place place = params_place(params, ref.value);
        assert_string_equal(place.file, PATHS[i][1]);
        assert_int_equal(place.line, 0);
    }
    assert_true(params_find(params, "topics.\"a.b\".produce.rate", &ref));
    struct place place = params_place(params, ref.value);
    assert_string_equal(place.file, "orders.yaml");
    assert_true(place.line == 1 && place.column == 38);
    assert_true(params_find(params, "load.peak_to_mean", &ref));
    assert_null(params_place(params, ref.value).file);
}

/* A range is told with the whole path, as it is written in an override; 50 where a fraction stands was meant
 * as a percentage. */
static void ranges_name_paths(void **state)
{
    (void)state;
    static const struct {
        const char *text, *set, *part;
    } ROWS[] = {
        {ONE_TOPIC, "architectures.boat.free_space=50",
         "'50' is outside the range of architectures.boat.free_space: 0 to 0.9; did you mean '50%'?\n"},
        {ONE_TOPIC, "architectures.boat.free_space=95",
         "'95' is outside the range of architectures.boat.free_space: 0 to 0.9\n"},
        {ONE_TOPIC, "architectures.boat.free_space=91%",
         "'91%' is outside the range of architectures.boat.free_space: 0 to 0.9\n"},
        {ONE_TOPIC, "topics.\"a.b\".partitions=0", "'0' is outside the range of topics.\"a.b\".partitions: "},
        {ONE_TOPIC, "topics.*.partitions=0", "'0' is outside the range of topics.*.partitions: "},
        {ONE_TOPIC, "pricing.private.A=-1", "'-1' is outside the range of pricing.private.A: "},
        {ONE_TOPIC, "pricing.discount.B=20",
         "'20' is outside the range of pricing.discount.B: 0 to 0.95; did you mean '20%'?\n"},
        {"topics: [{name: a.b, partitions: 0, produce: {rate: 1 MB/s}}]\n", NULL,
         "1:34: out-of-range: '0' is outside the range of topics.\"a.b\".partitions: "},
        {"topics: [{name: t, produce: {rate: 1 MB/s}}]\narchitectures: [{use: ferry, id: boat, with: "
         "{free_space: 25}}]\n",
         NULL,
         "2:59: out-of-range: '25' is outside the range of architectures.boat.free_space: 0 to 0.9; did you "
         "mean '25%'?\n"},
        {"topics: [{name: t, produce: {rate: 1 MB/s}}]\npricing: {private: {A: -1}}\n", NULL,
         "2:24: out-of-range: '-1' is outside the range of pricing.private.A: "},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        diags_init(&diags, arena);
        assert_null(resolve_text(ROWS[i].text, (const char *const[]){ROWS[i].set, NULL}, arena, &diags));
        if (diags.count != 1 || strstr(diags_text(&diags, arena), ROWS[i].part) == NULL)
            fail_msg("%s: %s", ROWS[i].part, diags_text(&diags, arena));
    }
}

/* What a file shows on a terminal can't be more than its text. */
static void shows_texts_safely(void **state)
{
    (void)state;
    static const char TEXT[] = "\"q\\e[31m\": 1\ntopics: [{name: t, produce: {rate: \"\\u202e5\"}}]\n";
    assert_null(resolve_text(TEXT, NULL, arena, &diags));
    const char *text = diags_text(&diags, arena);
    assert_null(strchr(text, '\x1B'));
    assert_non_null(strstr(text, "q\\x1B[31m"));
    assert_non_null(strstr(text, "\\u202E5"));
}

static void refuses_profiles(void **state)
{
    (void)state;
    static const struct {
        const char *text, *line;
    } ROWS[] = {
        {"topics: [{retention: 1d}]\n", "p.yaml:1:9: wrong-shape: found a list where 'topics' in a profile "
                                        "is a mapping; write for example 'topics: {retention: 3d}'\n"},
        {"topics: {name: x}\n", "p.yaml:1:10: unknown-key: unknown key 'name'; the keys here are produce, "
                                "consume, partitions, retention, retention_bytes, segment, segment_time, "
                                "cleanup, needs, objectives\n"},
        {"name: x\n", "p.yaml:1:1: unknown-key: "},
        {"profile: x.yaml\n", "p.yaml:1:1: unknown-key: "},
        {"architectures: [ferry]\n",
         "p.yaml:1:16: wrong-shape: found a list where 'architectures' in a profile is a mapping"},
        {"architectures: {fery: {}}\n",
         "p.yaml:1:17: unknown-architecture: no architecture is called 'fery', did you mean 'ferry'?\n"},
        {"architectures: {ferry: 3}\n",
         "p.yaml:1:24: wrong-shape: found a text where what a profile says of an architecture is a mapping"},
        {"architectures: {ferry: {hold: {chunk: 0}}}\n",
         "p.yaml:1:39: out-of-range: '0' is outside the range of architectures.ferry.hold.chunk: 1 B to 1 "
         "GB\n"},
        {"[]\n", "p.yaml:1:1: wrong-shape: found a list where a workload or profile is a mapping"},
        {"a: [\n", "p.yaml:2:1: yaml-syntax: "},
    };
    static const char WORKLOAD[] = "topics: [{name: t, produce: {rate: 1 MB/s}}]\n";
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        diags_init(&diags, arena);
        struct param_source profile = {"p.yaml", ROWS[i].text, strlen(ROWS[i].text)};
        struct param_request request = {{"w.yaml", WORKLOAD, strlen(WORKLOAD)}, &profile, 1, NULL, 0};
        assert_null(params_resolve(&FIXTURE, &request, arena, &diags));
        assert_int_equal(diags.count, 1);
        if (!text_starts_with(diags_text(&diags, arena), ROWS[i].line))
            fail_msg("%s", diags_text(&diags, arena));
    }
}

/* A text that is resolved on its own can't name files. */
static void reads_no_files(void **state)
{
    (void)state;
    assert_null(
        resolve_text("profile: p.yaml\ntopics: [{name: t, produce: {rate: 1 MB/s}}]\n", NULL, arena, &diags));
    assert_int_equal(diags.count, 1);
    assert_int_equal(diags.first->id, DIAG_FILE_UNREADABLE);
    assert_int_equal(diags.first->place.column, 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(tells_all_at_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(places_of_sets, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ranges_name_paths, set_up, tear_down),
        cmocka_unit_test_setup_teardown(shows_texts_safely, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_profiles, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_no_files, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
