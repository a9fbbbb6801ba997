/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Terraform plans, read: what is wrong is told with its place, what isn't asked for takes no memory, order
 * doesn't matter, and a machine is only wrong when it is used. What good plans deploy and cost is in
 * tests/cli/terraform.sh. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "arch/arch.h"
#include "base/text.h"
#include "base/units.h"
#include "iac/terraform.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

enum { KAFKA_CLASSIC = 0 }; /* of ARCHS */

struct fixture {
    struct arena *arena;
    struct diags diags;
    const struct catalogue *catalogue;
};

static struct fixture *new_fixture(void)
{
    struct arena *arena = arena_new();
    struct fixture *fixture = arena_new_of(arena, struct fixture, 1);
    fixture->arena = arena;
    diags_init(&fixture->diags, arena);
    fixture->catalogue = catalogue_embedded(arena, &fixture->diags);
    assert_non_null(fixture->catalogue);
    return fixture;
}

static const struct terraform *read_text(struct fixture *fixture, const char *text, enum terraform_side side)
{
    diags_init(&fixture->diags, fixture->arena);
    /* A copy of exactly this size, so that a sanitizer sees a step too far. */
    size_t length = strlen(text);
    char *exact = malloc(length == 0 ? 1 : length);
    assert_non_null(exact);
    memcpy(exact, text, length);
    const struct terraform *terraform = terraform_read("p.json", exact, length,
                                                       &(struct terraform_asked){side, NULL, 0, NULL},
                                                       fixture->catalogue, fixture->arena, &fixture->diags);
    free(exact);
    return terraform;
}

#define PLAN(changes) "{\"format_version\": \"1.2\", \"resource_changes\": [" changes "]}"
#define CHANGE(type, name, after, unknown)                                                                  \
    "{\"address\": \"" type "." name "\", \"mode\": \"managed\", \"type\": \"" type "\", \"name\": \"" name \
    "\", \"change\": {\"actions\": [\"create\"], \"before\": null, \"after\": " after                       \
    ", \"after_unknown\": " unknown "}}"
#define MSK(count, group)          \
    CHANGE("aws_msk_cluster", "k", \
           "{\"number_of_broker_nodes\": " count ", \"broker_node_group_info\": [{" group "}]}", "{}")
#define MSK_GROUP(type, size) \
    "\"instance_type\": " type ", \"storage_info\": [{\"ebs_storage_info\": [{\"volume_size\": " size "}]}]"
#define INSTANCE(name, after) \
    CHANGE("aws_instance", name, after, "{\"ebs_block_device\": true, \"id\": true}")
#define DISK(name, after) \
    CHANGE("aws_ebs_volume", name, after, "{\"id\": true, \"iops\": true, \"throughput\": true}")
#define ATTACHMENT(name) CHANGE("aws_volume_attachment", name, "{}", "{\"volume_id\": true}")

/* ---- what is wrong with the whole ---- */

static void no_plans(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum diag_id id;
        uint32_t line, column;
        const char *says;
    } CASES[] = {
        {"", DIAG_JSON_SYNTAX, 1, 1, "the text ends here"},
        {"[]", DIAG_TERRAFORM, 1, 1, "no 'format_version'"},
        {"{\"format_version\": 1}", DIAG_TERRAFORM, 1, 1, "no 'format_version'"},
        {"{\"format_version\": \"1.2\"}", DIAG_TERRAFORM, 1, 1, "neither 'resource_changes'"},
        {"{\"format_version\": \"1.2\", \"planned_values\": {\"root_module\": []}}", DIAG_TERRAFORM, 1, 1,
         "neither 'resource_changes'"},
        {"{\"format_version\": \"1.2\", \"errored\": true, \"resource_changes\": []}", DIAG_TERRAFORM, 1, 38,
         "ended in an error"},
        {"{\"format_version\": \"2.0\", \"resource_changes\": []}", DIAG_TERRAFORM, 1, 20,
         "format_version 2.0 isn't known"},
        {"{\"format_version\": \"10.1\", \"resource_changes\": []}", DIAG_TERRAFORM, 1, 20,
         "format_version 10.1 isn't known"},
        {"{\"format_version\": \"soon\", \"resource_changes\": []}", DIAG_TERRAFORM, 1, 20, "is no version"},
        {PLAN("7"), DIAG_TERRAFORM, 1, 48, "a resource without address"},
        {PLAN("{\"address\": \"a.b\", \"type\": \"a\"}"), DIAG_TERRAFORM, 1, 48,
         "a resource without address"},
        {PLAN("{\"address\": \"a.b\", \"type\": \"a\", \"name\": \"b\"}"), DIAG_TERRAFORM, 1, 48,
         "without 'change'"},
        {PLAN("\n{\"address\": \"a.b\", \"type\": \"a\", \"name\": \"b\",\n \"change\": {\"after\": [1]}}"),
         DIAG_TERRAFORM, 3, 22, "values that are no object"},
        {"{\"format_version\": \"1.2\", \"values\": {\"root_module\": {\"child_modules\": [3]}}}",
         DIAG_TERRAFORM, 1, 72, "a module that is no object"},
        {"{\"format_version\": \"1.2\", \"resource_changes\": [], \"resource_changes\": []}",
         DIAG_JSON_DUPLICATE, 1, 51, "a second time"},
        {"{\"format_version\": \"1.2\", \"variables\": {\"a\": [1,]}, \"resource_changes\": []}",
         DIAG_JSON_SYNTAX, 1, 49, "expected a value"},
        {"{\"format_version\": \"1.2\", \"variables\": \"\xff\"}", DIAG_ENCODING, 1, 41, "is not UTF-8"},
    };
    struct fixture *fixture = new_fixture();
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        assert_null(read_text(fixture, CASES[i].text, TERRAFORM_AFTER));
        const struct diag *diag = fixture->diags.first;
        if (diag->id != CASES[i].id || diag->place.line != CASES[i].line ||
            diag->place.column != CASES[i].column || strstr(diag->message, CASES[i].says) == NULL)
            fail_msg("%zu: got %u:%u: %s: %s", i, diag->place.line, diag->place.column, diag_slug(diag->id),
                     diag->message);
    }
    arena_free(fixture->arena);
}

/* ---- what is wrong with a thing that is used ---- */

static void problems(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum machine_service service;
        const char *says;
    } CASES[] = {
        {PLAN(MSK("3", MSK_GROUP("\"kafka.m7g.larg\"", "9"))), SERVICE_MSK,
         "aws_msk_cluster.k: broker_node_group_info.instance_type is no broker type that the "
         "catalogue knows"},
        {PLAN(MSK("3", MSK_GROUP("\"m7g.large\"", "9"))), SERVICE_MSK, "is no broker type"},
        {PLAN(MSK("3", MSK_GROUP("7", "9"))), SERVICE_MSK, "instance_type is a number, must be a string"},
        {PLAN(MSK("3", MSK_GROUP("null", "9"))), SERVICE_MSK, "instance_type is missing"},
        {PLAN(MSK("\"3\"", MSK_GROUP("\"kafka.m7g.large\"", "9"))), SERVICE_MSK,
         "number_of_broker_nodes is a string, must be a number"},
        {PLAN(MSK("3.5", MSK_GROUP("\"kafka.m7g.large\"", "9"))), SERVICE_MSK,
         "number_of_broker_nodes must be a whole number from 0 to 10,000"},
        {PLAN(MSK("-3", MSK_GROUP("\"kafka.m7g.large\"", "9"))), SERVICE_MSK, "must be a whole number"},
        {PLAN(MSK("1e99", MSK_GROUP("\"kafka.m7g.large\"", "9"))), SERVICE_MSK, "must be a whole number"},
        {PLAN(MSK("1e999", MSK_GROUP("\"kafka.m7g.large\"", "9"))), SERVICE_MSK, "must be a whole number"},
        {PLAN(MSK("0", MSK_GROUP("\"kafka.m7g.large\"", "9"))), SERVICE_MSK,
         "number_of_broker_nodes must be at least 1"},
        {PLAN(MSK("3", MSK_GROUP("\"kafka.m7g.large\"", "0"))), SERVICE_MSK,
         "volume_size must be at least 1"},
        {PLAN(MSK("3", MSK_GROUP("\"kafka.m7g.large\"", "65537"))), SERVICE_MSK, "from 0 to 65,536"},
        {PLAN(MSK("3", "\"instance_type\": \"kafka.m7g.large\"")), SERVICE_MSK, "volume_size is missing"},
        {PLAN(MSK("3",
                  MSK_GROUP("\"kafka.m7g.large\"", "9, \"provisioned_throughput\": [{\"enabled\": true}]"))),
         SERVICE_MSK, "volume_throughput is missing"},
        {PLAN(CHANGE("aws_msk_cluster", "k", "{}", "true")), SERVICE_MSK,
         "isn't known before the change is applied"},
        {PLAN(INSTANCE("broker", "{\"instance_type\": \"kafka.m7g.large\"}")), SERVICE_EC2,
         "is no instance type"},
        {PLAN(INSTANCE("broker", "{}")), SERVICE_EC2, "aws_instance.broker: instance_type is missing"},
        {PLAN(INSTANCE("broker", "{\"instance_type\": \"m5.large\", \"ebs_block_device\": [{\"device_name\": "
                                 "\"/dev/sdf\", \"volume_type\": \"gp4\", \"volume_size\": 3}]}")),
         SERVICE_EC2, "volume_type is no kind of volume that is priced here"},
        {PLAN(INSTANCE("broker", "{\"instance_type\": \"m5.large\", \"ebs_block_device\": [{\"device_name\": "
                                 "\"/dev/sdf\", \"volume_type\": \"msk\", \"volume_size\": 3}]}")),
         SERVICE_EC2, "volume_type is no kind of volume"},
        {PLAN(INSTANCE("broker", "{\"instance_type\": \"m5.large\", \"ebs_block_device\": [{\"device_name\": "
                                 "\"/dev/sdf\", \"volume_type\": \"io2\", \"volume_size\": 30}]}")),
         SERVICE_EC2, "iops is missing"},
        {PLAN(INSTANCE("broker",
                       "{\"instance_type\": \"m5.large\", \"ebs_block_device\": [{\"device_name\": "
                       "\"b\", \"volume_size\": 3}, {\"device_name\": \"c\", \"volume_size\": 4}]}")),
         SERVICE_EC2, "its data volumes differ"},
        {PLAN(INSTANCE("broker", "{\"instance_type\": \"m5.large\"}") "," INSTANCE(
             "broker2", "{\"instance_type\": \"m5.xlarge\"}")),
         SERVICE_EC2, "machines of one role differ: aws_instance.broker and aws_instance.broker2"},
        {PLAN(INSTANCE("web", "{\"instance_type\": \"m5.large\"}") "," INSTANCE(
             "db", "{\"instance_type\": \"m5.xlarge\"}")),
         SERVICE_EC2, "machines of one role differ"},
        {PLAN(INSTANCE("agent", "{\"instance_type\": \"m5.large\"}")), SERVICE_EC2,
         "no machine is taken for a broker"},
        {PLAN(INSTANCE("b_broker", "{\"instance_type\": \"m5.large\"}") "," INSTANCE(
             "a_broker", "{\"instance_type\": \"m5.large\"}") "," DISK("d", "{\"size\": 100, \"type\": "
                                                                            "\"gp3\"}") "," ATTACHMENT("d")),
         SERVICE_EC2, "aws_volume_attachment.d: which machine it is of isn't clear from the plan"},
        {PLAN(INSTANCE("broker", "{\"instance_type\": \"m5.large\"}") "," DISK(
             "d",
             "{\"size\": 100, "
             "\"type\": "
             "\"gp3\"}") "," DISK("e",
                                  "{\"size\": 101, \"type\": \"gp3\"}") "," ATTACHMENT("d") "," ATTACHMENT("e")),
         SERVICE_EC2, "aws_instance.broker: its data volumes differ"},
        {PLAN(INSTANCE(
             "broker",
             "{\"instance_type\": \"m5.large\", \"ebs_block_device\": "
             "[{\"device_name\": \"b\", \"volume_size\": 3}]}") "," DISK("d",
                                                                         "{\"size\": 100, \"type\": "
                                                                         "\"gp3\"}") "," ATTACHMENT("d")),
         SERVICE_EC2, "aws_instance.broker: its data volumes differ"},
        {PLAN(INSTANCE("broker", "{\"instance_type\": \"m5.large\"}") "," DISK(
             "d", "{\"size\": \"big\"}") "," ATTACHMENT("d")),
         SERVICE_EC2, "aws_ebs_volume.d: size is a string"},
        {PLAN(CHANGE("aws_autoscaling_group", "broker",
                     "{\"desired_capacity\": 3, \"launch_template\": [{\"id\": \"lt-1\"}]}", "{}")),
         SERVICE_EC2, "its launch template isn't in the plan"},
        {PLAN(CHANGE("aws_autoscaling_group", "broker", "{\"launch_template\": [{}]}", "{}") "," CHANGE(
             "aws_launch_template", "broker", "{\"instance_type\": \"m5.large\"}", "{}")),
         SERVICE_EC2, "min_size is missing"},
    };
    struct fixture *fixture = new_fixture();
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        const struct terraform *terraform = read_text(fixture, CASES[i].text, TERRAFORM_AFTER);
        if (terraform == NULL) fail_msg("%zu: %s", i, fixture->diags.first->message);
        assert_true(terraform_has(terraform, CASES[i].service));
        struct terraform_fleet fleet;
        bool good = CASES[i].service == SERVICE_EC2
                        ? terraform_fleet(terraform, KAFKA_CLASSIC, 3, fixture->catalogue, &fleet,
                                          fixture->arena, &fixture->diags)
                        : terraform_cluster(terraform, CASES[i].service, fixture->arena, &fixture->diags) !=
                              NULL;
        if (good) fail_msg("%zu is taken for good", i);
        assert_int_equal(fixture->diags.count, 1);
        assert_int_equal(fixture->diags.first->id, DIAG_TERRAFORM);
        if (strstr(fixture->diags.first->message, CASES[i].says) == NULL)
            fail_msg("%zu: got %s", i, fixture->diags.first->message);
        assert_string_equal(fixture->diags.first->place.file, "p.json");
    }
    arena_free(fixture->arena);
}

/* ---- what is nobody's concern ---- */

static void only_what_is_used_must_be_right(void **state)
{
    (void)state;
    struct fixture *fixture = new_fixture();
    const struct terraform *terraform = read_text(fixture,
                                                  PLAN(INSTANCE("bastion", "{\"instance_type\": 9}") "," MSK(
                                                      "3", MSK_GROUP("\"kafka.m7g.large\"", "9"))),
                                                  TERRAFORM_AFTER);
    const struct terraform_cluster *cluster = terraform_cluster(terraform, SERVICE_MSK, fixture->arena,
                                                                &fixture->diags);
    assert_non_null(cluster);
    assert_int_equal(fixture->diags.count, 0);
    assert_int_equal(cluster->role.count, 3);
    assert_true(cluster->role.volumes.gib == 9 && cluster->role.volumes.kind == VOLUME_MSK);
    assert_false(terraform_has(terraform, SERVICE_MSK_EXPRESS));
    arena_free(fixture->arena);
}

/* The same resources in any order give the same deployment. */
static void any_order(void **state)
{
    (void)state;
    static const char *const CHANGES[] = {
        INSTANCE("broker-a", "{\"instance_type\": \"m5.xlarge\"}"),
        INSTANCE("broker-b", "{\"instance_type\": \"m5.xlarge\"}"),
        INSTANCE("kraft", "{\"instance_type\": \"m5.large\"}"),
        DISK("a", "{\"size\": 731, \"type\": \"gp3\", \"throughput\": 250}"),
        DISK("b", "{\"size\": 731, \"type\": \"gp3\", \"throughput\": 250}"),
        ATTACHMENT("a"),
        ATTACHMENT("b"),
        INSTANCE("bastion", "{\"instance_type\": \"t3.small\"}"),
    };
    enum { CHANGE_COUNT = COUNT_OF(CHANGES) };
    struct fixture *fixture = new_fixture();
    for (size_t turn = 0; turn < CHANGE_COUNT * 2; turn++) {
        struct text text = text_new(fixture->arena);
        text_add(&text, "{\"format_version\": \"1.2\", \"resource_changes\": [");
        for (size_t i = 0; i < CHANGE_COUNT; i++) {
            size_t at = turn < CHANGE_COUNT ? (i + turn) % CHANGE_COUNT
                                            : (CHANGE_COUNT * 2 - i - turn) % CHANGE_COUNT;
            text_addf(&text, "%s%s", i == 0 ? "" : ",", CHANGES[at]);
        }
        text_add(&text, "]}");
        const struct terraform *terraform = read_text(fixture, text.bytes, TERRAFORM_AFTER);
        struct terraform_fleet fleet;
        assert_true(terraform_fleet(terraform, KAFKA_CLASSIC, 3, fixture->catalogue, &fleet, fixture->arena,
                                    &fixture->diags));
        assert_int_equal(fleet.deployment.role_count, 2);
        const struct role *brokers = &fleet.deployment.roles[0], *controllers = &fleet.deployment.roles[1];
        assert_string_equal(brokers->role, "broker");
        assert_string_equal(fixture->catalogue->instances[brokers->instance].name, "m5.xlarge");
        assert_int_equal(brokers->count, 2);
        assert_int_equal(brokers->volumes.count, 1);
        assert_true(brokers->volumes.gib == 731 && brokers->volumes.bytes_per_s == 250 * MIB &&
                    brokers->volumes.iops == 0);
        assert_string_equal(fixture->catalogue->instances[controllers->instance].name, "m5.large");
        assert_int_equal(controllers->count, 1);
    }
    arena_free(fixture->arena);
}

/* Addresses: at it or below it, and nothing that merely begins so. */
static void addresses(void **state)
{
    (void)state;
    static const char TEXT[] =
        "{\"format_version\": \"1.2\", \"resource_changes\": ["
        "{\"address\": \"module.a.x.y\", \"type\": \"x\", \"name\": \"y\", \"change\": {\"after\": {}}}, "
        "{\"address\": \"module.a[0].x.y\", \"type\": \"x\", \"name\": \"y\", \"change\": {\"after\": {}}},"
        "{\"address\": \"module.ab.x.y\", \"type\": \"x\", \"name\": \"y\", \"change\": {\"after\": {}}}, "
        "{\"address\": \"x.y\", \"type\": \"x\", \"name\": \"y\", \"change\": {\"after\": {}}}]}";
    static const struct {
        struct terraform_named named[2];
        size_t count, inside;
    } CASES[] = {{{{NULL, NULL}}, 0, 4},
                 {{{NULL, "module.a"}}, 1, 2},
                 {{{NULL, "module.a[0]"}}, 1, 1},
                 {{{NULL, "module.ab"}}, 1, 1},
                 {{{NULL, "x.y"}, {NULL, "module.a"}}, 2, 3},
                 {{{NULL, "module"}}, 1, 3},
                 {{{"broker", "module.a"}}, 1, 4},
                 {{{"broker", "module.a"}, {NULL, "x.y"}}, 2, 3}};
    struct fixture *fixture = new_fixture();
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        const struct terraform *terraform =
            terraform_read("p.json", TEXT, sizeof TEXT - 1,
                           &(struct terraform_asked){TERRAFORM_AFTER, CASES[i].named, CASES[i].count, NULL},
                           fixture->catalogue, fixture->arena, &fixture->diags);
        assert_non_null(terraform);
        assert_int_equal(terraform->elsewhere_count, 4 - CASES[i].inside);
        assert_int_equal(terraform->other_count, 1);
        assert_int_equal(terraform->others[0].count, CASES[i].inside);
    }
    const struct terraform_named nowhere = {NULL, "nowhere"};
    assert_null(terraform_read("p.json", TEXT, sizeof TEXT - 1,
                               &(struct terraform_asked){TERRAFORM_AFTER, &nowhere, 1, NULL},
                               fixture->catalogue, fixture->arena, &fixture->diags));
    assert_non_null(strstr(fixture->diags.first->message, "the plan has nothing at nowhere"));
    arena_free(fixture->arena);
}

/* ---- bounds ---- */

/* What isn't on the list of attributes takes no memory, however much it is. */
static void memory(void **state)
{
    (void)state;
    enum { RESOURCES = 2000, SECRET_BYTES = 4000, PER_RESOURCE_MAX = 3000 };
    struct fixture *fixture = new_fixture();
    struct arena *of_text = arena_new();
    struct text text = text_new(of_text);
    char secret[SECRET_BYTES];
    memset(secret, 's', sizeof secret - 1);
    secret[sizeof secret - 1] = '\0';
    text_add(&text, "{\"format_version\": \"1.2\", \"resource_changes\": [");
    for (int i = 0; i < RESOURCES; i++)
        text_addf(
            &text,
            "%s{\"address\": \"aws_instance.n[%d]\", \"type\": \"aws_instance\", \"name\": \"n\", "
            "\"change\": {\"after\": {\"instance_type\": \"m5.large\", \"user_data\": \"%s\", \"tags\": "
            "{\"a\": [1, 2, {\"b\": \"%s\"}]}}}}",
            i == 0 ? "" : ",", i, secret, secret);
    text_add(&text, "]}");
    size_t before = arena_used_bytes(fixture->arena);
    const struct terraform *terraform = terraform_read("p.json", text.bytes, text.length,
                                                       &(struct terraform_asked){TERRAFORM_AFTER, NULL, 0,
                                                                                 "us-east-1"},
                                                       fixture->catalogue, fixture->arena, &fixture->diags);
    assert_non_null(terraform);
    assert_int_equal(terraform->machine_count, RESOURCES);
    size_t used = arena_used_bytes(fixture->arena) - before;
    print_message("%zu bytes for each resource of %zu\n", used / RESOURCES, text.length / RESOURCES);
    assert_true(used < (size_t)RESOURCES * PER_RESOURCE_MAX);
    arena_free(of_text);
    arena_free(fixture->arena);
}

/* Modules nest as deep as anybody's; what nests deeper is refused, wherever it stands. */
static void depth(void **state)
{
    (void)state;
    struct fixture *fixture = new_fixture();
    for (int nested = 50; nested <= 70; nested += 20) {
        struct text text = text_new(fixture->arena);
        text_add(&text, "{\"format_version\": \"1.2\", \"planned_values\": {\"root_module\": {");
        for (int i = 0; i < nested; i++) text_add(&text, "\"child_modules\": [{");
        text_add(&text,
                 "\"resources\": [{\"address\": \"a.b\", \"type\": \"a\", \"name\": \"b\", \"values\": {}}]");
        for (int i = 0; i < nested; i++) text_add(&text, "}]");
        text_add(&text, "}}}");
        const struct terraform *terraform = read_text(fixture, text.bytes, TERRAFORM_AFTER);
        assert_int_equal(terraform != NULL, nested == 50);
        if (terraform != NULL)
            assert_int_equal(terraform->others[0].count, 1);
        else
            assert_non_null(strstr(fixture->diags.first->message, "nested deeper than 128 levels"));
    }
    arena_free(fixture->arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_plans),
        cmocka_unit_test(problems),
        cmocka_unit_test(only_what_is_used_must_be_right),
        cmocka_unit_test(any_order),
        cmocka_unit_test(addresses),
        cmocka_unit_test(memory),
        cmocka_unit_test(depth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
