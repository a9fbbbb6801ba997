/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Static Analysis Results Interchange Format 2.1.0 (OASIS Standard, 27 March 2020). Paragraph numbers
 * refer to that document. */
#include "report/gate.h"

#include <string.h>

#include "base/sha256.h"
#include "gate/rules.h"
#include "base/json_out.h"

/* A file's name as a URI reference (§3.4.3): bytes not allowed in a path are percent-encoded, as is a
 * colon in its first part, which would make a scheme. */
static const char *uri_of(const char *file, struct arena *arena)
{
    static const char PLAIN[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/!$&'()*+,;=@";
    struct text uri = text_new(arena);
    if (file[0] == '/') text_add(&uri, "file://");
    for (; *file != '\0'; file++)
        if (strchr(PLAIN, *file) != NULL)
            text_add_bytes(&uri, file, 1);
        else
            text_addf(&uri, "%%%02X", (unsigned char)*file);
    return uri.bytes;
}

/* A location (§3.28); without a line there is no region. */
static void add_location(struct json_out *out, struct place place, int id, const char *message,
                         struct arena *arena)
{
    json_object(out, NULL);
    if (id >= 0) json_number(out, "id", id);
    json_object(out, "physicalLocation");
    json_object_row(out, "artifactLocation");
    json_text(out, "uri", uri_of(place.file, arena));
    json_close(out);
    if (place.line > 0) {
        json_object_row(out, "region");
        json_number(out, "startLine", place.line);
        if (place.column > 0) json_number(out, "startColumn", place.column);
        json_close(out);
    }
    json_close(out);
    if (message != NULL) {
        json_object_row(out, "message");
        json_text(out, "text", message);
        json_close(out);
    }
    json_close(out);
}

static void add_message(struct json_out *out, const char *key, const char *text)
{
    json_object_row(out, key);
    json_text(out, "text", text);
    json_close(out);
}

static const char *level_of(enum severity severity)
{
    return severity == SEVERITY_WARN ? "warning" : "error";
}

/* Rules that results name, each once, in the order of the budget. */
struct listed {
    const struct rule **rules;
    size_t count;
};

static bool is_result(const struct finding *finding)
{
    return finding->outcome == OUTCOME_FAIL || finding->outcome == OUTCOME_WARN;
}

/* Rules of one budget are in one array, so that their addresses have its order. */
static void list_rule(struct listed *listed, const struct rule *rule)
{
    size_t at = listed->count;
    while (at > 0 && listed->rules[at - 1] > rule) at--;
    if (at > 0 && listed->rules[at - 1] == rule) return;
    memmove(&listed->rules[at + 1], &listed->rules[at], (listed->count - at) * sizeof *listed->rules);
    listed->rules[at] = rule;
    listed->count++;
}

static struct listed list_rules(const struct gate *gate, struct arena *arena)
{
    size_t most = 0;
    for (size_t i = 0; i < gate->checked_count; i++) most += gate->checked[i].finding_count;
    struct listed listed = {arena_new_of(arena, const struct rule *, most + 1), 0};
    for (size_t i = 0; i < gate->checked_count; i++)
        for (size_t j = 0; j < gate->checked[i].finding_count; j++)
            if (is_result(&gate->checked[i].findings[j]))
                list_rule(&listed, gate->checked[i].findings[j].rule);
    return listed;
}

static void add_driver(struct json_out *out, const struct gate *gate, const struct listed *listed)
{
    json_object(out, "tool");
    json_object(out, "driver");
    json_text(out, "name", "warpcost");
    json_text(out, "version", gate->engine_version);
    json_list(out, "rules");
    for (size_t i = 0; i < listed->count; i++) {
        const struct rule *rule = listed->rules[i];
        json_object(out, NULL);
        json_text(out, "id", rule->id);
        if (!text_equal(rule->id, RULE_KINDS[rule->kind].name)) /* must differ where there is one (§3.49.7) */
            json_text(out, "name", RULE_KINDS[rule->kind].name);
        add_message(out, "shortDescription", RULE_KINDS[rule->kind].what);
        add_message(out, "fullDescription",
                    *rule->message == '\0' ? RULE_KINDS[rule->kind].help : rule->message);
        json_object_row(out, "defaultConfiguration");
        json_text(out, "level", level_of(rule->severity));
        json_close(out);
        json_close(out);
    }
    json_close(out);
    json_close(out);
    json_close(out);
}

/* A finding keeps its identity while workload, rule, architecture and topic group do (§3.27.16); figures
 * and lines may move. */
static void add_fingerprint(struct json_out *out, const struct checked *checked,
                            const struct finding *finding)
{
    char hex[65];
    const char *const parts[] = {checked->name, finding->rule->id, finding->architecture,
                                 finding->topic_group};
    enum { COUNT = sizeof parts / sizeof *parts };
    struct sha256_piece pieces[COUNT];
    for (size_t i = 0; i < COUNT; i++) pieces[i] = (struct sha256_piece){parts[i], strlen(parts[i]) + 1};
    sha256_hex_pieces(pieces, COUNT, hex);
    json_object_row(out, "partialFingerprints");
    json_text(out, "warpcostRule/v1", hex);
    json_close(out);
}

static void add_result(struct json_out *out, const struct checked *checked, const struct finding *finding,
                       const struct listed *listed, struct arena *arena)
{
    size_t index = 0;
    while (listed->rules[index] != finding->rule) index++;
    json_object(out, NULL);
    json_text(out, "ruleId", finding->rule->id);
    json_number(out, "ruleIndex", (double)index);
    json_text(out, "level", level_of(finding->rule->severity));
    add_message(out, "message",
                text_format(arena, "%s: %s", text_quote(arena, checked->name, SIZE_MAX),
                            gate_sentence(finding, arena)));
    json_list(out, "locations");
    add_location(out, finding->place, -1, NULL, arena);
    json_close(out);
    json_list(out, "relatedLocations");
    add_location(out, finding->rule->place, 0, "the rule", arena);
    json_close(out);
    add_fingerprint(out, checked, finding);
    json_close(out);
}

/* A notification (§3.58). */
static void add_notification(struct json_out *out, const char *slug, const char *level, struct place place,
                             const char *message, struct arena *arena)
{
    json_object(out, NULL);
    json_object_row(out, "descriptor");
    json_text(out, "id", slug);
    json_close(out);
    json_text(out, "level", level);
    add_message(out, "message", message);
    if (place.file != NULL) {
        json_list(out, "locations");
        add_location(out, place, -1, NULL, arena);
        json_close(out);
    }
    json_close(out);
}

static void add_invocation(struct json_out *out, const struct gate *gate, struct arena *arena)
{
    json_list(out, "invocations");
    json_object(out, NULL);
    json_bool(out, "executionSuccessful", gate->errors_in_all == 0);
    json_number(out, "exitCode", gate->code);
    json_list(out, "toolExecutionNotifications");
    for (size_t i = 0; i < gate->error_count; i++)
        add_notification(out, diag_slug(gate->errors[i].id), "error", gate->errors[i].place,
                         gate->errors[i].message, arena);
    for (size_t i = 0; i < gate->checked_count; i++) {
        const struct checked *checked = &gate->checked[i];
        for (size_t j = 0; j < checked->error_count; j++)
            add_notification(out, diag_slug(checked->errors[j].id), "error", checked->errors[j].place,
                             checked->errors[j].message, arena);
        for (size_t j = 0; j < checked->finding_count; j++)
            if (checked->findings[j].outcome == OUTCOME_ERROR)
                add_notification(out, diag_slug(checked->findings[j].problem), "error",
                                 checked->findings[j].rule->place,
                                 text_format(arena, "%s: %s", text_quote(arena, checked->name, SIZE_MAX),
                                             checked->findings[j].sentence),
                                 arena);
        for (size_t j = 0; j < checked->note_count; j++)
            add_notification(out, "note", "note", gate_place_of(checked),
                             text_format(arena, "%s: %s", text_quote(arena, checked->name, SIZE_MAX),
                                         checked->notes[j]),
                             arena);
    }
    json_close(out);
    json_close(out);
    json_close(out);
}

char *gate_sarif(const struct gate *gate, struct arena *arena)
{
    struct text text = text_new(arena);
    struct json_out out = json_out_new(&text);
    struct listed listed = list_rules(gate, arena);
    json_object(&out, NULL);
    json_text(&out, "$schema",
              "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json");
    json_text(&out, "version", "2.1.0");
    json_list(&out, "runs");
    json_object(&out, NULL);
    add_driver(&out, gate, &listed);
    add_invocation(&out, gate, arena);
    json_text(&out, "columnKind", "unicodeCodePoints");
    json_list(&out, "results");
    for (size_t i = 0; i < gate->checked_count; i++)
        for (size_t j = 0; j < gate->checked[i].finding_count; j++)
            if (is_result(&gate->checked[i].findings[j]))
                add_result(&out, &gate->checked[i], &gate->checked[i].findings[j], &listed, arena);
    json_close(&out);
    json_close(&out);
    json_close(&out);
    json_close(&out);
    text_add(&text, "\n");
    return text.bytes;
}
