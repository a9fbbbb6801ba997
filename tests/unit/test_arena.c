/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixtures/cost.h"

static void pieces_are_zeroed_aligned_and_apart(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    enum { PIECES = 300 };
    unsigned char *pieces[PIECES];
    for (size_t i = 0; i < PIECES; i++) {
        size_t size = i * i % 1009; /* 0 to 1008, in no order */
        pieces[i] = arena_alloc(arena, size);
        assert_non_null(pieces[i]);
        assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
        for (size_t b = 0; b < size; b++) assert_int_equal(pieces[i][b], 0);
        memset(pieces[i], (int)(i % 251) + 1, size);
    }
    for (size_t i = 0; i < PIECES; i++)
        for (size_t b = 0; b < i * i % 1009; b++) assert_int_equal(pieces[i][b], i % 251 + 1);
    arena_free(arena);
}

static void larger_than_a_chunk(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const size_t size = 37 * 1024 * 1024 + 11;
    char *small = arena_copy_string(arena, "before"), *large = arena_alloc(arena, size);
    large[0] = large[size - 1] = 'x';
    assert_int_equal(large[size / 2], 0);
    assert_string_equal(small, "before");
    assert_true(arena_used_bytes(arena) >= size);
    arena_free(arena);
}

static void rewinding_gives_back_what_came_since(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    char *kept = arena_copy(arena, "kept\0behind", 4);
    struct arena_mark mark = arena_mark(arena);
    size_t used = arena_used_bytes(arena);
    for (int round = 0; round < 5; round++) {
        unsigned char *bytes = arena_alloc(arena, 700001);
        for (size_t b = 0; b < 700001; b += 997)
            assert_int_equal(bytes[b], 0); /* zeroed again, though round before wrote there */
        memset(bytes, 0xa5, 700001);
        arena_rewind(arena, mark);
        assert_int_equal(arena_used_bytes(arena), used);
    }
    assert_string_equal(kept, "kept");
    arena_free(arena);
}

static void copies(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    assert_null(arena_copy_string(arena, NULL));
    assert_memory_equal(arena_copy(arena, "a\0b", 3), "a\0b", 4);
    assert_string_equal(arena_copy(arena, "", 0), "");
    arena_free(arena);
    arena_free(NULL);
}

static void children_die_with_their_parent(void **state)
{
    (void)state; /* the leak checkers see whether it is so */
    struct arena *parent = arena_new();
    for (int i = 0; i < 3; i++) {
        struct arena *child = arena_new();
        arena_adopt(parent, child);
        memset(arena_alloc(child, 100000), 1, 100000);
    }
    arena_free(parent);
}

static void a_list_grows_and_keeps_what_it_holds(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    uint32_t *list = NULL, count = 0, capacity = 0;
    for (uint32_t i = 0; i < 1000; i++) {
        arena_grow(arena, list, count, capacity, 3);
        assert_true(count < capacity);
        list[count++] = 7 * i;
    }
    assert_int_equal(capacity, 3 * 512);
    for (uint32_t i = 0; i < 1000; i++) assert_int_equal(list[i], 7 * i);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_zeroed_aligned_and_apart),
        cmocka_unit_test(larger_than_a_chunk),
        cmocka_unit_test(rewinding_gives_back_what_came_since),
        cmocka_unit_test(copies),
        cmocka_unit_test(children_die_with_their_parent),
        cmocka_unit_test(a_list_grows_and_keeps_what_it_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
