/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Chunks double from here, so that a small run stays small and a large one asks rarely. */
enum { FIRST_CHUNK_BYTES = 16 * 1024, LARGEST_CHUNK_BYTES = 1024 * 1024 };

struct chunk {
    struct chunk *before;
    size_t size_bytes;
    size_t used_bytes;
    alignas(max_align_t) char bytes[];
};

struct arena {
    struct chunk *last;
    struct chunk *spare; /* left by a rewind, for reuse */
    size_t next_size_bytes;
    size_t used_bytes; /* in the chunks before the last */
    struct arena *children;
    struct arena *sibling;
};

/* Weak: a program puts its own in place. */
__attribute__((weak)) _Noreturn void arena_exhausted(void)
{
    fputs("warpcost: out of memory\n", stderr);
    abort();
}

static void *must(void *memory)
{
    if (memory == NULL) arena_exhausted();
    return memory;
}

struct arena *arena_new(void)
{
    struct arena *arena = must(malloc(sizeof *arena));
    *arena = (struct arena){.next_size_bytes = FIRST_CHUNK_BYTES};
    return arena;
}

static struct chunk *take_last(struct arena *arena)
{
    struct chunk *chunk = arena->last;
    arena->last = chunk->before;
    if (arena->last != NULL) arena->used_bytes -= arena->last->used_bytes;
    return chunk;
}

static void free_chunks(struct chunk *chunk)
{
    for (struct chunk *before; chunk != NULL; chunk = before) {
        before = chunk->before;
        free(chunk);
    }
}

void arena_free(struct arena *arena)
{
    if (arena == NULL) return;
    for (struct arena *child = arena->children, *next; child != NULL; child = next) {
        next = child->sibling;
        arena_free(child);
    }
    free_chunks(arena->last);
    free_chunks(arena->spare);
    free(arena);
}

void arena_adopt(struct arena *parent, struct arena *child)
{
    child->sibling = parent->children;
    parent->children = child;
}

static struct chunk *take_spare(struct arena *arena, size_t at_least_bytes)
{
    for (struct chunk **at = &arena->spare; *at != NULL; at = &(*at)->before) {
        struct chunk *chunk = *at;
        if (chunk->size_bytes >= at_least_bytes) {
            *at = chunk->before;
            return chunk;
        }
    }
    return NULL;
}

static struct chunk *new_chunk(struct arena *arena, size_t at_least_bytes)
{
    size_t size_bytes = arena->next_size_bytes;
    if (arena->next_size_bytes < LARGEST_CHUNK_BYTES) arena->next_size_bytes *= 2;
    if (size_bytes < at_least_bytes) size_bytes = at_least_bytes;
    struct chunk *chunk = must(malloc(sizeof *chunk + size_bytes));
    chunk->size_bytes = size_bytes;
    return chunk;
}

static void add_chunk(struct arena *arena, size_t at_least_bytes)
{
    struct chunk *chunk = take_spare(arena, at_least_bytes);
    if (chunk == NULL) chunk = new_chunk(arena, at_least_bytes);
    chunk->before = arena->last;
    chunk->used_bytes = 0;
    if (arena->last != NULL) arena->used_bytes += arena->last->used_bytes;
    arena->last = chunk;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    const size_t align = alignof(max_align_t);
    if (size > SIZE_MAX / 2) must(NULL);
    size = (size + align - 1) / align * align;
    struct chunk *chunk = arena->last;
    if (chunk == NULL || chunk->size_bytes - chunk->used_bytes < size) {
        add_chunk(arena, size);
        chunk = arena->last;
    }
    void *memory = chunk->bytes + chunk->used_bytes;
    chunk->used_bytes += size;
    return memset(memory, 0, size);
}

void *arena_alloc_array(struct arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size) must(NULL);
    return arena_alloc(arena, count * size);
}

void *arena_widened(struct arena *arena, const void *list, size_t count, size_t size, size_t capacity)
{
    void *wider = arena_alloc_array(arena, capacity, size);
    return count == 0 ? wider : memcpy(wider, list, count * size);
}

char *arena_copy(struct arena *arena, const char *bytes, size_t length)
{
    char *copy = arena_alloc(arena, length + 1);
    if (length > 0) memcpy(copy, bytes, length);
    return copy;
}

char *arena_copy_string(struct arena *arena, const char *string)
{
    return string == NULL ? NULL : arena_copy(arena, string, strlen(string));
}

struct arena_mark arena_mark(const struct arena *arena)
{
    return (struct arena_mark){arena->last, arena->last == NULL ? 0 : arena->last->used_bytes};
}

void arena_rewind(struct arena *arena, struct arena_mark mark)
{
    while (arena->last != mark.chunk) {
        struct chunk *chunk = take_last(arena);
        chunk->before = arena->spare;
        arena->spare = chunk;
    }
    if (arena->last != NULL) arena->last->used_bytes = mark.used;
}

size_t arena_used_bytes(const struct arena *arena)
{
    return arena->used_bytes + (arena->last == NULL ? 0 : arena->last->used_bytes);
}
