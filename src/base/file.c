/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

/* A name may lie in an arena that ends before the diagnostics do. */
static struct place place_of(struct diags *diags, const char *name)
{
    return (struct place){.file = arena_copy_string(diags->arena, name)};
}

static bool fail(struct diags *diags, enum diag_id id, const char *name, const char *what)
{
    const char *why = strerror(errno);
    return diags_add(diags, id, place_of(diags, name), "%s: %s", what, why);
}

static bool refuse_size(const char *name, size_t max_bytes, struct diags *diags)
{
    return diags_add(diags, DIAG_FILE_TOO_LARGE, place_of(diags, name),
                     "the file is over the limit of %zu MiB; split it or leave out what isn't needed",
                     max_bytes / (1024 * 1024));
}

static char *read_all(int fd, const char *name, size_t max_bytes, struct arena *arena, size_t *length,
                      struct diags *diags)
{
    size_t capacity = 64 * 1024, used = 0;
    struct stat status;
    if (fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
        errno = EISDIR;
        fail(diags, DIAG_FILE_UNREADABLE, name, "can't read");
        return NULL;
    }
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
        if (status.st_nlink > 0) /* a file without a name can't be overwritten by one */
            file_note_read(status.st_dev, status.st_ino, name, diags);
        if (status.st_size > 0 && (size_t)status.st_size > max_bytes) {
            refuse_size(name, max_bytes, diags);
            return NULL;
        }
        if (status.st_size >= 0) capacity = (size_t)status.st_size + 2;
    }
    char *bytes = arena_alloc(arena, capacity);
    for (;;) {
        if (used + 1 == capacity) {
            bytes = arena_widened(arena, bytes, used, 1, 2 * capacity);
            capacity *= 2;
        }
        ssize_t got = read(fd, bytes + used, capacity - used - 1);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            fail(diags, DIAG_FILE_UNREADABLE, name, "can't read");
            return NULL;
        }
        if (got == 0) break;
        used += (size_t)got;
        if (used > max_bytes) {
            refuse_size(name, max_bytes, diags);
            return NULL;
        }
    }
    bytes[used] = '\0';
    *length = used;
    return bytes;
}

char *file_read(const char *name, size_t max_bytes, struct arena *arena, size_t *length, struct diags *diags)
{
    if (text_equal(name, "-"))
        return read_all(STDIN_FILENO, "standard input", max_bytes, arena, length, diags);
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        fail(diags, DIAG_FILE_UNREADABLE, name, "can't open");
        return NULL;
    }
    char *bytes = read_all(fd, name, max_bytes, arena, length, diags);
    close(fd);
    return bytes;
}

bool file_is_directory(const char *name)
{
    struct stat status;
    return stat(name, &status) == 0 && S_ISDIR(status.st_mode);
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char **file_list(const char *directory, const char *suffix, struct arena *arena, size_t *count,
                       struct diags *diags)
{
    DIR *stream = opendir(directory);
    if (stream == NULL) return fail(diags, DIAG_FILE_UNREADABLE, directory, "can't list the directory"), NULL;
    size_t capacity = 0;
    const char **paths = arena_new_of(arena, const char *, 1);
    *count = 0;
    for (const struct dirent *entry = readdir(stream); entry != NULL; entry = readdir(stream)) {
        if (entry->d_name[0] == '.' || !text_ends_with(entry->d_name, suffix)) continue;
        arena_grow(arena, paths, *count, capacity, 16);
        paths[(*count)++] = text_format(arena, "%s/%s", directory, entry->d_name);
    }
    closedir(stream);
    qsort(paths, *count, sizeof *paths, compare_paths);
    return paths;
}

static char *outside(const char *name, struct place place, struct arena *arena, struct diags *diags)
{
    diags_add(diags, DIAG_FILE_OUTSIDE, place,
              "'%s' lies outside the directory of the file that names it; move it there",
              text_quote(arena, name, 80));
    return NULL;
}

char *file_beside(const char *base, const char *name, struct arena *arena, struct place place,
                  struct diags *diags)
{
    const char *slash = strrchr(base, '/');
    if (name[0] == '/') return outside(name, place, arena, diags);
    char *directory = slash == NULL ? arena_copy_string(arena, ".")
                                    : arena_copy(arena, base, slash == base ? 1 : (size_t)(slash - base));
    char *path = text_format(arena, "%s/%s", directory, name);
    char real_directory[PATH_MAX], real_path[PATH_MAX];
    if (realpath(directory, real_directory) == NULL || realpath(path, real_path) == NULL) {
        diags_add(diags, DIAG_FILE_UNREADABLE, place, "can't open '%s': %s", text_quote(arena, name, 80),
                  strerror(errno));
        return NULL;
    }
    size_t prefix = strlen(real_directory);
    bool inside = strncmp(real_path, real_directory, prefix) == 0 &&
                  (real_path[prefix] == '/' || prefix == 1);
    return inside ? path : outside(name, place, arena, diags);
}
