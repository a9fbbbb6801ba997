/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CSV: the cost lines as a tidy table. Quoted as RFC 4180 says; lines end in a bare line feed, as in the price books.
 *
 * A spreadsheet runs a cell that begins like a formula, and names come from whoever wrote the workload: such texts get an
 * apostrophe in front. Numbers are ours and stay bare. */
#include <string.h>

#include "base/text.h"
#include "report/report.h"

static const char HEAD[] = "run,architecture,line,component,owner,topic_group,item,meter,cause,quantity_per_year,unit,usd_per_year,usd_per_year_list,"
                           "currency,feasible,note\n";

static void add_text(struct text *out, const char *text)
{
    bool runs = *text != '\0' && strchr("=+-@\t\r", *text) != NULL;
    /* Some readers drop blanks at the ends of what isn't quoted. */
    bool quoted = strpbrk(text, ",\"\r\n") != NULL || (*text != '\0' && (strchr(" \t", *text) != NULL || strchr(" \t", text[strlen(text) - 1]) != NULL));
    text_add(out, quoted ? "\"" : "");
    text_add(out, runs ? "'" : "");
    while (*text != '\0') {
        size_t plain = quoted ? strcspn(text, "\"") : strlen(text);
        text_add_bytes(out, text, plain);
        text += plain;
        if (*text == '"') {
            text_add(out, "\"\"");
            text++;
        }
    }
    text_add(out, quoted ? "\"" : "");
    text_add(out, ",");
}

static void add_number(struct text *out, struct arena *scratch, double value)
{
    text_add(out, text_number(scratch, value));
    text_add(out, ",");
}

static void add_line(struct text *out, struct arena *scratch, const struct run *run, const struct run_architecture *architecture, const struct run_line *line)
{
    const struct run_line_kind *kind = line->kind;
    add_text(out, run->workload_name);
    add_text(out, architecture->id);
    add_text(out, kind->id);
    add_text(out, kind->component);
    add_text(out, kind->owner);
    add_text(out, line->topic_group);
    add_text(out, kind->item);
    add_text(out, kind->meter);
    add_text(out, kind->title);
    add_number(out, scratch, line->quantity_per_year);
    add_text(out, kind->unit);
    add_number(out, scratch, line->usd_per_year);
    add_number(out, scratch, line->usd_per_year_list);
    text_add(out, "USD,");
    text_add(out, architecture->feasible ? "true," : "false,");
    text_addf(out, "%s%s%s\n", run->is_redacted ? REPORT_REDACTED : "", run->is_redacted && kind->is_remembered ? "; " : "",
              kind->is_remembered ? "remembered price" : "");
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
