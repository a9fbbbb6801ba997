/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/excluded.h"

#include <math.h>

#include "base/text.h"
#include "study/what_if.h"

/* Choices that the workload did not make. */
static const struct {
    enum root_param row;
    const char *path, *value, *what, *caveat;
} CHOICES[] = {
    {ROOT_ACCESS, "network.access", "transit-gateway", "client traffic through a transit gateway", ", zone crossings waived (remembered)"},
    {ROOT_ACCESS, "network.access", "privatelink", "client traffic through PrivateLink", ", zone crossings waived (remembered)"},
    {ROOT_S3_ACCESS, "network.s3_access", "nat", "S3 traffic through NAT gateways", ""},
    {ROOT_SUPPORT, "pricing.support", "business", "AWS business support", " (remembered rates)"},
};
enum { CHOICE_COUNT = sizeof CHOICES / sizeof *CHOICES };

const struct run_excluded *excluded_choices(const struct scene *scene, struct group_set groups, const struct deployment *deployment, double usd_per_year,
                                            struct arena *scratch, size_t *count)
{
    *count = 0;
    struct arena *arena = scene->arena;
    const char *id = scene->params->choices[scene->choice].id;
    struct run_excluded *excluded = arena_new_of(arena, struct run_excluded, CHOICE_COUNT);
    for (size_t i = 0; i < CHOICE_COUNT; i++) {
        if (root_num(scene->params, CHOICES[i].row) != 0)
            continue;
        double usd = what_if(scene, groups, deployment, CHOICES[i].path, CHOICES[i].value, scratch) - usd_per_year;
        if (isnan(usd))
            excluded[(*count)++] = (struct run_excluded){CHOICES[i].what, "no price in this region", id, NAN};
        else if (usd != 0)
            excluded[(*count)++] = (struct run_excluded){CHOICES[i].what, text_format(arena, "%s$%s a year%s", usd < 0 ? "-" : "+", text_thousands(arena, fabs(usd), 0), CHOICES[i].caveat), id, usd};
    }
    return excluded;
}

const struct run_excluded *excluded_always(size_t *count)
{
    static const struct run_excluded ALWAYS[] = {
        {"people who run it", "0 counted; each takes a salary", "", NAN},
        {"migration and running two systems meanwhile", "0 counted; a month of both is a twelfth of their sum", "", NAN},
        {"consumers and producers outside the region", "$0.02 to $0.09 a GB that leaves it (remembered)", "", NAN},
        {"root volumes of the machines", "8 GiB each, $7.68 a year at gp3's $0.08", "", NAN},
        {"monitoring, logs and alerts", "0 counted; CloudWatch takes $0.50 a GB of logs (remembered)", "", NAN},
        {"disaster recovery in another region", "0 counted; about the total once more, and transfer", "", NAN},
        {"taxes", "0 counted; list prices are without", "", NAN},
    };
    *count = sizeof ALWAYS / sizeof *ALWAYS;
    return ALWAYS;
}
