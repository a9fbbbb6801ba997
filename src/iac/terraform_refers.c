/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * References: from an argument of a resource to the resources that it means. Values know ids; where these
 * are unknown before apply, the configuration has the expression's references:
 * https://developer.hashicorp.com/terraform/internals/json-format#expression-representation */
#include <string.h>

#include "base/text.h"
#include "iac/terraform_private.h"
#include "iac/terraform_values.h"

/* A hostile configuration could refer in rings: no honest expression follows as many references. */
enum { NAME_MAX_BYTES = 256, STEPS_MAX = 8, REFERENCES_MAX = 100 };

/* ---- modules ---- */

/* Length of the address's first step, "module.NAME" with its instance: a key may hold any character. */
static size_t step_length(const char *address)
{
    size_t at = strlen("module.") + strcspn(address + strlen("module."), ".[");
    if (address[at] != '[') return at;
    bool is_quoted = address[at + 1] == '"';
    for (at += is_quoted ? 2 : 1; address[at] != '\0'; at++) {
        if (is_quoted && address[at] == '\\' && address[at + 1] != '\0')
            at++;
        else if (is_quoted ? address[at] == '"' && address[at + 1] == ']' : address[at] == ']')
            return at + (is_quoted ? 2 : 1);
    }
    return at;
}

static bool is_module(const char *address) { return text_starts_with(address, "module."); }

/* The name of the address's first step. */
static bool step_name(const char *address, char name[NAME_MAX_BYTES])
{
    size_t length = strcspn(address + strlen("module."), ".[");
    if (length >= NAME_MAX_BYTES) return false;
    memcpy(name, address + strlen("module."), length);
    name[length] = '\0';
    return true;
}

static const struct json *member_at(const struct json *object, const char *path, const char *key)
{
    const struct json *found = object == NULL ? NULL : plan_at(object, path);
    return found == NULL || found->type != JSON_OBJECT ? NULL : json_member(found, key);
}

/* The call of the module at an address such as `module.a["x"].module.b`; NULL for the root. `*module`
 * receives its configuration. */
static const struct json *call_at(const struct json *root, const char *address, const struct json **module)
{
    const struct json *call = NULL;
    char name[NAME_MAX_BYTES];
    *module = root;
    while (*address != '\0' && *module != NULL) {
        bool is_good = is_module(address) && step_name(address, name);
        call = is_good ? member_at(*module, "module_calls", name) : NULL;
        *module = call == NULL ? NULL : plan_at(call, "module");
        address += is_good ? step_length(address) : strlen(address);
        address += *address == '.';
    }
    return call;
}

/* The address of the module around a module. */
static const char *parent_of(const char *address, struct arena *arena)
{
    size_t last = 0;
    for (size_t at = 0; is_module(address + at);) {
        last = at;
        at += step_length(address + at);
        at += address[at] == '.';
    }
    return arena_copy(arena, address, last == 0 ? 0 : last - 1);
}

/* True if both are instances of one module, where keys agree as far as both have them. */
static bool same_module(const char *a, const char *b)
{
    char names[2][NAME_MAX_BYTES];
    while (is_module(a) && is_module(b)) {
        size_t length_a = step_length(a), length_b = step_length(b);
        if (!step_name(a, names[0]) || !step_name(b, names[1]) || !text_equal(names[0], names[1]))
            return false;
        size_t bare = strlen("module.") + strlen(names[0]);
        bool have_keys = length_a > bare && length_b > bare;
        if (have_keys && (length_a != length_b || memcmp(a, b, length_a) != 0)) return false;
        a += length_a + (a[length_a] == '.');
        b += length_b + (b[length_b] == '.');
    }
    return *a == '\0' && *b == '\0';
}

const struct json *terraform_configured(const struct terraform_text *plan, const struct resource *resource)
{
    const struct json *module = NULL;
    if (plan->configuration != NULL)
        call_at(plan_at(plan->configuration, "root_module"), resource->module, &module);
    const struct json *list = module == NULL ? NULL : plan_at(module, "resources");
    for (const struct json *one = list == NULL || list->type != JSON_ARRAY ? NULL : list->first; one != NULL;
         one = one->next)
        if (one->type == JSON_OBJECT && text_equal(plan_text(one, "type"), resource->type) &&
            text_equal(plan_text(one, "name"), resource->name) && !text_equal(plan_text(one, "mode"), "data"))
            return one;
    return NULL;
}

/* ---- the search ---- */

struct search {
    const struct resources *resources;
    const struct resource *from;
    const char *type;
    const struct resource **found;
    size_t count, followed;
    struct arena *arena;
};

static void find(struct search *search, const struct resource *one)
{
    for (size_t i = 0; i < search->count; i++)
        if (search->found[i] == one) return;
    search->found[search->count++] = one;
}

/* Find the instances of TYPE.NAME in the module; `key` is "" for all of them. */
static void find_named(struct search *search, const char *module, const char *name, const char *key)
{
    for (size_t i = 0; i < search->resources->count; i++) {
        const struct resource *one = &search->resources->list[i];
        if (text_equal(one->type, search->type) && text_equal(one->name, name) &&
            same_module(one->module, module) && (*key == '\0' || text_equal(one->key, key)))
            find(search, one);
    }
}

/* The instance that a reference such as `aws_instance.kafka[0].id` says; "" for none or an expression. */
static const char *key_of(const char *reference, struct arena *arena)
{
    if (*reference != '[') return "";
    bool is_quoted = reference[1] == '"';
    const char *start = reference + (is_quoted ? 2 : 1);
    size_t length = strcspn(start, is_quoted ? "\"" : "]");
    return arena_copy(arena, start, length);
}

/* True if the list says a part of what this reference names as a whole: "a.b[0]" or "a.b.c" beside "a.b". */
static bool is_said_closer(const struct json *references, const char *whole)
{
    size_t length = strlen(whole);
    for (const struct json *one = references->first; one != NULL; one = one->next)
        if (one->type == JSON_STRING && text_starts_with(one->text, whole) &&
            (one->text[length] == '[' || (is_module(whole) && one->text[length] == '.')))
            return true;
    return false;
}

static void find_in(struct search *search, const struct json *references, const char *module, int steps);

/* Find what a module has of the type, at any depth: a reference that names no output may mean any of it. */
static void find_below(struct search *search, const char *module)
{
    for (size_t i = 0; i < search->resources->count; i++) {
        const struct resource *one = &search->resources->list[i];
        if (!text_equal(one->type, search->type)) continue;
        for (const char *outer = one->module; *outer != '\0'; outer = parent_of(outer, search->arena))
            if (same_module(outer, module)) find(search, one);
    }
}

/* "module.NAME.OUTPUT": what the output refers to. "module.NAME" alone stands beside one, or for all of it.
 */
static void find_output(struct search *search, const struct json *references, const char *reference,
                        const char *module, int steps)
{
    const struct json *child;
    size_t length = step_length(reference);
    const char *step = arena_copy(search->arena, reference, length),
               *address = *module == '\0' ? step : text_format(search->arena, "%s.%s", module, step);
    if (reference[length] == '\0' && !is_said_closer(references, reference)) find_below(search, address);
    if (reference[length] != '.') return;
    const char *output = reference + length + 1;
    call_at(plan_at(search->resources->plan.configuration, "root_module"), address, &child);
    const struct json *found = member_at(child, "outputs",
                                         arena_copy(search->arena, output, strcspn(output, ".[")));
    if (found != NULL) find_in(search, plan_at(found, "expression.references"), address, steps);
}

/* "var.NAME": what the module's caller gives it. */
static void find_variable(struct search *search, const char *name, const char *module, int steps)
{
    const struct json *own;
    const struct json *call = call_at(plan_at(search->resources->plan.configuration, "root_module"), module,
                                      &own);
    const struct json *given = member_at(call, "expressions",
                                         arena_copy(search->arena, name, strcspn(name, ".[")));
    if (given != NULL) find_in(search, plan_at(given, "references"), parent_of(module, search->arena), steps);
}

static void find_reference(struct search *search, const struct json *references, const char *reference,
                           const char *module, int steps)
{
    size_t type_length = strlen(search->type);
    if (text_starts_with(reference, search->type) && reference[type_length] == '.') {
        const char *start = reference + type_length + 1,
                   *name = arena_copy(search->arena, start, strcspn(start, ".["));
        if (text_equal(start, name) && is_said_closer(references, reference)) return;
        find_named(search, module, name, key_of(start + strlen(name), search->arena));
    } else if (is_module(reference)) {
        find_output(search, references, reference, module, steps);
    } else if (text_starts_with(reference, "var.")) {
        find_variable(search, reference + strlen("var."), module, steps);
    } else if (text_starts_with(reference, "each.value")) {
        const struct json *own = terraform_configured(&search->resources->plan, search->from);
        if (own != NULL && text_equal(module, search->from->module))
            find_in(search, plan_at(own, "for_each_expression.references"), module, steps);
    }
}

static void find_in(struct search *search, const struct json *references, const char *module, int steps)
{
    if (references == NULL || references->type != JSON_ARRAY || steps >= STEPS_MAX) return;
    for (const struct json *one = references->first; one != NULL; one = one->next)
        if (one->type == JSON_STRING && search->followed++ < REFERENCES_MAX)
            find_reference(search, references, one->text, module, steps + 1);
}

/* Find resources with the id, as AWS names them. */
static void find_id(struct search *search, const struct json *id)
{
    for (size_t i = 0; id->type == JSON_STRING && *id->text != '\0' && i < search->resources->count; i++) {
        const struct resource *one = &search->resources->list[i];
        if (text_equal(one->type, search->type) && text_equal(plan_text(one->values, "id"), id->text))
            find(search, one);
    }
}

size_t terraform_refers(const struct resources *resources, const struct resource *from, const char *argument,
                        const char *type, const struct resource **found, struct arena *arena)
{
    struct search search = {resources, from, type, found, 0, 0, arena};
    const struct json *known = plan_at(from->values, argument);
    if (known != NULL && known->type == JSON_STRING) find_id(&search, known);
    for (const struct json *one = known == NULL || known->type != JSON_ARRAY ? NULL : known->first;
         one != NULL; one = one->next)
        find_id(&search, one);
    const struct json *own = search.count > 0 ? NULL : terraform_configured(&resources->plan, from);
    const struct json *expression = own == NULL
                                        ? NULL
                                        : plan_at(own, text_format(arena, "expressions.%s", argument));
    if (expression != NULL && expression->type == JSON_ARRAY) expression = expression->first;
    if (expression != NULL) find_in(&search, plan_at(expression, "references"), from->module, 0);
    return search.count;
}
