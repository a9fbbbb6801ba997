/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/excluded.h"

#include <math.h>

#include "base/text.h"
#include "cost/charges.h"
#include "study/what_if.h"

static const char NO_PRICE[] = "no price in this region";

/* ---- choices ---- */

/* Choices that can move the total but that the workload did not make. */
static const struct {
    enum root_param row;
    const char *path, *value, *what;
    bool may_waive; /* cross-AZ traffic, by network.access_waives_cross_az */
} CHOICES[EXCLUDED_CHOICES] = {
    {ROOT_ACCESS, "network.access", "transit-gateway", "client traffic through a transit gateway", true},
    {ROOT_ACCESS, "network.access", "privatelink", "client traffic through PrivateLink", true},
    {ROOT_ACCESS, "network.access", "load-balancer", "client traffic through load balancers", false},
    {ROOT_S3_ACCESS, "network.s3_access", "nat", "S3 traffic through NAT gateways", false},
    {ROOT_S3_ACCESS, "network.s3_access", "interface-endpoint", "S3 traffic through interface endpoints",
     false},
    {ROOT_SUPPORT, "pricing.support", "business-plus", "AWS Business Support+", false},
};

static bool is_unverified(const struct tariff *tariff)
{
    return isnan(tariff->private_usd_per_unit) && tariff->list.tier_count > 0 &&
           tariff->list.tiers[0].grade == 'R';
}

/* The waiver moves the figure more than anything else, so the name says it, and how sure it is. */
static const char *choice_name(const struct context *context, size_t choice, struct arena *arena)
{
    const struct params *params = context->params;
    if (!CHOICES[choice].may_waive) return CHOICES[choice].what;
    const struct value *waives = &params->root[ROOT_ACCESS_WAIVES_CROSSING];
    const char *cross_az = waives->num == 0 ? "zone crossings paid as well"
                           : waives->origin == ORIGIN_DEFAULT
                               ? "zone crossings waived (from memory, unverified)"
                               : "zone crossings waived";
    return text_format(arena, "%s, %s", CHOICES[choice].what, cross_az);
}

static char *more_a_year(struct arena *arena, double usd)
{
    return text_format(arena, "%s$%s per year", usd < 0 ? "-" : "+", text_thousands(arena, fabs(usd), 0));
}

const struct run_excluded *excluded_choices(const struct context *context, struct group_set groups,
                                            const struct deployment *deployment, double usd_per_year,
                                            struct arena *scratch)
{
    struct arena *arena = context->arena;
    const char *id = context->params->scenarios[context->scenario].id;
    struct run_excluded *excluded = arena_new_of(arena, struct run_excluded, EXCLUDED_CHOICES);
    for (size_t i = 0; i < EXCLUDED_CHOICES; i++) {
        if (root_num(context->params, CHOICES[i].row) != 0) continue;
        double usd = what_if(context, groups, deployment, CHOICES[i].path, CHOICES[i].value, scratch) -
                     usd_per_year;
        if (usd != 0) /* true for NAN too */
            excluded[i] = (struct run_excluded){choice_name(context, i, arena),
                                                isnan(usd) ? NO_PRICE : more_a_year(arena, usd), id, usd};
    }
    return excluded;
}

/* ---- what no parameter prices ---- */

/* Rows under way, for a run whose architectures and verdict are described. */
struct writer {
    const struct run *run;
    const struct prices *prices;
    struct arena *arena;
    struct run_excluded *rows;
    size_t count;
};

static void add(struct writer *writer, const char *what, const char *figure, const char *architecture,
                double usd_per_year)
{
    writer->rows[writer->count++] = (struct run_excluded){what, figure, architecture, usd_per_year};
}

static void add_uncounted(struct writer *writer, const char *what)
{
    add(writer, what, "not priced", "", NAN);
}

static bool brings_root_volume(const struct writer *writer, const struct run_role *role)
{
    int type = catalogue_find(writer->prices->catalogue, role->instance);
    return type != CATALOGUE_NONE && writer->prices->catalogue->instances[type].service == SERVICE_EC2;
}

static void add_root_volumes(struct writer *writer)
{
    const double root_volume_gib = 8; /* the default of Amazon Linux images (unverified) */
    const double usd_per_gb_month = tariff_usd_per_unit(&writer->prices->tariffs[METER_ID_GP3_SPACE]);
    const char *what = text_format(writer->arena,
                                   "root volumes of the machines (assumed: %.0f GiB of gp3 each)",
                                   root_volume_gib);
    double gb_bytes = ledger_new(writer->arena, writer->prices->params).gb_bytes;
    for (size_t i = 0; i < writer->run->architecture_count; i++) {
        const struct run_architecture *architecture = &writer->run->architectures[i];
        double machines = 0;
        for (size_t role = 0; role < architecture->role_count; role++)
            machines += brings_root_volume(writer, &architecture->roles[role])
                            ? architecture->roles[role].count
                            : 0;
        if (machines == 0) continue;
        double usd = meter_quantity(METER_ID_GP3_SPACE, machines * root_volume_gib * GIB * MONTHS_PER_YEAR,
                                    gb_bytes) *
                     usd_per_gb_month;
        add(writer, what, isnan(usd) ? NO_PRICE : more_a_year(writer->arena, usd), architecture->id, usd);
    }
}

/* Agents in private subnets reach a control plane outside through a NAT gateway in each zone: its hours,
 * unless S3 traffic pays them already, and the bytes that leave. */
static double nat_of_metadata_usd(const struct writer *writer, double gb_per_year)
{
    const struct params *params = writer->prices->params;
    bool has_nat = (int)root_num(params, ROOT_S3_ACCESS) == S3_ACCESS_NAT;
    double hours = has_nat ? 0 : root_num(params, ROOT_ZONES) * year_hourly_h(params);
    return gb_per_year * tariff_usd_per_unit(&writer->prices->tariffs[METER_ID_NAT_BYTES]) +
           hours * tariff_usd_per_unit(&writer->prices->tariffs[METER_ID_NAT_HOURS]);
}

static void add_nat_of_metadata(struct writer *writer)
{
    static const char LINE[] = "network.metadata"; /* through an endpoint it has another meter */
    const char *egress = meter_id(writer->arena, METER_ID_EGRESS, NULL);
    for (size_t i = 0; i < writer->run->architecture_count; i++) {
        const struct run_architecture *architecture = &writer->run->architectures[i];
        double gb_per_year = 0;
        for (size_t n = 0; n < architecture->line_count; n++)
            gb_per_year += text_equal(architecture->lines[n].kind->id, LINE) &&
                                   text_equal(architecture->lines[n].kind->meter, egress)
                               ? architecture->lines[n].quantity_per_year
                               : 0;
        if (gb_per_year == 0) continue;
        double usd = nat_of_metadata_usd(writer, gb_per_year);
        add(writer, "NAT gateways for the control plane's metadata, where agents have no public addresses",
            isnan(usd) ? NO_PRICE : more_a_year(writer->arena, usd), architecture->id, usd);
    }
}

static void add_disaster_recovery(struct writer *writer)
{
    for (size_t i = 0; i < writer->run->architecture_count; i++) {
        const struct run_architecture *architecture = &writer->run->architectures[i];
        if (architecture->feasible)
            add(writer, "disaster recovery in another region (the same total again, plus transfer)",
                more_a_year(writer->arena, architecture->usd_per_year), architecture->id,
                architecture->usd_per_year);
    }
}

static double total_of(const struct run *run, const char *id)
{
    for (size_t i = 0; i < run->architecture_count; i++)
        if (text_equal(run->architectures[i].id, id)) return run->architectures[i].usd_per_year;
    return NAN;
}

/* The costliest migration that the comparison implies. */
static void add_migration(struct writer *writer)
{
    static const char WHAT[] = "migration";
    const struct run_verdict *verdict = &writer->run->verdict;
    if (verdict->cheapest[0] == '\0') {
        add_uncounted(writer, WHAT);
        return;
    }
    bool single = text_equal(verdict->cheapest, verdict->dearest);
    double usd = (total_of(writer->run, verdict->cheapest) +
                  (single ? 0 : total_of(writer->run, verdict->dearest))) /
                 MONTHS_PER_YEAR;
    const char *dollars = text_thousands(writer->arena, usd, 0);
    if (single)
        add(writer, WHAT,
            text_format(writer->arena, "$%s for one month of %s beside the current system", dollars,
                        verdict->cheapest),
            "", NAN);
    else
        add(writer, WHAT,
            text_format(writer->arena, "$%s for one month of %s and %s side by side", dollars,
                        verdict->dearest, verdict->cheapest),
            "", NAN);
}

static void add_egress(struct writer *writer)
{
    static const char WHAT[] = "consumers outside the region";
    const struct tariff *tariff = &writer->prices->tariffs[METER_ID_EGRESS];
    double usd_per_gb = tariff_usd_per_unit(tariff);
    if (isnan(usd_per_gb) || tariff_is_range(tariff, 0))
        add(writer, WHAT, "none assumed; this region has no price for a GB to the internet", "", NAN);
    else
        add(writer, WHAT,
            text_format(writer->arena, "none assumed; $%s per GB to the internet in the first tier%s",
                        text_number(writer->arena, usd_per_gb), is_unverified(tariff) ? " (unverified)" : ""),
            "", NAN);
}

const struct run_excluded *excluded_always(const struct run *run, const struct prices *prices,
                                           struct arena *arena, size_t *count)
{
    enum { ONCE = 6, OF_EACH_ARCHITECTURE = 3 };
    struct writer writer = {run, prices, arena,
                            arena_new_of(arena, struct run_excluded,
                                         ONCE + OF_EACH_ARCHITECTURE * run->architecture_count),
                            0};
    add_root_volumes(&writer);
    add_uncounted(&writer, "EBS snapshots");
    add_nat_of_metadata(&writer);
    add_disaster_recovery(&writer);
    add_migration(&writer);
    add_egress(&writer);
    add_uncounted(&writer, "operations staff");
    if (!charges_have("monitoring")) add_uncounted(&writer, "monitoring, logs and alerts");
    add_uncounted(&writer, "taxes");
    *count = writer.count;
    return writer.rows;
}
