/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Workflow commands: "::error file=…,line=…,col=…,title=…::message". Characters that end a value are
 * escaped as the runner's toolkit does (actions/toolkit, packages/core/src/command.ts: escapeData,
 * escapeProperty). */
#include "report/gate.h"

#include <string.h>

#include "base/text.h"

static void add_escaped(struct text *out, const char *text, bool is_property)
{
    for (; *text != '\0'; text++)
        if (strchr("%\r\n", *text) != NULL || (is_property && strchr(":,", *text) != NULL))
            text_addf(out, "%%%02X", (unsigned char)*text);
        else
            text_add_bytes(out, text, 1);
}

static void add_property(struct text *out, const char *name, const char *value)
{
    text_addf(out, "%s=", name);
    add_escaped(out, value, true);
}

static void add_command(struct text *out, const char *command, struct place place, const char *title,
                        const char *message)
{
    text_addf(out, "::%s ", command);
    if (place.file != NULL) {
        add_property(out, "file", place.file);
        text_add(out, ",");
    }
    if (place.file != NULL && place.line > 0) text_addf(out, "line=%u,", (unsigned)place.line);
    if (place.file != NULL && place.column > 0) text_addf(out, "col=%u,", (unsigned)place.column);
    add_property(out, "title", title);
    text_add(out, "::");
    add_escaped(out, message, false);
    text_add(out, "\n");
}

static void add_errors(struct text *out, const struct checked_error *errors, size_t count)
{
    for (size_t i = 0; i < count; i++)
        add_command(out, "error", errors[i].place,
                    text_format(out->arena, "warpcost: %s", diag_slug(errors[i].id)), errors[i].message);
}

static const char *shown(const struct checked *checked, struct arena *arena)
{
    return text_quote(arena, checked->name, SIZE_MAX);
}

static void add_finding(struct text *out, const struct checked *checked, const struct finding *finding)
{
    static const char *const COMMANDS[OUTCOME__COUNT] = {
        [OUTCOME_WARN] = "warning", [OUTCOME_FAIL] = "error", [OUTCOME_ERROR] = "error"};
    const char *command = COMMANDS[finding->outcome];
    if (command != NULL)
        add_command(out, command, finding->place,
                    text_format(out->arena, "warpcost: %s of %s", finding->rule->id,
                                shown(checked, out->arena)),
                    gate_sentence(finding, out->arena));
}

char *gate_annotations(const struct gate *gate, struct arena *arena)
{
    struct text out = text_new(arena);
    add_errors(&out, gate->errors, gate->error_count);
    for (size_t i = 0; i < gate->checked_count; i++) {
        add_errors(&out, gate->checked[i].errors, gate->checked[i].error_count);
        for (size_t j = 0; j < gate->checked[i].finding_count; j++)
            add_finding(&out, &gate->checked[i], &gate->checked[i].findings[j]);
        for (size_t j = 0; j < gate->checked[i].note_count; j++)
            add_command(&out, "notice", gate_place_of(&gate->checked[i]),
                        text_format(arena, "warpcost: %s", shown(&gate->checked[i], arena)),
                        gate->checked[i].notes[j]);
    }
    add_command(&out, "notice", (struct place){0}, "warpcost", gate_headline(gate, arena));
    return out.bytes;
}
