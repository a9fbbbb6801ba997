/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Parses the text into the list of resources. */
#include <string.h>

#include "base/file_kind.h"
#include "base/text.h"
#include "iac/terraform_values.h"

enum { ADDRESS_COLUMNS = 120 };

/* ---- the list ---- */

struct reader {
    const struct terraform_asked *asked;
    struct resources *resources;
    bool *is_found;              /* of each address that was asked for */
    struct terraform *terraform; /* receives everything that isn't a resource of this side */
    struct arena *arena;
    struct diags *diags;
};

static bool wrong(struct reader *reader, const struct json *at, const char *what)
{
    return diags_add(reader->diags, DIAG_TERRAFORM, at->place,
                     "%s: this is not as 'terraform show -json' writes a plan", what);
}

/* A complete text that is no plan may be another kind of file. */
static bool no_plan(struct reader *reader, const struct json *root, const char *what)
{
    const char *kind = file_kind_of_json(reader->resources->plan.bytes, reader->resources->plan.length,
                                         reader->arena);
    if (kind == NULL || kind == FILE_KIND_PLAN) return wrong(reader, root, what);
    return diags_add(reader->diags, DIAG_TERRAFORM, root->place, "%s: this is %s", what, kind);
}

static const struct json *member_of(const struct json *object, const char *key, enum json_type type)
{
    const struct json *found = json_member(object, key);
    return found != NULL && found->type == type ? found : NULL;
}

/* True at or below the address: "module.a" holds "module.a.x", "module.a[0].x" and not "module.ab.x". */
static bool lies_at(const char *address, const char *asked)
{
    size_t length = strlen(asked);
    return text_starts_with(address, asked) &&
           (address[length] == '\0' || address[length] == '.' || address[length] == '[');
}

/* True if the address is asked for, by one without a role or by one with it. */
static bool is_asked_for(const struct reader *reader, const char *address)
{
    bool chooses = false, is_chosen = false;
    for (size_t i = 0; i < reader->asked->named_count; i++) {
        const struct terraform_named *named = &reader->asked->named[i];
        bool lies = lies_at(address, named->address);
        reader->is_found[i] |= lies;
        is_chosen |= lies;
        chooses |= named->role == NULL;
    }
    return is_chosen || !chooses;
}

/* The role of the longest address at or above this one, or NULL. */
static const char *role_named(const struct reader *reader, const char *address)
{
    const struct terraform_named *closest = NULL;
    for (size_t i = 0; i < reader->asked->named_count; i++) {
        const struct terraform_named *named = &reader->asked->named[i];
        if (named->role != NULL && lies_at(address, named->address) &&
            (closest == NULL || strlen(named->address) >= strlen(closest->address)))
            closest = named;
    }
    return closest == NULL ? NULL : closest->role;
}

/* The instance of count or for_each: a number or a text; "" without either. */
static const char *key_of(const struct reader *reader, const struct json *object)
{
    const struct json *index = json_member(object, "index");
    if (index != NULL && index->type == JSON_STRING) return index->text;
    return index != NULL && index->type == JSON_NUMBER ? text_number(reader->arena, index->number) : "";
}

static void add(struct reader *reader, const struct json *object, const char *module,
                const struct json *values, const struct json *unknown)
{
    const struct json *address = member_of(object, "address", JSON_STRING);
    const char *type = member_of(object, "type", JSON_STRING)->text,
               *name = member_of(object, "name", JSON_STRING)->text;
    bool is_outside = !is_asked_for(reader, address->text);
    reader->terraform->elsewhere_count += is_outside;
    if (is_outside && !terraform_is_support(type)) return;
    reader->resources->list[reader->resources->count++] = (struct resource){
        .address = address->text,
        .type = type,
        .name = name,
        .module = module,
        .base = text_format(reader->arena, "%s%s%s.%s", module, *module == '\0' ? "" : ".", type, name),
        .key = key_of(reader, object),
        .role = role_named(reader, address->text),
        .is_outside = is_outside,
        .place = address->place,
        .values = values,
        .unknown = unknown,
    };
}

static bool has_names(struct reader *reader, const struct json *object)
{
    if (object->type != JSON_OBJECT || member_of(object, "address", JSON_STRING) == NULL ||
        member_of(object, "type", JSON_STRING) == NULL || member_of(object, "name", JSON_STRING) == NULL)
        return wrong(reader, object, "a resource without address, type and name");
    return true;
}

/* Data sources are read, not deployed. */
static bool is_managed(const struct json *object)
{
    const struct json *mode = member_of(object, "mode", JSON_STRING);
    return mode == NULL || text_equal(mode->text, "managed");
}

/* Note a resource that exists and is billed but that the plan doesn't manage, or no longer. */
static void list_stray(const struct reader *reader, const struct json *object,
                       struct terraform_strays *strays)
{
    const char *address = member_of(object, "address", JSON_STRING)->text;
    if (!is_asked_for(reader, address)) return;
    if (strays->count < TERRAFORM_STRAYS_SHOWN_MAX) strays->addresses[strays->count] = address;
    strays->count++;
}

/* True for a "removed" block without destroy: the resource leaves the state and stays deployed. */
static bool is_forgotten(const struct json *change)
{
    const struct json *actions = member_of(change, "actions", JSON_ARRAY);
    for (const struct json *one = actions == NULL ? NULL : actions->first; one != NULL; one = one->next)
        if (one->type == JSON_STRING && text_equal(one->text, "forget")) return true;
    return false;
}

static bool read_change(struct reader *reader, const struct json *object)
{
    if (!has_names(reader, object)) return false;
    is_asked_for(reader, member_of(object, "address", JSON_STRING)->text); /* found, on either side */
    const struct json *change = member_of(object, "change", JSON_OBJECT);
    if (change == NULL) return wrong(reader, object, "a resource change without 'change'");
    if (!is_managed(object)) return true;
    bool is_after = reader->asked->side == TERRAFORM_AFTER, is_stray = is_after && is_forgotten(change);
    const struct json *values = json_member(change, is_after ? "after" : "before");
    if (is_stray) list_stray(reader, object, &reader->terraform->forgotten);
    if (values == NULL || values->type == JSON_NULL) {
        const char *address = member_of(object, "address", JSON_STRING)->text;
        reader->terraform->deleted_count += !is_stray && is_asked_for(reader, address);
        return true;
    }
    if (values->type != JSON_OBJECT) return wrong(reader, values, "values that are no object");
    if (member_of(object, "deposed", JSON_STRING) != NULL) {
        list_stray(reader, object, &reader->terraform->deposed);
        return true;
    }
    const struct json *module = member_of(object, "module_address", JSON_STRING);
    add(reader, object, module == NULL ? "" : module->text, values,
        is_after ? json_member(change, "after_unknown") : NULL);
    return true;
}

static bool read_changes(struct reader *reader, const struct json *list)
{
    bool good = true;
    for (const struct json *object = list->first; object != NULL; object = object->next)
        good = read_change(reader, object) && good;
    return good;
}

static bool read_resource(struct reader *reader, const struct json *object, const char *module)
{
    if (!has_names(reader, object)) return false;
    const struct json *values = member_of(object, "values", JSON_OBJECT);
    if (!is_managed(object) || values == NULL) return true;
    if (member_of(object, "deposed_key", JSON_STRING) != NULL)
        list_stray(reader, object, &reader->terraform->deposed);
    else
        add(reader, object, module, values, NULL);
    return true;
}

static bool read_module(struct reader *reader, const struct json *module)
{
    if (module->type != JSON_OBJECT) return wrong(reader, module, "a module that is no object");
    const struct json *address = member_of(module, "address", JSON_STRING);
    const struct json *resources = member_of(module, "resources", JSON_ARRAY),
                      *children = member_of(module, "child_modules", JSON_ARRAY);
    bool good = true;
    for (const struct json *one = resources == NULL ? NULL : resources->first; one != NULL; one = one->next)
        good = read_resource(reader, one, address == NULL ? "" : address->text) && good;
    for (const struct json *one = children == NULL ? NULL : children->first; one != NULL; one = one->next)
        good = read_module(reader, one) && good;
    return good;
}

static size_t resources_below(const struct json *module)
{
    const struct json *resources = member_of(module, "resources", JSON_ARRAY),
                      *children = member_of(module, "child_modules", JSON_ARRAY);
    size_t count = resources == NULL ? 0 : resources->count;
    for (const struct json *one = children == NULL ? NULL : children->first; one != NULL; one = one->next)
        count += one->type == JSON_OBJECT ? resources_below(one) : 0;
    return count;
}

/* Minor versions only add; other major versions may give the same words another meaning.
 * https://developer.hashicorp.com/terraform/internals/json-format */
static bool check_version(struct reader *reader, const struct json *root)
{
    enum { VERSION_MAX_BYTES = 16 };
    const struct json *version = root->type == JSON_OBJECT ? member_of(root, "format_version", JSON_STRING)
                                                           : NULL;
    if (version == NULL) return no_plan(reader, root, "there is no 'format_version'");
    const char *text = version->text;
    size_t length = strlen(text), digits = strspn(text, "0123456789");
    if (digits == 0 || length > VERSION_MAX_BYTES || strspn(text, "0123456789.") < length)
        return wrong(reader, version, "'format_version' is no version such as \"1.2\"");
    return (digits == 1 && (*text == '0' || *text == '1')) ||
           diags_add(
               reader->diags, DIAG_TERRAFORM, version->place,
               "format_version %s isn't known, 0.x and 1.x are: use a warpcost that knows it, or give the "
               "deployment with --deployment",
               text);
}

static bool is_said(const struct json *root, const char *key, bool truth)
{
    const struct json *found = member_of(root, key, JSON_BOOL);
    return found != NULL && found->truth == truth;
}

/* The plan itself says whether it is complete. One with an error may have stopped anywhere; one with
 * -target is deliberate, so it is read with a remark. */
static bool check_whole(struct reader *reader, const struct json *root)
{
    if (is_said(root, "errored", true))
        return diags_add(reader->diags, DIAG_TERRAFORM, json_member(root, "errored")->place,
                         "the plan ended in an error, so that it isn't whole; plan again");
    const struct json *deferred = member_of(root, "deferred_changes", JSON_ARRAY);
    size_t count = deferred == NULL ? 0 : deferred->count;
    if (count > 0)
        reader->terraform->incomplete = text_format(reader->arena, "it defers %zu change%s to a later plan",
                                                    count, count == 1 ? "" : "s");
    else if (is_said(root, "complete", false))
        reader->terraform->incomplete = "it says 'complete: false', as one with -target does";
    return true;
}

/* Changes say more than values, and a state has only these. */
static bool read_root(struct reader *reader, const struct json *root)
{
    if (!check_version(reader, root) || !check_whole(reader, root)) return false;
    const struct json *changes = member_of(root, "resource_changes", JSON_ARRAY);
    const struct json *values = member_of(root, "planned_values", JSON_OBJECT);
    if (values == NULL) values = member_of(root, "values", JSON_OBJECT);
    const struct json *module = values == NULL ? NULL : member_of(values, "root_module", JSON_OBJECT);
    if (changes == NULL && module == NULL)
        return no_plan(reader, root,
                       "there are neither 'resource_changes' nor 'planned_values' nor 'values'");
    if (changes == NULL && reader->asked->side == TERRAFORM_BEFORE)
        return wrong(reader, root,
                     "there are no 'resource_changes', so that nothing is known of what stands before");
    reader->resources->list = arena_new_of(reader->arena, struct resource,
                                           changes != NULL ? changes->count : resources_below(module));
    return changes != NULL ? read_changes(reader, changes) : read_module(reader, module);
}

/* An address that nothing is at is misspelt, or of another plan. */
static void check_addresses(const struct reader *reader)
{
    for (size_t i = 0; i < reader->asked->named_count; i++)
        if (!reader->is_found[i])
            diags_add(reader->diags, DIAG_TERRAFORM, (struct place){.file = reader->terraform->file},
                      "'--terraform-address': the plan has nothing at %s",
                      text_quote(reader->arena, reader->asked->named[i].address, ADDRESS_COLUMNS));
}

const struct terraform *terraform_read(const char *name, const char *bytes, size_t length,
                                       const struct terraform_asked *asked, const struct catalogue *catalogue,
                                       struct arena *arena, struct diags *diags)
{
    size_t mistakes = diags->count;
    const struct json *root = json_read_wanted(name, bytes, length, TERRAFORM_FILE_MAX_BYTES,
                                               TERRAFORM_DEPTH_MAX, TERRAFORM_WANTED, arena, diags);
    struct terraform_variable variable = {NULL, NULL};
    struct resources resources = {.plan = {.bytes = bytes, .length = length, .variable = &variable}};
    struct terraform *terraform = arena_new_of(arena, struct terraform, 1);
    *terraform = (struct terraform){.file = name, .side = asked->side};
    struct reader reader = {asked,     &resources, arena_new_of(arena, bool, asked->named_count),
                            terraform, arena,      diags};
    if (root == NULL || !read_root(&reader, root)) return NULL;
    check_addresses(&reader);
    if (diags->count > mistakes) return NULL;
    resources.plan.configuration = member_of(root, "configuration", JSON_OBJECT);
    const struct json *prior = member_of(root, "prior_state", JSON_OBJECT);
    resources.plan.prior = prior == NULL ? NULL : plan_at(prior, "values.root_module");
    for (int i = 0; i < TERRAFORM_SCRATCH; i++)
        resources.scratch[i] = arena_new_of(arena, const struct resource *, resources.count);
    terraform_take(terraform, &resources, catalogue, asked->region, arena);
    return terraform;
}
