/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A deployment from JSON. Members are rows of a table: one loop over it diagnoses unknown, missing,
 * mistyped and out-of-range members of all roles. Whether an architecture can have such a deployment isn't
 * checked here. */
#include <math.h>
#include <string.h>

#include "base/file_kind.h"
#include "base/json.h"
#include "base/text.h"
#include "base/units.h"
#include "cost/deployment.h"

/* Reading goes on after a mistake, so that one run reports them all. */
struct reader {
    const struct catalogue *catalogue;
    struct arena *arena;
    struct diags *diags;
};

struct member {
    const char *key;
    enum json_type type;
    bool required, whole;
    double min, max; /* of numbers */
};

/* Largest size and rates of any EBS volume, from the Amazon EBS user guide (io2 Block Express and gp3).
 * Capacity judges the limits of a kind. */
#define GIB_PER_VOLUME_MAX 65536.0
#define IOPS_PER_VOLUME_MAX 256000.0
#define MIBPS_PER_VOLUME_MAX 4000.0
enum { NAME_MAX_BYTES = 64 };

enum { ROLE_NAME, ROLE_INSTANCE, ROLE_COUNT, ROLE_VOLUMES, ROLE__MEMBERS };
static const struct member ROLE_MEMBERS[ROLE__MEMBERS] = {
    [ROLE_NAME] = {"role", JSON_STRING, true, false, 0, 0},
    [ROLE_INSTANCE] = {"instance", JSON_STRING, true, false, 0, 0},
    [ROLE_COUNT] = {"count", JSON_NUMBER, true, true, 1, NODES_MAX},
    [ROLE_VOLUMES] = {"volumes", JSON_OBJECT, false, false, 0, 0},
};

enum { VOLUMES_KIND, VOLUMES_COUNT, VOLUMES_GIB, VOLUMES_IOPS, VOLUMES_THROUGHPUT, VOLUMES__MEMBERS };
static const struct member VOLUMES_MEMBERS[VOLUMES__MEMBERS] = {
    [VOLUMES_KIND] = {"kind", JSON_STRING, true, false, 0, 0},
    [VOLUMES_COUNT] = {"count", JSON_NUMBER, false, true, 0, VOLUMES_MAX},
    [VOLUMES_GIB] = {"gib", JSON_NUMBER, false, false, 0, GIB_PER_VOLUME_MAX},
    [VOLUMES_IOPS] = {"iops", JSON_NUMBER, false, false, 0, IOPS_PER_VOLUME_MAX},
    [VOLUMES_THROUGHPUT] = {"throughput_mibps", JSON_NUMBER, false, false, 0, MIBPS_PER_VOLUME_MAX},
};

enum { TOP_ARCHITECTURE, TOP_DEPLOYMENT, TOP__MEMBERS };
static const struct member TOP_MEMBERS[TOP__MEMBERS] = {
    [TOP_ARCHITECTURE] = {"architecture", JSON_STRING, false, false, 0, 0},
    [TOP_DEPLOYMENT] = {"deployment", JSON_ARRAY, true, false, 0, 0},
};

enum { MEMBERS_MAX = 8, QUOTED_COLUMNS = 40 };

static const char *quoted(struct reader *reader, const char *text)
{
    return text_quote(reader->arena, text, QUOTED_COLUMNS);
}

static void unknown_key(struct reader *reader, const struct json *child, const struct member *members,
                        size_t count)
{
    const char *names[MEMBERS_MAX];
    for (size_t i = 0; i < count; i++) names[i] = members[i].key;
    /* Suggestions are slow, and nobody reads them beyond the diagnostics kept. */
    bool is_read = reader->diags->kept_count < DIAGS_KEPT_MAX;
    const char *nearest = is_read ? text_nearest(child->key, names, count) : NULL;
    if (nearest != NULL) {
        diags_add(reader->diags, DIAG_UNKNOWN_KEY, child->key_place, "unknown key '%s', did you mean '%s'?",
                  quoted(reader, child->key), nearest);
        return;
    }
    struct text known = text_new(reader->arena);
    for (size_t i = 0; i < count; i++) text_addf(&known, "%s%s", i > 0 ? ", " : "", names[i]);
    diags_add(reader->diags, DIAG_UNKNOWN_KEY, child->key_place, "unknown key '%s'; there are %s",
              quoted(reader, child->key), known.bytes);
}

static bool number_fits(struct reader *reader, const struct json *value, const struct member *member)
{
    if (!isfinite(value->number))
        return diags_add(reader->diags, DIAG_NOT_A_NUMBER, value->place, "%s is too large for a number",
                         member->key);
    if (value->number < member->min || value->number > member->max)
        return diags_add(reader->diags, DIAG_OUT_OF_RANGE, value->place, "%s is %s, must be from %s to %s",
                         member->key, text_number(reader->arena, value->number),
                         text_thousands(reader->arena, member->min, 0),
                         text_thousands(reader->arena, member->max, 0));
    if (member->whole && value->number != floor(value->number))
        return diags_add(reader->diags, DIAG_NOT_AN_INTEGER, value->place, "%s is %s, must be a whole number",
                         member->key, text_number(reader->arena, value->number));
    return true;
}

static bool value_fits(struct reader *reader, const struct json *value, const struct member *member)
{
    if (value->type != member->type)
        return diags_add(reader->diags, DIAG_WRONG_SHAPE, value->place, "%s is %s, must be %s", member->key,
                         json_type_name(value->type), json_type_name(member->type));
    return value->type != JSON_NUMBER || number_fits(reader, value, member);
}

/* Set values[i] to the value of members[i] if present and valid, else NULL. */
static void read_members(struct reader *reader, const struct json *object, const struct member *members,
                         size_t count, const struct json **values)
{
    memset(values, 0, count * sizeof *values);
    for (const struct json *child = object->first; child != NULL; child = child->next) {
        size_t i = 0;
        while (i < count && !text_equal(members[i].key, child->key)) i++;
        if (i == count)
            unknown_key(reader, child, members, count);
        else if (values[i] == NULL && value_fits(reader, child, &members[i]))
            values[i] = child;
    }
    for (size_t i = 0; i < count; i++)
        if (members[i].required && json_member(object, members[i].key) == NULL)
            diags_add(reader->diags, DIAG_MISSING_KEY, object->place, "the key '%s' is missing",
                      members[i].key);
}

static double number_or(const struct json *value, double otherwise)
{
    return value == NULL ? otherwise : value->number;
}

/* A local disk comes with its instance: no further members apply. */
static void read_local_disks(struct reader *reader, const struct json *const *values)
{
    for (size_t i = VOLUMES_COUNT; i < VOLUMES__MEMBERS; i++)
        if (values[i] != NULL && values[i]->number != 0)
            diags_add(reader->diags, DIAG_INCONSISTENT, values[i]->place,
                      "%s of nvme comes with the instance: leave it out or give 0", VOLUMES_MEMBERS[i].key);
}

static void at_least_one(struct reader *reader, const struct json *object, const struct json *value,
                         const struct member *member)
{
    if (value == NULL && json_member(object, member->key) == NULL)
        diags_add(reader->diags, DIAG_MISSING_KEY, object->place, "the key '%s' is missing", member->key);
    else if (value != NULL && value->number < 1)
        diags_add(reader->diags, DIAG_OUT_OF_RANGE, value->place, "%s is %s, must be from 1 to %s",
                  member->key, text_number(reader->arena, value->number),
                  text_thousands(reader->arena, member->max, 0));
}

/* The provisioned amount: the given value, 0 for the included amount; none for a kind that doesn't sell
 * it. */
static double provisioned(struct reader *reader, const struct json *value, const struct member *member,
                          const char *kind, bool is_sold)
{
    double given = number_or(value, 0);
    if (is_sold) return given;
    if (given > 0)
        diags_add(reader->diags, DIAG_INCONSISTENT, value->place,
                  "%s can't be provisioned for %s: leave it out or give 0", member->key, kind);
    return 0;
}

static void read_block_volumes(struct reader *reader, const struct json *object,
                               const struct json *const *values, struct volumes *volumes)
{
    const char *kind = VOLUME_LIMITS[volumes->kind].name;
    at_least_one(reader, object, values[VOLUMES_COUNT], &VOLUMES_MEMBERS[VOLUMES_COUNT]);
    at_least_one(reader, object, values[VOLUMES_GIB], &VOLUMES_MEMBERS[VOLUMES_GIB]);
    volumes->count = (uint32_t)number_or(values[VOLUMES_COUNT], 0);
    volumes->gib = number_or(values[VOLUMES_GIB], 0);
    bool is_of_iops = volumes->kind == VOLUME_IO2 || volumes->kind == VOLUME_IO1, /* includes none */
        sells_iops = volumes->kind == VOLUME_GP3 || is_of_iops;
    volumes->iops = provisioned(reader, values[VOLUMES_IOPS], &VOLUMES_MEMBERS[VOLUMES_IOPS], kind,
                                sells_iops);
    volumes->bytes_per_s = provisioned(reader, values[VOLUMES_THROUGHPUT],
                                       &VOLUMES_MEMBERS[VOLUMES_THROUGHPUT], kind,
                                       volumes->kind == VOLUME_GP3 || volumes->kind == VOLUME_MSK) *
                           MIB;
    if (is_of_iops) at_least_one(reader, object, values[VOLUMES_IOPS], &VOLUMES_MEMBERS[VOLUMES_IOPS]);
}

static void read_volumes(struct reader *reader, const struct json *object, struct volumes *volumes)
{
    const struct json *values[VOLUMES__MEMBERS];
    read_members(reader, object, VOLUMES_MEMBERS, VOLUMES__MEMBERS, values);
    const struct json *kind = values[VOLUMES_KIND];
    if (kind == NULL) return;
    volumes->kind = volume_kind_find(kind->text);
    if (volumes->kind == VOLUME_NVME) {
        read_local_disks(reader, values);
    } else if (volumes->kind != VOLUME_NONE) {
        read_block_volumes(reader, object, values, volumes);
    } else {
        struct text known = text_new(reader->arena);
        for (size_t i = 0; i < VOLUME__COUNT; i++)
            text_addf(&known, "%s%s", i > 0 ? ", " : "", VOLUME_LIMITS[i].name);
        diags_add(reader->diags, DIAG_UNKNOWN_CHOICE, kind->place, "unknown kind '%s'; there are %s",
                  quoted(reader, kind->text), known.bytes);
    }
}

static int16_t read_instance(struct reader *reader, const struct json *value)
{
    int found = catalogue_find(reader->catalogue, value->text);
    if (found != CATALOGUE_NONE) return (int16_t)found;
    const char **names = arena_new_of(reader->arena, const char *, reader->catalogue->count);
    for (size_t i = 0; i < reader->catalogue->count; i++) names[i] = reader->catalogue->instances[i].name;
    const char *nearest = text_nearest(value->text, names, reader->catalogue->count);
    diags_add(reader->diags, DIAG_UNKNOWN_INSTANCE, value->place, "unknown instance type '%s'%s%s%s",
              quoted(reader, value->text),
              nearest == NULL ? ": none is named so in the catalogue" : ", did you mean '",
              nearest == NULL ? "" : nearest, nearest == NULL ? "" : "'?");
    return CATALOGUE_NONE;
}

/* A name that can be printed, compared and looked up. */
static void check_name(struct reader *reader, const struct json *value, const char *what)
{
    size_t length = strlen(value->text);
    bool is_plain = strspn(value->text, "abcdefghijklmnopqrstuvwxyz0123456789-_") == length;
    if (length == 0 || length > NAME_MAX_BYTES || !is_plain)
        diags_add(reader->diags, DIAG_BAD_NAME, value->place,
                  "'%s' can't be %s: 1 to %d of a to z, 0 to 9, '-' and '_'", quoted(reader, value->text),
                  what, NAME_MAX_BYTES);
}

static void read_role(struct reader *reader, const struct json *object, struct deployment *deployment)
{
    if (object->type != JSON_OBJECT) {
        diags_add(reader->diags, DIAG_WRONG_SHAPE, object->place,
                  "a role is %s, must be an object such as {\"role\": \"broker\", …}",
                  json_type_name(object->type));
        return;
    }
    const struct json *values[ROLE__MEMBERS];
    read_members(reader, object, ROLE_MEMBERS, ROLE__MEMBERS, values);
    struct role role = {.role = "", .instance = CATALOGUE_NONE, .volumes = {.kind = VOLUME_NONE}};
    if (values[ROLE_NAME] != NULL) {
        role.role = values[ROLE_NAME]->text;
        check_name(reader, values[ROLE_NAME], "the name of a role");
        for (size_t i = 0; i < deployment->role_count; i++)
            if (text_equal(deployment->roles[i].role, role.role))
                diags_add(reader->diags, DIAG_DUPLICATE_NAME, values[ROLE_NAME]->place,
                          "a second role '%s': nodes of a role are all alike, add up their counts",
                          quoted(reader, role.role));
    }
    if (values[ROLE_INSTANCE] != NULL) role.instance = read_instance(reader, values[ROLE_INSTANCE]);
    role.count = (uint32_t)number_or(values[ROLE_COUNT], 0);
    if (values[ROLE_VOLUMES] != NULL) read_volumes(reader, values[ROLE_VOLUMES], &role.volumes);
    deployment->places[deployment->role_count] = object->place;
    deployment->roles[deployment->role_count++] = role;
}

static void read_roles(struct reader *reader, const struct json *list, struct deployment *deployment)
{
    if (list->count == 0 || list->count > ROLES_MAX)
        diags_add(reader->diags, DIAG_OUT_OF_RANGE, list->place, "%zu roles, must be from 1 to %d",
                  list->count, ROLES_MAX);
    for (const struct json *object = list->first; object != NULL && deployment->role_count < ROLES_MAX;
         object = object->next)
        read_role(reader, object, deployment);
}

static void read_top(struct reader *reader, const struct json *object, struct deployment *deployment,
                     const char **architecture)
{
    const struct json *values[TOP__MEMBERS];
    read_members(reader, object, TOP_MEMBERS, TOP__MEMBERS, values);
    if (values[TOP_ARCHITECTURE] != NULL) {
        check_name(reader, values[TOP_ARCHITECTURE], "the id of an architecture");
        *architecture = values[TOP_ARCHITECTURE]->text;
    }
    if (values[TOP_DEPLOYMENT] != NULL) read_roles(reader, values[TOP_DEPLOYMENT], deployment);
}

bool deployment_read(const char *name, const char *bytes, size_t length, const struct catalogue *catalogue,
                     struct arena *arena, struct deployment *deployment, const char **architecture,
                     struct diags *diags)
{
    size_t mistakes = diags->count;
    const struct json *root = json_read(name, bytes, length, arena, diags);
    if (root == NULL) return false;
    struct reader reader = {catalogue, arena, diags};
    struct deployment read = {0};
    const char *id = NULL;
    bool is_other = root->type == JSON_OBJECT && json_member(root, "deployment") == NULL;
    const char *kind = is_other ? file_kind_of_json(bytes, length, arena) : NULL;
    if (kind != NULL)
        diags_add(diags, DIAG_WRONG_SHAPE, root->place, "this is no deployment: this is %s", kind);
    else if (root->type == JSON_ARRAY)
        read_roles(&reader, root, &read);
    else if (root->type == JSON_OBJECT)
        read_top(&reader, root, &read, &id);
    else
        diags_add(diags, DIAG_WRONG_SHAPE, root->place,
                  "a deployment is %s, must be a list of roles, or an object with the key 'deployment'",
                  json_type_name(root->type));
    diags_sort(diags);
    if (diags->count > mistakes) return false;
    *deployment = read;
    *architecture = id;
    return true;
}
