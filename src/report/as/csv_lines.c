/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The cost lines as a tidy table. */
#include "report/as/csv.h"
#include "report/report.h"

static const char HEAD[] = "run,architecture,line,component,owner,topic_group,item,meter,cause,quantity_per_"
                           "year,unit,usd_per_year,usd_per_year_contracted,usd_per_year_list,"
                           "currency,feasible,note\n";

static void add_line(struct text *out, struct arena *scratch, const struct run *run,
                     const struct run_architecture *architecture, const struct run_line *line)
{
    const struct run_line_kind *kind = line->kind;
    csv_text(out, run->workload_name);
    csv_text(out, architecture->id);
    csv_text(out, kind->id);
    csv_text(out, kind->component);
    csv_text(out, kind->owner);
    csv_text(out, line->topic_group);
    csv_text(out, kind->item);
    csv_text(out, kind->meter);
    csv_text(out, kind->title);
    csv_number(out, scratch, line->quantity_per_year);
    csv_text(out, kind->unit);
    csv_number(out, scratch, line->usd_per_year);
    csv_number(out, scratch, line->usd_per_year_contracted);
    csv_number(out, scratch, line->usd_per_year_list);
    text_add(out, "USD,");
    text_add(out, architecture->feasible ? "true," : "false,");
    const char *notes[] = {run->is_redacted ? REPORT_REDACTED : NULL,
                           kind->is_unverified ? "unverified price" : NULL,
                           architecture->feasible ? NULL : run_cannot(architecture)};
    bool has_note = false;
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++) {
        if (notes[i] != NULL) text_addf(out, "%s%s", has_note ? "; " : "", notes[i]);
        has_note |= notes[i] != NULL;
    }
    text_add(out, "\n");
}

char *report_csv(const struct run *run, struct arena *arena)
{
    struct text out = text_new(arena);
    struct arena *scratch = arena_new();
    arena_alloc(scratch, 1); /* keeps the first chunk when the arena is rewound */
    text_add(&out, HEAD);
    for (size_t i = 0; i < run->architecture_count; i++) {
        for (size_t n = 0; n < run->architectures[i].line_count; n++) {
            struct arena_mark mark = arena_mark(scratch);
            add_line(&out, scratch, run, &run->architectures[i], &run->architectures[i].lines[n]);
            arena_rewind(scratch, mark);
        }
    }
    arena_free(scratch);
    return out.bytes;
}
