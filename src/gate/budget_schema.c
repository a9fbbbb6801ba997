/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The schema of a budget, from the table of rules and their members. The schema can't check ranges of
 * quantities, duplicate names and unknown lines; the reader does. */
#include "base/text.h"
#include "cost/ledger.h"
#include "gate/members.h"
#include "gate/money.h"
#include "gate/rules.h"

static void add_strings(struct text *out, const char *const *items, size_t count)
{
    text_add(out, "{\"enum\": [");
    for (size_t i = 0; i < count; i++) text_addf(out, "%s\"%s\"", i == 0 ? "" : ", ", items[i]);
    text_add(out, "]}");
}

static void add_amount(struct text *out, enum amount amount)
{
    static const char *const SCHEMAS[AMOUNT__COUNT] = {
        [AMOUNT_USD] = "{\"type\": \"string\", \"pattern\": \"" MONEY_PATTERN "\"}",
        [AMOUNT_GROWTH] =
            "{\"type\": [\"number\", \"string\"], \"minimum\": 0, \"pattern\": \"^\\\\s*[0-9]\"}",
        [AMOUNT_FRACTION] = "{\"type\": [\"number\", \"string\"], \"minimum\": 0, \"maximum\": 1, "
                            "\"pattern\": \"^\\\\s*[0-9]\"}",
        [AMOUNT_RATIO] =
            "{\"type\": [\"number\", \"string\"], \"minimum\": 0, \"pattern\": \"^\\\\s*[0-9]\"}",
        [AMOUNT_DURATION] = "{\"type\": \"string\", \"pattern\": \"^\\\\s*[0-9].*[a-z]\\\\s*$\"}",
        [AMOUNT_DAYS] = "{\"type\": \"string\", \"pattern\": \"^\\\\s*[0-9].*[a-z]\\\\s*$\"}",
        [AMOUNT_COUNT] =
            "{\"type\": [\"integer\", \"string\"], \"minimum\": 0, \"pattern\": \"^\\\\s*[0-9]\"}",
    };
    text_add(out, SCHEMAS[amount]);
}

static void add_member(struct text *out, enum rule_member member)
{
    switch (RULE_MEMBERS[member].shape) {
    case SHAPE_SEVERITY: add_strings(out, SEVERITIES, SEVERITY__COUNT); break;
    case SHAPE_LOAD: add_strings(out, RULE_LOADS, RULE_LOAD__COUNT); break;
    case SHAPE_COMPONENT: {
        const char *names[COMPONENT__COUNT];
        for (int i = 0; i < COMPONENT__COUNT; i++) names[i] = component_name((enum component)i);
        add_strings(out, names, COMPONENT__COUNT);
        break;
    }
    case SHAPE_USD: add_amount(out, AMOUNT_USD); break;
    case SHAPE_TEXT: text_add(out, "{\"type\": [\"string\", \"number\"], \"minLength\": 1}"); break;
    case SHAPE_KIND: break;
    }
}

/* "key": {schema} with the help as description. */
static void add_property(struct text *out, const char *key, const char *help, const char *schema)
{
    text_addf(out, ",\n          \"%s\": {\"description\": \"%s\", %s", key, help, schema + 1);
}

static void add_kind(struct text *out, const struct rule_kind *kind, struct arena *arena)
{
    text_addf(out,
              "      {\n        \"type\": \"object\",\n        \"title\": \"%s\",\n        \"description\": "
              "\"%s\",\n        \"properties\": {\n     "
              "     \"rule\": {\"const\": \"%s\"}",
              kind->name, kind->help, kind->name);
    for (int member = 0; member < MEMBER__COUNT; member++) {
        struct text schema = text_new(arena);
        if (member == MEMBER_RULE || !rule_takes(kind, (enum rule_member)member)) continue;
        add_member(&schema, (enum rule_member)member);
        add_property(out, RULE_MEMBERS[member].name, RULE_MEMBERS[member].help, schema.bytes);
    }
    if (kind->bound != BOUND_HOLDS) {
        struct text schema = text_new(arena);
        add_amount(&schema, kind->amount);
        add_property(out, BOUND_KEYS[kind->bound], text_format(arena, "the limit, as in %s", kind->example),
                     schema.bytes);
    }
    text_addf(out,
              "\n        },\n        \"patternProperties\": {\"^x-\": {}},\n        "
              "\"additionalProperties\": false,\n        \"required\": "
              "[\"rule\"%s%s%s%s]%s\n      }",
              kind->bound == BOUND_HOLDS ? "" : ", \"",
              kind->bound == BOUND_HOLDS ? "" : BOUND_KEYS[kind->bound],
              kind->bound == BOUND_HOLDS ? "" : "\"", kind->keys & RULE_KEY_TO ? ", \"to\"" : "",
              kind->keys & RULE_KEY_PART ? ",\n        \"not\": {\"required\": [\"component\", \"line\"]}"
                                         : "");
}

char *budget_schema(struct arena *arena)
{
    struct text out = text_new(arena);
    text_add(&out, "{\n  \"$schema\": \"http://json-schema.org/draft-07/schema#\",\n  \"title\": \"budget of "
                   "warpcost check\",\n  \"type\": "
                   "\"object\",\n  \"properties\": {\n");
    text_add(&out, "    \"owner\": {\"description\": \"of every rule that names none\", \"type\": "
                   "[\"string\", \"number\"], \"minLength\": 1},\n    "
                   "\"severity\": ");
    add_strings(&out, SEVERITIES, SEVERITY__COUNT);
    text_add(&out, ",\n    \"architecture\": {\"description\": \"of every rule that names none\", \"type\": "
                   "[\"string\", \"number\"], \"minLength\": 1},\n");
    text_addf(
        &out,
        "    \"rules\": {\"type\": \"array\", \"minItems\": 1, \"maxItems\": %d, \"items\": {\"oneOf\": [\n",
        BUDGET_RULES_MAX);
    for (int kind = 0; kind < RULE__COUNT; kind++) {
        text_add(&out, kind == 0 ? "" : ",\n");
        add_kind(&out, &RULE_KINDS[kind], arena);
    }
    text_add(&out, "\n    ]}}\n  },\n  \"patternProperties\": {\"^x-\": {}},\n  \"additionalProperties\": "
                   "false,\n  \"required\": [\"rules\"]\n}\n");
    return out.bytes;
}

/* "at most: max" rows of a Markdown table, for the documentation. */
char *budget_reference(struct arena *arena)
{
    struct text out = text_new(arena);
    text_add(&out, "| rule | what it says | example |\n| --- | --- | --- |\n");
    for (int kind = 0; kind < RULE__COUNT; kind++)
        text_addf(&out, "| `%s` | %s%s | `%s` |\n", RULE_KINDS[kind].name, RULE_KINDS[kind].help,
                  RULE_KINDS[kind].needs_baseline ? "; needs a baseline" : "", RULE_KINDS[kind].example);
    text_add(&out, "\n| key | of | meaning |\n| --- | --- | --- |\n");
    for (int member = 0; member < MEMBER__COUNT; member++) {
        struct text kinds = text_new(arena);
        size_t count = 0;
        for (int kind = 0; kind < RULE__COUNT; kind++)
            if (rule_takes(&RULE_KINDS[kind], (enum rule_member)member))
                text_addf(&kinds, "%s`%s`", count++ == 0 ? "" : ", ", RULE_KINDS[kind].name);
        text_addf(&out, "| `%s` | %s | %s |\n", RULE_MEMBERS[member].name,
                  count == RULE__COUNT ? "every rule"
                  : member == MEMBER_WORKLOAD
                      ? text_format(arena, "every rule but `%s`", RULE_KINDS[RULE_TOTAL_COST].name)
                      : kinds.bytes,
                  RULE_MEMBERS[member].help);
    }
    return out.bytes;
}
