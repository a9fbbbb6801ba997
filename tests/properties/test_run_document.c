/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Run documents: whatever is written can be read, and is written again to the same bytes. Over the worlds,
 * and over runs whose every field is at its extremes, filled by the same rows that write and read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "properties/worlds.h"

#include <math.h>

#include "run/document.h"
#include "run/fields.h"
#include "run/lines.h"
#include "study/compare.h"

static void check_same(const char *what, const char *document, const char *again)
{
    enum { HEAD = 113 }; /* the schema and the hash, which differs wherever anything does */
    bool same = strcmp(document, again) == 0;
    size_t at = same ? strlen(document) : HEAD;
    while (document[at] != '\0' && document[at] == again[at]) at++;
    size_t from = at > 80 ? at - 80 : 0;
    if (!same) fail_msg("%s differs: %.200s | %.200s", what, document + from, again + from);
}

static void check_document(const struct run *run, struct arena *arena, const char *what)
{
    struct diags diags;
    diags_init(&diags, arena);
    const struct run *rounded = run_round(run, arena);
    const char *document = run_write(rounded, arena);
    const struct run *read = run_read("run.json", document, strlen(document), arena, &diags);
    if (read == NULL)
        fail_msg("%s: %u:%u: %s", what, diags.first->place.line, diags.first->place.column,
                 diags.first->message);
    check_same(what, document, run_write(read, arena));
    check_same(what, document, run_write(run_round(rounded, arena), arena));
    check_same(what, document, run_write(run_round(read, arena), arena));
}

static void test_worlds(void **state)
{
    (void)state;
    struct worlds *worlds = worlds_new();
    for (size_t w = 0; w < worlds->workload_count; w++) {
        struct fixture fixture = fixture_shipped(worlds->workloads[w].text, NULL, 0);
        struct compare_request request = {.params = fixture.params,
                                          .catalogue = fixture.catalogue,
                                          .book = fixture.book,
                                          .command = "test",
                                          .threads = 1};
        const struct run *run = compare(&request, fixture.arena, fixture.diags);
        if (run == NULL) fail_msg("%s", fixture_diags(&fixture));
        check_document(run, fixture.arena, worlds->workloads[w].name);
        fixture_free(&fixture);
    }
    assert_true(worlds->workload_count > RANDOM_WORKLOADS);
    worlds_free(worlds);
}

/* ---- extremes ---- */

struct filler {
    struct arena *arena;
    uint64_t random;
};

static uint64_t below(struct filler *filler, uint64_t count) /* SplitMix64, public domain */
{
    uint64_t z = filler->random += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (z ^ (z >> 31)) % count;
}

static const char *any_text(struct filler *filler)
{
    static const char *const TEXTS[] = {"",           "a",
                                        "\"",         "\\",
                                        "\n\t\r\b\f", "\x01\x1f\x7f",
                                        "é😀\u2028",   "topics.a.produce.rate",
                                        "topics.*.a", "}]",
                                        "\\u",        "null",
                                        "sha256",     "\"sha256\": \"",
                                        "a.b \"c\"",  "NaN",
                                        "1e999",      "\xEF\xBB\xBF"};
    return TEXTS[below(filler, sizeof TEXTS / sizeof *TEXTS)];
}

static double any_number(struct filler *filler, double least, double most)
{
    const double numbers[] = {0,
                              1,
                              0.1,
                              1.0 / 3,
                              5e-324,
                              2.2250738585072014e-308,
                              123456789012.5,
                              999999999999.9,
                              1e-10,
                              1e12,
                              4294967296.0,
                              most,
                              nextafter(most, 0),
                              least,
                              -least / 3,
                              most / 7};
    double number = numbers[below(filler, sizeof numbers / sizeof *numbers)];
    return fmin(most, fmax(least, number)) + 0.0; /* no negative zero */
}

static double any_derived(struct filler *filler, const struct run_field *field)
{
    static const double USD_MOST = 1e13, NUMBER_MOST = 1e30;
    bool is_change = field->type == RUN_CHANGE || field->type == RUN_NULL_CHANGE;
    if (run_field_is_nullable(field) && below(filler, 4) == 0)
        return field->type == RUN_OPEN ? INFINITY : NAN;
    double most = field->type == RUN_SHARE ? 1 : field->type == RUN_USD || is_change ? USD_MOST : NUMBER_MOST;
    return any_number(filler, is_change ? -USD_MOST : 0, most);
}

static void fill_object(struct filler *filler, enum run_table_id table, void *object);

static void fill_list(struct filler *filler, const struct run_field *field, void *holder)
{
    size_t count = below(filler, 4), size = RUN_TABLES[field->table].size;
    char *list = arena_alloc_array(filler->arena, count, size);
    for (size_t i = 0; i < count; i++) fill_object(filler, field->table, list + i * size);
    RUN_FIELD_OF(const void *, field, holder) = list;
    *(size_t *)(void *)((char *)holder + field->count_offset) = count;
}

static void fill_texts(struct filler *filler, const struct run_field *field, void *holder)
{
    size_t count = below(filler, 4);
    const char **list = arena_new_of(filler->arena, const char *, count);
    for (size_t i = 0; i < count; i++) list[i] = any_text(filler);
    RUN_FIELD_OF(const char *const *, field, holder) = list;
    *(size_t *)(void *)((char *)holder + field->count_offset) = count;
}

static void fill_column(struct filler *filler, const struct run_field *field, void *holder)
{
    size_t count, size = RUN_TABLES[field->table].size;
    char *list = RUN_FIELD_OF(char *, field, holder);
    run_field_list(field, holder, &count);
    for (size_t i = 0; i < count; i++)
        *(const char **)(void *)(list + i * size + field->inner_offset) = any_text(filler);
}

static void fill_line(struct filler *filler, struct run_line *line)
{
    static const unsigned char ORIGINS[] = {0, 3, 4, RUN_ORIGIN_DEPLOYED, RUN_ORIGIN_CONSTANT};
    struct run_line_view view = {.basis = ""};
    fill_object(filler, RUN_T_line, &view);
    struct run_line_kind *kind = arena_new_of(filler->arena, struct run_line_kind, 1);
    *kind = view.kind;
    *line = view.line;
    line->kind = kind;
    kind->quantity_per_year = line->quantity_per_year;
    kind->charge_count = view.charge_count;
    kind->charges = view.charges;
    kind->factor_count = below(filler, RUN_FACTORS_MAX + 1);
    double *factors = arena_new_of(filler->arena, double, kind->factor_count);
    for (size_t i = 0; i < kind->factor_count; i++) {
        kind->factors[i] = (struct run_factor){any_text(filler), (enum unit_kind)below(filler, UNIT__COUNT),
                                               any_text(filler)};
        line->origins[i] = ORIGINS[below(filler, sizeof ORIGINS)];
        factors[i] = any_number(filler, 0, 1e30);
    }
    line->factors = factors;
}

static void fill_lines(struct filler *filler, struct run_architecture *architecture)
{
    architecture->line_count = below(filler, 4);
    struct run_line *lines = arena_new_of(filler->arena, struct run_line, architecture->line_count);
    for (size_t i = 0; i < architecture->line_count; i++) {
        bool shares = i > 0 && below(filler, 2) == 0 && lines[i - 1].quantity_per_year > 1e-3 &&
                      lines[i - 1].quantity_per_year < 1e15;
        fill_line(filler, &lines[i]);
        if (!shares) continue;
        const char *topic_group = lines[i].topic_group;
        lines[i] = lines[i - 1];
        lines[i].topic_group = topic_group;
    }
    architecture->lines = lines;
}

static void fill_child(struct filler *filler, const struct run_field *field, void *holder)
{
    bool is_there = below(filler, 3) > 0;
    void *object = field->type == RUN_HERE ? holder : &RUN_FIELD_OF(char, field, holder);
    if (field->presence == RUN_IF_POINTER && !is_there) return;
    if (field->presence == RUN_IF_POINTER) {
        object = arena_alloc(filler->arena, RUN_TABLES[field->table].size);
        RUN_FIELD_OF(void *, field, holder) = object;
    }
    fill_object(filler, field->table, object);
    if (field->presence == RUN_IF_FLAG) *(bool *)((char *)holder + field->inner_offset) = is_there;
}

static void fill_field(struct filler *filler, const struct run_field *field, void *holder)
{
    switch (field->type) {
    case RUN_TEXT:
    case RUN_NULL_TEXT: RUN_FIELD_OF(const char *, field, holder) = any_text(filler); break;
    case RUN_LETTER: RUN_FIELD_OF(char, field, holder) = (char)(' ' + below(filler, 95)); break;
    case RUN_BOOL: RUN_FIELD_OF(bool, field, holder) = below(filler, 2) == 0; break;
    case RUN_CHOICE:
        RUN_FIELD_OF(unsigned, field, holder) = (unsigned)below(filler, (uint64_t)field->name_count);
        break;
    case RUN_COUNT: RUN_FIELD_OF(unsigned, field, holder) = below(filler, 2) == 0 ? 0 : UINT32_MAX; break;
    case RUN_EXACT: RUN_FIELD_OF(double, field, holder) = any_number(filler, 0, 1e30); break;
    case RUN_VALUE:
        ((struct run_param *)holder)->is_number = below(filler, 2) == 0;
        ((struct run_param *)holder)->value = any_number(filler, -1e30, 1e30);
        break;
    case RUN_TEXTS: fill_texts(filler, field, holder); break;
    case RUN_COLUMN: fill_column(filler, field, holder); break;
    case RUN_NAMES:
        for (int i = 0; i < field->name_count; i++)
            (&RUN_FIELD_OF(bool, field, holder))[i] = below(filler, 2) == 0;
        break;
    case RUN_LIST: fill_list(filler, field, holder); break;
    case RUN_LINES: fill_lines(filler, holder); break;
    case RUN_HERE:
    case RUN_OBJECT: fill_child(filler, field, holder); break;
    default: RUN_FIELD_OF(double, field, holder) = any_derived(filler, field); break;
    }
}

static void fill_object(struct filler *filler, enum run_table_id table, void *object)
{
    for (const struct run_field *field = RUN_TABLES[table].fields; field->type != RUN_END; field++)
        fill_field(filler, field, object);
    if (table == RUN_T_step && isnan(((struct run_step *)object)->step_usd_reversed))
        ((struct run_step *)object)->interacts = false;
}

static void test_extremes(void **state)
{
    (void)state;
    enum { RUNS = 1000 };
    for (uint64_t seed = 0; seed < RUNS; seed++) {
        struct filler filler = {arena_new(), seed * 1000003};
        struct run run = {0};
        fill_object(&filler, RUN_T_run, &run);
        check_document(&run, filler.arena, text_format(filler.arena, "seed %d", (int)seed));
        arena_free(filler.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_worlds), cmocka_unit_test(test_extremes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
