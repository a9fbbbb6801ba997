/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sources of books: the embedded ones, and files that a user names. */
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "pricing/book.h"
#include "pricing/embedded.h"
#include "pricing/book_directory.h"

static const char VENDORS_NAME[] = "pricing/vendors.csv";

struct csv_source embedded_source(const char *name)
{
    const struct embedded_file *file = EMBEDDED_FILES;
    while (file->name != NULL && !text_equal(file->name, name)) file++;
    return (struct csv_source){file->name, file->bytes, (size_t)(file->end - file->bytes)};
}

static bool unknown_region(const char *region, struct diags *diags)
{
    const char *const *names = book_regions();
    struct text list = text_new(diags->arena);
    size_t count = 0;
    for (; names[count] != NULL; count++) text_addf(&list, "%s%s", count == 0 ? "" : ", ", names[count]);
    const char *near = text_nearest(region, names, count);
    return diags_add(
        diags, DIAG_REGION_UNKNOWN, (struct place){0},
        "there is no price book for region '%s'%s%s%s; there are %s; --prices takes one of your own",
        text_quote(diags->arena, region, 40), near == NULL ? "" : " (did you mean '",
        near == NULL ? "" : near, near == NULL ? "" : "'?)", list.bytes);
}

const struct book *book_embedded(const char *region, struct arena *arena, struct diags *diags)
{
    struct csv_source aws = embedded_source(text_format(diags->arena, "pricing/aws/%s.csv", region)),
                      vendors = embedded_source(VENDORS_NAME);
    if (aws.name != NULL)
        return book_read(region, &aws, vendors.name != NULL ? &vendors : NULL, arena, diags);
    unknown_region(region, diags);
    return NULL;
}

static bool read_source(const char *path, struct csv_source *source, struct arena *arena, struct diags *diags)
{
    source->name = path;
    source->bytes = file_read(path, TABLE_MAX_BYTES, arena, &source->length, diags);
    return source->bytes != NULL;
}

/* The region's file without a date in its name, or NULL. */
static const char *current_file(const char *directory, const char *region, struct arena *arena)
{
    const char *path = text_format(arena, "%s/aws/%s.csv", directory, region);
    if (access(path, F_OK) == 0) return path;
    path = text_format(arena, "%s/%s.csv", directory, region);
    return access(path, F_OK) == 0 ? path : NULL;
}

/* A region is part of a path here. */
static bool is_plain_name(const char *region)
{
    for (const char *at = region; *at != '\0'; at++)
        if (!((*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9') || *at == '-')) return false;
    return *region != '\0';
}

/* The region's file in a directory, or NULL with diagnostics. */
static const char *file_of_region(const char *directory, const char *region, const char *as_of,
                                  struct arena *arena, struct diags *diags)
{
    bool is_plain = is_plain_name(region);
    const char *file = is_plain && as_of == NULL ? current_file(directory, region, arena) : NULL;
    if (file == NULL && is_plain && !book_directory_dated(directory, region, as_of, &file, arena, diags))
        return NULL;
    const char *name = text_quote(diags->arena, region, 40);
    if (file == NULL)
        diags_add(diags, DIAG_REGION_UNKNOWN, (struct place){.file = directory},
                  "there is no price book for region '%s': neither aws/%s.csv nor %s.csv is in this "
                  "directory, nor one with a date (%s-YYYY-MM-DD.csv)",
                  name, name, name, name);
    return file;
}

const struct book *book_load_as_of(const char *path, const char *region, const char *as_of,
                                   struct arena *arena, struct diags *diags)
{
    struct csv_source aws, vendors = embedded_source(VENDORS_NAME);
    bool in_directory = file_is_directory(path);
    if (as_of != NULL && !in_directory) {
        diags_add(diags, DIAG_USAGE, (struct place){.file = path},
                  "'--as-of %s' picks among the dated books of a directory, and this is none", as_of);
        return NULL;
    }
    const char *file = in_directory ? file_of_region(path, region, as_of, arena, diags) : path;
    if (file == NULL) return NULL;
    const char *own = text_format(arena, "%s/vendors.csv", path);
    if (in_directory && access(own, F_OK) == 0 && !read_source(own, &vendors, arena, diags)) return NULL;
    if (!read_source(file, &aws, arena, diags)) return NULL;
    return book_read(region, &aws, vendors.name != NULL ? &vendors : NULL, arena, diags);
}

const struct book *book_load(const char *path, const char *region, struct arena *arena, struct diags *diags)
{
    return book_load_as_of(path, region, NULL, arena, diags);
}
