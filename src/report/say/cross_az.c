/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bytes that cross zones, path by path. */
#include "report/say/say.h"

/* Paths of a run in order of appearance: at most this many. */
enum { PATHS_MAX = 32 };

static size_t paths_of(const struct run *run, const char **paths)
{
    size_t count = 0;
    for (size_t i = 0; i < run->architecture_count; i++) {
        for (size_t n = 0; n < run->architectures[i].flow_count; n++) {
            size_t at = 0;
            while (at < count && !text_equal(paths[at], run->architectures[i].flows[n].path)) at++;
            if (at == count && count < PATHS_MAX) paths[count++] = run->architectures[i].flows[n].path;
        }
    }
    return count;
}

static const struct run_flow *flow_of(const struct run_architecture *architecture, const char *path)
{
    for (size_t i = 0; i < architecture->flow_count; i++)
        if (text_equal(architecture->flows[i].path, path)) return &architecture->flows[i];
    return NULL;
}

/* Traffic to S3 and to a control plane isn't metered between zones, and is shown only if some
 * architecture's crosses. */
static bool is_regional(const char *path)
{
    static const char *const PATHS[] = {"object_up", "object_down", "metadata"};
    for (size_t i = 0; i < DOC_COUNT(PATHS); i++)
        if (text_equal(path, PATHS[i])) return true;
    return false;
}

/* Keep the paths whose bytes cross zones in any architecture, or could. */
static size_t cross_az_only(const struct run *run, const char **paths, size_t count)
{
    size_t kept = 0;
    for (size_t n = 0; n < count; n++) {
        bool crosses = !is_regional(paths[n]);
        for (size_t i = 0; i < run->architecture_count; i++) {
            const struct run_flow *flow = flow_of(&run->architectures[i], paths[n]);
            crosses |= flow != NULL && flow->cross_az_gb_per_year > 0;
        }
        if (crosses) paths[kept++] = paths[n];
    }
    return kept;
}

static struct doc_cell flow_cell(struct arena *arena, const struct run_flow *flow)
{
    if (flow == NULL || flow->gb_per_year <= 0) return doc_none();
    return doc_wordsf(arena, "%s [%3.0f%%]", text_thousands(arena, flow->cross_az_gb_per_year, 0),
                      flow->cross_az_gb_per_year / flow->gb_per_year * 100);
}

void say_cross_az(struct doc *doc, const struct run *run)
{
    const char *paths[PATHS_MAX];
    size_t count = paths_of(run, paths);
    if (count == 0) return;
    count = cross_az_only(run, paths, count);
    doc_add(doc, DOC_HEADING, 0, "Bytes that cross zones, GB per year [share of the path]");
    if (count == 0) {
        doc_add(doc, DOC_PARAGRAPH, 1, "none");
        return;
    }
    struct doc_table *table = say_options_table(doc, "Bytes that cross zones", "", DOC_FIGURE, run);
    table->is_indented = true;
    for (size_t n = 0; n < count; n++) {
        struct doc_cell *cells = doc_row(table);
        cells[0] = doc_words(paths[n]);
        for (size_t i = 0; i < run->architecture_count; i++)
            cells[1 + i] = flow_cell(doc->arena, flow_of(&run->architectures[i], paths[n]));
    }
}
