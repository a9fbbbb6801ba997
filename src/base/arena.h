/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Arena: memory that is allocated piece by piece and freed all at once.
 *
 * Everything that is loaded or computed together lives in one arena and dies with it, so that nothing else in
 * warpcost frees memory. A mark lets a caller drop later allocations. Running out of memory ends the process
 * (arena_exhausted): every input is bounded before it is read, and so is a simulation before it begins, so a
 * caller could do nothing better. */
#pragma once

#include <stddef.h>

struct arena;

/* Memory ran out: a message, and the process ends. This one aborts; main.c has one that exits with
 * EXIT_IO. */
_Noreturn void arena_exhausted(void);

struct arena_mark {
    void *chunk;
    size_t used;
};

/* A new, empty arena. Never NULL. Freed by arena_free. */
struct arena *arena_new(void);

/* Frees the arena and all that came from it; NULL is allowed. */
void arena_free(struct arena *arena);

/* Free child together with parent from now on, and only then. */
void arena_adopt(struct arena *parent, struct arena *child);

/* size zeroed bytes, aligned for any type; size 0 gives a valid pointer. */
void *arena_alloc(struct arena *arena, size_t size);

/* count × size zeroed bytes, or abort on overflow. */
void *arena_alloc_array(struct arena *arena, size_t count, size_t size);

#define arena_new_of(arena, type, count) ((type *)arena_alloc_array((arena), (count), sizeof(type)))

/* Copy count elements of that size, with room for capacity; an empty list may be NULL. */
void *arena_widened(struct arena *arena, const void *list, size_t count, size_t size, size_t capacity);

/* Make room for one more after count elements: a full list doubles its capacity, from first, and moves. */
#define arena_grow(arena, list, count, capacity, first)                                   \
    do {                                                                                  \
        if ((count) == (capacity)) {                                                      \
            (capacity) = (capacity) == 0 ? (first) : 2 * (capacity);                      \
            (list) = arena_widened((arena), (list), (count), sizeof *(list), (capacity)); \
        }                                                                                 \
    } while (0)

/* A copy of length bytes with a NUL after them. */
char *arena_copy(struct arena *arena, const char *bytes, size_t length);

/* A copy of a string; NULL gives NULL. */
char *arena_copy_string(struct arena *arena, const char *string);

/* Mark the arena's state, and rewind to it: later allocations are gone. */
struct arena_mark arena_mark(const struct arena *arena);
void arena_rewind(struct arena *arena, struct arena_mark mark);

/* Bytes allocated so far (after alignment), for estimates and tests. */
size_t arena_used_bytes(const struct arena *arena);
