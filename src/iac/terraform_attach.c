/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Attachments: gives each attached volume to its machine. An attachment's arguments are ids or refer to
 * resources; where a plan has no configuration, names tell. Of several instances, those of the same key
 * belong together; else equal volumes are dealt out evenly, as `element(…, count.index)` does. */
#include <string.h>

#include "base/text.h"
#include "iac/terraform_take.h"

/* Candidates of one argument of an attachment. */
struct candidates {
    const struct resource **list;
    size_t count;
    bool by_key; /* each attachment of the family has one of its own key */
};

/* The instances of one aws_volume_attachment, and what their arguments refer to while their ids are unknown.
 */
struct family {
    const struct resource *const *attachments;
    size_t count;
    struct candidates volumes, machines;
    bool are_alike; /* the volumes */
};

/* ---- names ---- */

/* The number of words that two names share. */
static size_t shared_words(const char *a, const char *b)
{
    size_t shared = 0;
    for (const char *word = a; *word != '\0';) {
        size_t length = strcspn(word, "_-");
        for (const char *other = b; length > 0 && *other != '\0';) {
            size_t other_length = strcspn(other, "_-");
            shared += length == other_length && memcmp(word, other, length) == 0;
            other += other_length + (other[other_length] != '\0');
        }
        word += length + (word[length] != '\0');
    }
    return shared;
}

/* The resource of a type in the attachment's module whose name is most like its own, by the base of its
 * address; the only one there is without a doubt. NULL when it isn't clear. */
static const char *base_by_name(const struct taking *taking, const struct resource *attachment,
                                const char *type)
{
    const char *best = NULL, *only = NULL;
    size_t most = 0, bases = 0;
    bool is_tied = false;
    for (size_t i = 0; i < taking->resources->count; i++) {
        const struct resource *one = &taking->resources->list[i];
        if (!text_equal(one->type, type) || !text_equal(one->module, attachment->module)) continue;
        if (text_equal(one->name, attachment->name)) return one->base;
        bases += only == NULL || !text_equal(only, one->base);
        only = one->base;
        size_t words = shared_words(one->name, attachment->name);
        bool is_other = best == NULL || !text_equal(best, one->base);
        if (words > most || (words == most && words > 0 && is_other)) {
            is_tied = words == most;
            best = one->base;
            most = words;
        }
    }
    return bases == 1 ? only : most > 0 && !is_tied ? best : NULL;
}

static void find_by_name(const struct taking *taking, const struct resource *attachment, const char *type,
                         struct candidates *found)
{
    const char *base = base_by_name(taking, attachment, type);
    for (size_t i = 0; base != NULL && i < taking->resources->count; i++)
        if (text_equal(taking->resources->list[i].type, type) &&
            text_equal(taking->resources->list[i].base, base))
            found->list[found->count++] = &taking->resources->list[i];
}

/* ---- picking ---- */

static bool is_known(const struct resource *attachment, const char *argument)
{
    return *plan_text(attachment->values, argument) != '\0';
}

static struct candidates candidates_of(struct taking *taking, const struct resource *attachment,
                                       const char *argument, const char *type, const struct resource **room)
{
    struct candidates found = {room, 0, false};
    found.count = terraform_refers(taking->resources, attachment, argument, type, found.list, taking->arena);
    if (found.count == 0 && !is_known(attachment, argument)) find_by_name(taking, attachment, type, &found);
    return found;
}

/* The only candidate of the key, its own or else that of a module on the way:
 * `module.broker["a"].aws_instance.this[0]`. */
static const struct resource *of_key(const struct candidates *candidates, const char *key,
                                     struct arena *arena)
{
    const struct resource *own = NULL, *of_module = NULL;
    size_t owns = 0, of_modules = 0;
    struct arena_mark mark = arena_mark(arena);
    const char *text = text_format(arena, "[\"%s\"]", key), *number = text_format(arena, "[%s]", key);
    for (size_t i = 0; i < candidates->count; i++) {
        const struct resource *one = candidates->list[i];
        bool is_own = text_equal(one->key, key),
             is_of_module = *key != '\0' &&
                            (strstr(one->module, text) != NULL || strstr(one->module, number) != NULL);
        if (is_own) own = one;
        if (is_of_module) of_module = one;
        owns += is_own;
        of_modules += is_of_module;
    }
    arena_rewind(arena, mark);
    return owns == 1 ? own : of_modules == 1 ? of_module : NULL;
}

static bool match_keys(const struct family *family, const struct candidates *candidates, struct arena *arena)
{
    for (size_t i = 0; i < family->count && candidates->count > 1; i++)
        if (of_key(candidates, family->attachments[i]->key, arena) == NULL) return false;
    return true;
}

/* The candidate of the i-th attachment; `may_deal` when it makes no difference which of them it is. NULL
 * when it isn't clear. */
static const struct resource *pick(const struct family *family, size_t i, const struct candidates *candidates,
                                   bool may_deal, struct arena *arena)
{
    if (candidates->count == 1) return candidates->list[0];
    if (candidates->count == 0) return NULL;
    if (candidates->by_key) return of_key(candidates, family->attachments[i]->key, arena);
    bool is_even = family->count % candidates->count == 0;
    return may_deal && is_even ? candidates->list[i % candidates->count] : NULL;
}

/* ---- volumes ---- */

static struct terraform_disk *disk_of(struct taking *taking, const struct resource *volume)
{
    for (size_t i = 0; i < taking->terraform->disk_count; i++)
        if (taking->disk_resources[i] == volume) return &taking->disks[i];
    return NULL;
}

/* True if all candidates are equal volumes. */
static bool are_alike(struct taking *taking, const struct candidates *volumes)
{
    const struct terraform_disk *first = volumes->count == 0 ? NULL : disk_of(taking, volumes->list[0]);
    for (size_t i = 0; i < volumes->count; i++) {
        const struct terraform_disk *one = disk_of(taking, volumes->list[i]);
        if (one == NULL || one->role != NULL || !terraform_same_volumes(&one->volumes, &first->volumes))
            return false;
    }
    return true;
}

static const struct json *find_prior(const struct json *module, const char *id)
{
    const struct json *resources = plan_at(module, "resources"), *children = plan_at(module, "child_modules"),
                      *found = NULL;
    for (const struct json *one = resources == NULL || resources->type != JSON_ARRAY ? NULL
                                                                                     : resources->first;
         one != NULL; one = one->next)
        if (one->type == JSON_OBJECT && text_equal(plan_text(one, "type"), "aws_ebs_volume") &&
            text_equal(plan_text(one, "values.id"), id))
            return plan_at(one, "values");
    for (const struct json *one = children == NULL || children->type != JSON_ARRAY ? NULL : children->first;
         one != NULL && found == NULL; one = one->next)
        if (one->type == JSON_OBJECT) found = find_prior(one, id);
    return found;
}

/* A volume that the plan doesn't manage but knows: of a data source, or outside of -target. */
static bool take_prior(struct taking *taking, const struct resource *attachment, struct asking *asking,
                       struct volumes *volume)
{
    const char *id = plan_text(attachment->values, "volume_id");
    const struct json *prior = taking->resources->plan.prior,
                      *values = prior == NULL || *id == '\0' ? NULL : find_prior(prior, id);
    if (values == NULL) return false;
    struct asking of_prior = {taking->arena, attachment, values, NULL, asking->problem};
    *volume = take_volume(&of_prior, "size", plan_at(values, "volume_type") != NULL ? "volume_type" : "type",
                          "iops", "throughput");
    asking->problem = of_prior.problem;
    return true;
}

/* ---- giving ---- */

static size_t machine_of(const struct taking *taking, const struct resource *resource)
{
    size_t i = 0;
    while (i < taking->terraform->machine_count && taking->evidence[i].resource != resource) i++;
    return i;
}

static void unclear(struct taking *taking, const struct resource *attachment, const char *what)
{
    if (taking->terraform->unclear != NULL) return;
    struct asking asking = {taking->arena, attachment, attachment->values, NULL, NULL};
    asking_problem(&asking, attachment->place, what,
                   "isn't clear from the plan; say whose the volume is with --terraform-address "
                   "ROLE=aws_ebs_volume.NAME, or give the deployment with --deployment");
    taking->terraform->unclear = asking.problem;
}

/* The volume's id, or "" before it is made. */
static const char *id_of(const struct resource *attachment, const struct resource *volume)
{
    const char *id = volume == NULL ? "" : plan_text(volume->values, "id");
    return *id != '\0' ? id : plan_text(attachment->values, "volume_id");
}

static bool is_block_of(const struct resource *machine, const char *id)
{
    const struct json *blocks = plan_at(machine->values, "ebs_block_device");
    for (const struct json *one = blocks == NULL || blocks->type != JSON_ARRAY ? NULL : blocks->first;
         *id != '\0' && one != NULL; one = one->next)
        if (one->type == JSON_OBJECT && text_equal(plan_text(one, "volume_id"), id)) return true;
    return false;
}

/* Give one volume to a machine; `disk` is NULL for one that isn't in the plan. */
static void give(struct taking *taking, const struct resource *attachment, size_t at,
                 struct terraform_disk *disk, const struct resource *volume)
{
    struct terraform_machines *machine = &taking->machines[at];
    struct role_evidence *evidence = &taking->evidence[at];
    struct asking asking = {taking->arena, evidence->resource, evidence->resource->values, NULL,
                            machine->problem};
    struct volumes one = {.kind = VOLUME_NONE};
    if (is_block_of(evidence->resource, id_of(attachment, volume))) {
        if (disk != NULL) disk->is_attached = true;
        return; /* AWS lists it among the machine's own */
    }
    if (disk != NULL) {
        disk->is_attached = true;
        one = disk->volumes;
        if (asking.problem == NULL) asking.problem = disk->problem;
    } else if (!take_prior(taking, attachment, &asking, &one)) {
        struct asking of_attachment = {taking->arena, attachment, attachment->values, NULL, NULL};
        asking_problem(&of_attachment, attachment->place, "its volume",
                       "isn't in the plan, so that its size is unknown; plan the volume too, or give the "
                       "deployment with --deployment");
        if (asking.problem == NULL) asking.problem = of_attachment.problem;
    }
    if (asking.problem == NULL) take_attach(&asking, &machine->volumes, &one);
    machine->problem = asking.problem;
    evidence->volumes = text_format(taking->arena, "%s %s %s", evidence->volumes, attachment->name,
                                    volume == NULL ? "" : volume->name);
}

/* The candidates of an id that is known; a family's while it is unknown. */
static struct candidates known_or(struct taking *taking, const struct resource *attachment,
                                  const char *argument, const char *type, int room,
                                  const struct candidates *family)
{
    if (!is_known(attachment, argument)) return *family;
    struct candidates found = candidates_of(taking, attachment, argument, type,
                                            taking->resources->scratch[room]);
    return found.count <= 1 ? found : *family;
}

static void take_one(struct taking *taking, const struct family *family, size_t i)
{
    const struct resource *attachment = family->attachments[i];
    struct candidates volumes = known_or(taking, attachment, "volume_id", "aws_ebs_volume", 0,
                                         &family->volumes),
                      machines = known_or(taking, attachment, "instance_id", "aws_instance", 1,
                                          &family->machines);
    const struct resource *volume = pick(family, i, &volumes, family->are_alike, taking->arena);
    struct terraform_disk *disk = volume == NULL ? NULL : disk_of(taking, volume);
    if (disk != NULL && disk->role != NULL) return; /* --terraform-address says whose it is */
    if (disk == NULL && volumes.count > 0) {
        unclear(taking, attachment, "which of several volumes it attaches");
        return;
    }
    if (machines.count == 0 && is_known(attachment, "instance_id")) return; /* of no machine in the plan */
    const struct resource *machine = pick(family, i, &machines, family->are_alike || volumes.count <= 1,
                                          taking->arena);
    if (machine != NULL && machine->is_outside) return;
    size_t at = machine == NULL ? taking->terraform->machine_count : machine_of(taking, machine);
    if (at == taking->terraform->machine_count)
        unclear(taking, attachment, "which machine it is of");
    else
        give(taking, attachment, at, disk, volume);
}

/* Candidates of the first attachment are those of all, but for ids that are known. */
static void take_family(struct taking *taking, struct family *family)
{
    const struct resource *first = family->attachments[0];
    const struct resources *resources = taking->resources;
    family->volumes = candidates_of(taking, first, "volume_id", "aws_ebs_volume", resources->scratch[2]);
    family->machines = candidates_of(taking, first, "instance_id", "aws_instance", resources->scratch[3]);
    if (family->machines.count == 0 && !is_known(first, "instance_id"))
        family->machines = candidates_of(taking, first, "instance_id", "aws_spot_instance_request",
                                         resources->scratch[3]);
    family->are_alike = are_alike(taking, &family->volumes);
    family->volumes.by_key = match_keys(family, &family->volumes, taking->arena);
    family->machines.by_key = match_keys(family, &family->machines, taking->arena);
    for (size_t i = 0; i < family->count; i++) take_one(taking, family, i);
}

void take_attachments(struct taking *taking)
{
    const struct resource *const *all = taking->attachments;
    for (size_t first = 0, next; first < taking->attachment_count; first = next) {
        next = first + 1;
        while (next < taking->attachment_count && text_equal(all[next]->base, all[first]->base)) next++;
        struct family family = {.attachments = all + first, .count = next - first};
        take_family(taking, &family);
    }
}
