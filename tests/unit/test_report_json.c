/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The run document: other programs' JSON readers and a JSON Schema validator must agree with it, and altering
 * any byte must show. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cost/deployment.h"
#include "params/params.h"
#include "pricing/catalogue.h"
#include "run/document.h"
#include "report_fixture.h"

enum { VALID = 0, REFUSED = 3 };

/* tests/cli/validate-run.py on a text; anything but these two means that the script itself failed. */
static int validate(const char *document)
{
    char name[] = "/tmp/warpcost-run-XXXXXX";
    int file = mkstemp(name);
    assert_true(file >= 0);
    FILE *stream = fdopen(file, "w");
    assert_int_equal(fwrite(document, 1, strlen(document), stream), strlen(document));
    assert_int_equal(fclose(stream), 0);
    char command[200];
    snprintf(command, sizeof command,
             "/usr/bin/python3 tests/cli/validate-run.py docs/run-document.schema.json %s >/dev/null", name);
    int status = system(command);
    unlink(name);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* document with the first occurrence of a part replaced. */
static char *altered(struct arena *arena, const char *document, const char *part, const char *by)
{
    const char *at = strstr(document, part);
    if (at == NULL) fail_msg("no '%s'", part);
    return text_format(arena, "%.*s%s%s", (int)(at - document), document, by, at + strlen(part));
}

static void test_schema(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct run run = fixture_run();
    const char *document = run_write(&run, arena);
    assert_int_equal(validate(document), VALID);
    /* Each of these is refused: the schema and the checks beside it say something. */
    static const char *const WRONG[][2] = {
        {"\"gb_per_year\": 31536000", "\"gb_per_year\": 31536001"},
        {"\"feasible\": true", "\"feasible\": 1"},
        {"  \"seed\": \"1\",\n", ""},
        {"\"role\": \"broker\"", "\"role\": \"broker\", \"extra\": 1"},
        {"\"count\": 21", "\"count\": 21.5"},
        {"\"usd_per_year\": 1173139.2,", "\"usd_per_year\": 1173139.3,"},
        {FIXTURE_VERSION, "warpcost.run/2.0"},
        {"\"warnings\": [", "\"warnings\": [NaN, "},
    };
    for (size_t i = 0; i < COUNT_OF(WRONG); i++)
        if (validate(altered(arena, document, WRONG[i][0], WRONG[i][1])) != REFUSED)
            fail_msg("%s is not refused", WRONG[i][1]);
    run.architecture_count = run.input_count = run.param_count = run.excluded_count = run.warning_count = 0;
    run.verdict = (struct run_verdict){.recommended = "",
                                       .objectives = "none",
                                       .current = "",
                                       .cheapest = "",
                                       .dearest = "",
                                       .sentence = "None of these architectures can carry the workload.",
                                       .latency_sentence = ""};
    assert_int_equal(validate(run_write(&run, arena)), VALID);
    arena_free(arena);
}

static const cJSON *at_path(const cJSON *node, const char *path)
{
    char part[64];
    while (*path != '\0' && node != NULL) {
        size_t length = strcspn(path, ".");
        snprintf(part, sizeof part, "%.*s", (int)length, path);
        node = cJSON_IsArray(node) ? cJSON_GetArrayItem(node, atoi(part))
                                   : cJSON_GetObjectItemCaseSensitive(node, part);
        path += length + (path[length] == '.');
    }
    return node;
}

static void test_members(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct run run = fixture_run();
    cJSON *tree = cJSON_Parse(run_write(&run, arena));
    assert_non_null(tree);
    static const struct {
        const char *path, *text; /* printed as JSON */
    } WANTED[] = {
        {"schema", "\"" FIXTURE_VERSION "\""},
        {"seed", "\"1\""},
        {"workload", "\"orders\""},
        {"price_book", "{\"region\":\"us-east-1\",\"as_of\":\"2026-07\",\"as_of_part\":\"S3\",\"newest\":"
                       "\"2026-07\",\"newest_part\":\"S3\",\"sha256\":\"" HASH_B "\"}"},
        {"params.1", "{\"path\":\"load.peak_to_mean\",\"value\":1.1,\"unit\":\"\",\"text\":\"1.1\","
                     "\"origin\":\"default\",\"source\":\"flat load\",\"grade\":\"D\"}"},
        {"params.2.value", "\"us-east-1\""},
        {"architectures.0.deployment.1", "{\"role\":\"controller\",\"instance\":\"m5.large\",\"count\":3}"},
        {"architectures.0.lines.0.id", "\"network.replicate\""},
        {"architectures.0.lines.0.basis",
         "\"1 GB/s produced × 2 followers in other zones × 2 sides that are metered × 365d per year\""},
        {"architectures.0.lines.0.factors.0",
         "{\"label\":\"produced\",\"value\":1000000000,\"kind\":\"rate\",\"unit\":\"B/"
         "s\",\"path\":\"topics.events.produce.rate\",\"origin\":\"given\"}"},
        {"architectures.0.lines.1.factors.0", "{\"label\":\"brokers\",\"value\":21,\"kind\":\"count\","
                                              "\"unit\":\"\",\"path\":null,\"origin\":\"deployed\"}"},
        {"architectures.0.lines.1.topic_group", "null"},
        {"architectures.0.lines.1.item", "\"m5.4xlarge\""},
        {"architectures.0.lines.3.charges.0.quantity_per_month",
         "262.8"}, /* its part of what both groups use */
        {"architectures.0.lines.3.charges.0.to", "null"},
        {"architectures.1.lines.0.charges.0.to", "51200"},
        {"architectures.1.infeasible_reason", "null"},
        {"architectures.2.utilisation.0.fraction", "null"},
        {"architectures.0.latency", "null"},
        {"architectures.0.latency_unknown", "\"not simulated\""},
        {"architectures.0.search.filtered.1", "{\"why\":\"burstable\",\"count\":41}"},
        {"excluded.0.usd_per_year", "null"},
        {"excluded.1.architecture", "\"kafka-classic\""},
        {"verdict.saving_usd_per_year", "2985270.57046"},
    };
    for (size_t i = 0; i < COUNT_OF(WANTED); i++) {
        char *text = cJSON_PrintUnformatted(at_path(tree, WANTED[i].path));
        if (text == NULL || !text_equal(text, WANTED[i].text))
            fail_msg("%s is %s, not %s", WANTED[i].path, text, WANTED[i].text);
        free(text);
    }
    cJSON_Delete(tree);
    arena_free(arena);
}

/* The fixture counts on these names. */
static void test_origins(void **state)
{
    (void)state;
    assert_string_equal(RUN_ORIGINS[FROM_DEFAULT], "default");
    assert_string_equal(RUN_ORIGINS[FROM_GIVEN], "given");
    assert_string_equal(RUN_ORIGINS[FROM_DERIVED], "derived");
}

static void test_numbers(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct run run = fixture_run();
    struct run_param params[] = {FIXTURE_PARAMS[0], FIXTURE_PARAMS[0], FIXTURE_PARAMS[0]};
    params[0].value = 0.1 + 0.2;
    params[1].value = 1.0 / 3;
    params[2].value = -0.0;
    run.params = params;
    run.param_count = COUNT_OF(params);
    run.verdict.saving_usd_per_year = 1e7 / 3;
    const char *document = run_write(&run, arena);
    assert_non_null(strstr(document, "\"value\": 0.30000000000000004,")); /* inputs exact */
    assert_non_null(strstr(document, "\"value\": 0.3333333333333333,"));
    assert_non_null(strstr(document, "\"value\": 0,"));
    assert_non_null(
        strstr(document, "\"saving_usd_per_year\": 3333333.33333,")); /* derived figures with 12 digits */
    assert_null(strstr(document, ": inf"));
    assert_null(strstr(document, ": nan"));
    arena_free(arena);
}

static void test_strings(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    static const char *const NAMES[][2] = {
        {"plain", "plain"},
        {"quo\"te \\ back/slash", "quo\"te \\ back/slash"},
        {"\b\f\n\r\t\x01\x1f\x7f", "\b\f\n\r\t\x01\x1f\x7f"},
        {"né 日本 🚀", "né 日本 🚀"},
        {"bad \xff\xc3 bytes", "bad \uFFFD\uFFFD bytes"},
        {"\xed\xa0\x80", "\uFFFD\uFFFD\uFFFD"},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
        struct run run = fixture_run();
        run.command = NAMES[i][0];
        const char *document = run_write(&run, arena);
        cJSON *tree = cJSON_Parse(document);
        assert_non_null(tree);
        assert_string_equal(cJSON_GetObjectItemCaseSensitive(tree, "command")->valuestring, NAMES[i][1]);
        assert_int_equal(text_invalid_utf8_at(document, strlen(document)), strlen(document));
        cJSON_Delete(tree);
    }
    arena_free(arena);
}

/* A text that looks like the hash's member comes after it, and stays as it is. */
static void test_hash_is_the_documents_own(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct run run = fixture_run();
    run.command = "\"sha256\": \"";
    run.workload_name = "\"sha256\": \"\"";
    assert_int_equal(validate(run_write(&run, arena)), VALID);
    struct run other = fixture_run();
    other.seed = "2";
    run = fixture_run();
    assert_string_equal(run_write(&run, arena), run_write(&run, arena));
    assert_memory_not_equal(run_write(&run, arena) + 50, run_write(&other, arena) + 50, 64);
    arena_free(arena);
}

/* A deployment cut out of the document is read as what it was. */
static void test_deployment_goes_round(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct run run = fixture_run();
    struct run_architecture architecture = run.architectures[0];
    const struct run_role roles[] = {
        FIXTURE_CLASSIC_ROLES[0],
        FIXTURE_CLASSIC_ROLES[1],
        {"hot", "m5.large", 7, "gp3", 2, 1234.5, 4321, 256.75, ""},
        {"local", "m5.large", 9, "nvme", 0, 0, 0, 0, ""},
    };
    architecture.roles = roles;
    architecture.role_count = COUNT_OF(roles);
    run.architectures = &architecture;
    run.architecture_count = 1;
    cJSON *tree = cJSON_Parse(run_write(&run, arena));
    char *cut = cJSON_Print(at_path(tree, "architectures.0.deployment"));
    static const struct instance INSTANCES[] = {{.name = "m5.4xlarge"}, {.name = "m5.large"}};
    const struct catalogue catalogue = {.count = 2, .instances = INSTANCES};
    struct diags diags;
    diags_init(&diags, arena);
    struct deployment deployment;
    const char *id = "untouched";
    assert_true(deployment_read("cut.json", cut, strlen(cut), &catalogue, arena, &deployment, &id, &diags));
    assert_null(id);
    assert_int_equal(deployment.role_count, COUNT_OF(roles));
    for (size_t i = 0; i < COUNT_OF(roles); i++) {
        const struct role *role = &deployment.roles[i];
        assert_string_equal(role->role, roles[i].role);
        assert_string_equal(INSTANCES[role->instance].name, roles[i].instance);
        assert_int_equal(role->count, roles[i].count);
        assert_string_equal(role->volumes.kind == VOLUME_NONE ? "" : VOLUME_LIMITS[role->volumes.kind].name,
                            roles[i].volume);
        assert_int_equal(role->volumes.count, roles[i].volumes_per_node);
        assert_true(role->volumes.gib == roles[i].volume_gib);
        assert_true(role->volumes.iops == roles[i].volume_iops);
        assert_true(role->volumes.bytes_per_s == roles[i].volume_throughput_mibps * MIB);
    }
    free(cut);
    cJSON_Delete(tree);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_schema),
        cmocka_unit_test(test_members),
        cmocka_unit_test(test_origins),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_hash_is_the_documents_own),
        cmocka_unit_test(test_deployment_goes_round),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
