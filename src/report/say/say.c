/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/say/say.h"

#include <math.h>

struct doc_table *say_options_table(struct doc *doc, const char *label, const char *head,
                                    enum doc_column_kind kind, const struct run *run)
{
    const struct doc_column first = {0, DOC_WORDS, head, DOC_ALL};
    struct doc_table *table = doc_table(doc, label, &first, 1);
    for (size_t i = 0; i < run->architecture_count; i++)
        doc_column(table,
                   (struct doc_column){1 + (unsigned)i, kind,
                                       doc_option(doc->arena, run->architectures[i].name, i), DOC_ALL});
    return table;
}

const char *say_percent(struct arena *arena, double fraction)
{
    if (!isfinite(fraction)) return "none there";
    double percent = fraction * 100;
    return text_format(arena, percent > 0 && percent < 9.95 ? "%.1f %%" : "%.0f %%", percent);
}
