/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Parameters: layers and their order, paths, overrides, printing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/units.h"
#include "params/keys.h"
#include "params/load.h"
#include "params/value.h"
#include "params_fixture.h"
#include "diags_fixture.h"

static const char ORDERS[] =
    "name: shop\n"
    "topics:\n"
    "  - name: events\n"
    "    produce: {rate: 37 MiB/s, record_size: 700 B}\n"
    "    needs: [idempotence, compaction]\n"
    "  - {name: \"a.b\", produce: {rate: 1.5 MB/s}, retention: 36h}\n"
    "load: {peak_to_mean: 1.7}\n"
    "architectures:\n"
    "  - ferry\n"
    "  - {use: ferry-tuned, id: swift, name: Swift one, with: {hold: {timeout: 90ms}, shifts: [3, 0.25]}}\n"
    "pricing: {discount: {AmazonEC2: 12%}, private: {\"AmazonS3:Requests-Tier1\": 0.000004}}\n";

static const struct params *resolve(const char *text, const char *const *sets)
{
    const struct params *params = resolve_text(text, sets, arena, &diags);
    if (params == NULL) fail_msg("%s", diags_text(&diags, arena));
    return params;
}

static struct param_ref find(const struct params *params, const char *path)
{
    struct param_ref ref = {NULL, NULL};
    if (!params_find(params, path, &ref)) fail_msg("no '%s'", path);
    return ref;
}

static void assert_value(const struct params *params, const char *path, const char *printed,
                         enum param_origin origin, uint32_t line, uint32_t column)
{
    struct param_ref ref = find(params, path);
    assert_string_equal(param_print(arena, ref.row, ref.value), printed);
    if (ref.value->origin != origin || ref.value->line != line || ref.value->column != column)
        fail_msg("%s: %s at %u:%u", path, param_origin_name(ref.value->origin), (unsigned)ref.value->line,
                 (unsigned)ref.value->column);
}

static void checks_every_row(void **state)
{
    (void)state;
    const struct {
        const struct param_row *rows;
        size_t count;
    } tables[] = {{ROOT_ROWS, ROOT__COUNT}, {TOPIC_ROWS, TOPIC__COUNT}};
    for (size_t t = 0; t < 2; t++) {
        for (size_t i = 0; i < tables[t].count; i++) {
            const struct param_row *row = &tables[t].rows[i];
            struct value value =
                value_default(row, PROFILES, arena); /* asserts that a default can be read and is in range */
            assert_int_equal(value.is_set, row->fallback != NULL);
            if (row->help[0] == '\0' || strchr("ABCDR-", row->grade) == NULL ||
                (row->grade != '-' && row->source[0] == '\0') || (row->required && row->fallback != NULL))
                fail_msg("row '%s' lacks help, grade or source", row->path);
            if (row->type != PARAM_CHOICE && row->type != PARAM_SET &&
                (row->max <= row->min || row->choices != NULL))
                fail_msg("row '%s' has no range", row->path);
            if ((row->type == PARAM_CHOICE || row->type == PARAM_SET) && row->choices == NULL)
                fail_msg("row '%s' has no choices", row->path);
            for (size_t k = 0; k < i; k++) assert_string_not_equal(tables[t].rows[k].path, row->path);
        }
    }
}

static void gives_defaults(void **state)
{
    (void)state;
    const struct params *params = resolve("topics: [{name: t, produce: {rate: 3 MiB/s}}]\n", NULL);
    assert_string_equal(params->name, "orders"); /* as its file */
    assert_value(params, "region", "us-east-1", ORIGIN_DEFAULT, 0, 0);
    assert_value(params, "topics.t.retention", "7d", ORIGIN_DEFAULT, 0, 0);
    assert_true(root_num(params, ROOT_MONTH_HOURLY) == 2628000.0);
    assert_true(topic_num(params, 0, TOPIC_FETCH_MAX_WAIT) == 0.5);
    assert_int_equal(params->scenario_count, 2);
    assert_string_equal(params->scenarios[1].id, "ferry-tuned");
    assert_string_equal(params->scenarios[1].name, "Ferry, tuned");
    assert_value(params, "architectures.ferry.hold.chunk", "4 MiB", ORIGIN_DEFAULT, 0, 0);
    assert_value(params, "architectures.ferry-tuned.hold.chunk", "8 MiB", ORIGIN_PRESET, 0, 0);
    assert_value(params, "architectures.ferry-tuned.spill", "true", ORIGIN_PRESET, 0, 0);
    assert_false(option_is_set(params, 0, FERRY_INSTANCE));
    assert_string_equal(option_text(params, 0, FERRY_INSTANCE), "");
    assert_value(params, "load.hourly", "", ORIGIN_DEFAULT, 0, 0);
}

static void reads_the_workload(void **state)
{
    (void)state;
    const struct params *params = resolve(ORDERS, NULL);
    assert_string_equal(params->name, "shop");
    assert_int_equal(params->topic_count, 2);
    assert_true(topic_num(params, 0, TOPIC_PRODUCE_RATE) == 37.0 * 1048576);
    assert_true(topic_num(params, 0, TOPIC_NEEDS) == (NEEDS_IDEMPOTENCE | NEEDS_COMPACTION));
    assert_true(topic_num(params, 1, TOPIC_RETENTION) == 129600.0);
    assert_value(params, "topics.events.produce.rate", "37 MiB/s", ORIGIN_GIVEN, 4, 21);
    assert_value(params, "topics.\"a.b\".produce.rate", "1.5 MB/s", ORIGIN_GIVEN, 6, 35);
    assert_value(params, "load.peak_to_mean", "1.7", ORIGIN_GIVEN, 7, 22);
    assert_value(params, "architectures.swift.hold.timeout", "90ms", ORIGIN_GIVEN, 10, 75);
    assert_value(params, "architectures.swift.hold.chunk", "8 MiB", ORIGIN_PRESET, 0, 0);
    assert_value(params, "architectures.swift.shifts", "[3, 0.25]", ORIGIN_GIVEN, 10, 90);
    assert_string_equal(params->scenarios[1].name, "Swift one");
    assert_value(params, "pricing.discount.AmazonEC2", "0.12", ORIGIN_GIVEN, 11, 33);
    assert_true(params_free(params, ROOT_PRIVATE_BY, "AmazonS3:Requests-Tier1")->num == 4e-6);
    assert_null(params_free(params, ROOT_DISCOUNT_BY, "AmazonS3:Requests-Tier1"));
    assert_string_equal(params->inputs[0].name, "orders.yaml");
    assert_string_equal(
        params->inputs[0].sha256,
        "bfcb2d631ba050202e9fb3bd3eb754f24501558087cf3b20a652a2b694adc5d6"); /* by sha256sum */
    assert_string_equal(option_text(params, 1, FERRY_INSTANCE), "");
}

static void layers_win_in_order(void **state)
{
    (void)state;
    static const char WORKLOAD[] = "topics: [{name: t, produce: {rate: 1 MiB/s}, retention: 5d}]\nzones: "
                                   "2\narchitectures: [{use: ferry-tuned, with: {spill: false}}]\n";
    static const char FIRST[] = "zones: 4\nload: {peak_to_mean: 3}\ntopics: {retention: 1d, partitions: 11, "
                                "consume: {groups: 4}}\npricing: {discount: {A: 1%, B: 2%}}\n";
    static const char SECOND[] = "load: {peak_to_mean: 4}\ntopics: {partitions: 13}\narchitectures: "
                                 "{ferry-tuned: {hold: {chunk: 1 MiB}, spill: true}, raft: {logs: 7}}\n"
                                 "pricing: {discount: {B: 3%}}\n";
    static const char *const SETS[] = {"topics.t.consume.groups=6", "pricing.discount.A=0.04",
                                       "architectures.ferry-tuned.shifts=[1, 2]"};
    const struct param_source profiles[] = {{"first.yaml", FIRST, strlen(FIRST)},
                                            {"second.yaml", SECOND, strlen(SECOND)}};
    struct param_request request = {{"w.yaml", WORKLOAD, strlen(WORKLOAD)}, profiles, 2, SETS, 3};
    const struct params *params = params_resolve(&FIXTURE, &request, arena, &diags);
    assert_string_equal(diags_text(&diags, arena), "");
    assert_value(params, "zones", "2", ORIGIN_GIVEN, 2, 8);
    assert_value(params, "load.peak_to_mean", "4", ORIGIN_PROFILE, 1, 22);
    assert_value(params, "topics.t.retention", "5d", ORIGIN_GIVEN, 1, 57);
    assert_value(params, "topics.t.partitions", "13", ORIGIN_PROFILE, 2, 22);
    assert_value(params, "topics.t.consume.groups", "6", ORIGIN_GIVEN, 1, 0);
    assert_value(params, "pricing.discount.A", "0.04", ORIGIN_GIVEN, 2, 0);
    assert_value(params, "pricing.discount.B", "0.03", ORIGIN_PROFILE, 4, 25);
    assert_value(params, "architectures.ferry-tuned.hold.chunk", "1 MiB", ORIGIN_PROFILE, 3, 45);
    assert_value(params, "architectures.ferry-tuned.spill", "false", ORIGIN_GIVEN, 3, 50);
    assert_value(params, "architectures.ferry-tuned.shifts", "[1, 2]", ORIGIN_GIVEN, 3, 0);
    assert_int_equal(params->input_count, 4);
    assert_string_equal(params->inputs[find(params, "topics.t.partitions").value->file].name, "second.yaml");
    assert_string_equal(params->inputs[find(params, "pricing.discount.A").value->file].name, "--set");
    assert_string_equal(params->inputs[3].sha256, "");
}

/* What a set gives needn't stand in the file. */
static void sets_satisfy_requirements(void **state)
{
    (void)state;
    static const char *const SETS[] = {"topics.t.produce.rate=5 MB/s", "architectures.raft.logs=9", NULL};
    const struct params *params = resolve("topics: [{name: t}]\narchitectures: [raft]\n", SETS);
    assert_true(topic_num(params, 0, TOPIC_PRODUCE_RATE) == 5e6);
    assert_true(option_num(params, 0, 0) == 9);
}

static void overrides_and_shares(void **state)
{
    (void)state;
    const struct params *before = resolve(ORDERS, NULL);
    static const struct {
        const char *path, *value, *printed;
    } ROWS[] = {
        {"load.peak_to_mean", "2.25", "2.25"},
        {"topics.\"a.b\".produce.rate", "9 GB/s", "9 GB/s"},
        {"topics.events.needs", "[transactions]", "[transactions]"},
        {"topics.events.needs", "[]", "[]"},
        {"architectures.swift.free_space", "33%", "0.33"},
        {"architectures.ferry.instance", "m5.large", "m5.large"},
        {"architectures.ferry.weather", "rough", "rough"},
        {"pricing.private.AmazonS3:Requests-Tier1", "0.5", "0.5"},
        {"pricing.private.\"Amazon.EC2\"", "7", "7"},
        {"pricing.private.Amazon.EC2", "7", "7"},
        {"pricing.discount", "3%", "0.03"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct param_ref was = {NULL, NULL};
        bool existed = params_find(before, ROWS[i].path, &was);
        char *old = existed ? param_print(arena, was.row, was.value) : NULL;
        const struct params *after = params_override(before, ROWS[i].path, ROWS[i].value, arena, &diags);
        assert_string_equal(diags_text(&diags, arena), "");
        struct param_ref now = find(after, ROWS[i].path);
        assert_string_equal(param_print(arena, now.row, now.value), ROWS[i].printed);
        assert_int_equal(now.value->origin, ORIGIN_GIVEN);
        assert_int_equal(params_find(before, ROWS[i].path, &was), existed);
        if (existed) assert_string_equal(param_print(arena, was.row, was.value), old);
    }
    const struct params *other = params_override(before, "topics.events.partitions", "55", arena, &diags);
    assert_ptr_equal(other->root, before->root);
    assert_ptr_equal(other->scenarios, before->scenarios);
    assert_ptr_equal(other->topics[1].values, before->topics[1].values);
    assert_ptr_not_equal(other->topics[0].values, before->topics[0].values);
}

static void refuses_overrides(void **state)
{
    (void)state;
    const struct params *params = resolve(ORDERS, NULL);
    static const struct {
        const char *path, *value;
        enum diag_id id;
        const char *part;
    } ROWS[] = {
        {"load.peak_to_maen", "2", DIAG_UNKNOWN_PATH,
         "'load.peak_to_maen', did you mean 'load.peak_to_mean'?"},
        {"topics.event.retention", "2d", DIAG_UNKNOWN_PATH,
         "no topic group is called 'event', did you mean 'events'?"},
        {"topics.a.b.retention", "2d", DIAG_UNKNOWN_PATH, "no topic group is called 'a' in path"},
        {"topics.zzzzzz.retention", "2d", DIAG_UNKNOWN_PATH, "a name with a dot is quoted"},
        {"topics.events.retension", "2d", DIAG_UNKNOWN_PATH, "did you mean 'topics.events.retention'?"},
        {"topics.events", "2d", DIAG_UNKNOWN_PATH, "schema --reference"},
        {"topics.\"events", "2d", DIAG_UNKNOWN_PATH, "quote that does not end"},
        {"architectures.fery.spill", "true", DIAG_UNKNOWN_PATH, "did you mean 'ferry'?"},
        {"architectures.ferry.spil", "true", DIAG_UNKNOWN_PATH, "did you mean 'architectures.ferry.spill'?"},
        {"architectures.\"ferry\"x.spill", "true", DIAG_UNKNOWN_PATH, "quote"},
        {"pricing.private.", "1", DIAG_UNKNOWN_PATH, "no parameter"},
        {"pricing.private.\"a\"b", "1", DIAG_UNKNOWN_PATH, "quote"},
        {"", "1", DIAG_UNKNOWN_PATH, "no parameter"},
        {"load.peak_to_mean", "101", DIAG_OUT_OF_RANGE, "1 to 100"},
        {"topics.events.produce.rate", "12", DIAG_MISSING_UNIT, "write for example '1 GiB/s'"},
        {"topics.events.needs", "idempotence", DIAG_WRONG_SHAPE, "'[idempotence]'"},
        {"topics.events.needs", "[", DIAG_YAML_SYNTAX, "not valid YAML"},
        {"topics.events.needs", "[a, compaction]", DIAG_UNKNOWN_CHOICE,
         "idempotence, transactions, compaction"},
        {"load.hourly", "[1, 2, 3]", DIAG_INCONSISTENT, "3 numbers"},
        {"region", "\xFF", DIAG_ENCODING, "UTF-8"},
        {"region\xFF", "x", DIAG_ENCODING, "UTF-8"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        diags_init(&diags, arena);
        assert_null(params_override(params, ROWS[i].path, ROWS[i].value, arena, &diags));
        if (diags.count == 0 || diags.first->id != ROWS[i].id ||
            strstr(diags.first->message, ROWS[i].part) == NULL)
            fail_msg("%s=%s: %s", ROWS[i].path, ROWS[i].value, diags_text(&diags, arena));
    }
}

struct visited {
    const struct params *params;
    size_t count;
    char *last;
};

static void visit(void *user, const char *path, const struct param_row *row, const struct value *value)
{
    struct visited *visited = user;
    struct param_ref ref = find(visited->params, path);
    assert_ptr_equal(ref.row, row);
    assert_ptr_equal(ref.value, value);
    /* Printed values are values that can be given. */
    char *printed = param_print(arena, row, value);
    const struct params *again = params_override(visited->params, path, printed, arena, &diags);
    if (again == NULL) fail_msg("%s=%s: %s", path, printed, diags_text(&diags, arena));
    ref = find(again, path);
    assert_string_equal(param_print(arena, ref.row, ref.value), printed);
    if (row->type <= PARAM_SET) assert_true(ref.value->num == value->num);
    visited->count++;
    visited->last = arena_copy_string(arena, path);
}

static void visits_what_is_set(void **state)
{
    (void)state;
    const struct params *params = resolve(ORDERS, NULL);
    struct visited visited = {.params = params};
    params_visit(params, arena, visit, &visited);
    size_t defaults = 0;
    for (int i = 0; i < ROOT__COUNT; i++) defaults += ROOT_ROWS[i].fallback != NULL;
    for (int i = 0; i < TOPIC__COUNT; i++) defaults += 2 * (TOPIC_ROWS[i].fallback != NULL);
    /* Six of seven ferry options have defaults, twice; beside defaults: two rates, needs, two free keys. */
    assert_int_equal(visited.count, defaults + 12 + 5);
    assert_string_equal(visited.last, "pricing.private.AmazonS3:Requests-Tier1");
    assert_string_equal(params_topic_path(arena, params, 1, TOPIC_LINGER), "topics.\"a.b\".produce.linger");
    assert_string_equal(params_option_path(arena, params, 1, FERRY_CHUNK), "architectures.swift.hold.chunk");
}

static void quotes_odd_names(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"a.b", "a b", "a=b", "say \\\"hi\\\"", "back\\\\slash", ".", "*"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        const struct params *params = resolve(
            text_format(arena, "topics: [{name: \"%s\", produce: {rate: 1 MB/s}}]\n", NAMES[i]), NULL);
        char *path = params_topic_path(arena, params, 0, TOPIC_PARTITIONS);
        assert_true(find(params, path).value->num == 100);
        const char *sets[] = {text_format(arena, "%s=77", path), NULL};
        params = resolve(text_format(arena, "topics: [{name: \"%s\", produce: {rate: 1 MB/s}}]\n", NAMES[i]),
                         sets);
        assert_true(find(params, path).value->num == 77);
    }
}

static const char *write_file(const char *directory, const char *name, const char *text)
{
    char *path = text_format(arena, "%s/%s", directory, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    return path;
}

static void loads_files(void **state)
{
    (void)state;
    char directory[] = "/tmp/params-XXXXXX";
    assert_non_null(mkdtemp(directory));
    const char *workload = write_file(
        directory, "w.yaml", "profile: [a.yaml, b.yaml]\ntopics: [{name: t, produce: {rate: 1 MB/s}}]\n");
    write_file(directory, "a.yaml", "zones: 2\nload: {peak_to_mean: 2}\n");
    write_file(directory, "b.yaml", "zones: 4\n");
    const char *third = write_file(directory, "c.yaml", "load: {peak_to_mean: 5}\n");
    const char *twice =
        write_file(directory, "twice.yaml",
                   "profile: [a.yaml, ./a.yaml, a.yaml]\ntopics: [{name: t, produce: {rate: 1 MB/s}}]\n");
    const char *itself = write_file(directory, "itself.yaml",
                                    "profile: itself.yaml\ntopics: [{name: t, produce: {rate: 1 MB/s}}]\n");
    const char *lost = write_file(
        directory, "lost.yaml", "profile: {a: 1}\nzones: x\ntopics: [{name: t, produce: {rate: 1 MB/s}}]\n");
    const char *outside =
        write_file(directory, "outside.yaml",
                   "profile: ../../etc/passwd\ntopics: [{name: t, produce: {rate: 1 MB/s}}]\n");

    const struct params *params = params_load(workload, &third, 1, NULL, 0, &FIXTURE, arena, &diags);
    assert_string_equal(diags_text(&diags, arena), "");
    assert_true(root_num(params, ROOT_ZONES) == 4);
    assert_true(root_num(params, ROOT_PEAK_TO_MEAN) == 5);
    assert_int_equal(params->input_count, 4);
    assert_true(text_ends_with(params->inputs[1].name, "/a.yaml"));

    const struct {
        const char *file;
        enum diag_id id;
        uint32_t line, column;
    } bad[] = {
        {twice, DIAG_DUPLICATE_NAME, 1, 29},
        {itself, DIAG_INCONSISTENT, 1, 10},
        {lost, DIAG_WRONG_SHAPE, 1, 10},
        {outside, DIAG_FILE_OUTSIDE, 1, 10},
        {"/tmp/there/is/none.yaml", DIAG_FILE_UNREADABLE, 0, 0},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        diags_init(&diags, arena);
        assert_null(params_load(bad[i].file, NULL, 0, NULL, 0, &FIXTURE, arena, &diags));
        bool found = false;
        for (const struct diag *diag = diags.first; diag != NULL; diag = diag->next)
            found |= diag->id == bad[i].id && diag->place.line == bad[i].line &&
                     diag->place.column == bad[i].column;
        if (!found) fail_msg("%s", diags_text(&diags, arena));
    }
    /* Mistakes of the workload are told beside those of its profiles. */
    diags_init(&diags, arena);
    params_load(lost, NULL, 0, NULL, 0, &FIXTURE, arena, &diags);
    assert_int_equal(diags.count, 2);
    diags_init(&diags, arena);
    assert_null(params_load(workload, (const char *[]){third, third}, 2, NULL, 0, &FIXTURE, arena, &diags));
    assert_int_equal(diags.first->id, DIAG_DUPLICATE_NAME);
    char *command = text_format(arena, "rm -r %s", directory);
    assert_int_equal(system(command), 0);
}

static void bounds_counts(void **state)
{
    (void)state;
    const struct param_source *profiles = arena_new_of(arena, struct param_source, 40);
    struct param_request request = {.workload = {"w.yaml", "topics: []", 10},
                                    .profiles = profiles,
                                    .profile_count = 40};
    assert_null(params_resolve(&FIXTURE, &request, arena, &diags));
    assert_int_equal(diags.first->id, DIAG_OUT_OF_RANGE);
    struct text out = text_new(arena);
    text_add(&out, "topics: [{name: t, produce: {rate: 1 MB/s}}]\npricing:\n  private:\n");
    for (int i = 0; i < 2001; i++) text_addf(&out, "    k%d: 1\n", i);
    diags_init(&diags, arena);
    assert_null(resolve_text(out.bytes, NULL, arena, &diags));
    assert_int_equal(diags.count, 1);
    assert_int_equal(diags.first->place.line, 2004);
    diags_init(&diags, arena);
    struct param_request large = {
        .workload = {"w.yaml", arena_alloc(arena, PARAM_FILE_MAX_BYTES + 1), PARAM_FILE_MAX_BYTES + 1}};
    assert_null(params_resolve(&FIXTURE, &large, arena, &diags));
    assert_int_equal(diags.first->id, DIAG_FILE_TOO_LARGE);
}

/* How long it may take is a row of make bench. */
static void scales(void **state)
{
    (void)state;
    enum { TOPICS = 10000 };
    struct text out = text_new(arena);
    text_add(&out, "topics:\n");
    for (int i = 0; i < TOPICS; i++)
        text_addf(
            &out,
            "  - name: group-%d\n    produce: {rate: %d KiB/s, record_size: %d B}\n    partitions: %d\n", i,
            i % 911 + 1, i % 77 + 9, i % 50 + 1);
    const struct params *params = resolve(out.bytes, NULL);
    assert_int_equal(params->topic_count, TOPICS);
    assert_true(topic_num(params, 9999, TOPIC_PRODUCE_RATE) == (9999 % 911 + 1) * 1024.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(checks_every_row, set_up, tear_down),
        cmocka_unit_test_setup_teardown(gives_defaults, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_the_workload, set_up, tear_down),
        cmocka_unit_test_setup_teardown(layers_win_in_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sets_satisfy_requirements, set_up, tear_down),
        cmocka_unit_test_setup_teardown(overrides_and_shares, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_overrides, set_up, tear_down),
        cmocka_unit_test_setup_teardown(visits_what_is_set, set_up, tear_down),
        cmocka_unit_test_setup_teardown(quotes_odd_names, set_up, tear_down),
        cmocka_unit_test_setup_teardown(loads_files, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bounds_counts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(scales, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
