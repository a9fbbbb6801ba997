/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Parameters: every scalar input of warpcost, each with one path, one row and an origin.
 *
 * A row (struct param_row) says what a parameter is: type, range, default, source, grade, help. Rows come in
 * three scopes. Root rows (params/root.def) exist once: `region`, `load.peak_to_mean`. Topic rows
 * (params/topic.def) exist once per topic group: `topics.events.produce.rate`. Option rows belong to an
 * architecture and exist once per entry of `architectures`: `architectures.kafka-tuned.free_space`; the
 * architectures bring their own tables, so that adding one touches nothing here. A free-key row (path ending
 * in ".*") takes any key: `pricing.private.AmazonS3:Requests-Tier1`.
 *
 * File, profiles and overrides resolve to a `struct params`, immutable from then on: overriding a path gives
 * a new one that shares all but the scope that changed. Values are doubles in base units (bytes, bytes/s,
 * seconds, fractions), the index of a choice, a bit per choice for a set, or text.
 *
 * Ownership: everything lives in the arena that was passed in. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/dist.h"
#include "base/error.h"

enum param_type {
    PARAM_NUMBER,   /* no dimension */
    PARAM_COUNT,    /* whole number */
    PARAM_FRACTION, /* 0.5 or 50% */
    PARAM_BYTES,
    PARAM_RATE,         /* bytes per second */
    PARAM_DURATION,     /* seconds */
    PARAM_BOOL,         /* num 0 or 1 */
    PARAM_CHOICE,       /* num = index into choices */
    PARAM_SET,          /* num = bits over choices */
    PARAM_TEXT,         /* text */
    PARAM_SERIES,       /* series of plain numbers */
    PARAM_DISTRIBUTION, /* of times; distribution */
    PARAM__COUNT
};

enum param_origin {
    ORIGIN_DEFAULT, /* the row's default */
    ORIGIN_PRESET,  /* the architecture's preset; printed as "profile" */
    ORIGIN_PROFILE, /* a profile file */
    ORIGIN_GIVEN,   /* the workload file or --set */
    ORIGIN_DERIVED, /* computed from other parameters; the source says how */
    ORIGIN_PRICED,  /* from the price book */
    ORIGIN__COUNT
};

/* Grades of evidence: 'A' source code or an AWS document read in full, 'B' vendor page or paper,
 * 'C' third party, 'D' derived or assumed here, 'R' from memory (unverified), '-' none needed
 * (the user's own to say). */
struct param_row {
    const char *path; /* within its scope, dots between levels */
    enum param_type type;
    double min, max;            /* inclusive, base unit; for text, max is its longest length in bytes */
    const char *const *choices; /* NULL-ended, for CHOICE and SET */
    const char *fallback;       /* the default as a user would write it; NULL when there is none */
    bool required;              /* must be given; else a NULL fallback leaves it unset */
    char grade;
    const char *source; /* of the default; "" when it needs none */
    const char *help;
};

struct series {
    size_t count;
    const double *values;
};

/* A data file that a value names. */
struct data_file {
    const char *name;
    char sha256[65];
    const struct data_file *next;
};

struct distribution {
    struct dist dist;
    const char *text;              /* as a user would write it */
    const char *profile;           /* name of the shipped profile, or "" */
    const char *source;            /* origin that the expression or the profile gives; "" when they don't */
    char grade;                    /* '-' when they don't */
    const struct data_file *files; /* files read for it; NULL for none */
    const struct yaml_node *node;  /* the expression: profiles spelt out (params/distribution.h) */
    const char *file;              /* the file that holds the expression; its data files are relative to it */
};

struct value { /* small, since a workload may have 10,000 topic groups of them */
    union {
        double num;
        const char *text;                        /* PARAM_TEXT */
        const struct series *series;             /* PARAM_SERIES */
        const struct distribution *distribution; /* PARAM_DISTRIBUTION */
    };
    uint32_t line;
    uint16_t column;
    uint8_t file; /* index into params.inputs; meaningful when line > 0 */
    uint8_t origin;
    bool is_set;
    bool is_records; /* num counts records per second until params/records.h converts it to bytes */
};

/* The rows of params/root.def and params/topic.def by name. */
enum root_param {
#define PARAM(id, ...) ROOT_##id,
#include "params/root.def"
#undef PARAM
    ROOT__COUNT
};
enum topic_param {
#define PARAM(id, ...) TOPIC_##id,
#include "params/topic.def"
#undef PARAM
    TOPIC__COUNT
};
extern const struct param_row ROOT_ROWS[ROOT__COUNT];
extern const struct param_row TOPIC_ROWS[TOPIC__COUNT];

/* Settings that an entry of `architectures` may give for itself besides its options: the shared rows of
 * root.def under the same paths, and clients' settings under `clients.`. They have no default: unset, the
 * root's or the topic group's hold (scenario_root, scenario_client). */
enum override_param {
#define PARAM(...)
#define SHARED(id, ...) OVERRIDE_##id,
#include "params/root.def"
#define CLIENT(id, ...) OVERRIDE_##id,
#include "params/topic.def"
#undef PARAM
    OVERRIDE__COUNT
};
extern const struct param_row OVERRIDE_ROWS[OVERRIDE__COUNT];

/* Choices in the order of their enum values. */
enum cleanup { CLEANUP_DELETE, CLEANUP_COMPACT };
enum needs { NEEDS_IDEMPOTENCE = 1, NEEDS_TRANSACTIONS = 2, NEEDS_COMPACTION = 4 };
enum gigabyte { GIGABYTE_BINARY, GIGABYTE_DECIMAL };
enum access { ACCESS_DIRECT, ACCESS_TRANSIT_GATEWAY, ACCESS_LOAD_BALANCER, ACCESS_PRIVATELINK };
enum s3_access { S3_ACCESS_GATEWAY_ENDPOINT, S3_ACCESS_NAT, S3_ACCESS_INTERFACE_ENDPOINT };
enum support {
    SUPPORT_NONE,
    SUPPORT_DEVELOPER,
    SUPPORT_BUSINESS,
    SUPPORT_ENTERPRISE,
    SUPPORT_BUSINESS_PLUS,
    SUPPORT_UNIFIED_OPERATIONS,
};
enum arrivals_choice { ARRIVE_POISSON, ARRIVE_CONSTANT, ARRIVE_BURSTY };
enum detail { DETAIL_REDUCED, DETAIL_FULL };
enum purchase {
    PURCHASE_ON_DEMAND,
    PURCHASE_RESERVED_1YR_NO_UPFRONT,
    PURCHASE_RESERVED_3YR_ALL_UPFRONT,
    PURCHASE__COUNT
};

/* A value that an architecture presets for one of its options. */
struct param_preset {
    const char *path; /* of an option row */
    const char *value;
};
/* Presets of OVERRIDE_ROWS that share a source: a vendor's advice on clients. */
struct param_advice {
    const struct param_preset *presets; /* path NULL ends; NULL for none */
    const char *source;
    char grade;
};
struct param_kind {
    const char *id;    /* what `use:` names */
    const char *title; /* default of `name` */
    const char *summary;
    const struct param_row *rows;
    size_t row_count;
    const struct param_preset *presets; /* path NULL ends; may be NULL */
    struct param_advice advice;
    size_t override_count; /* count of rows at the end that are OVERRIDE_ROWS: all of them or 0 */
};
/* A distribution that users may name. */
struct param_profile {
    const char *name;         /* NULL ends a table */
    const char *distribution; /* as a user would write it */
    double measured_to;       /* as in struct dist */
    char grade;
    const char *source, *date, *note;
};
struct param_registry {
    const struct param_kind *kinds;
    size_t kind_count;
    const char *const *default_uses;      /* architectures when `architectures` is omitted; NULL-ended */
    const struct param_profile *profiles; /* of distributions */
    const char *const *asked_uses; /* compared though a workload doesn't list them; NULL-ended, or NULL */
};

struct topic {
    const char *name;
    const struct value *values; /* TOPIC__COUNT */
};
struct scenario { /* one entry of `architectures` */
    const char *id;
    const char *name;
    size_t kind;                /* index into registry.kinds */
    const struct value *values; /* kinds[kind].row_count */
};
struct free_value { /* a value of a row whose path ends in ".*" */
    enum root_param row;
    const char *key;
    struct value value;
};
struct input {
    const char *name; /* as given, for messages; "--set" for overrides */
    char sha256[65];  /* hex of the bytes, "" when there is no file */
};

struct params {
    const struct param_registry *registry;
    const char *name;         /* of the workload */
    const struct value *root; /* ROOT__COUNT */
    size_t topic_count;
    const struct topic *topics;
    size_t scenario_count;
    const struct scenario *scenarios;
    size_t free_count;
    const struct free_value *free;
    size_t input_count;
    const struct input *inputs;
    const char *const *sets; /* "--set PATH=VALUE" as messages show them; a value from one has its ordinal,
                                from 1, as line */
};

/* Counts are checked before anything is allocated for them. */
enum {
    TOPICS_MAX = 100000,
    SCENARIOS_MAX = 64,
    PAIRS_MAX = 700000, /* topic groups × architectures */
    PARAM_FILE_MAX_BYTES = 8 * 1024 * 1024
};

/* Sources to resolve. Later profiles win over earlier ones, the workload over profiles, sets over all. */
struct param_source {
    const char *name; /* for messages, and the base directory of files that it names */
    const char *bytes;
    size_t length;
};
struct param_request {
    struct param_source workload;
    const struct param_source *profiles;
    size_t profile_count;
    const char *const *sets; /* "PATH=VALUE" */
    size_t set_count;
};

/* Resolve to params; on failure append every mistake to diags and return NULL. */
const struct params *params_resolve(const struct param_registry *registry,
                                    const struct param_request *request, struct arena *arena,
                                    struct diags *diags);

/* The position of a value, for messages: a file's line and column, or "--set PATH=VALUE"; nothing for a
 * default. */
struct place params_place(const struct params *params, const struct value *value);

/* Copy params with one path changed; NULL with a diagnostic when path or value is wrong. */
const struct params *params_override(const struct params *params, const char *path, const char *value,
                                     struct arena *arena, struct diags *diags);

/* Values. Asking for a row of another type is a bug (assert); unset gives 0, "" or an empty series: ask
 * *_is_set where that matters. */
static inline double root_num(const struct params *params, enum root_param row)
{
    return params->root[row].num;
}
static inline double topic_num(const struct params *params, size_t topic, enum topic_param row)
{
    return params->topics[topic].values[row].num;
}
static inline double option_num(const struct params *params, size_t scenario, int row)
{
    return params->scenarios[scenario].values[row].num;
}
static inline bool option_is_set(const struct params *params, size_t scenario, int row)
{
    return params->scenarios[scenario].values[row].is_set;
}
/* The value that holds for an architecture: its own, else the root's. */
const struct value *scenario_root(const struct params *params, size_t scenario, enum root_param row);

/* The row's preset in a table that may be NULL, or NULL. */
const struct param_preset *param_preset_of(const struct param_preset *presets, const struct param_row *row);

/* A topic group's client setting with an architecture. The workload's value is what clients do today and
 * holds for all architectures; else the architecture's own (`clients:`, or its vendor's advice as a preset);
 * else Kafka's default. */
const struct value *scenario_client(const struct params *params, size_t scenario, size_t topic,
                                    enum topic_param row);
/* Text of an option, "" when unset. */
const char *option_text(const struct params *params, size_t scenario, int row);

/* Index of the entry of `architectures` with this id, or scenario_count. */
size_t params_scenario(const struct params *params, const char *id);

/* Diagnose that the option names an architecture which the workload doesn't have; always false. */
bool params_unknown_scenario(const struct params *params, const char *option, const char *id,
                             struct place place, struct diags *diags);

/* The free value with this key, or NULL. */
const struct value *params_free(const struct params *params, enum root_param row, const char *key);

/* A parameter found by its full path. A path into a distribution finds the whole of it. */
struct param_ref {
    const struct param_row *row;
    const struct value *value;
};
bool params_find(const struct params *params, const char *path, struct param_ref *ref);

/* Call visit for every parameter that has a value, in a fixed order (root, topics, architectures, free
 * keys), with its full path (a name that holds a dot is quoted). */
typedef void (*param_visitor)(void *user, const char *path, const struct param_row *row,
                              const struct value *value);
void params_visit(const struct params *params, struct arena *arena, param_visitor visit, void *user);

/* The full path of a topic's or an option's row. */
char *params_topic_path(struct arena *arena, const struct params *params, size_t topic, enum topic_param row);
char *params_option_path(struct arena *arena, const struct params *params, size_t scenario, int row);

/* The value as a user would write it: "1 GiB/s", "kafka", "[idempotence, transactions]". */
char *param_print(struct arena *arena, const struct param_row *row, const struct value *value);

const char *param_type_name(enum param_type type);
const char *param_origin_name(enum param_origin origin);
