/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Roles of machines. Tags that say one come first, then the ports that their security groups let in, then
 * names: of the resource, of its modules from the innermost outwards, of its volumes. A product's name
 * ("kafka") says least, since much is called after it: it counts where nothing else says anything. */
#include <ctype.h>
#include <string.h>

#include "arch/arch.h"
#include "base/text.h"
#include "iac/terraform_private.h"
#include "iac/terraform_values.h"

enum { EVIDENCE_MAX = 64, TEXT_MAX_BYTES = 256, WHOLE_WORD_BYTES = 4 };

/* Words of machines that stand beside a cluster and are no part of it. */
static const char *const BESIDE[] = {
    "connect",       "exporter", "mirror",  "mm2",        "schema",         "registry",
    "rest",          "proxy",    "ksql",    "ksqldb",     "control_center", "control-center",
    "controlcenter", "bastion",  "jump",    "jumpbox",    "jumphost",       "client",
    "producer",      "consumer", "monitor", "prometheus", "grafana",        "burrow",
    "cruise",        "akhq",     "kafdrop", "kowl",       "console",        "debezium",
    "replicator",    "cmak",     "manager", "toolbox",    "tools",          "loadgen",
    "benchmark",     "ui",       "lag",     NULL,
};

/* Words that say so together with the product's name only: "kafka_admin". */
static const char *const BESIDE_PRODUCT[] = {"admin", "streams", "app",    "apps",      "api",
                                             "web",   "sink",    "source", "backup",    "gateway",
                                             "perf",  "loader",  "debug",  "dashboard", NULL};

/* Keys of tags and labels, from what says most. */
static const char *const TAG_KEYS[] = {"Role",    "role",        "Component",   "component", "Service",
                                       "service", "Application", "application", "App",       "app",
                                       "Type",    "type",        "Name",        "name"};

static const char OF_VOLUMES[] = "volumes' names"; /* these never say that a machine stands beside */

/* A text that may say a role. */
struct evidence {
    const char *text; /* in lower case */
    const char *of;   /* "name", "tag Role" */
    bool is_tag, is_module;
};

struct evidence_list {
    size_t count;
    struct evidence list[EVIDENCE_MAX];
};

static void note(struct evidence_list *all, const char *text, const char *of, bool is_tag, bool is_module,
                 struct arena *arena)
{
    if (*text == '\0' || all->count == EVIDENCE_MAX) return;
    char *lower = arena_copy(arena, text, strlen(text) < TEXT_MAX_BYTES ? strlen(text) : TEXT_MAX_BYTES);
    for (char *at = lower; *at != '\0'; at++) *at = (char)tolower((unsigned char)*at);
    all->list[all->count++] = (struct evidence){lower, of, is_tag, is_module};
}

/* ---- collecting ---- */

static void note_tags(struct evidence_list *all, const struct json *tags, struct arena *arena)
{
    for (size_t i = 0; tags != NULL && i < sizeof TAG_KEYS / sizeof *TAG_KEYS; i++)
        note(all, plan_text(tags, TAG_KEYS[i]), text_format(arena, "tag %s", TAG_KEYS[i]), true, false,
             arena);
}

/* Tags of an autoscaling group are blocks of key and value. */
static void note_tag_blocks(struct evidence_list *all, const struct json *blocks, struct arena *arena)
{
    for (size_t i = 0; i < sizeof TAG_KEYS / sizeof *TAG_KEYS; i++)
        for (const struct json *one = blocks == NULL || blocks->type != JSON_ARRAY ? NULL : blocks->first;
             one != NULL; one = one->next)
            if (one->type == JSON_OBJECT && text_equal(plan_text(one, "key"), TAG_KEYS[i]))
                note(all, plan_text(one, "value"), text_format(arena, "tag %s", TAG_KEYS[i]), true, false,
                     arena);
}

static void note_values(struct evidence_list *all, const struct json *values, struct arena *arena)
{
    static const char *const TAGS[] = {
        "tags", "labels"}; /* tags_all holds those of the provider as well, the same on everything */
    note_tag_blocks(all, plan_at(values, "tag"), arena);
    for (size_t i = 0; i < sizeof TAGS / sizeof *TAGS; i++) note_tags(all, plan_at(values, TAGS[i]), arena);
    const struct json *specifications = plan_at(values, "tag_specifications");
    for (const struct json *one =
             specifications == NULL || specifications->type != JSON_ARRAY ? NULL : specifications->first;
         one != NULL; one = one->next)
        note_tags(all, plan_at(one, "tags"), arena);
}

/* Each step of a module's address, from the innermost outwards, with its instance. */
static void note_modules(struct evidence_list *all, const char *module, struct arena *arena)
{
    const char *end = module + strlen(module);
    while (end > module) {
        const char *start = module;
        for (const char *at = module; (at = strstr(at, ".module.")) != NULL && at < end; at++) start = at + 1;
        const char *name = start + strlen("module.");
        if (name < end)
            note(all, arena_copy(arena, name, (size_t)(end - name)), "module's name", false, true, arena);
        end = start > module ? start - 1 : module;
    }
}

static void collect(struct evidence_list *all, const struct role_evidence *evidence, struct arena *arena)
{
    const struct resource *resource = evidence->resource;
    note_values(all, resource->values, arena);
    if (evidence->template != NULL) note_values(all, evidence->template->values, arena);
    note(all, text_format(arena, "%s %s", resource->name, resource->key), "name", false, false, arena);
    note(all, plan_text(resource->values, "name"), "own name", false, false, arena);
    note(all, plan_text(resource->values, "node_group_name"), "own name", false, false, arena);
    note_modules(all, resource->module, arena);
    note(all, evidence->volumes, OF_VOLUMES, false, false, arena);
}

/* ---- words ---- */

/* True if the text has the word; a short one only between characters that are no letters. */
static bool has_word(const char *text, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = text; (at = strstr(at, word)) != NULL; at++)
        if (length > WHOLE_WORD_BYTES ||
            ((at == text || !isalpha((unsigned char)at[-1])) && !isalpha((unsigned char)at[length])))
            return true;
    return false;
}

/* The last role of the architecture that the text names: the first is the broadest. */
static int role_called(const struct arch *arch, const char *text, bool by_product)
{
    int found = TERRAFORM_UNKNOWN_ROLE;
    for (int i = 0; arch->roles[i].name != NULL; i++) {
        const struct role_kind *role = &arch->roles[i];
        if (by_product && role->product != NULL && has_word(text, role->product)) found = i;
        for (int word = 0; !by_product && word < ROLE_WORDS_MAX && role->words[word] != NULL; word++)
            if (has_word(text, role->words[word])) found = i;
    }
    return found;
}

/* The role that the text names in another architecture on EC2. */
static int role_called_elsewhere(const struct arch *arch, const char *text, bool by_product)
{
    for (size_t i = 0; i < ARCH_COUNT; i++) {
        int role = ARCHS[i] == arch || ARCHS[i]->service != SERVICE_EC2
                       ? TERRAFORM_UNKNOWN_ROLE
                       : role_called(ARCHS[i], text, by_product);
        if (role != TERRAFORM_UNKNOWN_ROLE) return role;
    }
    return TERRAFORM_UNKNOWN_ROLE;
}

static const char *word_among(const char *const *words, const char *text)
{
    while (*words != NULL && !has_word(text, *words)) words++;
    return *words;
}

static const char *word_beside(const struct arch *arch, const char *text)
{
    const char *found = word_among(BESIDE, text);
    bool has_product = role_called(arch, text, true) != TERRAFORM_UNKNOWN_ROLE;
    return found == NULL && has_product ? word_among(BESIDE_PRODUCT, text) : found;
}

/* ---- judging ---- */

struct judging {
    const struct arch *arch;
    const struct evidence_list *all;
    struct arena *arena;
    bool is_first_elsewhere; /* what was found is the first role of another architecture */
};

static struct terraform_calling unknown(void)
{
    return (struct terraform_calling){TERRAFORM_UNKNOWN_ROLE, "nothing says what it is", NULL};
}

static struct terraform_calling judge_text(struct judging *judging, const struct evidence *one,
                                           bool by_product, bool may_be_beside)
{
    const char *beside = by_product || !may_be_beside ? NULL : word_beside(judging->arch, one->text);
    if (beside != NULL)
        return (struct terraform_calling){TERRAFORM_OTHER_ROLE,
                                          text_format(judging->arena, "its %s says '%s'", one->of, beside),
                                          NULL};
    int role = role_called(judging->arch, one->text, by_product);
    if (role != TERRAFORM_UNKNOWN_ROLE)
        return (struct terraform_calling){(signed char)role, text_format(judging->arena, "its %s", one->of),
                                          NULL};
    int elsewhere = role_called_elsewhere(judging->arch, one->text, by_product);
    if (elsewhere == TERRAFORM_UNKNOWN_ROLE) return unknown();
    judging->is_first_elsewhere = elsewhere == 0;
    return (
        struct terraform_calling){TERRAFORM_OTHER_ROLE,
                                  text_format(judging->arena, "its %s is of another architecture", one->of),
                                  NULL};
}

/* What tags say, or else all other texts. Within a module called after the product, the words of modules
 * around it no longer say that a machine stands beside. */
static struct terraform_calling judge_texts(struct judging *judging, bool by_tags, bool by_product)
{
    bool has_product = false;
    for (size_t i = 0; i < judging->all->count; i++) {
        const struct evidence *one = &judging->all->list[i];
        if (one->is_tag != by_tags) continue;
        struct terraform_calling calling = judge_text(judging, one, by_product,
                                                      !text_equal(one->of, OF_VOLUMES) &&
                                                          !(one->is_module && has_product));
        if (calling.role != TERRAFORM_UNKNOWN_ROLE) return calling;
        has_product |= role_called(judging->arch, one->text, true) != TERRAFORM_UNKNOWN_ROLE;
    }
    return unknown();
}

/* Ports that contradict each other say nothing: groups are shared. Brokers listen on the controllers' port
 * as well, with TLS. */
static struct terraform_calling judge_ports(const struct judging *judging, unsigned ports)
{
    if ((ports & PORT_CLIENTS) != 0) ports &= ~(unsigned)PORT_CONTROLLER;
    int controller = role_called(judging->arch, "controller", false);
    if (controller == TERRAFORM_UNKNOWN_ROLE) controller = TERRAFORM_OTHER_ROLE;
    switch (ports) {
    case PORT_CLIENTS: return (struct terraform_calling){0, "port 9092 of its security group", NULL};
    case PORT_CONTROLLER: return (struct terraform_calling){(signed char)controller, TERRAFORM_BY_9093, NULL};
    case PORT_ZOOKEEPER:
        return (struct terraform_calling){(signed char)controller, "port 2181 of its security group", NULL};
    case PORT_OTHER:
        return (struct terraform_calling){TERRAFORM_OTHER_ROLE,
                                          "its security group lets in a port of what stands beside Kafka",
                                          NULL};
    default: return unknown();
    }
}

static struct terraform_calling judge(struct judging *judging, unsigned ports)
{
    struct terraform_calling by_tag = judge_texts(judging, true, false);
    if (by_tag.role != TERRAFORM_UNKNOWN_ROLE) return by_tag;
    struct terraform_calling by_port = judge_ports(judging, ports),
                             by_name = judge_texts(judging, false, false);
    if (by_name.role == TERRAFORM_UNKNOWN_ROLE && by_port.role == TERRAFORM_UNKNOWN_ROLE) {
        struct terraform_calling by_product = judge_texts(judging, false, true);
        return by_product.role != TERRAFORM_UNKNOWN_ROLE ? by_product : judge_texts(judging, true, true);
    }
    if (by_port.role == TERRAFORM_UNKNOWN_ROLE) return by_name;
    bool agrees = by_name.role == TERRAFORM_UNKNOWN_ROLE || by_name.role == by_port.role ||
                  (by_port.role == 0 && judging->is_first_elsewhere);
    if (agrees) return by_name.role == TERRAFORM_UNKNOWN_ROLE ? by_port : by_name;
    by_port.doubt = text_format(judging->arena, "%s and %s contradict each other", by_port.why, by_name.why);
    return by_port;
}

const struct terraform_calling *terraform_callings(const struct resources *resources,
                                                   const struct role_evidence *evidence, struct arena *arena)
{
    struct terraform_calling *callings = arena_new_of(arena, struct terraform_calling, ARCH_COUNT);
    struct evidence_list all = {0};
    collect(&all, evidence, arena);
    unsigned ports = terraform_ports(resources, evidence->resource, arena);
    if (evidence->template != NULL) ports |= terraform_ports(resources, evidence->template, arena);
    for (size_t i = 0; i < ARCH_COUNT; i++) {
        struct judging judging = {ARCHS[i], &all, arena, false};
        callings[i] = judge(&judging, ports);
    }
    return callings;
}
