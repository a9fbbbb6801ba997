/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A forecast in the columns of FOCUS 1.2, the FinOps Open Cost and Usage Specification
 * (https://focus.finops.org/focus-specification/), for loading bills and forecasts into one table. One row
 * for each tier of each line, for a year; its dollars add up to the run's.
 *
 * A forecast has neither account nor date: those columns of FOCUS that only an invoice can fill are left
 * out, and the periods, which a reader sets, are empty. ContractedCost has what was negotiated and no
 * commitment; like ListCost it is the usage's, and 0 for the payment of a commitment. A redacted run knows
 * only list costs: what is billed, contracted and effective is empty. */
#include <math.h>
#include <string.h>

#include "base/derived.h"
#include "base/text.h"
#include "base/units.h"
#include "cost/components.h"
#include "pricing/offers.h"
#include "report/as/csv.h"
#include "report/report.h"

static const char HEAD[] = "BilledCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargeCategory,"
                           "ChargeClass,ChargeDescription,ChargeFrequency,ChargePeriodStart,ChargePeriodEnd,"
                           "ConsumedQuantity,ConsumedUnit,ContractedCost,ContractedUnitPrice,EffectiveCost,"
                           "InvoiceIssuerName,ListCost,ListUnitPrice,PricingCategory,PricingQuantity,"
                           "PricingUnit,ProviderName,PublisherName,RegionId,ResourceType,ServiceCategory,"
                           "ServiceName,SkuId,x_Forecast,x_PeriodMonths,x_Scenario,x_Architecture,"
                           "x_Feasible,x_TopicGroup,x_Line,x_Component,x_UsageType,x_TierFrom,x_PriceAsOf,x_"
                           "PriceGrade,x_PriceBookHash,x_ModelVersion,x_Note\n";

/* The offer of a meter: the text before its first colon. An unknown one is a vendor's, or from a document
 * of another version. */
static struct price_offer offer_of(const struct run_line_kind *kind, struct arena *arena)
{
    size_t length = strcspn(kind->meter, ":");
    const struct price_offer *known = offer_find(kind->meter, length);
    if (known != NULL) return *known;
    const char *code = arena_copy(arena, kind->meter, length);
    return (struct price_offer){code, text_equal(kind->owner, "cloud") ? "AWS" : code, code, false};
}

/* A row to write. NAN for unknown figures. */
struct row {
    const struct run_architecture *architecture;
    const struct run_line_kind *kind; /* NULL for cash at the start */
    const char *topic_group;
    struct run_charge charge;
    double billed_usd, contracted_usd, effective_usd, list_usd, quantity;
};

struct table {
    struct text out;
    struct arena *scratch;
    const struct run *run;
};

static void add_costs(struct table *table, const struct row *row)
{
    bool is_cash = row->kind == NULL, has_tier = row->charge.usagetype != NULL;
    bool is_redacted = table->run->is_redacted;
    csv_number(&table->out, table->scratch, is_redacted ? NAN : row->billed_usd);
    text_add(&table->out, "USD,,,");
    csv_text(&table->out, is_cash ? "Purchase" : "Usage");
    text_add(&table->out, ",");
    csv_text(&table->out, text_format(table->scratch, "Forecast: %s",
                                      is_cash ? "commitment paid upfront" : row->kind->title));
    csv_text(&table->out, is_cash ? "One-Time" : "Usage-Based");
    text_add(&table->out, ",,");
    csv_number(&table->out, table->scratch, row->quantity);
    csv_text(&table->out, is_cash ? "" : row->kind->unit);
    csv_number(&table->out, table->scratch, is_redacted ? NAN : row->contracted_usd);
    csv_number(&table->out, table->scratch, has_tier ? row->charge.usd_per_unit_contracted : NAN);
    csv_number(&table->out, table->scratch, is_redacted ? NAN : row->effective_usd);
}

static void add_pricing(struct table *table, const struct row *row)
{
    bool is_cash = row->kind == NULL, is_committed = is_cash || run_charge_is_committed(&row->charge),
         has_tier = row->charge.usagetype != NULL;
    struct price_offer offer = is_cash ? OFFERS[OFFER_ID_AmazonEC2] : offer_of(row->kind, table->scratch);
    enum component component = is_cash ? COMPUTE : component_find(row->kind->component);
    csv_text(&table->out, offer.seller);
    csv_number(&table->out, table->scratch, row->list_usd);
    csv_number(&table->out, table->scratch, has_tier ? row->charge.usd_per_unit_list : NAN);
    csv_text(&table->out, is_committed ? "Committed" : "Standard");
    csv_number(&table->out, table->scratch, row->quantity);
    csv_text(&table->out, is_cash ? "" : row->kind->unit);
    csv_text(&table->out, offer.seller);
    csv_text(&table->out, offer.seller);
    csv_text(&table->out, table->run->region);
    csv_text(&table->out, is_cash ? "" : row->kind->item);
    csv_text(&table->out, COMPONENTS[component].focus_category);
    csv_text(&table->out, offer.name);
    csv_text(&table->out, has_tier ? row->charge.sku : "");
}

static void add_own_columns(struct table *table, const struct row *row)
{
    bool is_cash = row->kind == NULL, has_tier = row->charge.usagetype != NULL;
    text_add(&table->out, "true,");
    csv_number(&table->out, table->scratch, MONTHS_PER_YEAR);
    csv_text(&table->out, table->run->workload_name);
    csv_text(&table->out, row->architecture->id);
    csv_text(&table->out, row->architecture->feasible ? "true" : "false");
    csv_text(&table->out, row->topic_group);
    csv_text(&table->out, is_cash ? "" : row->kind->id);
    csv_text(&table->out, is_cash ? "compute" : row->kind->component);
    csv_text(&table->out, has_tier ? row->charge.usagetype : "");
    csv_number(&table->out, table->scratch, has_tier ? row->charge.from : NAN);
    csv_text(&table->out, has_tier ? row->charge.date : "");
    csv_text(&table->out, has_tier ? (const char[]){row->charge.grade, '\0'} : "");
    csv_text(&table->out, table->run->price_sha256);
    csv_text(&table->out, table->run->engine_version);
    csv_text(&table->out,
             is_cash ? text_format(table->scratch, "pays for %.12g years", row->architecture->upfront_years)
             : table->run->is_redacted     ? REPORT_REDACTED
             : row->architecture->feasible ? ""
                                           : run_cannot(row->architecture));
}

static void add_row(struct table *table, const struct row *row)
{
    struct arena_mark mark = arena_mark(table->scratch);
    add_costs(table, row);
    add_pricing(table, row);
    add_own_columns(table, row);
    csv_end(&table->out);
    arena_rewind(table->scratch, mark);
}

/* The part of a charge that isn't paid at the start, and is billed with use. */
static double billed_share(const struct run_architecture *architecture, const struct run_charge *charge)
{
    return architecture->upfront_usd > 0 ? 1 - run_charge_upfront_share(charge) : 1;
}

/* Dollars a month of charges: as paid, at contracted prices and at list prices. */
struct monthly {
    double paid_usd, contracted_usd, list_usd;
};

static struct monthly monthly_of(const struct run_charge *charge)
{
    return (struct monthly){charge->quantity_per_month * charge->usd_per_unit,
                            charge->quantity_per_month * charge->usd_per_unit_contracted,
                            charge->quantity_per_month * charge->usd_per_unit_list};
}

static double share(double part, double whole) { return whole > 0 ? part / whole : 0; }

/* The line's own sums, split like its tiers: the list cost of a plan isn't its quantity times a price. */
static void add_tier(struct table *table, struct row row, const struct run_line *line,
                     const struct monthly *all)
{
    const struct monthly part = monthly_of(&row.charge);
    row.quantity = row.charge.quantity_per_month * MONTHS_PER_YEAR;
    row.effective_usd = line->usd_per_year * share(part.paid_usd, all->paid_usd);
    row.contracted_usd = line->usd_per_year_contracted * share(part.contracted_usd, all->contracted_usd);
    row.list_usd = line->usd_per_year_list * share(part.list_usd, all->list_usd);
    row.billed_usd = row.effective_usd * billed_share(row.architecture, &row.charge);
    add_row(table, &row);
}

/* The line's part of a tier, with the digits of a run document. */
static struct run_charge charge_of(const struct run_line *line, size_t n)
{
    struct run_charge charge = run_line_charge(line, n);
    charge.quantity_per_month = derived_round(charge.quantity_per_month);
    return charge;
}

static void add_line(struct table *table, const struct run_architecture *architecture,
                     const struct run_line *line)
{
    struct row row = {.architecture = architecture, .kind = line->kind, .topic_group = line->topic_group};
    struct monthly all = {0};
    for (size_t i = 0; i < line->kind->charge_count; i++) {
        struct run_charge charge = charge_of(line, i);
        struct monthly part = monthly_of(&charge);
        all = (struct monthly){all.paid_usd + part.paid_usd, all.contracted_usd + part.contracted_usd,
                               all.list_usd + part.list_usd};
    }
    for (size_t i = 0; i < line->kind->charge_count; i++) {
        row.charge = charge_of(line, i);
        if (row.charge.quantity_per_month > 0) add_tier(table, row, line, &all);
    }
    if (all.paid_usd > 0 || all.list_usd > 0) return;
    row.charge = (struct run_charge){0};
    row.quantity = line->quantity_per_year;
    row.billed_usd = row.effective_usd = line->usd_per_year;
    row.contracted_usd = line->usd_per_year_contracted;
    row.list_usd = line->usd_per_year_list;
    add_row(table, &row);
}

char *report_focus_csv(const struct run *run, struct arena *arena)
{
    struct table table = {text_new(arena), arena_new(), run};
    arena_alloc(table.scratch, 1); /* keeps the first chunk when the arena is rewound */
    text_add(&table.out, HEAD);
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_architecture *architecture = &run->architectures[i];
        for (size_t n = 0; n < architecture->line_count; n++)
            add_line(&table, architecture, &architecture->lines[n]);
        if (architecture->upfront_usd > 0)
            add_row(&table, &(struct row){.architecture = architecture,
                                          .topic_group = "",
                                          .billed_usd = architecture->upfront_usd,
                                          .quantity = NAN});
    }
    arena_free(table.scratch);
    return table.out.bytes;
}
