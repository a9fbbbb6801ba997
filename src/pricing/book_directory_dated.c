/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Dated books: a directory may hold several books of a region, named REGION-YYYY-MM-DD.csv after the day
 * from which their prices held. The newest that isn't after a given day is the book of that day. A book
 * without a date in its name is the current one: its day is unknown, so no day selects it. */
#include "pricing/book_directory.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

enum { DATE_LENGTH = 10, DATES_NAMED_MAX = 12 };
static const char SUFFIX[] = ".csv";
static const char *const PLACES[] = {"aws/", ""}; /* below the directory */

/* True if text begins with a date: digits and dashes in the right positions. */
static bool begins_with_date(const char *text)
{
    static const char pattern[] = "dddd-dd-dd";
    for (size_t i = 0; pattern[i] != '\0'; i++)
        if (pattern[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != pattern[i]) return false;
    return true;
}

/* The date in a file's name, or NULL when it is no dated book of the region. */
static const char *date_of(const char *name, const char *region, struct arena *arena)
{
    size_t length = strlen(region);
    if (!text_starts_with(name, region) || name[length] != '-' || !begins_with_date(name + length + 1) ||
        !text_equal(name + length + 1 + DATE_LENGTH, SUFFIX))
        return NULL;
    return arena_copy(arena, name + length + 1, DATE_LENGTH);
}

/* Dates found in each directory, unordered. */
struct found {
    size_t count, capacity;
    struct dated {
        const char *date, *path;
        size_t place;
    } * books;
};

static void add(struct found *found, struct dated book, struct arena *arena)
{
    arena_grow(arena, found->books, found->count, found->capacity, 16);
    found->books[found->count++] = book;
}

static bool list(struct found *found, const char *directory, size_t place, const char *region,
                 struct arena *arena, struct diags *diags)
{
    const char *where = text_format(arena, "%s/%s", directory, PLACES[place]);
    DIR *stream = opendir(where);
    if (stream == NULL)
        return errno == ENOENT || errno == ENOTDIR ||
               diags_add(diags, DIAG_FILE_UNREADABLE, (struct place){.file = where},
                         "can't list the directory: %s", strerror(errno));
    for (const struct dirent *entry = readdir(stream); entry != NULL; entry = readdir(stream)) {
        const char *date = date_of(entry->d_name, region, arena);
        if (date != NULL)
            add(found,
                (struct dated){date,
                               text_format(arena, "%s%s%s", directory, place == 0 ? "/aws/" : "/",
                                           entry->d_name),
                               place},
                arena);
    }
    closedir(stream);
    return true;
}

/* Ascending by date; of the same day, the one in aws/ comes last and so wins. */
static int compare_dated(const void *a, const void *b)
{
    const struct dated *left = a, *right = b;
    int order = strcmp(left->date, right->date);
    return order != 0 ? order : (left->place < right->place) - (left->place > right->place);
}

/* List the available books in the diagnostic, newest first. */
static bool none_of_that_day(const struct found *found, const char *directory, const char *region,
                             const char *as_of, struct diags *diags)
{
    struct text dates = text_new(diags->arena);
    size_t named = 0, left = found->count;
    for (; left > 0 && named < DATES_NAMED_MAX; left--) {
        const char *date = found->books[left - 1].date;
        if (left < found->count && text_equal(date, found->books[left].date))
            continue; /* both in aws/ and outside it */
        text_addf(&dates, "%s%s", named++ == 0 ? "" : ", ", date);
    }
    const char *name = text_quote(diags->arena, region, 40);
    if (found->count == 0)
        return diags_add(diags, DIAG_REGION_UNKNOWN, (struct place){.file = directory},
                         "there is no dated price book for region '%s': '--as-of %s' picks among files named "
                         "%s-YYYY-MM-DD.csv, here or in aws/",
                         name, as_of, name);
    return diags_add(diags, DIAG_REGION_UNKNOWN, (struct place){.file = directory},
                     "there is no price book for region '%s' of %s or before; there are those of %s%s", name,
                     as_of, dates.bytes, left > 0 ? " and earlier ones" : "");
}

bool book_directory_dated(const char *directory, const char *region, const char *as_of, const char **path,
                          struct arena *arena, struct diags *diags)
{
    struct found found = {0};
    *path = NULL;
    for (size_t place = 0; place < sizeof PLACES / sizeof *PLACES; place++)
        if (!list(&found, directory, place, region, arena, diags)) return false;
    if (found.count > 0) qsort(found.books, found.count, sizeof *found.books, compare_dated);
    for (size_t i = 0; i < found.count && (as_of == NULL || strcmp(found.books[i].date, as_of) <= 0); i++)
        *path = found.books[i].path;
    return *path != NULL || as_of == NULL || none_of_that_day(&found, directory, region, as_of, diags);
}
