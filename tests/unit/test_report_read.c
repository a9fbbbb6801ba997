/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Saved runs: what is read back renders to the same bytes, and nothing that is not as it was written is
 * taken. Which members there must be is asked of the published schema. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <cjson/cJSON.h>

#include "base/derived.h"
#include "fixtures/document.h"
#include "run/document.h"
#include "report_fixture.h"
#include "arena_fixture.h"

static struct diags diags;

static const struct run *read_back(const char *document)
{
    diags_init(&diags, arena);
    const struct run *run = run_read("run.json", document, strlen(document), arena, &diags);
    assert_int_equal(run == NULL, diags.count > 0);
    return run;
}

static const struct run_step STEPS[] = {
    {"tiered_storage: false → true, local_retention: 6h", false, true, "", 2500000.0 + 1.0 / 3, -773990.1,
     -512345.25, true},
    {"volume: st1 → gp3", false, false, "no price of gp3", 2500000.0 + 1.0 / 3, 0, NAN, false},
    {"zone_aware_produce: 100%", true, true, "", 2400000.6, -99999.7, -99999.7, false},
};
static const struct run_waterfall WATERFALL = {"kafka-classic", "direct", 3273990.25708, COUNT_OF(STEPS),
                                               STEPS};

/* Every member that there is. */
static const char *fixture_document(void)
{
    struct run run = fixture_run();
    run.waterfall = &WATERFALL;
    return run_write(run_round(&run, arena), arena);
}

/* ---- numbers ---- */

static uint64_t next_random(uint64_t *state) /* SplitMix64, public domain */
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static void check_number(double value)
{
    char printed[40];
    snprintf(printed, sizeof printed, "%.12g", value);
    double wanted = strtod(printed, NULL);
    if (derived_round(value) != wanted)
        fail_msg("%.17g settles to %.17g, not %.17g", value, derived_round(value), wanted);
    if (derived_round(wanted) != wanted) fail_msg("%.17g is not settled", wanted);
}

static void test_numbers(void **state)
{
    (void)state;
    uint64_t random = 20261123;
    for (int i = 0; i < 200000; i++) {
        /* Any exponent; then figures as they occur; then such that lie at a tie of the twelfth digit. */
        uint64_t bits = next_random(&random);
        double any;
        memcpy(&any, &bits, sizeof any);
        if (isfinite(any)) check_number(any);
        double usual = (double)(next_random(&random) >> 11) / 9007199254740992.0 *
                       pow(10, (double)(next_random(&random) % 24) - 9);
        check_number(usual);
        double twelve = floor((double)(next_random(&random) >> 11) / 9007199254740992.0 * 9e11 + 1e11);
        check_number((twelve + 0.5) / 1e6);
        check_number(nextafter((twelve + 0.5) * 1e-3, i % 2 ? INFINITY : 0));
    }
    static const double EDGES[] = {
        0,    1,    10,   0.1,   999999999999.5,       999999999999.4, 99999999999.95, 1e12,
        1e11, 1e21, 1e22, 1e-10, 9.99999999999999e-11, 5e-324,         1.7e308};
    for (size_t i = 0; i < COUNT_OF(EDGES); i++) {
        check_number(EDGES[i]);
        check_number(-EDGES[i]);
    }
    assert_false(signbit(derived_round(-0.0)));
    assert_true(isnan(derived_round(NAN)) && isinf(derived_round(INFINITY)));
}

/* ---- back and forth ---- */

static void same_text(const char *what, const char *direct, const char *read)
{
    if (strcmp(direct, read) == 0) return;
    size_t at = 0;
    while (direct[at] == read[at]) at++;
    fail_msg("%s differs: %.60s | %.60s", what, direct + at, read + at);
}

static void check_round(const struct run *run)
{
    const struct run *settled = run_round(run, arena);
    const char *document = run_write(settled, arena);
    const struct run *read = read_back(document);
    if (read == NULL) fail_msg("%s", diags.first->message);
    same_text("JSON", document, run_write(read, arena));
    same_text("settled twice", document, run_write(run_round(settled, arena), arena));
    same_text("Markdown", report_markdown(settled, NULL, arena), report_markdown(read, NULL, arena));
    same_text("CSV", report_csv(settled, arena), report_csv(read, arena));
    for (size_t columns = 80; columns <= 200; columns += 30) {
        struct text_style style = {columns, columns == 110, columns != 140, TEXT_PARTS_ALL};
        same_text("text", report_text(settled, style, arena), report_text(read, style, arena));
        same_text("plan", report_plan(settled, style, arena), report_plan(read, style, arena));
        same_text("explain",
                  report_explain(&(struct explained){.run = settled}, "network", NULL, style, arena),
                  report_explain(&(struct explained){.run = read}, "network", NULL, style, arena));
    }
}

static void test_round(void **state)
{
    (void)state;
    struct run run = fixture_run();
    check_round(&run);
    run.is_redacted = true;
    run.command = "a \xff b";
    run.workload_name = "quo\"te \\ | <b> \n\t né 🚀";
    run.region = "";
    check_round(&run);
}

/* Figures that 12 digits can't hold, many lines of a kind with parts of its charges, names that need quotes
 * in paths. */
static void test_round_of_ugly_figures(void **state)
{
    (void)state;
    enum { LINES = 400 };
    struct run run = fixture_run();
    struct run_architecture *architectures = arena_new_of(arena, struct run_architecture, 1);
    architectures[0] = run.architectures[0];
    static const struct run_charge TIERS[] = {
        {0, 1e4 / 3, 1e5 / 7, 0.1 / 3, 0.1 / 3, 0.1 / 3, "T", "on-demand", "", "2026-07", "page", 'B', ""},
        {1e4 / 3, INFINITY, 1e6 / 11, 0.01 / 7, 0.01 / 3, 0.01, "T", "on-demand", "", "2026-07", "page", 'R',
         ""},
    };
    struct run_line_kind kinds[2] = {FIXTURE_REPLICATE, FIXTURE_PUT};
    struct run_line *lines = arena_new_of(arena, struct run_line, LINES);
    uint64_t random = 7;
    double sums[2] = {0, 0};
    for (size_t i = 0; i < LINES; i++) {
        double *factors = arena_new_of(arena, double, 4);
        for (size_t f = 0; f < 4; f++) factors[f] = (double)(next_random(&random) >> 30) / 7;
        lines[i] = (struct run_line){&kinds[i % 2],
                                     text_format(arena, i % 3 == 0 ? "a.%zu" : "t \"%zu", i),
                                     (double)(next_random(&random) >> 24) / 1e9,
                                     0,
                                     0,
                                     0,
                                     factors,
                                     {0, 3, 4, 5}};
        lines[i].usd_per_year = (double)(next_random(&random) >> 20) / 3e7;
        lines[i].usd_per_year_contracted = lines[i].usd_per_year * 1.05;
        lines[i].usd_per_year_list = lines[i].usd_per_year * 1.1;
        sums[i % 2] += lines[i].quantity_per_year;
        architectures[0].usd_per_year += lines[i].usd_per_year;
    }
    for (size_t k = 0; k < 2; k++) {
        kinds[k].quantity_per_year = sums[k];
        kinds[k].charges = TIERS;
        kinds[k].charge_count = COUNT_OF(TIERS);
    }
    architectures[0].lines = lines;
    architectures[0].line_count = LINES;
    run.architectures = architectures;
    run.architecture_count = 1;
    check_round(&run);
    const struct run *read = read_back(run_write(run_round(&run, arena), arena));
    for (size_t i = 2; i < LINES; i++)
        assert_ptr_equal(read->architectures[0].lines[i].kind, read->architectures[0].lines[i - 2].kind);
    assert_string_equal(read->architectures[0].lines[4].kind->factors[0].path, "topics.*.produce.rate");
}

static void test_lines_of_a_kind(void **state)
{
    (void)state;
    const struct run *run = read_back(fixture_document());
    const struct run_line *lines = run->architectures[0].lines;
    assert_int_equal(run->architectures[0].line_count, 4);
    assert_ptr_equal(lines[0].kind, lines[3].kind);
    assert_ptr_not_equal(lines[0].kind, lines[1].kind);
    /* A line that says otherwise has a kind of its own, and still says it. */
    char *other = document_altered(arena, fixture_document(), "\"quantity_per_month\": 262.8",
                                   "\"quantity_per_month\": 262.9");
    run = read_back(other);
    assert_non_null(run);
    assert_ptr_not_equal(run->architectures[0].lines[0].kind, run->architectures[0].lines[3].kind);
    same_text("JSON", other, run_write(run, arena));
}

static void test_later_minor_version(void **state)
{
    (void)state;
    char *later = document_altered(arena, fixture_document(), FIXTURE_VERSION, "warpcost.run/1.37");
    later = document_altered(arena, later, "\"seed\":", "\"moon\": {\"phase\": [1, null]}, \"seed\":");
    const struct run *run = read_back(later);
    assert_non_null(run);
    same_text("JSON", fixture_document(), run_write(run, arena));
}

static void test_waterfall(void **state)
{
    (void)state;
    struct run run = fixture_run();
    run.waterfall = &WATERFALL;
    check_round(&run);
    char *document = run_write(run_round(&run, arena), arena);
    const struct run *read = read_back(document);
    assert_string_equal(read->waterfall->to, "direct");
    assert_int_equal(read->waterfall->step_count, 3);
    assert_true(read->waterfall->steps[0].step_usd == -773990.1 && read->waterfall->steps[0].interacts &&
                !read->waterfall->steps[0].is_added);
    assert_true(isnan(read->waterfall->steps[1].step_usd_reversed) && read->waterfall->steps[2].is_added);
    const char *markdown = report_markdown(read, NULL, arena);
    assert_non_null(strstr(markdown, "| Kafka, classic | | 3,273,990 | |\n| tiered\\_storage: false → true, "
                                     "local\\_retention: 6h | -773,990 | 2,500,000 | -512,345 |\n"
                                     "| volume: st1 → gp3; cannot: no price of gp3 | | | |\n| beyond: "
                                     "zone\\_aware\\_produce: 100% | -99,999 | 2,400,001 | |\n"));
    assert_null(read_back(document_altered(arena, document, "\"step_usd_reversed\": -512345.25",
                                           "\"step_usd_reversed\": null")));
    assert_non_null(strstr(diags.first->message, "step 1 'interacts' and has no 'step_usd_reversed'"));
    assert_null(
        read_back(document_altered(arena, document, "\"waterfall\": {", "\"waterfall\": [], \"steps\": {")));
    assert_non_null(strstr(diags.first->message, "'waterfall' must be an object or null, found a list"));
    assert_null(read_back(document_altered(arena, document, "\"is_added\": true", "\"is_added\": 1")));
}

/* ---- what is refused ---- */

static void check_refused(const char *document, const char *message, unsigned line, unsigned column)
{
    assert_null(read_back(document));
    if (strstr(diags.first->message, message) == NULL)
        fail_msg("'%s' doesn't say '%s'", diags.first->message, message);
    assert_string_equal(diags.first->place.file, "run.json");
    if (diags.first->place.line != line || diags.first->place.column != column)
        fail_msg("'%s' is at %u:%u, not %u:%u", diags.first->message, diags.first->place.line,
                 diags.first->place.column, line, column);
    assert_int_equal(diags.exit_code, EXIT_INPUT);
}

static void test_wrong_documents(void **state)
{
    (void)state;
    const char *document = fixture_document();
    static const struct {
        const char *part, *by, *message;
        unsigned line, column;
    } CASES[] = {
        {FIXTURE_VERSION, "warpcost.run/2.0",
         "this document is of version 2.0 and this warpcost reads version 1: use the warpcost that wrote it",
         2, 13},
        {FIXTURE_VERSION, "warpcost.run/10.0", "version 10.0", 2, 13},
        {FIXTURE_VERSION, "warpcost.run/1", "'schema' can't be 'warpcost.run/1'", 2, 13},
        {FIXTURE_VERSION, "warpcost.run/1.x", "'schema' can't be 'warpcost.run/1.x'", 2, 13},
        {FIXTURE_VERSION, "infracost/0.2",
         "this is no run document: write one with 'warpcost compare WORKLOAD -o run.json'", 1, 1},
        {"\"seed\": \"1\"", "\"seed\": \"1\", \"seed\": \"1\"", "the key 'seed' stands here a second time", 7,
         16},
        {"\"origin\": \"deployed\"", "\"origin\": \"moon\"", "'origin' can't be 'moon'", 0, 0},
        {"\"kind\": \"rate\"", "\"kind\": \"speed\"", "'kind' can't be 'speed'", 0, 0},
        {"\"grade\": \"A\"", "\"grade\": \"AB\"", "'grade' must be one letter", 0, 0},
        {"\"grade\": \"A\"", "\"grade\": \"\"", "'grade' must be one letter", 0, 0},
        {"\"grade\": \"A\"", "\"grade\": \"é\"", "'grade' must be one letter", 0, 0},
        {"\"count\": 21", "\"count\": 21.5", "'count' must be a whole number", 0, 0},
        {"\"count\": 21", "\"count\": -1", "'count' must be from 0 to 4.29497e+09", 0, 0},
        {"\"usd_per_year\": 1173139.2", "\"usd_per_year\": 1e19", "'usd_per_year' must be from 0 to 1e+18", 0,
         0},
        {"\"usd_per_year\": 1173139.2", "\"usd_per_year\": -0.01", "'usd_per_year' must be from 0 to 1e+18",
         0, 0},
        {"\"value\": 1000000000", "\"value\": 1e999", "'value' must be from -1e+30 to 1e+30", 0, 0},
        {"\"value\": 1000000000", "\"value\": true", "'value' must be a number or a string", 0, 0},
        {"\"value\": 21,", "\"value\": 1e31,", "'value' must be from 0 to 1e+30", 0, 0},
        {"\"deployment_text\": [", "\"deployment_text\": [\"one more\", ",
         "'deployment_text' must have a string for each role", 0, 0},
        {"\"deployment_text\": [", "\"deployment_text\": [1, ",
         "'deployment_text' must hold strings, found a number", 0, 0},
        {"\"flows\": [", "\"flows\": [[], ", "expected an object here, found a list", 0, 0},
        {"\"factors\": [",
         "\"factors\": [{\"label\": \"\", \"value\": 1, \"kind\": \"count\", \"unit\": \"\", \"path\": null, "
         "\"origin\": \"constant\"}, "
         "{\"label\": \"\", \"value\": 1, \"kind\": \"count\", \"unit\": \"\", \"path\": null, \"origin\": "
         "\"constant\"}, "
         "{\"label\": \"\", \"value\": 1, \"kind\": \"count\", \"unit\": \"\", \"path\": null, \"origin\": "
         "\"constant\"}, ",
         "7 factors, at most 6 are read", 0, 0},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        char *wrong = document_altered(arena, document, CASES[i].part, CASES[i].by);
        /* Where no place is given the line is counted here. */
        unsigned line = 1;
        for (const char *at = document; at < strstr(document, CASES[i].part); at++) line += *at == '\n';
        assert_null(read_back(wrong));
        check_refused(wrong, CASES[i].message, CASES[i].line > 0 ? CASES[i].line : line,
                      CASES[i].column > 0 ? CASES[i].column : diags.first->place.column);
    }
}

static void test_not_a_document(void **state)
{
    (void)state;
    check_refused("", "the text ends here", 1, 1);
    check_refused("[]", "this is no run document", 1, 1);
    check_refused(" {}", "this is no run document", 1, 2);
    check_refused("{\"schema\": 1}", "this is no run document", 1, 1);
    check_refused("{\"schema\": \"" FIXTURE_VERSION "\"}", "'sha256' is missing here", 1, 1);
    check_refused("{\"schema\": \"" FIXTURE_VERSION "\", \"sha256\": 1}",
                  "'sha256' must be a string, found a number", 1, 42);
    check_refused("{\"schema\": \"" FIXTURE_VERSION "\", \"sha256\": \"\"}", "cut or altered", 1, 42);
}

/* Every byte counts: cut anywhere, or with any byte changed, the document is refused, and says so. */
static void test_cut_or_altered(void **state)
{
    (void)state;
    const char *document = fixture_document();
    size_t length = strlen(document), said = 0, tried = 0;
    for (size_t at = 0; at + 1 < length; at += 89) {
        struct arena_mark mark = arena_mark(arena);
        assert_null(read_back(arena_copy(arena, document, at)));
        for (const struct diag *diag = diags.first; diag != NULL; diag = diag->next)
            said += strstr(diag->message, "cut or altered") != NULL;
        tried++;
        char *altered = arena_copy(arena, document, length);
        altered[at] ^= 1;
        assert_null(read_back(altered));
        arena_rewind(arena, mark);
    }
    assert_true(tried > 100);
    assert_int_equal(said, tried - 1); /* of nothing at all nobody can say what it was */
    assert_null(read_back(text_format(arena, "%s\n", document)));
    assert_non_null(strstr(diags.first->message, "cut or altered"));
    assert_int_equal(diags.first->place.line, 3);
    assert_null(read_back(text_format(arena, "%s{}", document)));
    char *cut = arena_copy(arena, document, length - 1); /* the last line break */
    assert_null(read_back(cut));
}

/* ---- every member, as the schema names them ---- */

static void collect_required(const cJSON *node, const char **keys, size_t *count)
{
    const cJSON *required = cJSON_GetObjectItemCaseSensitive(node, "required"), *child;
    cJSON_ArrayForEach(child, required)
    {
        bool seen = !cJSON_IsString(child);
        for (size_t i = 0; i < *count && !seen; i++) seen = text_equal(keys[i], child->valuestring);
        if (!seen) keys[(*count)++] = arena_copy_string(arena, child->valuestring);
    }
    cJSON_ArrayForEach(child, node) if (cJSON_IsObject(child) || cJSON_IsArray(child))
        collect_required(child, keys, count);
}

static size_t required_keys(const char **keys)
{
    FILE *file = fopen("docs/run-document.schema.json", "r");
    assert_non_null(file);
    char *schema = arena_alloc(arena, 1 << 18);
    assert_true(fread(schema, 1, (1 << 18) - 1, file) > 1000);
    fclose(file);
    cJSON *tree = cJSON_Parse(schema);
    assert_non_null(tree);
    size_t count = 0;
    collect_required(tree, keys, &count);
    cJSON_Delete(tree);
    return count;
}

/* What can be worked out of the rest is not read. */
static bool is_ignored(const char *key, const char *at)
{
    static const char *const IGNORED[] = {"basis", "schema"};
    for (size_t i = 0; i < COUNT_OF(IGNORED); i++)
        if (text_equal(key, IGNORED[i])) return true;
    const char *line = at;
    while (*line != '\n') line--;
    return text_equal(key, "unit") &&
           strncmp(line + strspn(line, "\n "), "{\"label\"", 8) == 0; /* a factor's follows from its kind */
}

static void check_member(const char *document, const char *key, size_t at, unsigned line)
{
    struct arena_mark mark = arena_mark(arena);
    const char *member = text_format(arena, "\"%s\": ", key);
    size_t length = strlen(member);
    assert_null(read_back(document_splice(arena, document, at, length, "\"zz\": ")));
    const char *first = text_equal(key, "sha256") ? key : diags.first->message;
    if (strstr(first, key) == NULL || diags.first->place.line == 0 || diags.first->place.line > line)
        fail_msg("without '%s' in line %u: %u: %s", key, line, diags.first->place.line, diags.first->message);
    /* Of a type that the member never has: what is null here may be an object elsewhere. */
    const char *value = document[at + length] == '{' ? "7" : document[at + length] == 'n' ? "true" : "{}";
    const char *wrong = text_format(arena, "\"%s\": %s, \"zz\": ", key, value);
    assert_null(read_back(document_splice(arena, document, at, length, wrong)));
    if (strstr(diags.first->message, key) == NULL ||
        (diags.first->place.line != line && !text_equal(key, "value")))
        fail_msg("with a wrong '%s' in line %u: %u: %s", key, line, diags.first->place.line,
                 diags.first->message);
    arena_rewind(arena, mark);
}

static void test_every_member(void **state)
{
    (void)state;
    const char **keys = arena_new_of(arena, const char *, 256);
    size_t key_count = required_keys(keys), tried = 0;
    assert_true(key_count > 70);
    const char *document = fixture_document();
    for (size_t i = 0; i < key_count; i++) {
        const char *member = text_format(arena, "\"%s\": ", keys[i]);
        unsigned line = 1, found = 0;
        for (const char *at = document; *at != '\0'; line += *at++ == '\n') {
            if (strncmp(at, member, strlen(member)) != 0) continue;
            found++;
            if (is_ignored(keys[i], at) || (text_equal(keys[i], "sha256") && line == 3)) continue;
            check_member(document, keys[i], (size_t)(at - document), line);
            tried++;
        }
        if (found == 0) fail_msg("the fixture has no '%s'", keys[i]);
    }
    assert_true(tried > 300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test_setup_teardown(test_round, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_round_of_ugly_figures, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_lines_of_a_kind, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_later_minor_version, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_waterfall, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_wrong_documents, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_not_a_document, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_cut_or_altered, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_every_member, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
