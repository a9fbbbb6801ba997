/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Resources of a plan as found by terraform_read.c and interpreted by terraform_take.c; for src/iac only. */
#pragma once

#include "base/json.h"
#include "iac/terraform.h"

extern const struct json_wanted TERRAFORM_WANTED[];

/* One managed resource on the side that is read. */
struct resource {
    const char *address, *type, *name, *module; /* module: "" at the root */
    const char *base, *key;                     /* the address without its instance; the instance's, or "" */
    const char *role;                           /* named with --terraform-address, or NULL */
    unsigned ports;                             /* of a security group: PORT_ bits that it lets in */
    bool is_outside;                            /* of what was asked for: kept for what refers to it */
    struct place place;
    const struct json *values;  /* an object */
    const struct json *unknown; /* true where a value is unknown before apply; NULL: all are known */
};

/* A variable of the plan, which takes a reading of the whole text. */
struct terraform_variable {
    const char *path, *value; /* path: NULL before the first */
};

/* The plan itself, for later reads. */
struct terraform_text {
    const char *bytes;
    size_t length;
    const struct json *configuration;    /* an object, or NULL */
    const struct json *prior;            /* the root module of the state before the plan, or NULL */
    struct terraform_variable *variable; /* the last that was read */
};

enum { TERRAFORM_SCRATCH = 4 };
struct resources {
    struct terraform_text plan;
    size_t count;
    struct resource *list;                              /* in the order of the plan */
    const struct resource **scratch[TERRAFORM_SCRATCH]; /* room for all resources, for one search at a time */
};

/* True for types that others refer to: instances, volumes, attachments, templates, security groups. */
bool terraform_is_support(const char *type);

/* Interpret the resources. */
void terraform_take(struct terraform *terraform, const struct resources *resources,
                    const struct catalogue *catalogue, const char *region, struct arena *arena);

/* The region that the resource stands in; "" when the plan doesn't say. */
const char *terraform_region(const struct terraform_text *plan, const struct resource *resource,
                             struct arena *arena);

/* ---- references ---- */

/* The entry of the resource in the plan's configuration, or NULL. */
const struct json *terraform_configured(const struct terraform_text *plan, const struct resource *resource);

/* Find the resources of a type that an argument ("instance_id", "launch_template.id") refers to: by the ids
 * that it holds, else by its expression in the configuration, through variables and outputs of modules. A
 * reference to a resource with count or for_each is one to all its instances, unless it says which. `found`
 * has room for every resource; returns how many. */
size_t terraform_refers(const struct resources *resources, const struct resource *from, const char *argument,
                        const char *type, const struct resource **found, struct arena *arena);

/* ---- roles ---- */

/* The evidence of a machine's role besides its own values. */
struct role_evidence {
    const struct resource *resource, *template; /* template: what a group starts from, or NULL */
    const char *volumes;                        /* names of the attached volumes, or "" */
};

/* The role in each of ARCHS, by tags, ports of security groups and names. */
const struct terraform_calling *terraform_callings(const struct resources *resources,
                                                   const struct role_evidence *evidence, struct arena *arena);

/* Evidence of a controller, or of brokers that serve clients by TLS alone. */
#define TERRAFORM_BY_9093 "port 9093 of its security group"

/* Note what each security group lets in, by its own blocks and by rules that are resources. */
enum { PORT_CLIENTS = 1, PORT_CONTROLLER = 2, PORT_ZOOKEEPER = 4, PORT_OTHER = 8 };
void terraform_note_ports(const struct resources *resources, struct arena *arena);

/* Ports that the resource's security groups let in. */
unsigned terraform_ports(const struct resources *resources, const struct resource *resource,
                         struct arena *arena);

/* ---- order ---- */

/* Compare addresses; instances of count by number. */
int terraform_compare_addresses(const char *a, const char *b);

bool terraform_same_volumes(const struct volumes *a, const struct volumes *b);

/* The distinct types of these names, sorted, with their counts. */
const struct terraform_type *terraform_join_types(const char **names, size_t name_count, size_t *count,
                                                  struct arena *arena);
