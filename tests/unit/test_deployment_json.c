/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Deployments from JSON: what good files mean, and each bad file of tests/bad/deployment with every message
 * and place that its .expect file lists, no more and no less. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "base/units.h"
#include "cost/deployment.h"
#include "pricing/catalogue.h"

#define DIRECTORY "tests/bad/deployment/"

static const struct instance INSTANCES[] = {{.name = "i3.2xlarge"},
                                            {.name = "m5.4xlarge"},
                                            {.name = "m5.large"},
                                            {.name = "r6in.4xlarge"}};
static const struct catalogue CATALOGUE = {.count = 4, .instances = INSTANCES};

/* The diagnostics as "LINE:COLUMN: slug: message" lines. */
static char *listed(const struct diags *diags, struct arena *arena)
{
    struct text out = text_new(arena);
    for (const struct diag *diag = diags->first; diag != NULL; diag = diag->next)
        text_addf(&out, "%u:%u: %s: %s\n", diag->place.line, diag->place.column, diag_slug(diag->id),
                  diag->message);
    return out.bytes;
}

static bool read_text(const char *bytes, size_t length, struct deployment *deployment,
                      const char **architecture, struct arena *arena, struct diags *diags)
{
    diags_init(diags, arena);
    /* A copy of exactly this size, so that a sanitizer sees a step too far. */
    char *exact = malloc(length == 0 ? 1 : length);
    assert_non_null(exact);
    memcpy(exact, bytes, length);
    bool ok = deployment_read("d.json", exact, length, &CATALOGUE, arena, deployment, architecture, diags);
    free(exact);
    return ok;
}

static void test_bad_files(void **state)
{
    (void)state;
    DIR *directory = opendir(DIRECTORY);
    assert_non_null(directory);
    size_t cases = 0;
    for (const struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        if (!text_ends_with(entry->d_name, ".json")) continue;
        struct arena *arena = arena_new();
        struct diags diags;
        diags_init(&diags, arena);
        size_t length, expected_length;
        char *bytes = file_read(text_format(arena, DIRECTORY "%s", entry->d_name), JSON_FILE_MAX_BYTES, arena,
                                &length, &diags);
        char *expected = file_read(text_format(arena, DIRECTORY "%.*s.expect", (int)strlen(entry->d_name) - 5,
                                               entry->d_name),
                                   1000000, arena, &expected_length, &diags);
        assert_non_null(bytes);
        assert_non_null(expected);
        struct deployment deployment = {.role_count = 77};
        const char *architecture = "untouched";
        assert_false(read_text(bytes, length, &deployment, &architecture, arena, &diags));
        assert_int_equal(deployment.role_count, 77);
        assert_string_equal(architecture, "untouched");
        assert_int_equal(diags.exit_code, EXIT_INPUT);
        const char *got = listed(&diags, arena);
        if (!text_equal(got, expected))
            fail_msg("%s:\n--- got\n%s--- expected\n%s", entry->d_name, got, expected);
        cases++;
        arena_free(arena);
    }
    closedir(directory);
    assert_true(cases >= 50);
}

static struct deployment good(const char *text, const char **architecture, struct arena *arena)
{
    struct diags diags;
    struct deployment deployment;
    if (!read_text(text, strlen(text), &deployment, architecture, arena, &diags))
        fail_msg("%s\n%s", text, listed(&diags, arena));
    return deployment;
}

static void test_what_is_read(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const char *architecture;
    struct deployment deployment = good(
        "\xEF\xBB\xBF {\"deployment\":[{\"count\": 2.1e1 "
        ",\"r\\u006fle\":\"broker\",\"instance\":\"m5.4xlarge\","
        "\"volumes\":{\"gib\":15709.5,\"kind\":\"st1\",\"count\":11,\"iops\":0,\"throughput_mibps\":-0}},\r\n"
        "\t{\"role\":\"controller\",\"instance\":\"m5.large\",\"count\":10000}],\"architecture\":\"kafka-"
        "classic\"}\n",
        &architecture, arena);
    assert_string_equal(architecture, "kafka-classic");
    assert_int_equal(deployment.role_count, 2);
    const struct role *broker = deployment_role(&deployment, "broker"),
                      *controller = deployment_role(&deployment, "controller");
    assert_int_equal(broker->instance, 1);
    assert_int_equal(broker->count, 21);
    assert_int_equal(broker->volumes.kind, VOLUME_ST1);
    assert_int_equal(broker->volumes.count, 11);
    assert_true(broker->volumes.gib == 15709.5);
    assert_true(broker->volumes.iops == 0 && broker->volumes.bytes_per_s == 0);
    assert_int_equal(controller->instance, 2);
    assert_int_equal(controller->count, 10000);
    assert_int_equal(controller->volumes.kind, VOLUME_NONE);
    arena_free(arena);
}

/* What is provisioned is what is given; left out or 0 stands for what a volume includes. */
static void test_provisioned(void **state)
{
    (void)state;
    static const struct {
        const char *volumes;
        enum volume_kind kind;
        double iops, mibps;
    } CASES[] = {
        {"\"kind\":\"gp3\",\"count\":2,\"gib\":77", VOLUME_GP3, 0, 0},
        {"\"kind\":\"gp3\",\"count\":2,\"gib\":77,\"iops\":0,\"throughput_mibps\":0", VOLUME_GP3, 0, 0},
        {"\"kind\":\"gp3\",\"count\":2,\"gib\":77,\"iops\":4321,\"throughput_mibps\":256.75", VOLUME_GP3,
         4321, 256.75},
        {"\"kind\":\"io2\",\"count\":1,\"gib\":65536,\"iops\":256000", VOLUME_IO2, 256000, 0},
        {"\"kind\":\"gp2\",\"count\":128,\"gib\":1", VOLUME_GP2, 0, 0},
        {"\"kind\":\"sc1\",\"count\":3,\"gib\":500,\"iops\":0", VOLUME_SC1, 0, 0},
        {"\"kind\":\"nvme\"", VOLUME_NVME, 0, 0},
        {"\"kind\":\"nvme\",\"count\":0,\"gib\":0,\"iops\":0,\"throughput_mibps\":0", VOLUME_NVME, 0, 0},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct arena *arena = arena_new();
        const char *architecture = "some";
        struct deployment deployment = good(
            text_format(arena,
                        "[{\"role\":\"broker\",\"instance\":\"i3.2xlarge\",\"count\":3,\"volumes\":{%s}}]",
                        CASES[i].volumes),
            &architecture, arena);
        assert_null(architecture);
        const struct volumes *volumes = &deployment.roles[0].volumes;
        assert_int_equal(volumes->kind, CASES[i].kind);
        assert_true(volumes->iops == CASES[i].iops);
        assert_true(volumes->bytes_per_s == CASES[i].mibps * MIB);
        arena_free(arena);
    }
}

static void test_examples(void **state)
{
    (void)state;
    static const char *const EXAMPLES[] = {"examples/deployment-classic.json",
                                           "examples/deployment-tuned.json"};
    for (size_t i = 0; i < 2; i++) {
        struct arena *arena = arena_new();
        struct diags diags;
        diags_init(&diags, arena);
        size_t length;
        const char *architecture,
            *bytes = file_read(EXAMPLES[i], JSON_FILE_MAX_BYTES, arena, &length, &diags);
        assert_non_null(bytes);
        assert_int_equal(good(bytes, &architecture, arena).role_count, 2);
        arena_free(arena);
    }
}

/* Eight MiB are read, a byte more is not; a list of a million mistakes ends soon. */
static void test_size(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct diags diags;
    struct deployment deployment;
    const char *architecture;
    size_t size = JSON_FILE_MAX_BYTES + 1;
    char *bytes = arena_alloc(arena, size + 1);
    memset(bytes, ' ', size);
    assert_false(read_text(bytes, size, &deployment, &architecture, arena, &diags));
    assert_string_equal(listed(&diags, arena),
                        "0:0: file-too-large: 8388609 bytes, at most 8388608 are read\n");
    assert_false(read_text(bytes, size - 1, &deployment, &architecture, arena, &diags));
    assert_string_equal(listed(&diags, arena),
                        "1:8388609: json-syntax: the text ends here, expected a value\n");
    memset(bytes, '[', size - 1);
    assert_false(read_text(bytes, size - 1, &deployment, &architecture, arena, &diags));
    assert_string_equal(listed(&diags, arena), "1:17: json-syntax: nested deeper than 16 levels\n");
    struct text many = text_new(arena);
    text_add(&many, "[{");
    while (many.length < 8000000) text_add(&many, "\"unknown\":1,");
    text_add(&many, "\"role\":\"broker\"}]");
    assert_false(read_text(many.bytes, many.length, &deployment, &architecture, arena, &diags));
    assert_int_equal(diags.kept_count, DIAGS_KEPT_MAX);
    assert_true(diags.count > 1000000);
    arena_free(arena);
}

/* Any cut and any changed byte of a good file ends in a deployment or in a diagnostic, never in neither. */
static void test_damaged(void **state)
{
    (void)state;
    static const char TEXT[] =
        "{\"architecture\":\"k\",\"deployment\":[{\"role\":\"a\\u0062\\ud83d\\ude00\",\"instance\":\"m5."
        "large\",\"count\":-1.5e1,"
        "\"volumes\":{\"kind\":\"gp3\",\"count\":1,\"gib\":10,\"x\":[true,false,null,\"\xC3\xA9\"]}}]}";
    static const char BYTES[] = "\"\\{}[]:,0-9.eu\x00\x80 ";
    for (size_t at = 0; at < sizeof TEXT - 1; at++) {
        for (size_t b = 0; b < sizeof BYTES; b++) {
            struct arena *arena = arena_new();
            struct diags diags;
            struct deployment deployment;
            const char *architecture;
            char *copy = arena_copy(arena, TEXT, sizeof TEXT - 1);
            bool is_cut = b == sizeof BYTES - 1;
            if (!is_cut) copy[at] = BYTES[b];
            bool ok = read_text(copy, is_cut ? at : sizeof TEXT - 1, &deployment, &architecture, arena,
                                &diags);
            assert_true(ok == (diags.count == 0));
            arena_free(arena);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bad_files),   cmocka_unit_test(test_what_is_read),
        cmocka_unit_test(test_provisioned), cmocka_unit_test(test_examples),
        cmocka_unit_test(test_size),        cmocka_unit_test(test_damaged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
