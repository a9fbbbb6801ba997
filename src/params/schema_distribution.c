/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The schema sees kinds, keys and units. Only reading can judge which scalars go together. */
#include "params/schema_distribution.h"

#include "params/distribution.h"

static cJSON *patterned(const char *pattern)
{
    cJSON *schema = cJSON_CreateObject();
    cJSON_AddStringToObject(schema, "type", "string");
    cJSON_AddStringToObject(schema, "pattern", pattern);
    return schema;
}

static cJSON *add_any_of(cJSON *schema) { return cJSON_AddArrayToObject(schema, "anyOf"); }

static cJSON *number_schema(const char *pattern)
{
    cJSON *schema = cJSON_CreateObject(), *forms = add_any_of(schema), *plain = cJSON_CreateObject();
    cJSON_AddStringToObject(plain, "type", "number");
    cJSON_AddItemToArray(forms, plain);
    cJSON_AddItemToArray(forms, patterned(pattern));
    return schema;
}

static cJSON *time_schema(const char *pattern)
{
    cJSON *schema = cJSON_CreateObject(), *forms = add_any_of(schema), *zero = cJSON_CreateObject();
    cJSON_AddNumberToObject(zero, "const", 0);
    cJSON_AddItemToArray(forms, zero);
    cJSON_AddItemToArray(forms, patterned(pattern));
    return schema;
}

/* Patterns for times and plain numbers in a distribution of times, or of factors. */
struct patterns {
    const char *time, *number;
    bool is_factor;
};

static cJSON *scalar_schema(const struct patterns *patterns, bool is_time)
{
    return is_time && !patterns->is_factor ? time_schema(patterns->time) : number_schema(patterns->number);
}

static cJSON *closed_object(cJSON **properties)
{
    cJSON *schema = cJSON_CreateObject();
    cJSON_AddStringToObject(schema, "type", "object");
    *properties = cJSON_AddObjectToObject(schema, "properties");
    cJSON_AddBoolToObject(schema, "additionalProperties", false);
    return schema;
}

static cJSON *reference(const char *definition)
{
    cJSON *schema = cJSON_CreateObject();
    cJSON_AddStringToObject(schema, "$ref", definition);
    return schema;
}

static cJSON *scalars_schema(const struct distribution_kind *kind, const struct patterns *patterns)
{
    cJSON *properties, *schema = closed_object(&properties);
    for (size_t i = 0; i < SCALAR__COUNT; i++)
        if ((kind->keys >> i & 1) != 0)
            cJSON_AddItemToObject(properties, DISTRIBUTION_KEYS[i].name,
                                  scalar_schema(patterns, DISTRIBUTION_KEYS[i].is_time));
    if (kind->takes_quantiles)
        cJSON_AddItemToObject(cJSON_AddObjectToObject(schema, "patternProperties"), "^p[0-9]+(\\.[0-9]+)?$",
                              scalar_schema(patterns, true));
    cJSON_AddNumberToObject(schema, "minProperties", kind->kind == DIST_EXPONENTIAL ? 1 : 2);
    return schema;
}

static void add_required(cJSON *schema, const char *key)
{
    cJSON_AddItemToArray(cJSON_AddArrayToObject(schema, "required"), cJSON_CreateString(key));
}

static cJSON *mixture_schema(const char *part)
{
    cJSON *schema = cJSON_CreateObject();
    cJSON_AddStringToObject(schema, "type", "array");
    cJSON_AddNumberToObject(schema, "minItems", 1);
    cJSON_AddItemToObject(schema, "items", reference(part));
    return schema;
}

static cJSON *sized_schema(const struct patterns *patterns)
{
    cJSON *properties, *schema = closed_object(&properties);
    cJSON_AddItemToObject(properties, "base", scalar_schema(patterns, true));
    cJSON_AddItemToObject(properties, "per_mib", scalar_schema(patterns, true));
    cJSON_AddItemToObject(properties, "noise", reference("#/definitions/factor_distribution"));
    cJSON *required = cJSON_AddArrayToObject(schema, "required");
    cJSON_AddItemToArray(required, cJSON_CreateString("base"));
    cJSON_AddItemToArray(required, cJSON_CreateString("per_mib"));
    return schema;
}

static cJSON *kind_schema(const struct distribution_kind *kind, const struct patterns *patterns)
{
    cJSON *file;
    switch (kind->kind) {
    case DIST_CONSTANT: return scalar_schema(patterns, true);
    case DIST_MIXTURE:
        return mixture_schema(patterns->is_factor ? "#/definitions/factor_part"
                                                  : "#/definitions/distribution_part");
    case DIST_SIZED: return sized_schema(patterns);
    case DIST__COUNT:
        file = cJSON_CreateObject();
        cJSON_AddStringToObject(file, "type", "string");
        return file;
    default: return scalars_schema(kind, patterns);
    }
}

/* A mapping with exactly one kind. Parts of a mixture have a weight, are no mixtures and don't grow with
 * bytes; factors are in no file. */
static cJSON *mapping_schema(const struct patterns *patterns, bool is_part)
{
    cJSON *properties, *schema = closed_object(&properties), *one = cJSON_AddArrayToObject(schema, "oneOf");
    for (const struct distribution_kind *kind = DISTRIBUTION_KINDS; kind->name != NULL; kind++) {
        bool excluded = (is_part && (kind->kind == DIST_MIXTURE || kind->kind == DIST_SIZED)) ||
                        (patterns->is_factor && (kind->kind == DIST_SIZED || kind->kind == DIST__COUNT));
        if (excluded) continue;
        cJSON *needs = cJSON_CreateObject();
        add_required(needs, kind->name);
        cJSON_AddItemToArray(one, needs);
        cJSON_AddItemToObject(properties, kind->name, kind_schema(kind, patterns));
    }
    if (is_part) {
        cJSON_AddItemToObject(properties, "weight", number_schema(patterns->number));
        add_required(schema, "weight");
    }
    return schema;
}

static void add_annotations(cJSON *mapping)
{
    static const char *const GRADES[] = {"A", "B", "C", "D", "R"};
    cJSON *properties = cJSON_GetObjectItemCaseSensitive(mapping, "properties"),
          *grade = cJSON_CreateObject();
    cJSON_AddItemToObject(properties, "measured_to", patterned("^p[0-9]+(\\.[0-9]+)?$"));
    cJSON *source = cJSON_AddObjectToObject(properties, "source");
    cJSON_AddStringToObject(source, "type", "string");
    cJSON_AddItemToObject(grade, "enum", cJSON_CreateStringArray(GRADES, sizeof GRADES / sizeof *GRADES));
    cJSON_AddItemToObject(properties, "grade", grade);
    cJSON_AddObjectToObject(properties, "samples");
    cJSON_AddObjectToObject(properties, "date");
}

void schema_add_distributions(cJSON *definitions, const struct param_profile *profiles, const char *time,
                              const char *number)
{
    const struct patterns times = {time, number, false}, factors = {time, number, true};
    cJSON *whole = cJSON_CreateObject(), *forms = add_any_of(whole), *names = cJSON_CreateObject(),
          *list = cJSON_AddArrayToObject(names, "enum");
    cJSON_AddStringToObject(names, "description", "latency profiles that warpcost carries");
    for (const struct param_profile *profile = profiles; profile != NULL && profile->name != NULL; profile++)
        cJSON_AddItemToArray(list, cJSON_CreateString(profile->name));
    cJSON *mapping = mapping_schema(&times, false);
    add_annotations(mapping);
    cJSON_AddItemToArray(forms, time_schema(time));
    cJSON_AddItemToArray(forms, names);
    cJSON_AddItemToArray(forms, mapping);
    cJSON_AddItemToObject(definitions, "distribution", whole);
    cJSON_AddItemToObject(definitions, "distribution_part", mapping_schema(&times, true));
    cJSON_AddItemToObject(definitions, "factor_distribution", mapping_schema(&factors, false));
    cJSON_AddItemToObject(definitions, "factor_part", mapping_schema(&factors, true));
}

cJSON *schema_distribution_reference(void)
{
    cJSON *schema = cJSON_CreateObject();
    cJSON_AddItemToArray(cJSON_AddArrayToObject(schema, "allOf"), reference("#/definitions/distribution"));
    return schema;
}

void schema_describe_distributions(struct text *out)
{
    text_add(out, "\n## Distributions\n\nA distribution is a duration (`5ms`: always the same), the name of "
                  "a latency profile that warpcost carries (docs/latency.md lists them), or a mapping "
                  "with one of these kinds. `p50`, `p99.9` and so on are quantiles, from `p0`, the least "
                  "value, to `p100`.\n\n| kind | takes | example |\n|---|---|---|\n");
    for (const struct distribution_kind *kind = DISTRIBUTION_KINDS; kind->name != NULL; kind++)
        text_addf(out, "| `%s` | %s | `{%s: %s}` |\n", kind->name, kind->forms, kind->name, kind->example);
    text_add(
        out,
        "\nWeights of a mixture count by their ratio. `sized` is (base + per_mib × size in MiB) × noise, "
        "where noise is a distribution of plain numbers. A file "
        "lies beside the workload or below: a column of latencies whose header names the unit "
        "(`latency_ms`), or a column `quantile` or `percentile` and one of values, min and max among them. "
        "Beside the kind may stand `measured_to` (the highest quantile that was measured), `source`, "
        "`grade`, `samples` and `date`.\n\n"
        "`--set` changes one figure by its keys: `--set latency.object_put.lognormal.p99='500 ms'`, a part "
        "of a mixture by its number from 1: "
        "`--set latency.object_get.sized.noise.mixture.2.weight=0.2`. A latency profile is changed by the "
        "keys of its own distribution.\n");
}
