/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/books.h"

#include <pthread.h>

#include "base/text.h"

struct shared_book {
    const struct book *book;
    const struct shared_book *next;
};

struct books {
    const char *path, *as_of;
    struct arena *arena; /* its own, since callers have other arenas */
    pthread_mutex_t lock;
    const struct shared_book *first;
};

struct books *books_new(const char *path, const char *as_of, struct arena *arena)
{
    struct books *books = arena_new_of(arena, struct books, 1);
    *books = (struct books){.path = path, .as_of = as_of, .arena = arena_new()};
    arena_adopt(arena, books->arena);
    pthread_mutex_init(&books->lock, NULL);
    return books;
}

static const struct book *find_locked(struct books *books, const char *region, struct diags *diags)
{
    for (const struct shared_book *one = books->first; one != NULL; one = one->next)
        if (text_equal(one->book->region, region)) return one->book;
    const struct book *book = books->path == NULL
                                  ? book_embedded(region, books->arena, diags)
                                  : book_load_as_of(books->path, region, books->as_of, books->arena, diags);
    if (book == NULL) return NULL;
    struct shared_book *added = arena_new_of(books->arena, struct shared_book, 1);
    *added = (struct shared_book){book, books->first};
    books->first = added;
    return book;
}

const struct book *books_find(struct books *books, const char *region, struct diags *diags)
{
    pthread_mutex_lock(&books->lock);
    const struct book *book = find_locked(books, region, diags);
    pthread_mutex_unlock(&books->lock);
    return book;
}
