/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/compare_parts.h"

#include <math.h>
#include <string.h>

#include "report/money.h"
#include "report/as/table.h"

const struct run_utilisation *compare_binding(const struct run_architecture *architecture)
{
    for (size_t i = 0; i < architecture->utilisation_count; i++)
        if (architecture->utilisations[i].binding) return &architecture->utilisations[i];
    return NULL;
}

const char *compare_name_and_id(struct arena *arena, const struct run_architecture *architecture)
{
    const char *id = text_format(arena, " (%s)", architecture->id);
    bool said = text_equal(architecture->name, architecture->id) || text_ends_with(architecture->name, id);
    return said ? architecture->name : text_format(arena, "%s%s", architecture->name, id);
}

/* Paths of a run in the order in which they appear: at most this many. */
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

/* What goes to S3 and to a control plane isn't metered between zones: of no interest, unless an
 * architecture's does cross. */
static bool is_regional(const char *path)
{
    static const char *const PATHS[] = {"object_up", "object_down", "metadata"};
    for (size_t i = 0; i < sizeof PATHS / sizeof *PATHS; i++)
        if (text_equal(path, PATHS[i])) return true;
    return false;
}

/* Of the paths those whose bytes cross zones in any architecture, or could. */
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

static const char *cross_az_text(struct arena *arena, const struct run_flow *flow)
{
    if (flow == NULL || flow->gb_per_year <= 0) return "-";
    return text_format(arena, "%s [%3.0f%%]", text_thousands(arena, flow->cross_az_gb_per_year, 0),
                       flow->cross_az_gb_per_year / flow->gb_per_year * 100);
}

void compare_print_cross_az(struct page *page, const struct run *run)
{
    const char *paths[PATHS_MAX];
    size_t count = paths_of(run, paths);
    if (count == 0) return;
    count = cross_az_only(run, paths, count);
    page_heading(page, "Bytes that cross zones, GB a year [share of the path]");
    if (count == 0) {
        page_paragraph(page, 2, 4, TONE_PLAIN, "none");
        return;
    }
    struct table table = table_new(page->arena, TABLE_FIGURES, 1, 1 + run->architecture_count);
    struct table_cell *head = table_add(&table, ROW_HEAD);
    for (size_t i = 0; i < run->architecture_count; i++)
        table_set(&table, head, 1 + i, TONE_STRONG, run->architectures[i].name);
    for (size_t n = 0; n < count; n++) {
        struct table_cell *cells = table_add(&table, ROW_BODY);
        table_set(&table, cells, 0, TONE_PLAIN, text_format(page->arena, "  %s", paths[n]));
        for (size_t i = 0; i < run->architecture_count; i++)
            table_set(&table, cells, 1 + i, TONE_PLAIN,
                      cross_az_text(page->arena, flow_of(&run->architectures[i], paths[n])));
    }
    table_print(&table, page);
}

const char *const COMPARE_PRICES[COMPARE_PRICE__COUNT] = {
    [COMPARE_CONTRACTED] = "at contracted prices", [COMPARE_LIST] = "at list prices"};

double compare_usd_at(const struct run_architecture *architecture, enum compare_price price)
{
    return price == COMPARE_LIST ? architecture->usd_per_year_list : architecture->usd_per_year_contracted;
}

bool compare_is_at_list(const struct run *run)
{
    const double least_usd = 0.5;
    for (size_t i = 0; i < run->architecture_count; i++)
        for (enum compare_price price = 0; price < COMPARE_PRICE__COUNT; price++)
            if (run->architectures[i].feasible && fabs(compare_usd_at(&run->architectures[i], price) -
                                                       run->architectures[i].usd_per_year) >= least_usd)
                return false;
    return true;
}

/* Meters with a remembered price, each once. Meters of a run are few, and lines of one id share theirs. */
static const char *unverified_meters(const struct run *run, struct arena *arena)
{
    enum { METERS_MAX = 64 };
    const char *meters[METERS_MAX];
    size_t count = 0;
    struct text out = text_new(arena);
    for (size_t i = 0; i < run->architecture_count; i++) {
        for (size_t n = 0; n < run->architectures[i].line_count; n++) {
            const struct run_line_kind *kind = run->architectures[i].lines[n].kind;
            size_t at = 0;
            while (kind->is_unverified && at < count && !text_equal(meters[at], kind->meter)) at++;
            if (!kind->is_unverified || at < count || count == METERS_MAX) continue;
            meters[count++] = kind->meter;
            text_addf(&out, "%s%s", count > 1 ? ", " : "", kind->meter);
        }
    }
    return out.bytes;
}

void compare_print_prices(struct page *page, const struct run *run)
{
    page_heading(page, "Prices");
    const char *as_of = *run->price_as_of == '\0'
                            ? ", none used"
                            : text_format(page->arena, ", list prices as of %s", run->price_as_of);
    page_paragraphf(page, 2, 4, "%s%s; instance types as of %s", run->region, as_of, run->catalogue_as_of);
    const char *remembered = unverified_meters(run, page->arena);
    if (*remembered != '\0')
        page_paragraphf(page, 2, 4, "(m) a price that is remembered, not verified against a source: %s",
                        remembered);
}

void compare_print_upfront(struct page *page, const struct run *run)
{
    bool any = false;
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_architecture *architecture = &run->architectures[i];
        if (!architecture->feasible || architecture->upfront_usd <= 0) continue;
        if (!any) page_heading(page, "Cash at the start (its spread is part of the totals)");
        any = true;
        page_paragraphf(page, 2, 4, "%s: %s, pays for %.4g %s", architecture->name,
                        money_dollars(page->arena, llround(architecture->upfront_usd)),
                        architecture->upfront_years, architecture->upfront_years == 1 ? "year" : "years");
    }
}

void compare_print_warnings(struct page *page, const struct run *run)
{
    if (run->warning_count > 0) page_heading(page, "Warnings");
    for (size_t i = 0; i < run->warning_count; i++) page_paragraph(page, 2, 4, TONE_PLAIN, run->warnings[i]);
}

const char *compare_name(const struct run *run, const char *id)
{
    for (size_t i = 0; i < run->architecture_count; i++)
        if (text_equal(run->architectures[i].id, id)) return run->architectures[i].name;
    return id;
}

void compare_print_variants(struct page *page, const struct run *run)
{
    if (run->variant_count > 0) page_heading(page, "Open assumptions: the total when one of them is another");
    for (size_t i = 0; i < run->variant_count; i++) {
        const struct run_variant *variant = &run->variants[i];
        const char *name = compare_name(run, variant->architecture);
        if (variant->feasible)
            page_paragraphf(page, 2, 4, "%s, %s: %s a year (%s%s)", name, variant->what,
                            text_usd(page->arena, variant->usd_per_year),
                            variant->difference_usd_per_year < 0 ? "" : "+",
                            text_usd(page->arena, variant->difference_usd_per_year));
        else
            page_paragraphf(page, 2, 4, "%s, %s: can't, or a price is missing", name, variant->what);
    }
}

/* "-$178k", "+$12.3k", "none" or that it can't be. */
static const char *change_text(struct arena *arena, double usd)
{
    if (isnan(usd)) return "can't carry the load";
    if (fabs(usd) < 1) return "no change";
    return text_format(arena, "%s%s", usd < 0 ? "" : "+", text_usd(arena, usd));
}

/* The option's name is enough behind the architecture's. */
static const char *short_path(const char *path)
{
    static const char OPTIONS[] = "architectures.", TOPICS[] = "topics.*.";
    if (text_starts_with(path, TOPICS)) return path + strlen(TOPICS);
    const char *behind = text_starts_with(path, OPTIONS) ? strchr(path + strlen(OPTIONS), '.') : NULL;
    return behind == NULL ? path : behind + 1;
}

void compare_print_assumptions(struct page *page, const struct run *run)
{
    enum { SHOWN_MAX = 12 };
    if (run->assumption_count == 0) return;
    page_heading(page, "Assumed: defaults that weigh most, and the total when one is 10 % less / more");
    size_t shown = run->assumption_count < SHOWN_MAX ? run->assumption_count : SHOWN_MAX;
    for (size_t i = 0; i < shown; i++) {
        const struct run_assumption *one = &run->assumptions[i];
        page_paragraphf(page, 2, 4, "%s, %s %s: %s / %s (%c: %s)", compare_name(run, one->architecture),
                        short_path(one->path), one->text, change_text(page->arena, one->less_usd),
                        change_text(page->arena, one->more_usd), one->grade, one->source);
    }
    page_paragraphf(page, 2, 4, "grades: C from others' notes, D assumed, R remembered%s",
                    run->assumption_count > shown
                        ? text_format(page->arena, "; %zu that weigh less are in the JSON",
                                      run->assumption_count - shown)
                        : "");
}

/* Rows from at that speak of the same thing: they stand together. */
static size_t same_what(const struct run *run, size_t at)
{
    size_t end = at + 1;
    while (end < run->excluded_count && text_equal(run->excluded[end].what, run->excluded[at].what)) end++;
    return end - at;
}

/* "kafka-tuned +$1,420,303, warpstream +$11,354,143 a year"; what is said of all alike is said once. */
static const char *figures_of(const struct run_excluded *rows, size_t count, struct arena *arena)
{
    bool alike = true, has_sum = false;
    for (size_t i = 0; i < count; i++) {
        alike &= isnan(rows[i].usd_per_year) && text_equal(rows[i].figure, rows[0].figure);
        has_sum |= !isnan(rows[i].usd_per_year);
    }
    if (alike) return rows[0].figure;
    struct text out = text_new(arena);
    for (size_t i = 0; i < count; i++) {
        double usd = rows[i].usd_per_year;
        text_addf(&out, "%s%s%s%s%s", i == 0 ? "" : ", ", rows[i].architecture,
                  *rows[i].architecture == '\0' ? "" : " ", isnan(usd) || usd < 0 ? "" : "+",
                  isnan(usd) ? rows[i].figure : money_dollars(arena, llround(usd)));
    }
    text_add(&out, has_sum ? " a year" : "");
    return out.bytes;
}

const struct compare_excluded *compare_excluded(const struct run *run, struct arena *arena, size_t *count)
{
    struct compare_excluded *excluded = arena_new_of(arena, struct compare_excluded, run->excluded_count);
    *count = 0;
    for (size_t i = 0; i < run->excluded_count;) {
        size_t same = same_what(run, i);
        excluded[(*count)++] = (struct compare_excluded){run->excluded[i].what,
                                                         figures_of(&run->excluded[i], same, arena)};
        i += same;
    }
    return excluded;
}

void compare_print_excluded(struct page *page, const struct run *run)
{
    size_t count;
    const struct compare_excluded *excluded = compare_excluded(run, page->arena, &count);
    if (count > 0) page_heading(page, "Not included");
    for (size_t i = 0; i < count; i++)
        page_paragraphf(page, 2, 4, "%s: %s", excluded[i].what, excluded[i].figures);
}
