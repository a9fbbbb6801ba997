/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "run/document.h"
#include "run/fields.h"

static bool is_list(const struct run_field *field)
{
    return field->type == RUN_LIST || field->type == RUN_LINES || field->type == RUN_TEXTS ||
           field->type == RUN_COLUMN || field->type == RUN_NAMES;
}

static void add_history(struct text *out, const struct run_field *field)
{
    if (field->since > 0) text_addf(out, " (since " RUN_MAJOR ".%d)", field->since);
    if (field->was != NULL) text_addf(out, " (older documents: `%s`)", field->was);
}

static void add_field(struct text *out, const struct run_field *field)
{
    bool has_unit = run_type_is_derived(field->type) || field->type == RUN_EXACT;
    text_addf(out, "| `%s%s` | %s | %s", field->key, is_list(field) ? "[]" : "", has_unit ? field->form : "",
              field->help);
    add_history(out, field);
    text_add(out, " |\n");
}

char *run_reference(struct arena *arena)
{
    struct text out = text_new(arena);
    for (int id = 0; id < RUN_T__COUNT; id++) {
        const struct run_table *table = &RUN_TABLES[id];
        if (table->layout == '[') continue;
        text_addf(&out, "%s### %s\n\n%s%s| member | unit | meaning |\n| --- | --- | --- |\n",
                  id == 0 ? "" : "\n", table->heading, table->intro, *table->intro == '\0' ? "" : "\n");
        for (const struct run_field *field = table->fields; field->type != RUN_END; field++)
            add_field(&out, field);
    }
    return out.bytes;
}
