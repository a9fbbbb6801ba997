/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * YAML: the tree, its places and its bounds. Trees are compared as text written by a walker of this file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "params/yaml.h"
#include "diags_fixture.h"

static bool read_bytes(const char *bytes, size_t length, struct yaml_node *root)
{
    char *exact = arena_copy(arena, bytes, length);
    return yaml_read("f.yaml", exact, length, arena, &diags, root);
}

/* {k=v,l=[a,b]} with "@line:column" behind every scalar when places. */
static void write_node(struct text *out, const struct yaml_node *node, bool places)
{
    size_t count = node->kind == YAML_MAPPING ? 2 * (size_t)node->count : node->count;
    if (node->kind == YAML_TEXT) {
        text_add_bytes(out, node->text, node->count);
        if (places) text_addf(out, "@%u:%u", (unsigned)node->line, (unsigned)node->column);
        return;
    }
    text_add(out, node->kind == YAML_LIST ? "[" : "{");
    for (size_t i = 0; i < count; i++) {
        text_add(out, i == 0 ? "" : node->kind == YAML_MAPPING && i % 2 == 1 ? "=" : ",");
        write_node(out, &node->items[i], places);
    }
    text_add(out, node->kind == YAML_LIST ? "]" : "}");
}

static const char *tree(const char *yaml, bool places)
{
    struct yaml_node root;
    if (!read_bytes(yaml, strlen(yaml), &root))
        return diags.first == NULL ? "no diagnostic" : diags.first->message;
    struct text out = text_new(arena);
    write_node(&out, &root, places);
    return out.bytes;
}

static void builds_trees(void **state)
{
    (void)state;
    static const char *const ROWS[][2] = {
        {"a: 1\nb: [x, y]\nc: {d: e}\n", "{a=1,b=[x,y],c={d=e}}"},
        {"- 1\n- - 2\n  - {}\n- []\n", "[1,[2,{}],[]]"},
        {"a: |\n  two\n  lines\n", "{a=two\nlines\n}"},
        {"\"q\\u00e9\": 'it''s'\n", "{q\xC3\xA9=it's}"},
        {"a: 1\r\nb: 2\r\n", "{a=1,b=2}"},
        {"\xEF\xBB\xBF"
         "a: 1\n",
         "{a=1}"},
        {"%YAML 1.1\n---\na: 1\n...\n", "{a=1}"},
        {"a: !!str 5\nb: !other x\n", "{a=5,b=x}"},
        {"{\n\ta: 1}\n", "{a=1}"},
        {"b: &x {p: 1, q: 2}\nc: *x\nd: [*x, *x]\n", "{b={p=1,q=2},c={p=1,q=2},d=[{p=1,q=2},{p=1,q=2}]}"},
        {"a: &x 1\nb: &x 2\nc: *x\n", "{a=1,b=2,c=2}"},
        {"b: &b {p: 1, q: 2}\nc: {<<: *b, q: 3, r: 4}\n", "{b={p=1,q=2},c={q=3,r=4,p=1}}"},
        {"c: {q: 3, <<: {p: 1, q: 2}}\n", "{c={q=3,p=1}}"},
        {"a: &a {p: 1}\nb: &b {p: 2, q: 3}\nc: {<<: [*a, *b], r: 4}\n",
         "{a={p=1},b={p=2,q=3},c={r=4,p=1,q=3}}"},
        {"a: &a {p: 1}\nb: &b {<<: *a, q: 2}\nc: {<<: *b}\n", "{a={p=1},b={q=2,p=1},c={q=2,p=1}}"},
        {"\"<<\": 1\n", "{<<=1}"},
        {"&k a: 1\n*k : 2\n", "{a=1}"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        assert_string_equal(tree(ROWS[i][0], false), ROWS[i][1]);
    assert_int_equal(diags.count, 1); /* the last row's key comes twice by alias */
    assert_int_equal(diags.first->id, DIAG_DUPLICATE_KEY);
}

static void knows_places(void **state)
{
    (void)state;
    assert_string_equal(tree("a: 1\nbb:\n  - xy\n  - {c: \"d\"}\n", true),
                        "{a@1:1=1@1:4,bb@2:1=[xy@3:5,{c@4:6=d@4:9}]}");
    assert_string_equal(tree("\xEF\xBB\xBF"
                             "a: 1\r\n\xC3\xA9: 2\r\n",
                             true),
                        "{a@1:1=1@1:4,\xC3\xA9@2:1=2@2:4}");
    assert_string_equal(tree("a: &x 1\nb: *x\n", true), "{a@1:1=1@1:4,b@2:1=1@1:4}");
}

static void knows_null(void **state)
{
    (void)state;
    struct yaml_node root;
    assert_true(read_bytes("[~, null, '', 'null', nil, {}]", 30, &root));
    static const bool NULLS[] = {true, true, false, false, false, false};
    for (size_t i = 0; i < 6; i++) assert_int_equal(yaml_is_null(&root.items[i]), NULLS[i]);
}

static void assert_refused(const char *bytes, size_t length, enum diag_id id, uint32_t line, uint32_t column,
                           const char *part)
{
    struct yaml_node root;
    diags_init(&diags, arena);
    bool fine = read_bytes(bytes, length, &root);
    if (diags.count == 0) fail_msg("'%.60s' gave no diagnostic", bytes);
    if (diags.first->id != id || diags.first->place.line != line || diags.first->place.column != column ||
        strstr(diags.first->message, part) == NULL)
        fail_msg("'%.60s': %u:%u: %s: %s (tree: %d)", bytes, (unsigned)diags.first->place.line,
                 (unsigned)diags.first->place.column, diag_slug(diags.first->id), diags.first->message, fine);
}

static void refuses(void **state)
{
    (void)state;
    static const struct {
        const char *yaml;
        enum diag_id id;
        uint32_t line, column;
        const char *part;
    } ROWS[] = {
        {"", DIAG_YAML_EMPTY, 1, 1, "warpcost init"},
        {"# only a comment\n", DIAG_YAML_EMPTY, 1, 1, "empty"},
        {"a: 1\n---\nb: 2\n", DIAG_YAML_MULTIPLE, 2, 1, "second YAML document"},
        {"a:\n\tb: 1\n", DIAG_YAML_TAB, 2, 1, "use spaces"},
        {"a:\n  b: 1\n  \tc: 2\n", DIAG_YAML_TAB, 3, 3, "use spaces"},
        {"a: [1, 2\nb: 3\n", DIAG_YAML_SYNTAX, 2, 2, "starts at line 1"},
        {"a: b: c\n", DIAG_YAML_SYNTAX, 1, 5, "mapping values"},
        {"a: 'x\n", DIAG_YAML_SYNTAX, 2, 1, "quoted"},
        {"a: \"\\0\"\n", DIAG_YAML_SYNTAX, 1, 4, "NUL"},
        {"b: 1\na: \x01\n", DIAG_YAML_SYNTAX, 2, 4, "0x01"},
        {"b: \xC3\xA9\na: x\xFFy\n", DIAG_ENCODING, 2, 5, "byte 0xFF at offset 10"},
        {"\xFF\xFE"
         "a\0",
         DIAG_ENCODING, 1, 1, "offset 0"},
        {"a: *b\n", DIAG_YAML_ALIAS, 1, 4, "no anchor '&b'"},
        {"x: &y 1\na: *b\n", DIAG_YAML_ALIAS, 2, 4, "no anchor '&b'"},
        {"a: &b\n  c: *b\n", DIAG_YAML_ALIAS, 2, 6, "never end"},
        {"a: {<<: 3}\n", DIAG_YAML_MERGE, 1, 5, "not a text"},
        {"a: {<<: [{b: 1}, 3]}\n", DIAG_YAML_MERGE, 1, 5, "not a list"},
        {"a: 1\nb: 2\na: 3\n", DIAG_DUPLICATE_KEY, 3, 1, "first at line 1"},
        {"{[a]: 1}\n", DIAG_WRONG_SHAPE, 1, 2, "found a list where a key"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        assert_refused(ROWS[i].yaml, strlen(ROWS[i].yaml), ROWS[i].id, ROWS[i].line, ROWS[i].column,
                       ROWS[i].part);
}

static char *nested(size_t depth)
{
    struct text out = text_new(arena);
    text_add_repeated(&out, '[', depth);
    text_add_repeated(&out, ']', depth);
    return out.bytes;
}

static void bounds_depth(void **state)
{
    (void)state;
    struct yaml_node root;
    const char *deepest = nested(YAML_DEPTH_MAX), *deeper = nested(YAML_DEPTH_MAX + 1);
    assert_true(read_bytes(deepest, strlen(deepest), &root));
    assert_refused(deeper, strlen(deeper), DIAG_YAML_DEPTH, 1, YAML_DEPTH_MAX + 1, "64 levels");
    /* 40 levels in an anchor: fine beside, too deep inside 24 more under the mapping (1 + 24 + 40 > 64). */
    const char *standing = text_format(arena, "a: &a %s\nb: *a\n", nested(40));
    diags_init(&diags, arena);
    assert_true(read_bytes(standing, strlen(standing), &root));
    struct text inside = text_new(arena);
    text_addf(&inside, "a: &a %s\nb: ", nested(40));
    text_add_repeated(&inside, '[', 24);
    text_add(&inside, "*a");
    text_add_repeated(&inside, ']', 24);
    assert_refused(inside.bytes, inside.length, DIAG_YAML_DEPTH, 2, 28, "'*a'");
}

static void bounds_expansion(void **state)
{
    (void)state;
    struct text bomb = text_new(arena);
    text_add(&bomb, "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 9; i++) {
        text_addf(&bomb, "a%d: &a%d [", i, i);
        for (int k = 0; k < 10; k++) text_addf(&bomb, "%s*a%d", k == 0 ? "" : ", ", i - 1);
        text_add(&bomb, "]\n");
    }
    /* a0 holds 11 nodes, a(n) 10 a(n-1) + 1, all up to a4 123,455 and a4 itself 111,111: the eighth alias in
     * a5 is too much. */
    assert_refused(bomb.bytes, bomb.length, DIAG_YAML_ALIAS, 6, 45, "1000000");

    struct text merges = text_new(arena);
    text_add(&merges, "m0: &m0 {");
    for (int i = 0; i < 3000; i++) text_addf(&merges, "k%d: 1, ", i);
    text_add(&merges, "}\n");
    for (int i = 1; i < 400; i++) text_addf(&merges, "m%d: {<<: *m0}\n", i);
    struct yaml_node root;
    diags_init(&diags, arena);
    assert_false(read_bytes(merges.bytes, merges.length, &root));
    assert_int_equal(diags.first->id, DIAG_YAML_ALIAS);
}

static void bounds_anchors(void **state)
{
    (void)state;
    struct text out = text_new(arena);
    struct yaml_node root;
    for (int i = 0; i < YAML_ANCHORS_MAX; i++) text_addf(&out, "- &a%d x\n", i);
    text_add(&out, "- *a1000\n");
    assert_true(read_bytes(out.bytes, out.length, &root));
    assert_int_equal(root.count, YAML_ANCHORS_MAX + 1);
    text_add(&out, "- &more x\n");
    assert_refused(out.bytes, out.length, DIAG_YAML_ALIAS, YAML_ANCHORS_MAX + 2, 3, "1024 anchors");
}

/* Long mappings take the way through sorting. */
static void finds_duplicates_in_long_mappings(void **state)
{
    (void)state;
    struct text out = text_new(arena);
    text_add(&out, "base: &base {k7: merged, only: merged}\nlong:\n");
    for (int i = 0; i < 100; i++) text_addf(&out, "  k%d: v%d\n", i, i);
    text_add(&out, "  k42: again\n  <<: *base\n  k5: again\n");
    struct yaml_node root;
    assert_true(read_bytes(out.bytes, out.length, &root));
    const struct yaml_node *mapping = yaml_get(&root, "long");
    assert_int_equal(mapping->count, 101);
    assert_string_equal(yaml_get(mapping, "k42")->text, "v42");
    assert_string_equal(yaml_get(mapping, "k7")->text, "v7");
    assert_string_equal(yaml_get(mapping, "only")->text, "merged");
    assert_null(yaml_get(mapping, "k100"));
    assert_int_equal(diags.count, 2);
    diags_sort(&diags);
    assert_int_equal(diags.first->place.line, 103);
    assert_non_null(strstr(diags.first->message, "'k42' is given twice, first at line 45"));
    assert_int_equal(diags.first->next->place.line, 105);
}

static void is_small(void **state)
{
    (void)state;
    assert_true(sizeof(struct yaml_node) <= 40);
    assert_string_equal(yaml_kind_name(&(struct yaml_node){.kind = YAML_MAPPING}), "a mapping");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(builds_trees, set_up, tear_down),
        cmocka_unit_test_setup_teardown(knows_places, set_up, tear_down),
        cmocka_unit_test_setup_teardown(knows_null, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bounds_depth, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bounds_expansion, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bounds_anchors, set_up, tear_down),
        cmocka_unit_test_setup_teardown(finds_duplicates_in_long_mappings, set_up, tear_down),
        cmocka_unit_test_setup_teardown(is_small, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
