/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The region of a resource: by its own values, else by its provider's configuration. Only the plan's
 * configuration names a resource's provider; there modules are nested by calls, and a resource stands once
 * for all its instances. */
#include <string.h>

#include "base/text.h"
#include "iac/terraform_private.h"
#include "iac/terraform_values.h"

enum { REGION_MAX_BYTES = 32, REFERENCE_MAX_BYTES = 100 };

/* Length of the region that the text begins with, such as "us-gov-west-1": words, then a number; else 0. */
static size_t region_length(const char *text)
{
    static const char WORD[] = "abcdefghijklmnopqrstuvwxyz-", DIGITS[] = "0123456789";
    size_t words = strspn(text, WORD), digits = strspn(text + words, DIGITS);
    bool has_shape = words > 3 && text[2] == '-' && text[words - 1] == '-' && digits > 0;
    return has_shape && words + digits <= REGION_MAX_BYTES ? words + digits : 0;
}

static bool is_region(const char *text)
{
    return region_length(text) > 0 && text[region_length(text)] == '\0';
}

/* "arn:aws:kafka:REGION:…". */
static const char *region_of_arn(const char *arn, struct arena *arena)
{
    if (!text_starts_with(arn, "arn:")) return "";
    for (int colons = 0; colons < 3 && arn != NULL; colons++) {
        arn = strchr(arn, ':');
        arn = arn == NULL ? NULL : arn + 1;
    }
    size_t length = arn == NULL ? 0 : region_length(arn);
    return length > 0 && arn[length] == ':' ? arena_copy(arena, arn, length) : "";
}

/* "us-east-1a", and local zones such as "us-west-2-lax-1a". */
static const char *region_of_zone(const char *zone, struct arena *arena)
{
    size_t length = region_length(zone);
    return length > 0 && zone[length] != '\0' ? arena_copy(arena, zone, length) : "";
}

static const char *first_zone(const struct json *values)
{
    const struct json *zones = plan_at(values, "availability_zones");
    const struct json *first = zones == NULL || zones->type != JSON_ARRAY ? NULL : zones->first;
    return first != NULL && first->type == JSON_STRING ? first->text : plan_text(values, "availability_zone");
}

static const char *region_of_values(const struct json *values, struct arena *arena)
{
    const char *region = plan_text(values, "region");
    if (is_region(region)) return region;
    region = region_of_arn(plan_text(values, "arn"), arena);
    return *region != '\0' ? region : region_of_zone(first_zone(values), arena);
}

/* ---- providers ---- */

/* The key of the resource's provider in `provider_config`; "" when unknown. */
static const char *provider_key(const struct terraform_text *plan, const struct resource *resource)
{
    const struct json *own = terraform_configured(plan, resource);
    return own == NULL ? "" : plan_text(own, "provider_config_key");
}

/* A module without its own provider inherits that of the enclosing module: "module.a.module.b:aws" falls
 * back to "module.a:aws", and in the end to "aws". */
static const struct json *find_provider(const struct json *providers, const char *key, struct arena *arena)
{
    char *owner = arena_copy_string(arena, key), *colon = strchr(owner, ':');
    const char *name = colon == NULL ? owner : colon + 1;
    const struct json *found = json_member(providers, key);
    if (colon == NULL || found != NULL || strchr(name, '.') != NULL)
        return found; /* an alias isn't inherited */
    *colon = '\0';
    for (char *last = owner; last != NULL && found == NULL;) {
        last = NULL;
        for (char *at = owner; (at = strstr(at, ".module.")) != NULL; at++) last = at;
        if (last != NULL) {
            *last = '\0';
            found = json_member(providers, text_format(arena, "%s:%s", owner, name));
        }
    }
    return found != NULL ? found : json_member(providers, name);
}

/* The one variable that an expression is made of, "region" or "settings.region"; "" when it is made of
 * something else, or of more. */
static const char *variable_of(const struct json *expression)
{
    const struct json *references = plan_at(expression, "references");
    const char *path = "";
    for (const struct json *one = references == NULL || references->type != JSON_ARRAY ? NULL
                                                                                       : references->first;
         one != NULL; one = one->next) {
        if (one->type != JSON_STRING || !text_starts_with(one->text, "var.")) return "";
        const char *name = one->text + strlen("var.");
        if (*path != '\0' && !text_starts_with(path, name)) return "";
        if (*path == '\0') path = name;
    }
    return strlen(path) < REFERENCE_MAX_BYTES && strpbrk(path, "[\"*") == NULL ? path : "";
}

/* Only the path's variable is read, since variables hold secrets. */
static const char *value_of_variable(const struct terraform_text *plan, const char *path, struct arena *arena)
{
    const char *full = text_format(arena, "variables.%.*s.value%s", (int)strcspn(path, "."), path,
                                   path + strcspn(path, "."));
    struct json_wanted *wanted = NULL;
    for (const char *end = full + strlen(full); end > full;) {
        const char *start = end;
        while (start > full && start[-1] != '.') start--;
        struct json_wanted *level = arena_new_of(arena, struct json_wanted, 2);
        *level = (struct json_wanted){arena_copy(arena, start, (size_t)(end - start)), wanted};
        wanted = level;
        end = start > full ? start - 1 : full;
    }
    struct diags unheard;
    diags_init(&unheard, arena);
    const struct json *root = json_read_wanted("", plan->bytes, plan->length, TERRAFORM_FILE_MAX_BYTES,
                                               TERRAFORM_DEPTH_MAX, wanted, arena, &unheard);
    return root == NULL ? "" : plan_text(root, full);
}

const char *terraform_region(const struct terraform_text *plan, const struct resource *resource,
                             struct arena *arena)
{
    const char *region = region_of_values(resource->values, arena);
    const struct json *providers = plan->configuration == NULL
                                       ? NULL
                                       : plan_at(plan->configuration, "provider_config");
    if (*region != '\0' || providers == NULL || providers->type != JSON_OBJECT) return region;
    const struct json *provider = find_provider(providers, provider_key(plan, resource), arena);
    /* Without a list of resources in its configuration, a plan has its default provider. */
    if (provider == NULL && *provider_key(plan, resource) == '\0') provider = json_member(providers, "aws");
    const struct json *expression = provider == NULL ? NULL : plan_at(provider, "expressions.region");
    if (expression == NULL) return "";
    region = plan_text(expression, "constant_value");
    const char *variable = variable_of(expression);
    if (*region == '\0' && *variable != '\0' && *plan_text(provider, "module_address") == '\0') {
        if (plan->variable->path == NULL || !text_equal(plan->variable->path, variable))
            *plan->variable = (struct terraform_variable){variable, value_of_variable(plan, variable, arena)};
        region = plan->variable->value;
    }
    return is_region(region) ? region : "";
}
