/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Remarks on what a plan has besides its deployments. */
#include "base/text.h"
#include "iac/terraform_list.h"

enum { TYPE_COLUMNS = 60, TYPES_SHOWN_MAX = 12, UNPRICED_SHOWN_MAX = 8 };

static const char *plural(size_t count) { return count == 1 ? "" : "s"; }

const char *terraform_types(const struct terraform *terraform, struct arena *arena)
{
    struct text text = text_new(arena);
    size_t hidden = 0;
    for (size_t i = 0; i < terraform->other_count; i++) {
        if (i < TYPES_SHOWN_MAX)
            text_addf(&text, "%s%s %zu", i == 0 ? "" : ", ",
                      text_quote(arena, terraform->others[i].name, TYPE_COLUMNS), terraform->others[i].count);
        else
            hidden++;
    }
    if (hidden > 0) text_addf(&text, ", and %zu more type%s", hidden, plural(hidden));
    return text.bytes;
}

static const char *others(const struct terraform *terraform, struct arena *arena)
{
    size_t count = 0;
    for (size_t i = 0; i < terraform->other_count; i++) count += terraform->others[i].count;
    return text_format(arena, "not understood and not in the totals, %zu resource%s: %s", count,
                       plural(count), terraform_types(terraform, arena));
}

/* What stands with an unknown cost; NULL without any. */
static const char *unpriced(const struct terraform *terraform, struct arena *arena)
{
    struct text text = text_new(arena);
    size_t count = 0;
    for (size_t i = 0; i < terraform->standing_count; i++) {
        const struct terraform_standing *one = &terraform->standing[i];
        if (*one->why_unpriced == '\0') continue;
        if (count < UNPRICED_SHOWN_MAX)
            text_addf(&text, "%s%s (%s)", count == 0 ? "" : ", ", list_quote(one->address, arena),
                      one->why_unpriced);
        count++;
    }
    if (count > UNPRICED_SHOWN_MAX) text_addf(&text, ", and %zu more", count - UNPRICED_SHOWN_MAX);
    return count == 0
               ? NULL
               : text_format(arena, "no architecture here uses them, so these are not in the totals: %s",
                             text.bytes);
}

static const char *strays(const struct terraform_strays *strays, const char *why, struct arena *arena)
{
    struct text text = text_new(arena);
    for (size_t i = 0; i < strays->count && i < TERRAFORM_STRAYS_SHOWN_MAX; i++)
        text_addf(&text, "%s%s", i == 0 ? "" : ", ", list_quote(strays->addresses[i], arena));
    if (strays->count > TERRAFORM_STRAYS_SHOWN_MAX) text_add(&text, ", …");
    return text_format(arena, "%zu resource%s %s, and not in the totals: %s", strays->count,
                       plural(strays->count), why, text.bytes);
}

const char *const *terraform_remarks(const struct terraform *terraform, struct arena *arena)
{
    enum { REMARKS_MAX = 11 };
    const char **remarks = arena_new_of(arena, const char *, REMARKS_MAX + 1);
    size_t count = 0;
    if (terraform->unclear != NULL) remarks[count++] = terraform->unclear->message;
    if (terraform->bucket_count > 0)
        remarks[count++] = text_format(arena,
                                       "%zu aws_s3_bucket%s: bytes and requests come from the workload",
                                       terraform->bucket_count, plural(terraform->bucket_count));
    const char *unknown = unpriced(terraform, arena);
    if (unknown != NULL) remarks[count++] = unknown;
    if (terraform->elsewhere_count > 0)
        remarks[count++] = text_format(arena, "%zu resource%s outside of --terraform-address",
                                       terraform->elsewhere_count, plural(terraform->elsewhere_count));
    if (terraform->deleted_count > 0)
        remarks[count++] = text_format(arena, "%zu resource%s %s", terraform->deleted_count,
                                       plural(terraform->deleted_count),
                                       terraform->side == TERRAFORM_AFTER ? "deleted by the change"
                                                                          : "not there before the change");
    if (terraform->forgotten.count > 0)
        remarks[count++] = strays(&terraform->forgotten,
                                  "forgotten by the change, not destroyed: still standing, still paid",
                                  arena);
    if (terraform->deposed.count > 0)
        remarks[count++] = strays(&terraform->deposed,
                                  "deposed, left by a replacement that failed: standing, paid until deleted",
                                  arena);
    if (terraform->other_count > 0) remarks[count++] = others(terraform, arena);
    return remarks;
}
