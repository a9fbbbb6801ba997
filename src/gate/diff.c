/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gate/diff.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "gate/rules.h"

/* ---- lines ---- */

static struct line_change *change_of(struct line_change *changes, size_t *count,
                                     const struct run_line_kind *kind)
{
    for (size_t i = 0; i < *count; i++)
        if (text_equal(changes[i].id, kind->id)) return &changes[i];
    changes[*count] = (struct line_change){.id = kind->id, .title = kind->title};
    return &changes[(*count)++];
}

static void diff_lines(struct architecture_diff *diff, struct arena *arena)
{
    size_t count = 0, kept = 0;
    struct line_change *changes = arena_new_of(arena, struct line_change,
                                               diff->base->line_count + diff->head->line_count);
    for (size_t i = 0; i < diff->head->line_count; i++) {
        struct line_change *change = change_of(changes, &count, diff->head->lines[i].kind);
        change->in_head = true;
        change->head_usd += diff->head->lines[i].usd_per_year;
    }
    for (size_t i = 0; i < diff->base->line_count; i++) {
        struct line_change *change = change_of(changes, &count, diff->base->lines[i].kind);
        change->in_base = true;
        change->base_usd += diff->base->lines[i].usd_per_year;
    }
    for (size_t i = 0; i < count; i++) {
        bool is_same = changes[i].in_base == changes[i].in_head &&
                       fabs(changes[i].head_usd - changes[i].base_usd) < DIFF_SAME_USD;
        diff->same_count += is_same;
        diff->same_usd += is_same ? changes[i].head_usd : 0;
        if (!is_same) changes[kept++] = changes[i];
    }
    diff->lines = changes;
    diff->line_count = kept;
}

/* ---- the split, from saved runs ---- */

enum aspect { ASPECT_NONE, ASPECT_TRAFFIC, ASPECT_PRICE, ASPECT_DESIGN };

/* The aspect of one architecture that a parameter affects. */
static enum aspect aspect_of(const char *path, const char *architecture)
{
    static const struct {
        const char *prefix;
        enum aspect aspect;
    } ASPECTS[] = {{"topics.", ASPECT_TRAFFIC},  {"load.", ASPECT_TRAFFIC},  {"region", ASPECT_PRICE},
                   {"pricing.", ASPECT_PRICE},   {"billing.", ASPECT_PRICE}, {"simulation.", ASPECT_NONE},
                   {"objectives.", ASPECT_NONE}, {"latency.", ASPECT_NONE}};
    static const char OPTIONS[] = "architectures.";
    for (size_t i = 0; i < sizeof ASPECTS / sizeof *ASPECTS; i++)
        if (text_starts_with(path, ASPECTS[i].prefix)) return ASPECTS[i].aspect;
    if (!text_starts_with(path, OPTIONS)) return ASPECT_DESIGN;
    const char *id = path + strlen(OPTIONS);
    return text_starts_with(id, architecture) && id[strlen(architecture)] == '.' ? ASPECT_DESIGN
                                                                                 : ASPECT_NONE;
}

/* The aspects in which a parameter differs between the two or is missing in one, as bits. */
static unsigned aspects_that_differ(const struct run *one, const struct run *other, const char *architecture)
{
    unsigned bits = 0;
    size_t at = 0; /* in other: both mostly have the same parameters in the same order */
    for (size_t i = 0; i < one->param_count; i++) {
        const struct run_param *param = &one->params[i];
        size_t tried = 0;
        while (tried < other->param_count &&
               !text_equal(other->params[(at + tried) % other->param_count].path, param->path))
            tried++;
        size_t found = (at + tried) % (other->param_count == 0 ? 1 : other->param_count);
        bool is_there = tried < other->param_count;
        if (!is_there || !text_equal(other->params[found].text, param->text))
            bits |= 1u << aspect_of(param->path, architecture);
        at = is_there ? found + 1 : at;
    }
    return bits;
}

/* True if the price of a tier that both runs reached differs. */
static bool tiers_differ(const struct run_line_kind *base, const struct run_line_kind *head)
{
    for (size_t i = 0; i < base->charge_count && i < head->charge_count; i++)
        if (base->charges[i].from != head->charges[i].from ||
            base->charges[i].usd_per_unit != head->charges[i].usd_per_unit)
            return true;
    return base->charge_count == 0 || head->charge_count == 0;
}

static bool is_same_line(const struct run_line *a, const struct run_line *b)
{
    return text_equal(a->kind->id, b->kind->id) && text_equal(a->kind->meter, b->kind->meter) &&
           text_equal(a->topic_group, b->topic_group);
}

static double price_part(const struct run_architecture *base, const struct run_architecture *head)
{
    double usd = 0;
    size_t at = 0;
    for (size_t i = 0; i < base->line_count; i++) {
        const struct run_line *then = &base->lines[i];
        size_t tried = 0;
        while (tried < head->line_count && !is_same_line(then, &head->lines[(at + tried) % head->line_count]))
            tried++;
        if (tried == head->line_count) continue;
        at = (at + tried) % head->line_count;
        const struct run_line *now = &head->lines[at++];
        if (then->quantity_per_year > 0 && now->quantity_per_year > 0 && tiers_differ(then->kind, now->kind))
            usd += then->quantity_per_year * (now->usd_per_year / now->quantity_per_year -
                                              then->usd_per_year / then->quantity_per_year);
    }
    return fabs(usd) < DIFF_SAME_USD ? 0 : usd;
}

static bool machines_were_given(const struct architecture_diff *diff)
{
    return !text_equal(diff->base->deployment_origin, diff->head->deployment_origin) ||
           text_equal(diff->head->deployment_origin, "given") ||
           !text_equal(diff->base->use, diff->head->use);
}

static struct change_split split_of_runs(const struct architecture_diff *diff, const struct run *base,
                                         const struct run *head)
{
    unsigned bits = aspects_that_differ(base, head, diff->id) | aspects_that_differ(head, base, diff->id);
    bool traffic = bits & 1u << ASPECT_TRAFFIC,
         design = (bits & 1u << ASPECT_DESIGN) || machines_were_given(diff);
    struct change_split split = {.is_known = true,
                                 .why_not = "",
                                 .price_usd = price_part(diff->base, diff->head)};
    double rest = diff->head->usd_per_year - diff->base->usd_per_year - split.price_usd;
    split.is_joint = traffic && design;
    if (traffic)
        split.volume_usd = rest;
    else
        split.design_usd = rest;
    return split;
}

/* ---- all architectures ---- */

static void fill(struct architecture_diff *diff, const struct run *base, const struct run *head,
                 struct arena *arena)
{
    const struct run_architecture *one = diff->head != NULL ? diff->head : diff->base;
    diff->id = one->id;
    diff->name = one->name;
    diff->split.why_not = "";
    diff->latencies = latency_changes(base, diff->base, head, diff->head, arena, &diff->latency_count);
    diff->is_comparable = diff->base != NULL && diff->head != NULL && run_is_priced(diff->base) &&
                          run_is_priced(diff->head);
    if (!diff->is_comparable) return;
    diff_lines(diff, arena);
    diff->split = split_of_runs(diff, base, head);
}

static enum diff_prices prices_of(const struct run *run)
{
    return run->is_redacted ? DIFF_REDACTED : run_is_private(run) ? DIFF_AT_PRIVATE : DIFF_AT_LIST;
}

bool diff_is_redacted(const struct diff *diff)
{
    return diff->base_prices == DIFF_REDACTED || diff->head_prices == DIFF_REDACTED;
}

struct diff *diff_make(const struct run *base, const char *base_name, const struct run *head,
                       const char *head_name, struct arena *arena)
{
    struct diff *diff = arena_new_of(arena, struct diff, 1);
    *diff = (struct diff){.base_name = base_name,
                          .head_name = head_name,
                          .base = base,
                          .head = head,
                          .base_prices = prices_of(base),
                          .head_prices = prices_of(head)};
    diff->architectures = arena_new_of(arena, struct architecture_diff,
                                       base->architecture_count + head->architecture_count);
    for (size_t i = 0; i < head->architecture_count; i++)
        diff->architectures[diff->architecture_count++] = (struct architecture_diff){
            .base = run_architecture_find(base, head->architectures[i].id), .head = &head->architectures[i]};
    for (size_t i = 0; i < base->architecture_count; i++)
        if (run_architecture_find(head, base->architectures[i].id) == NULL)
            diff->architectures[diff->architecture_count++] = (struct architecture_diff){
                .base = &base->architectures[i]};
    for (size_t i = 0; i < diff->architecture_count; i++) fill(&diff->architectures[i], base, head, arena);
    return diff;
}
