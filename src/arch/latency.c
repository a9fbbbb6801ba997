/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arch/latency.h"

#include <assert.h>
#include <string.h>

#include "base/table.h"
#include "base/text.h"
#include "pricing/embedded.h"

static const char EMBEDDED_NAME[] = "pricing/latency.csv";
static const char *const GRADES[] = {"A", "B", "C", "D", "R", NULL};
enum { PROFILES_MAX = 30 };

enum column { NAME, DISTRIBUTION, MEASURED_TO, GRADE, SOURCE, DATE, NOTE, COLUMN__COUNT };
static const struct table_column COLUMNS[COLUMN__COUNT] = {
    [NAME] = {"name", true},
    [DISTRIBUTION] = {"distribution", true},
    [MEASURED_TO] = {"measured_to", true},
    [GRADE] = {"grade", true},
    [SOURCE] = {"source", true},
    [DATE] = {"date", true},
    [NOTE] = {"note", true},
};

struct load {
    struct param_profile *profiles;
    size_t count;
};

/* A name must not look like a number, nor like anything that YAML reads otherwise. */
static bool take_name(struct table *table, const struct load *load, const char **name)
{
    if (!table_text(table, NAME, true, name)) return false;
    bool is_fine = (*name)[0] >= 'a' && (*name)[0] <= 'z' &&
                   (*name)[strspn(*name, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
    if (!is_fine) return table_wrong(table, NAME, "is not of a-z, 0-9 and '-', with a letter first");
    for (size_t i = 0; i < load->count; i++)
        if (text_equal(load->profiles[i].name, *name))
            return table_wrong(table, NAME, "is there twice; leave out one row");
    return true;
}

static void take_row(struct table *table, void *context)
{
    struct load *load = context;
    struct param_profile *profile = &load->profiles[load->count];
    const char *measured_to = "";
    int grade = 0;
    bool ok = take_name(table, load, &profile->name);
    ok = table_text(table, DISTRIBUTION, true, &profile->distribution) && ok;
    ok = table_text(table, MEASURED_TO, true, &measured_to) && ok;
    ok = table_choice(table, GRADE, GRADES, &grade) && ok;
    ok = table_text(table, SOURCE, true, &profile->source) && ok;
    ok = table_date(table, DATE, &profile->date) && ok;
    ok = table_text(table, NOTE, false, &profile->note) && ok;
    if (ok && !dist_level_read(measured_to, &profile->measured_to))
        ok = table_wrong(table, MEASURED_TO, "is no percentile such as p99.9");
    if (ok && load->count == PROFILES_MAX)
        ok = table_wrong(table, NAME, "is one too many: at most %d profiles are read", PROFILES_MAX);
    profile->grade = ok ? GRADES[grade][0] : '-';
    load->count += ok;
}

static const struct param_profile *read_profiles(const struct csv_source *source, struct arena *arena,
                                                 struct diags *diags)
{
    struct load load = {arena_new_of(arena, struct param_profile, PROFILES_MAX + 1), 0};
    if (!table_read(source, COLUMNS, COLUMN__COUNT, take_row, &load, arena, diags)) return NULL;
    load.profiles[load.count].name = NULL;
    return load.profiles;
}

/* ---- the page ---- */

static const char INTRODUCTION[] =
    "# Latency profiles\n\n"
    "How long a PUT, a commit or a round trip takes is a parameter under `latency.`, whose value is a "
    "distribution (parameters.md). These are the ones that warpcost carries; "
    "a workload names them, or brings its own. Each rests on a source: what was published is linked to what "
    "was measured, and the column *measured to* says up to which percentile; "
    "what a simulation shows beyond is extrapolated. Grades: A source code or a document of AWS, B a "
    "vendor's page or a paper, C a third party, D derived, fitted or assumed here, R from memory "
    "(unverified).\n\n";

static const char OWN[] =
    "\n## Bringing your own\n\n"
    "Measure where your agents or brokers run, and let warpcost fit it:\n\n"
    "```\nwarpcost calibrate puts.csv --for object_put --source 'our bucket, week 17' -o puts.yaml\nwarpcost "
    "compare workload.yaml --profile puts.yaml\n```\n\n"
    "`puts.csv` has a column of latencies whose header names the unit (`latency_ms`), and beside it, if "
    "sizes vary, one of `bytes`; or published percentiles, a column `quantile` and one of values. "
    "`warpcost calibrate --quantiles p50=60ms,p99=400ms` takes percentiles from the command line. What is "
    "written is a profile: a few lines of YAML with the distribution, its source, its grade and how far "
    "it was measured.\n\n"
    "A distribution can also stand in the workload itself, `latency: {object_put: {lognormal: {p50: 60 ms, "
    "p99: 400 ms}}}`, or be the measurement as it is: `{file: puts.csv}`, whose latencies "
    "are then drawn again.\n";

static void add_profile(struct text *out, const struct param_profile *profile)
{
    text_addf(out, "## %s\n\n`%s`\n\n%s.", profile->name, profile->distribution, profile->source);
    if (profile->note[0] != '\0') text_addf(out, " Note: %s.", profile->note);
    text_addf(out, "\n\nMeasured to %s, grade %c, %s.\n\n", dist_level_name(out->arena, profile->measured_to),
              profile->grade, profile->date);
}

char *latency_page(const struct param_profile *profiles, struct arena *arena)
{
    struct text out = text_new(arena);
    text_add(&out, INTRODUCTION);
    for (const struct param_profile *profile = profiles; profile->name != NULL; profile++)
        add_profile(&out, profile);
    text_add(&out, OWN + 1);
    return out.bytes;
}

const struct param_profile *latency_embedded(struct arena *arena)
{
    struct diags diags;
    diags_init(&diags, arena);
    struct csv_source source = embedded_source(EMBEDDED_NAME);
    assert(source.name != NULL && "the program was built with its latency profiles");
    const struct param_profile *profiles = read_profiles(&source, arena, &diags);
    assert(profiles != NULL && "the latency profiles can be read");
    return profiles;
}
