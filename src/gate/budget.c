/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gate/budget.h"

#include "arch/arch.h"
#include "base/text.h"
#include "base/units.h"
#include "gate/members.h"
#include "gate/money.h"
#include "gate/reading.h"
#include "params/names.h"

const char *const SEVERITIES[] = {
    [SEVERITY_FAIL] = "fail", [SEVERITY_WARN] = "warn", [SEVERITY__COUNT] = NULL};
static const char RULES_EXAMPLE[] = "rules: [{rule: cost, max: 120000 USD/year}]";

/* Values for keys that a rule omits. */
struct defaults {
    enum severity severity;
    const char *owner, *architecture;
};

enum { MESSAGE_MAX_BYTES = 2000 };

/* ---- keys ---- */

/* List the keys that a kind takes; NULL for all kinds. */
static size_t known_keys(const struct rule_kind *kind, const char **names)
{
    size_t count = 0;
    for (int member = 0; member < MEMBER__COUNT; member++)
        if (kind == NULL || rule_takes(kind, (enum rule_member)member))
            names[count++] = RULE_MEMBERS[member].name;
    for (int bound = BOUND_MAX; bound < BOUND_HOLDS; bound++)
        if (kind == NULL || (int)kind->bound == bound) names[count++] = BOUND_KEYS[bound];
    return count;
}

enum { KEYS_MAX = MEMBER__COUNT + BOUND_HOLDS };

static bool is_among(const char *text, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal(text, names[i])) return true;
    return false;
}

static bool is_for_others(const char *key) { return text_starts_with(key, "x-"); }

static void check_keys(const struct reading *reading, const struct rule_kind *kind,
                       const struct yaml_node *node)
{
    const char *own[KEYS_MAX], *all[KEYS_MAX];
    size_t own_count = known_keys(kind, own), all_count = known_keys(NULL, all);
    for (size_t i = 0; i < node->count; i++) {
        const struct yaml_node *key = &node->items[2 * i];
        if (is_for_others(key->text) || is_among(key->text, own, own_count)) continue;
        if (is_among(key->text, all, all_count))
            diags_add(reading->diags, DIAG_UNKNOWN_KEY, reading_place(reading, key),
                      "'%s' doesn't go with rule '%s'; write for example '%s'", key->text, kind->name,
                      kind->example);
        else
            reading_unknown_key(reading, key, own, own_count,
                                text_format(reading->diags->arena, "rule '%s'", kind->name));
    }
}

/* ---- limits ---- */

static bool money_read(const struct reading *reading, const struct yaml_node *node, const char *key,
                       double *usd, bool *is_monthly)
{
    static const enum diag_id PROBLEMS[] = {[MONEY_NOT_A_NUMBER] = DIAG_NOT_A_NUMBER,
                                            [MONEY_MISSING_UNIT] = DIAG_MISSING_UNIT,
                                            [MONEY_UNKNOWN_UNIT] = DIAG_UNKNOWN_UNIT};
    static const char *const WHY[] = {[MONEY_NOT_A_NUMBER] = "doesn't begin with a number",
                                      [MONEY_MISSING_UNIT] =
                                          "doesn't say whether it is per year or per month",
                                      [MONEY_UNKNOWN_UNIT] = "is no sum in USD/year or USD/month"};
    enum money_result result = money_parse(node->text, usd, is_monthly);
    return result == MONEY_OK ||
           diags_add(reading->diags, PROBLEMS[result], reading_place(reading, node),
                     "'%s: %s' %s; write for example '%s: " MONEY_EXAMPLE "'", key,
                     text_quote(reading->diags->arena, node->text, READING_QUOTE_COLUMNS), WHY[result], key);
}

static bool quantity_read(const struct reading *reading, const struct yaml_node *node, const char *key,
                          enum unit_kind unit, double *value)
{
    static const enum diag_id PROBLEMS[] = {[UNITS_NOT_A_NUMBER] = DIAG_NOT_A_NUMBER,
                                            [UNITS_MISSING] = DIAG_MISSING_UNIT,
                                            [UNITS_UNKNOWN] = DIAG_UNKNOWN_UNIT,
                                            [UNITS_FRACTIONAL] = DIAG_NOT_AN_INTEGER};
    static const char *const WHY[] = {[UNITS_NOT_A_NUMBER] = "doesn't begin with a number",
                                      [UNITS_MISSING] = "has no unit",
                                      [UNITS_UNKNOWN] = "has an unknown unit",
                                      [UNITS_FRACTIONAL] = "is no whole number"};
    enum units_result result = units_parse(unit, node->text, value);
    return result == UNITS_OK ||
           diags_add(reading->diags, PROBLEMS[result], reading_place(reading, node),
                     "'%s: %s' %s; write for example '%s: %s'", key,
                     text_quote(reading->diags->arena, node->text, READING_QUOTE_COLUMNS), WHY[result], key,
                     units_example(unit));
}

/* Bounds of limits, beyond which a value is a mistake. */
static const struct {
    enum unit_kind unit;
    double min, max;
    const char *range;
} AMOUNTS[AMOUNT__COUNT] = {
    [AMOUNT_USD] = {UNIT__COUNT, 0, 1e13, "0 to 10^13 USD/year"},
    [AMOUNT_GROWTH] = {UNIT_FRACTION, 0, 1000, "0% to 100000%"},
    [AMOUNT_FRACTION] = {UNIT_FRACTION, 0, 1, "0% to 100%"},
    [AMOUNT_RATIO] = {UNIT_NUMBER, 0, 1e6, "0 to 1000000"},
    [AMOUNT_DURATION] = {UNIT_DURATION, 1e-6, 3600, "1us to 1h"},
    [AMOUNT_DAYS] = {UNIT_DURATION, 0, 36500 * SECONDS_PER_DAY, "0d to 36500d"},
    [AMOUNT_COUNT] = {UNIT_COUNT, 0, 1e6, "0 to 1000000"},
};

static bool amount_read(const struct reading *reading, const struct yaml_node *node, const char *key,
                        enum amount amount, double *value, bool *is_monthly)
{
    if (!reading_expect(reading, node, YAML_TEXT, text_format(reading->diags->arena, "'%s'", key),
                        amount == AMOUNT_USD ? MONEY_EXAMPLE : units_example(AMOUNTS[amount].unit)))
        return false;
    if (amount == AMOUNT_USD ? !money_read(reading, node, key, value, is_monthly)
                             : !quantity_read(reading, node, key, AMOUNTS[amount].unit, value))
        return false;
    if (!(*value >= AMOUNTS[amount].min && *value <= AMOUNTS[amount].max))
        return diags_add(reading->diags, DIAG_OUT_OF_RANGE, reading_place(reading, node),
                         "'%s: %s' is out of range; it goes from %s", key,
                         text_quote(reading->diags->arena, node->text, READING_QUOTE_COLUMNS),
                         AMOUNTS[amount].range);
    if (amount == AMOUNT_DAYS) *value /= SECONDS_PER_DAY;
    return true;
}

/* ---- members ---- */

static const char *const *component_names(struct arena *arena)
{
    const char **names = arena_new_of(arena, const char *, COMPONENT__COUNT + 1);
    for (int i = 0; i < COMPONENT__COUNT; i++) names[i] = component_name((enum component)i);
    return names;
}

/* Check the id against the lines that any architecture can incur. */
static bool line_is_known(const struct reading *reading, const struct yaml_node *node)
{
    size_t count = 0;
    for (size_t i = 0; i < ARCH_COUNT; i++)
        for (const struct line *const *line = ARCHS[i]->lines; *line != NULL; line++) count++;
    const char **ids = arena_new_of(reading->arena, const char *, count);
    count = 0;
    for (size_t i = 0; i < ARCH_COUNT; i++)
        for (const struct line *const *line = ARCHS[i]->lines; *line != NULL; line++)
            ids[count++] = (*line)->id;
    if (is_among(node->text, ids, count) || text_starts_with(node->text, "support.")) return true;
    const char *nearest = text_nearest(node->text, ids, count);
    return diags_add(reading->diags, DIAG_UNKNOWN_LINE, reading_place(reading, node),
                     "no architecture has a line '%s'%s%s%s",
                     text_quote(reading->diags->arena, node->text, READING_QUOTE_COLUMNS),
                     nearest == NULL ? "; 'warpcost compare' shows the lines" : ", did you mean '",
                     nearest == NULL ? "" : nearest, nearest == NULL ? "" : "'?");
}

static void text_read(const struct reading *reading, const struct yaml_node *mapping, enum rule_member member,
                      const char *example, const char **text)
{
    const struct yaml_node *node = yaml_get(mapping, RULE_MEMBERS[member].name);
    if (node == NULL) return;
    const char *name = reading_name(reading, node,
                                    text_format(reading->diags->arena, "'%s'", RULE_MEMBERS[member].name),
                                    example);
    if (name != NULL) *text = name;
}

static void message_read(const struct reading *reading, const struct yaml_node *mapping, struct rule *rule)
{
    const struct yaml_node *node = yaml_get(mapping, RULE_MEMBERS[MEMBER_MESSAGE].name);
    if (node == NULL ||
        !reading_expect(reading, node, YAML_TEXT, "'message'", "message: ask the platform team first"))
        return;
    if (node->count > MESSAGE_MAX_BYTES)
        diags_add(reading->diags, DIAG_TEXT_TOO_LONG, reading_place(reading, node),
                  "'message' is longer than %d bytes", MESSAGE_MAX_BYTES);
    else
        rule->message = arena_copy_string(reading->arena, node->text);
}

static void choice_read(const struct reading *reading, const struct yaml_node *mapping,
                        enum rule_member member, const char *const *choices, int *choice)
{
    const struct yaml_node *node = yaml_get(mapping, RULE_MEMBERS[member].name);
    int index = node == NULL
                    ? -1
                    : reading_choice(reading, node,
                                     text_format(reading->diags->arena, "'%s'", RULE_MEMBERS[member].name),
                                     choices);
    if (index >= 0) *choice = index;
}

static void part_read(const struct reading *reading, const struct yaml_node *mapping, struct rule *rule)
{
    const struct yaml_node *component = yaml_get(mapping, "component"), *line = yaml_get(mapping, "line");
    if (component != NULL && line != NULL)
        diags_add(reading->diags, DIAG_INCONSISTENT, reading_place(reading, line),
                  "'line' is given beside 'component'; keep one");
    const char *const *components = component_names(reading->arena);
    int index = component == NULL ? -1 : reading_choice(reading, component, "'component'", components);
    if (index >= 0) rule->component = components[index];
    if (line != NULL && reading_expect(reading, line, YAML_TEXT, "'line'", "line: network.replicate") &&
        line_is_known(reading, line))
        rule->line = arena_copy_string(reading->arena, line->text);
}

static void limit_read(const struct reading *reading, const struct yaml_node *mapping,
                       const struct rule_kind *kind, struct rule *rule)
{
    if (kind->bound == BOUND_HOLDS) return;
    const char *key = BOUND_KEYS[kind->bound];
    const struct yaml_node *node = yaml_get(mapping, key);
    if (node == NULL)
        diags_add(reading->diags, DIAG_MISSING_KEY, reading_place(reading, mapping),
                  "rule '%s' has no '%s'; write for example '%s'", kind->name, key, kind->example);
    else
        amount_read(reading, node, key, kind->amount, &rule->limit, &rule->is_monthly);
}

static void options_read(const struct reading *reading, const struct yaml_node *mapping,
                         const struct rule_kind *kind, struct rule *rule)
{
    if (rule_takes(kind, MEMBER_COMPONENT)) part_read(reading, mapping, rule);
    if (rule_takes(kind, MEMBER_TO)) {
        text_read(reading, mapping, MEMBER_TO, "to: kafka-tuned", &rule->to);
        if (yaml_get(mapping, "to") == NULL)
            diags_add(reading->diags, DIAG_MISSING_KEY, reading_place(reading, mapping),
                      "rule '%s' has no 'to'; write for example '%s'", kind->name, kind->example);
    }
    if (rule_takes(kind, MEMBER_RESOURCE))
        text_read(reading, mapping, MEMBER_RESOURCE, "resource: broker.cpu", &rule->resource);
    int load = RULE_LOAD_PEAK;
    if (rule_takes(kind, MEMBER_LOAD)) choice_read(reading, mapping, MEMBER_LOAD, RULE_LOADS, &load);
    rule->at_mean = load == RULE_LOAD_MEAN;
    if (rule_takes(kind, MEMBER_TOPIC_GROUP))
        text_read(reading, mapping, MEMBER_TOPIC_GROUP, "topic_group: orders", &rule->topic_group);
    const struct yaml_node *weight = rule_takes(kind, MEMBER_WEIGHT) ? yaml_get(mapping, "weight") : NULL;
    bool is_monthly;
    if (weight != NULL) amount_read(reading, weight, "weight", AMOUNT_USD, &rule->weight_usd, &is_monthly);
}

static const char *const *kind_names(struct arena *arena)
{
    const char **names = arena_new_of(arena, const char *, RULE__COUNT + 1);
    for (int i = 0; i < RULE__COUNT; i++) names[i] = RULE_KINDS[i].name;
    return names;
}

static void rule_read(const struct reading *reading, const struct yaml_node *node,
                      const struct defaults *defaults, struct rule *rule)
{
    *rule = (struct rule){.kind = RULE__COUNT,
                          .place = reading_place(reading, node),
                          .id = "",
                          .severity = defaults->severity,
                          .message = "",
                          .owner = defaults->owner,
                          .workload = "",
                          .architecture = defaults->architecture,
                          .component = "",
                          .line = "",
                          .to = "",
                          .resource = "",
                          .topic_group = SCOPE_EACH,
                          .weight_usd = 1};
    if (!reading_expect(reading, node, YAML_MAPPING, "a rule", "{rule: cost, max: 120000 USD/year}")) return;
    const struct yaml_node *name = yaml_get(node, "rule");
    if (name == NULL) {
        diags_add(reading->diags, DIAG_MISSING_KEY, rule->place,
                  "the rule has no 'rule' that says its kind; write for example '%s'",
                  RULE_KINDS[RULE_COST].example);
        return;
    }
    int index = reading_choice(reading, name, "'rule'", kind_names(reading->arena)),
        severity = (int)rule->severity;
    if (index < 0) return;
    const struct rule_kind *kind = &RULE_KINDS[index];
    rule->kind = (enum rule_id)index;
    check_keys(reading, kind, node);
    limit_read(reading, node, kind, rule);
    options_read(reading, node, kind, rule);
    text_read(reading, node, MEMBER_ID, "id: total", &rule->id);
    text_read(reading, node, MEMBER_WORKLOAD, "workload: orders", &rule->workload);
    text_read(reading, node, MEMBER_ARCHITECTURE, "architecture: kafka-tuned", &rule->architecture);
    if (rule_is_total(rule) && text_equal(rule->architecture, SCOPE_ALL))
        diags_add(reading->diags, DIAG_MISSING_KEY, rule->place,
                  "rule '%s' adds up one architecture of each workload, and doesn't say which; write for "
                  "example '%s'",
                  kind->name, kind->example);
    text_read(reading, node, MEMBER_OWNER, "owner: platform team", &rule->owner);
    choice_read(reading, node, MEMBER_SEVERITY, SEVERITIES, &severity);
    rule->severity = (enum severity)severity;
    message_read(reading, node, rule);
}

/* ---- the file ---- */

static void check_ids(const struct reading *reading, struct rule *rules, size_t count)
{
    struct named *names = arena_new_of(reading->arena, struct named, count);
    size_t given = 0;
    for (size_t i = 0; i < count; i++)
        if (*rules[i].id != '\0') names[given++] = (struct named){rules[i].id, i};
    names_sort(names, given);
    for (size_t i = 1; i < given; i++)
        if (text_equal(names[i].name, names[i - 1].name))
            diags_add(reading->diags, DIAG_DUPLICATE_NAME, rules[names[i].index].place,
                      "the id '%s' is that of the rule at line %u too; choose another",
                      text_quote(reading->diags->arena, names[i].name, READING_QUOTE_COLUMNS),
                      (unsigned)rules[names[i - 1].index].place.line);
}

/* Name the rest after their kind, numbered from the second on; a given id of that form continues the
 * numbers. */
static void name_the_rest(const struct reading *reading, struct rule *rules, size_t count)
{
    unsigned used[RULE__COUNT + 1] = {0};
    for (size_t i = 0; i < count; i++) {
        bool is_taken = *rules[i].id == '\0' && rules[i].kind != RULE__COUNT;
        while (is_taken) {
            const char *name = RULE_KINDS[rules[i].kind].name;
            unsigned ordinal = ++used[rules[i].kind];
            rules[i].id = ordinal == 1 ? name : text_format(reading->arena, "%s-%u", name, ordinal);
            is_taken = false;
            for (size_t j = 0; j < count && !is_taken; j++)
                is_taken = j != i && text_equal(rules[j].id, rules[i].id);
        }
    }
}

static void rules_read(const struct reading *reading, const struct yaml_node *list,
                       const struct defaults *defaults, struct budget *budget)
{
    if (!reading_expect(reading, list, YAML_LIST, "'rules'", RULES_EXAMPLE)) return;
    if (list->count == 0 || list->count > BUDGET_RULES_MAX) {
        diags_add(reading->diags, DIAG_OUT_OF_RANGE, reading_place(reading, list),
                  "a budget has 1 to %d rules, and this one has %zu", BUDGET_RULES_MAX, (size_t)list->count);
        return;
    }
    struct rule *rules = arena_new_of(reading->arena, struct rule, list->count);
    for (size_t i = 0; i < list->count; i++) rule_read(reading, &list->items[i], defaults, &rules[i]);
    check_ids(reading, rules, list->count);
    name_the_rest(reading, rules, list->count);
    budget->rules = rules;
    budget->rule_count = list->count;
}

const struct budget *budget_read(const char *name, const char *bytes, size_t length, struct arena *arena,
                                 struct diags *diags)
{
    static const char *const KEYS[] = {"rules", "owner", "severity", "architecture"};
    struct reading reading = {arena_copy_string(arena, name), arena, diags};
    struct defaults defaults = {SEVERITY_FAIL, "", SCOPE_ALL};
    struct budget *budget = arena_new_of(arena, struct budget, 1);
    budget->name = reading.file;
    size_t before = diags->count;
    struct yaml_node root;
    int severity = SEVERITY_FAIL;
    if (!reading_open(&reading, bytes, length, BUDGET_FILE_MAX_BYTES, "a budget", RULES_EXAMPLE, &root))
        return NULL;
    for (size_t i = 0; i < root.count; i++)
        if (!is_for_others(root.items[2 * i].text) &&
            !is_among(root.items[2 * i].text, KEYS, sizeof KEYS / sizeof *KEYS))
            reading_unknown_key(&reading, &root.items[2 * i], KEYS, sizeof KEYS / sizeof *KEYS, "a budget");
    text_read(&reading, &root, MEMBER_OWNER, "owner: platform team", &defaults.owner);
    text_read(&reading, &root, MEMBER_ARCHITECTURE, "architecture: kafka-tuned", &defaults.architecture);
    choice_read(&reading, &root, MEMBER_SEVERITY, SEVERITIES, &severity);
    defaults.severity = (enum severity)severity;
    const struct yaml_node *rules = yaml_get(&root, "rules");
    if (rules == NULL)
        diags_add(diags, DIAG_MISSING_KEY, reading_place(&reading, &root),
                  "the budget has no 'rules'; write for example '%s'", RULES_EXAMPLE);
    else
        rules_read(&reading, rules, &defaults, budget);
    diags_sort(diags);
    return diags->count > before ? NULL : budget;
}
