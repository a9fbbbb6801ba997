/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "base/units.h"
#include "study/carried.h"
#include "study/describe.h"
#include "study/latency_private.h"

/* In a system that keeps up at least this share of what is offered is sent, and of what is sent is read: as
 * counts may part from closed forms. Less by so many standard errors isn't chance. */
static const double SHARE_LEAST = 0.98, ERRORS = 4;

static bool is_short(const struct estimate_plain *count, double offered_bytes_per_s)
{
    return count->value + ERRORS * count->standard_error < SHARE_LEAST * offered_bytes_per_s;
}

/* Offered to producers, and with it to all consumer groups. */
struct offered {
    double produced_bytes_per_s, consumed_bytes_per_s;
};

static struct offered offered_of(const struct data_path *path)
{
    struct offered offered = {0};
    for (size_t i = 0; i < path->clients.group_count; i++) {
        const struct path_group *group = &path->clients.groups[i];
        offered.produced_bytes_per_s += group->bytes_per_s;
        offered.consumed_bytes_per_s += group->bytes_per_s * group->consumer_groups;
    }
    return offered;
}

static const char *of_text(const struct study *study, double bytes_per_s, double offered_bytes_per_s,
                           double factor)
{
    return text_format(study->arena, "%s of %s%s", units_show(study->arena, UNIT_RATE, bytes_per_s),
                       units_show(study->arena, UNIT_RATE, offered_bytes_per_s),
                       factor == 1 ? "" : " at the peak");
}

/* The closed form's words with what the simulation found; it took all groups together. */
static const char *sent_text(const struct study *study, const struct data_path *path, double sent_bytes_per_s,
                             double factor)
{
    if (path->clients.group_count > 1)
        return text_format(study->arena, "producers fall behind: they send %s",
                           of_text(study, sent_bytes_per_s, offered_of(path).produced_bytes_per_s, factor));
    const struct carried carried = carried_at(path, sent_bytes_per_s);
    return carried_reason(study->request->context, path, study->demand->groups[0].topic, &carried);
}

static const char *read_text(const struct study *study, const struct data_path *path, double read_bytes_per_s,
                             double factor)
{
    double offered_bytes_per_s = offered_of(path).consumed_bytes_per_s;
    const char *of = of_text(study, read_bytes_per_s, offered_bytes_per_s, factor);
    if (path->clients.group_count > 1)
        return text_format(study->arena, "consumers fall behind: they read %s", of);
    double consumers = path->clients.groups[0].consumers;
    return text_format(study->arena, "%s consumer%s per group read %s: use %s, or allow larger fetches",
                       text_thousands(study->arena, consumers, 0), consumers == 1 ? "" : "s", of,
                       text_thousands(study->arena, ceil(consumers * offered_bytes_per_s / read_bytes_per_s),
                                      0));
}

/* The runner's words, without those that the reader is told anyway. */
static const char *growth_text(const struct study *study, const char *reason, double factor)
{
    static const char PREFIX[] = "not converged: ";
    return text_format(study->arena, RUN_UNSTABLE "%s: %s", factor == 1 ? "" : " at the peak",
                       text_starts_with(reason, PREFIX) ? reason + strlen(PREFIX) : reason);
}

/* A lag that stays the same is no fault, however little of it the run saw: it must grow as well. */
static bool lags(const struct path_result *result, double offered_bytes_per_s)
{
    size_t all = path_measure_at(result->group_count, result->group_count, PATH_END_TO_END);
    return result->runs->measures[all].growth > 0 &&
           is_short(&result->counts[PATH_CONSUMED_BYTES], offered_bytes_per_s);
}

static bool has_doubt(const struct path_result *result, enum replicate_doubt doubt)
{
    return (result->runs->doubts >> doubt & 1) != 0;
}

bool latency_keeps_up(const struct path_result *result, const struct data_path *path)
{
    const struct offered offered = offered_of(path);
    return !has_doubt(result, REPLICATE_OVERLOADED) && !has_doubt(result, REPLICATE_UNSTABLE) &&
           !is_short(&result->counts[PATH_PRODUCED_BYTES], offered.produced_bytes_per_s) &&
           !lags(result, offered.consumed_bytes_per_s);
}

bool latency_is_stable(const struct study *study, const struct path_result *result,
                       const struct data_path *path, double factor)
{
    if (latency_keeps_up(result, path)) return true;
    const struct offered offered = offered_of(path);
    const struct estimate_plain *sent = &result->counts[PATH_PRODUCED_BYTES],
                                *read = &result->counts[PATH_CONSUMED_BYTES];
    struct latency_found *found = study->found;
    found->unknown = growth_text(study, result->runs->reason, factor);
    if (is_short(sent, offered.produced_bytes_per_s))
        found->cannot = sent_text(study, path, sent->value, factor);
    else if (lags(result, offered.consumed_bytes_per_s))
        found->cannot = read_text(study, path, read->value, factor);
    else if (has_doubt(result, REPLICATE_OVERLOADED))
        found->cannot = found->unknown;
    if (found->cannot != NULL) found->unknown = found->cannot;
    return false;
}
