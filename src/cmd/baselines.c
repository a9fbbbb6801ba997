/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/baselines.h"

#include "base/file.h"
#include "base/text.h"
#include "cmd/inputs.h"

const struct run *baselines_find(const struct baselines *baselines, const char *workload)
{
    for (size_t i = 0; i < baselines->count; i++)
        if (text_equal(baselines->runs[i]->workload_name, workload)) return baselines->runs[i];
    return NULL;
}

static bool read_one(struct baselines *baselines, size_t *capacity, const char *file, struct session *session)
{
    const struct run *run = input_read_saved(file, session);
    if (run == NULL) return false;
    if (baselines_find(baselines, run->workload_name) != NULL)
        return diags_add(session->diags, DIAG_DUPLICATE_NAME, (struct place){.file = file},
                         "another baseline is of workload '%s' too",
                         text_quote(session->arena, run->workload_name, 60));
    arena_grow(session->arena, baselines->runs, baselines->count, *capacity, 16);
    baselines->runs[baselines->count++] = run;
    return true;
}

bool baselines_read(const struct parsed *parsed, const struct policy *policy, struct session *session,
                    struct baselines *baselines)
{
    const char **given = arena_new_of(session->arena, const char *, parsed->given_count);
    bool has_own = policy != NULL && policy->baseline_count > 0;
    size_t count = has_own ? policy->baseline_count
                           : parsed_values(parsed, "baseline", given, parsed->given_count),
           capacity = 0;
    const char *const *named = has_own ? policy->baselines : given;
    bool good = true;
    *baselines = (struct baselines){.count = 0};
    for (size_t i = 0; i < count; i++) {
        bool is_directory = file_is_directory(named[i]);
        size_t file_count = 1;
        const char *const *files = is_directory ? file_list(named[i], ".json", session->arena, &file_count,
                                                            session->diags)
                                                : &named[i];
        baselines->are_complete |= is_directory;
        good &= files != NULL;
        for (size_t j = 0; files != NULL && j < file_count; j++)
            good &= read_one(baselines, &capacity, files[j], session);
    }
    return good;
}
