/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "run/run.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "cost/commitments.h"
#include "params/params.h"
#include "params/paths.h"

const char *const RUN_ORIGINS[RUN_ORIGIN__COUNT] = {
    [ORIGIN_DEFAULT] = "default",       [ORIGIN_PRESET] = "profile",  [ORIGIN_PROFILE] = "profile",
    [ORIGIN_GIVEN] = "given",           [ORIGIN_DERIVED] = "derived", [RUN_ORIGIN_DEPLOYED] = "deployed",
    [RUN_ORIGIN_CONSTANT] = "constant",
};

const struct run_architecture *run_architecture_find(const struct run *run, const char *id)
{
    for (size_t i = 0; i < run->architecture_count; i++)
        if (text_equal(run->architectures[i].id, id)) return &run->architectures[i];
    return NULL;
}

bool run_line_lacks_fee(const struct run_line *line)
{
    return text_equal(line->kind->owner, "vendor") && line->usd_per_year_list == 0 && !line->kind->is_private;
}

bool run_lacks_fee(const struct run_architecture *architecture)
{
    for (size_t i = 0; i < architecture->line_count; i++)
        if (run_line_lacks_fee(&architecture->lines[i])) return true;
    return false;
}

const char *run_at_list_prices(const struct run *run, const struct run_architecture *of)
{
    static const char *const WORDS[2][2] = {
        {" at list prices", " at list prices with commitments"},
        {" at list prices, before a fee that isn't public",
         " at list prices with commitments, before a fee that isn't public"},
    };
    const double least_usd = 0.5;
    bool is_committed = fabs(of->usd_per_year - of->usd_per_year_list) >= least_usd;
    if (!run->is_redacted) return run_lacks_fee(of) ? " before a fee that isn't public" : "";
    return WORDS[run_lacks_fee(of)][is_committed];
}

bool run_is_priced(const struct run_architecture *architecture)
{
    return architecture->feasible || architecture->line_count > 0;
}

bool run_is_short_of_clients(const struct run_architecture *architecture)
{
    return !architecture->feasible && architecture->latency_unknown != NULL &&
           text_equal(architecture->latency_unknown, architecture->infeasible_reason);
}

const char *run_cannot(const struct run_architecture *architecture)
{
    return run_is_short_of_clients(architecture) ? "can't carry the load"
                                                 : "can't carry the load by guideline";
}

bool run_is_private(const struct run *run)
{
    bool found = run->is_redacted;
    for (size_t i = 0; i < run->param_count && !found; i++)
        found = assignment_is_private(run->params[i].path) &&
                (!text_equal(run->params[i].path, "pricing.discount") || run->params[i].value != 0);
    return found;
}

bool run_charge_is_committed(const struct run_charge *charge)
{
    return charge->term != NULL && !text_equal(charge->term, "on-demand") &&
           !text_equal(charge->term, "private");
}

double run_charge_upfront_share(const struct run_charge *charge)
{
    return commitment_upfront_share_of(charge->term);
}

struct run_charge run_line_charge(const struct run_line *line, size_t n)
{
    struct run_charge charge = line->kind->charges[n];
    if (line->quantity_per_year != line->kind->quantity_per_year)
        charge.quantity_per_month *= line->quantity_per_year / line->kind->quantity_per_year;
    return charge;
}

static const char TOPICS[] = "topics.", ANY_TOPIC[] = "topics.*.";

static const char *topic_path(const char *topic_group, const char *row, struct arena *arena)
{
    return text_format(arena, "%s%s.%s", TOPICS, path_quote(arena, topic_group), row);
}

const char *run_factor_path(const struct run_line *line, size_t n, struct arena *arena)
{
    const char *path = line->kind->factors[n].path;
    if (!text_starts_with(path, ANY_TOPIC) || *line->topic_group == '\0') return path;
    return topic_path(line->topic_group, path + strlen(ANY_TOPIC), arena);
}

/* The name in "topics.NAME.produce.rate", a path that every topic group has; NULL for other paths. */
static const char *group_of_path(const char *path, struct arena *arena)
{
    static const char RATE[] = ".produce.rate";
    if (!text_starts_with(path, TOPICS) || text_starts_with(path, ANY_TOPIC) || !text_ends_with(path, RATE))
        return NULL;
    const char *name = path + strlen(TOPICS);
    return path_unquote(arena, name, strlen(name) - strlen(RATE));
}

const char *const *run_topic_groups(const struct run *run, struct arena *arena, size_t *count)
{
    *count = 0;
    for (size_t i = 0; i < run->param_count; i++) *count += group_of_path(run->params[i].path, arena) != NULL;
    const char **names = arena_new_of(arena, const char *, *count);
    *count = 0;
    for (size_t i = 0; i < run->param_count; i++) {
        const char *name = group_of_path(run->params[i].path, arena);
        if (name != NULL) names[(*count)++] = name;
    }
    return names;
}

bool run_utilisation_is_count(const struct run_utilisation *utilisation)
{
    return text_ends_with(utilisation->resource, ".count");
}

static const struct run_param *param_find(const struct run *run, const char *path)
{
    for (size_t i = 0; i < run->param_count; i++)
        if (text_equal(run->params[i].path, path)) return &run->params[i];
    return NULL;
}

bool run_is_consumed(const struct run *run, const char *topic_group, struct arena *arena)
{
    static const char ROW[] = "consume.groups";
    const struct run_param *groups = param_find(run, topic_path(topic_group, ROW, arena));
    if (groups == NULL) groups = param_find(run, text_format(arena, "%s%s", ANY_TOPIC, ROW));
    return groups == NULL || !groups->is_number || groups->value != 0;
}
