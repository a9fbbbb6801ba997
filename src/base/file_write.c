/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"

enum { LINKS_MAX = 40, QUOTED_COLUMNS = 80 };
static const char CANT_WRITE[] = "can't write";

/* The end of a path: a descriptor of this process, or a name that is no symbolic link. */
struct target {
    int descriptor; /* -1 for a name */
    const char *path;
};

static bool fail(const char *name, const char *what, struct diags *diags)
{
    return diags_add(diags, DIAG_FILE_UNWRITABLE, (struct place){.file = name}, "%s: %s", what,
                     strerror(errno));
}

/* The descriptor that "/dev/fd/3" and its like name, or -1. Opened anew by that name, a file would be written
 * from its start, over what the process wrote to it before. */
static int descriptor_of(const char *path)
{
    static const char *const DIRECTORIES[] = {"/dev/fd/", "/proc/self/fd/"};
    enum { DIGITS_MAX = 4 };
    for (size_t i = 0; i < sizeof DIRECTORIES / sizeof *DIRECTORIES; i++) {
        const char *number = path + strlen(DIRECTORIES[i]);
        if (text_starts_with(path, DIRECTORIES[i]) && *number != '\0' && strlen(number) <= DIGITS_MAX &&
            number[strspn(number, "0123456789")] == '\0')
            return atoi(number);
    }
    return -1;
}

static const char *directory_of(const char *path, struct arena *arena)
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL) return ".";
    return arena_copy(arena, path, slash == path ? 1 : (size_t)(slash - path));
}

static const char *name_in_directory(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

/* Follow symbolic links; false with errno when they lead nowhere. */
static bool target_find(const char *name, struct arena *arena, struct target *target)
{
    char link[PATH_MAX];
    *target = (struct target){text_equal(name, "-") ? STDOUT_FILENO : descriptor_of(name), name};
    for (int i = 0; i < LINKS_MAX && target->descriptor < 0; i++) {
        ssize_t length = readlink(target->path, link, sizeof link - 1);
        if (length < 0) return true;
        link[length] = '\0';
        target->path = link[0] == '/' ? arena_copy_string(arena, link)
                                      : text_format(arena, "%s/%s", directory_of(target->path, arena), link);
        target->descriptor = descriptor_of(target->path);
    }
    if (target->descriptor < 0) errno = ELOOP;
    return target->descriptor >= 0;
}

bool file_identify(const char *name, struct arena *arena, struct file_identity *identity)
{
    struct target target;
    struct stat status;
    if (!target_find(name, arena, &target)) return false;
    bool is_there = target.descriptor >= 0 ? fstat(target.descriptor, &status) == 0
                                           : stat(target.path, &status) == 0;
    if (!is_there && (target.descriptor >= 0 || stat(directory_of(target.path, arena), &status) != 0))
        return false;
    *identity = (struct file_identity){.device = status.st_dev,
                                       .inode = status.st_ino,
                                       .is_regular = !is_there || S_ISREG(status.st_mode),
                                       .name = is_there ? "" : name_in_directory(target.path)};
    return true;
}

bool file_is_same(const struct file_identity *a, const struct file_identity *b)
{
    return a->device == b->device && a->inode == b->inode && text_equal(a->name, b->name);
}

void file_note_read(uint64_t device, uint64_t inode, const char *name, struct diags *diags)
{
    struct file_seen *seen = arena_new_of(diags->arena, struct file_seen, 1);
    *seen = (struct file_seen){{device, inode, true, ""},
                               arena_copy_string(diags->arena, name),
                               diags->files};
    diags->files = seen;
}

void file_notes_take(const struct diags *other, struct diags *diags)
{
    for (const struct file_seen *seen = other->files; seen != NULL; seen = seen->next)
        file_note_read(seen->identity.device, seen->identity.inode, seen->name, diags);
}

bool file_is_input(const char *name, struct arena *arena, struct diags *diags)
{
    struct file_identity identity;
    if (!file_identify(name, arena, &identity)) return false; /* writing will say why */
    for (const struct file_seen *seen = diags->files; seen != NULL; seen = seen->next)
        if (identity.is_regular && file_is_same(&seen->identity, &identity))
            return !diags_add(diags, DIAG_USAGE, (struct place){0},
                              "the output '%s' is an input, '%s': write to another file",
                              text_quote(arena, text_equal(name, "-") ? "standard output" : name,
                                         QUOTED_COLUMNS),
                              text_quote(arena, seen->name, QUOTED_COLUMNS));
    return false;
}

static bool write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t put = write(fd, bytes, length);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return false;
        bytes += put;
        length -= (size_t)put;
    }
    return true;
}

/* Devices and pipes can't be replaced by renaming, so they are written to. */
static bool write_in_place(const char *path, const char *bytes, size_t length)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    bool written = fd >= 0 && write_all(fd, bytes, length);
    if (fd >= 0 && close(fd) != 0) written = false;
    return written;
}

/* Write beside the path and rename; mode is that of the new file. NULL, or what can't be done, with errno. */
static const char *replace(const char *path, mode_t mode, const char *bytes, size_t length,
                           struct arena *arena)
{
    char *temporary = text_format(arena, "%s.XXXXXX", path);
    int fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0) return "can't create a file beside it";
    bool written = fchmod(fd, mode) == 0 && write_all(fd, bytes, length) && fsync(fd) == 0;
    written = close(fd) == 0 && written;
    if (written && rename(temporary, path) == 0) return NULL;
    int problem = errno;
    unlink(temporary);
    errno = problem;
    return CANT_WRITE;
}

/* The same with signals held back: one that ended the process would leave the temporary file behind. Those
 * that the process itself causes aren't held. */
static const char *replace_undisturbed(const char *path, mode_t mode, const char *bytes, size_t length,
                                       struct arena *arena)
{
    static const int OWN[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP};
    sigset_t held, before;
    sigfillset(&held);
    for (size_t i = 0; i < sizeof OWN / sizeof *OWN; i++) sigdelset(&held, OWN[i]);
    pthread_sigmask(SIG_BLOCK, &held, &before);
    const char *undone = replace(path, mode, bytes, length, arena);
    int problem = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = problem;
    return undone;
}

bool file_write(const char *name, const char *bytes, size_t length, struct arena *arena, struct diags *diags)
{
    const char *shown = text_equal(name, "-") ? "standard output" : name;
    struct target target;
    struct stat status;
    if (file_is_input(name, arena, diags)) return false;
    if (!target_find(name, arena, &target)) return fail(shown, CANT_WRITE, diags);
    if (target.descriptor >= 0)
        return write_all(target.descriptor, bytes, length) || fail(shown, CANT_WRITE, diags);
    bool exists = stat(target.path, &status) == 0;
    if (exists && !S_ISREG(status.st_mode))
        return write_in_place(target.path, bytes, length) || fail(shown, CANT_WRITE, diags);
    if (exists && faccessat(AT_FDCWD, target.path, W_OK, AT_EACCESS) != 0)
        return fail(shown, CANT_WRITE, diags);
    mode_t mask = umask(0);
    umask(mask);
    const char *undone = replace_undisturbed(target.path, exists ? status.st_mode & 07777 : 0666 & ~mask,
                                             bytes, length, arena);
    return undone == NULL || fail(shown, undone, diags);
}
