/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "iac/terraform_values.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

enum { ADDRESS_COLUMNS = 120, PATH_MAX_BYTES = 128 };

/* The node at a dotted path below node, with the first element of each list on the way; NULL when absent. */
const struct json *plan_at(const struct json *node, const char *path)
{
    char key[PATH_MAX_BYTES];
    while (node != NULL && *path != '\0') {
        size_t length = strcspn(path, ".");
        memcpy(key, path, length);
        key[length] = '\0';
        path += length + (path[length] == '.');
        if (node->type == JSON_ARRAY) node = node->first;
        node = node == NULL || node->type != JSON_OBJECT ? NULL : json_member(node, key);
    }
    return node;
}

/* A truth anywhere on the way makes everything below it unknown. */
bool plan_is_unknown(const struct json *node, const char *path)
{
    char key[PATH_MAX_BYTES];
    while (node != NULL) {
        if (node->type == JSON_BOOL) return node->truth;
        if (node->type == JSON_ARRAY) {
            node = node->first;
            continue;
        }
        if (*path == '\0' || node->type != JSON_OBJECT) return false;
        size_t length = strcspn(path, ".");
        memcpy(key, path, length);
        key[length] = '\0';
        path += length + (path[length] == '.');
        node = json_member(node, key);
    }
    return false;
}

void asking_problem(struct asking *asking, struct place place, const char *what, const char *hint)
{
    if (asking->problem != NULL) return;
    struct terraform_problem *made = arena_new_of(asking->arena, struct terraform_problem, 1);
    *made = (struct terraform_problem){
        DIAG_TERRAFORM, place,
        text_format(asking->arena, "%s: %s %s",
                    text_quote(asking->arena, asking->resource->address, ADDRESS_COLUMNS), what, hint)};
    asking->problem = made;
}

const struct json *asking_value(struct asking *asking, const char *path, enum json_type type, bool is_needed)
{
    const struct json *value = plan_at(asking->values, path);
    bool is_there = value != NULL && value->type != JSON_NULL;
    if (is_there && value->type == type) return value;
    if (is_there)
        asking_problem(asking, value->place, path,
                       text_format(asking->arena, "is %s, must be %s", json_type_name(value->type),
                                   json_type_name(type)));
    else if (plan_is_unknown(asking->unknown, path))
        asking_problem(asking, asking->resource->place, path,
                       "isn't known before the change is applied; give the deployment with --deployment");
    else if (is_needed)
        asking_problem(asking, asking->resource->place, path, "is missing");
    return NULL;
}

double asking_number(struct asking *asking, const char *path, double most)
{
    const struct json *value = asking_value(asking, path, JSON_NUMBER, true);
    if (value == NULL) return 0;
    if (value->number >= 0 && value->number <= most && value->number == floor(value->number))
        return value->number;
    asking_problem(asking, value->place, path,
                   text_format(asking->arena, "must be a whole number from 0 to %s",
                               text_thousands(asking->arena, most, 0)));
    return 0;
}

/* A provider's default is unknown before apply: AWS's default then, 0 here. */
double asking_number_or_default(struct asking *asking, const char *path, double most)
{
    const struct json *value = plan_at(asking->values, path);
    return value == NULL || value->type == JSON_NULL ? 0 : asking_number(asking, path, most);
}

const char *asking_text(struct asking *asking, const char *path, bool is_needed)
{
    const struct json *value = asking_value(asking, path, JSON_STRING, is_needed);
    return value == NULL ? "" : value->text;
}

const char *plan_text(const struct json *values, const char *path)
{
    const struct json *value = plan_at(values, path);
    return value != NULL && value->type == JSON_STRING ? value->text : "";
}
