/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Marks come from the tools' own documentation:
 * https://developer.hashicorp.com/terraform/internals/json-format and machine-readable-ui, and from the
 * output of hashicorp/setup-terraform's wrapper. Values are never quoted. */
#include "base/file_kind.h"

#include <string.h>

#include "base/json.h"

#define SHOW "'terraform show -json PLAN >plan.json'"

static const char WRAPPED[] = "the output of setup-terraform's wrapper, which adds lines of its own: set "
                              "terraform_wrapper: false in the workflow";
static const char STREAM[] = "the stream of events of 'terraform plan -json': save the plan with 'terraform "
                             "plan -out=PLAN', then " SHOW " writes what --terraform reads";
static const char SEVERAL[] = "several JSON documents in one file: give one in each file";
static const char HUMAN[] = "what Terraform writes for people: " SHOW " writes what --terraform reads";
static const char HCL[] = "Terraform's configuration: 'terraform plan -out=PLAN', then " SHOW
                          " writes what --terraform reads";
static const char TEMPLATE[] = "a template of CloudFormation, which isn't read: give what it deploys with "
                               "--deployment";
static const char BUDGET[] = "a budget: 'warpcost check' takes it with --budget";
static const char PAGE[] = "a page of HTML: give the run document, 'run.json'";
const char FILE_KIND_DEPLOYMENT[] = "a deployment: it is given with --deployment";
const char FILE_KIND_PLAN[] = "a plan or state of Terraform: it is given with --terraform";
const char FILE_KIND_RUN[] = "a run document: 'render', 'report', 'diff' and 'check --baseline' take it";
const char FILE_KIND_WORKLOAD[] = "a workload: it is given as WORKLOAD, and 'warpcost compare WORKLOAD -o "
                                  "run.json' makes a run of it";

/* ---- texts ---- */

enum { LOOKED_AT_BYTES = 64 * 1024 };

static bool begins(const char *bytes, size_t length, const char *mark)
{
    return length >= strlen(mark) && memcmp(bytes, mark, strlen(mark)) == 0;
}

static bool has_line(const char *bytes, size_t length, const char *mark)
{
    for (const char *at = bytes, *end = bytes + length; at != NULL;) {
        if (begins(at, (size_t)(end - at), mark)) return true;
        at = memchr(at, '\n', (size_t)(end - at));
        at = at == NULL ? NULL : at + 1;
    }
    return false;
}

static bool has(const char *bytes, size_t length, const char *mark)
{
    return memmem(bytes, length, mark, strlen(mark)) != NULL;
}

static const char *kind_of_zip(const char *bytes, size_t length)
{
    return has(bytes, length, "[Content_Types].xml") ? "a workbook: give the run document, 'run.json'"
                                                     : "a binary plan: " SHOW
                                                       " writes what --terraform reads";
}

/* Tried in this order: output for people has lines that look like configuration. */
static const struct {
    bool (*is_marked)(const char *bytes, size_t length, const char *mark);
    const char *mark, *kind;
} TEXTS[] = {
    {begins, "[command]", WRAPPED},
    {begins, "::debug::", WRAPPED},
    {begins, "\x1F\x8B", "compressed with gzip: unpack it"},
    {has, "used the selected providers to generate", HUMAN},
    {has, "will perform the following actions", HUMAN},
    {has, "Your infrastructure matches the configuration", HUMAN},
    {has, ": Refreshing state...", HUMAN},
    {has_line, "Plan: ", HUMAN},
    {has_line, "\xE2\x94\x82 Error: ", "an error of Terraform: plan again without it"},
    {has_line, "Error: ", "an error message: run what wrote it again"},
    {has_line, "<!DOCTYPE html", PAGE},
    {has_line, "<!doctype html", PAGE},
    {has_line, "<?xml", "XML: give JSON"},
    {has_line, "terraform {", HCL},
    {has_line, "resource \"", HCL},
    {has_line, "provider \"", HCL},
    {has_line, "module \"", HCL},
    {has_line, "variable \"", HCL},
    {has_line, "data \"", HCL},
    {has_line, "locals {", HCL},
    {has_line, "AWSTemplateFormatVersion:", TEMPLATE},
    {has_line, "Resources:", TEMPLATE},
    {has_line, "topics:", FILE_KIND_WORKLOAD},
    {has_line, "rules:", BUDGET},
    {begins, "\"FormatVersion\",", "a price list of AWS: 'warpcost prices import' reads it"},
};

const char *file_kind_of_text(const char *bytes, size_t length)
{
    if (begins(bytes, length, "PK\x03\x04")) return kind_of_zip(bytes, length);
    if (length > LOOKED_AT_BYTES) length = LOOKED_AT_BYTES;
    size_t blanks = 0;
    while (blanks < length && memchr(" \t\r\n", bytes[blanks], 4) != NULL) blanks++;
    bytes += blanks;
    length -= blanks;
    if (length == 0 || *bytes == '{' || (*bytes == '[' && !begins(bytes, length, "[command]"))) return NULL;
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++)
        if (TEXTS[i].is_marked(bytes, length, TEXTS[i].mark)) return TEXTS[i].kind;
    return NULL;
}

const char *file_kind_of_rest(const char *bytes, size_t length, size_t end)
{
    if (begins(bytes + end, length - end, "::debug::")) return WRAPPED;
    if (bytes[end] != '{' && bytes[end] != '[') return NULL;
    return has(bytes, end, "\"@level\"") ? STREAM : SEVERAL;
}

/* ---- JSON ---- */

static const struct json_wanted NOTHING[] = {{NULL, NULL}};
#define SEEN(its_key)                        \
    {                                        \
        .key = (its_key), .members = NOTHING \
    }
static const struct json_wanted MARKS[] = {
    SEEN("@level"),
    SEEN("lineage"),
    SEEN("serial"),
    SEEN("format_version"),
    SEEN("provider_schemas"),
    SEEN("valid"),
    SEEN("planned_values"),
    SEEN("resource_changes"),
    SEEN("values"),
    SEEN("AWSTemplateFormatVersion"),
    SEEN("Resources"),
    SEEN("artifacts"),
    SEEN("terraform"),
    SEEN("provider"),
    SEEN("resource"),
    SEEN("PriceList"),
    SEEN("offerCode"),
    SEEN("schema"),
    SEEN("$schema"),
    SEEN("deployment"),
    SEEN("role"),
    SEEN("topics"),
    SEEN("rules"),
    {NULL, NULL},
};

/* By the first row whose keys all are there. */
static const struct {
    const char *keys[2], *kind;
} OBJECTS[] = {
    {{"@level"}, STREAM},
    {{"lineage", "serial"},
     "a state file of Terraform: 'terraform show -json STATE >state.json' writes what --terraform reads"},
    {{"format_version", "provider_schemas"},
     "the providers' schemas: " SHOW " writes what --terraform reads"},
    {{"format_version", "valid"},
     "the output of 'terraform validate': " SHOW " writes what --terraform reads"},
    {{"format_version", "resource_changes"}, FILE_KIND_PLAN},
    {{"format_version", "planned_values"}, FILE_KIND_PLAN},
    {{"format_version", "values"}, FILE_KIND_PLAN},
    {{"format_version"}, "a state or plan of Terraform that has nothing in it"},
    {{"AWSTemplateFormatVersion"}, TEMPLATE},
    {{"Resources"}, TEMPLATE},
    {{"artifacts"},
     "the manifest of a CDK assembly, which isn't read: give what it deploys with --deployment"},
    {{"PriceList"}, "the output of 'aws pricing get-products': 'warpcost prices import' reads price lists"},
    {{"offerCode"}, "a price list of AWS: 'warpcost prices import' reads it"},
    {{"$schema"}, "a JSON Schema: give a document that is written to it"},
    {{"deployment"}, FILE_KIND_DEPLOYMENT},
    {{"topics"}, FILE_KIND_WORKLOAD},
    {{"rules"}, BUDGET},
    {{"resource"}, HCL},
    {{"terraform"}, HCL},
    {{"provider"}, HCL},
};

static const char *kind_of_document(const char *schema)
{
    static const struct {
        const char *family, *kind;
    } FAMILIES[] = {
        {"warpcost.run/", FILE_KIND_RUN},
        {"warpcost.gate/", "the result of 'warpcost check', which isn't read: give the run document"},
        {"warpcost.diff/", "the result of 'warpcost diff', which isn't read: give the run document"},
    };
    for (size_t i = 0; i < sizeof FAMILIES / sizeof *FAMILIES; i++)
        if (begins(schema, strlen(schema), FAMILIES[i].family)) return FAMILIES[i].kind;
    return NULL;
}

static const char *kind_of_object(const struct json *object)
{
    const struct json *schema = json_member(object, "schema");
    if (schema != NULL && schema->type == JSON_STRING) return kind_of_document(schema->text);
    for (size_t i = 0; i < sizeof OBJECTS / sizeof *OBJECTS; i++)
        if (json_member(object, OBJECTS[i].keys[0]) != NULL &&
            (OBJECTS[i].keys[1] == NULL || json_member(object, OBJECTS[i].keys[1]) != NULL))
            return OBJECTS[i].kind;
    return NULL;
}

const char *file_kind_of_json(const char *bytes, size_t length, struct arena *arena)
{
    enum { DEPTH_MAX = 128 };
    struct diags unheard;
    diags_init(&unheard, arena);
    const struct json *root = json_read_wanted("", bytes, length, length, DEPTH_MAX, MARKS, arena, &unheard);
    if (root == NULL) return NULL;
    if (root->type == JSON_OBJECT) return kind_of_object(root);
    if (root->type != JSON_ARRAY || root->first == NULL || root->first->type != JSON_OBJECT) return NULL;
    if (json_member(root->first, "role") != NULL) return FILE_KIND_DEPLOYMENT;
    return kind_of_object(root->first) == NULL ? NULL
                                               : "a list of documents: give one, without the list around it";
}
