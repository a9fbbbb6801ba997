/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bad inputs: tests/bad/yaml/SLUG--NAME.yaml each hold one mistake, and say in their first line where it
 * stands. Every diagnostic that a workload can raise has one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "base/file.h"
#include "base/text.h"

static const char DIRECTORY[] = "tests/bad/yaml";

/* Diagnostics of other inputs than workloads. */
static const enum diag_id ELSEWHERE[] = {
    DIAG_USAGE, /* --set without "=": test_params_errors */
    DIAG_FILE_UNREADABLE, DIAG_FILE_OUTSIDE,
    DIAG_FILE_TOO_LARGE, /* test_params: loads_files, bounds_counts */
    DIAG_UNKNOWN_PATH,   /* test_params: refuses_overrides */
};

static bool is_raised_by_workloads(enum diag_id id)
{
    for (size_t i = 0; i < sizeof ELSEWHERE / sizeof *ELSEWHERE; i++)
        if (ELSEWHERE[i] == id) return false;
    return id >= DIAG_ENCODING && id <= DIAG_INCONSISTENT;
}

static bool is_case(const char *name) { return text_ends_with(name, ".yaml") && strstr(name, "--") != NULL; }

static void check_case(const char *name)
{
    struct arena *arena = arena_new();
    struct diags diags;
    diags_init(&diags, arena);
    size_t length = 0;
    char *path = text_format(arena, "%s/%s", DIRECTORY, name),
         *bytes = file_read(path, PARAM_FILE_MAX_BYTES, arena, &length, &diags);
    assert_non_null(bytes);
    unsigned line = 0, column = 0;
    if (sscanf(bytes, "# expected %u:%u", &line, &column) != 2)
        fail_msg("%s does not say where its mistake stands", name);
    struct param_request request = {.workload = {name, bytes, length}};
    if (params_resolve(arch_registry(arena), &request, arena, &diags) != NULL)
        fail_msg("%s is accepted", name);
    size_t slug_length = (size_t)(strstr(name, "--") - name);
    const struct diag *first = diags.first;
    bool right = diags.count == 1 && strlen(diag_slug(first->id)) == slug_length &&
                 strncmp(diag_slug(first->id), name, slug_length) == 0;
    if (!right || first->place.line != line || first->place.column != column)
        fail_msg("%s: %zu mistakes, first %u:%u: %s: %s", name, diags.count, (unsigned)first->place.line,
                 (unsigned)first->place.column, diag_slug(first->id), first->message);
    arena_free(arena);
}

static void every_file_is_refused_where_it_says(void **state)
{
    (void)state;
    DIR *directory = opendir(DIRECTORY);
    assert_non_null(directory);
    size_t count = 0;
    for (const struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        if (!is_case(entry->d_name)) continue;
        check_case(entry->d_name);
        count++;
    }
    closedir(directory);
    assert_true(count >= 80);
}

static bool has_case(enum diag_id id)
{
    DIR *directory = opendir(DIRECTORY);
    assert_non_null(directory);
    bool found = false;
    const char *slug = diag_slug(id);
    for (const struct dirent *entry; !found && (entry = readdir(directory)) != NULL;)
        found = is_case(entry->d_name) && text_starts_with(entry->d_name, slug) &&
                text_starts_with(entry->d_name + strlen(slug), "--");
    closedir(directory);
    return found;
}

static void every_diagnostic_has_a_file(void **state)
{
    (void)state;
    for (enum diag_id id = 0; id < DIAG__COUNT; id++)
        if (is_raised_by_workloads(id) && !has_case(id))
            fail_msg("no file in %s raises '%s'", DIRECTORY, diag_slug(id));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_file_is_refused_where_it_says),
        cmocka_unit_test(every_diagnostic_has_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
