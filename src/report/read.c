/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/read.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"
#include "base/text.h"
#include "report/latency_json.h"
#include "report/members.h"
#include "report/read_lines.h"

enum { HASH_LENGTH = 64, MAJOR_VERSION = 1 };

static const char FAMILY[] = "warpcost.run/", HASH_MEMBER[] = "\"sha256\": \"";

/* ---- rows ---- */

static const struct member INPUT_ROWS[] = {TEXT_ROW(run_input, name, "name"),
                                           TEXT_OR_NULL_ROW(run_input, sha256, "sha256"),
                                           {0}};
static const struct member PARAM_ROWS[] = {
    TEXT_ROW(run_param, path, "path"),
    TEXT_ROW(run_param, text, "text"),
    TEXT_ROW(run_param, unit, "unit"),
    TEXT_ROW(run_param, origin, "origin"),
    TEXT_ROW(run_param, source, "source"),
    LETTER_ROW(run_param, grade, "grade"),
    {0},
};
static const struct member ROLE_ROWS[] = {TEXT_ROW(run_role, role, "role"),
                                          TEXT_ROW(run_role, instance, "instance"),
                                          COUNT_ROW(run_role, count, "count"),
                                          {0}};
static const struct member VOLUME_ROWS[] = {
    TEXT_ROW(run_role, volume, "kind"),
    COUNT_ROW(run_role, volumes_per_node, "count"),
    NUMBER_ROW(run_role, volume_gib, "gib"),
    NUMBER_ROW(run_role, volume_iops, "iops"),
    NUMBER_ROW(run_role, volume_throughput_mibps, "throughput_mibps"),
    {0},
};
static const struct member UTILISATION_ROWS[] = {
    TEXT_ROW(run_utilisation, resource, "resource"),
    NUMBER_OR_OPEN_ROW(run_utilisation, fraction, "fraction"),
    TEXT_ROW(run_utilisation, situation, "situation"),
    BOOL_ROW(run_utilisation, binding, "binding"),
    {0},
};
static const struct member PROMISE_ROWS[] = {
    TEXT_ROW(guarantees, ack, "ack"),
    NUMBER_ROW(guarantees, copies, "copies"),
    NUMBER_ROW(guarantees, zones, "zones"),
    TEXT_ROW(guarantees, loss, "rpo"),
    BOOL_ROW(guarantees, idempotence, "idempotence"),
    BOOL_ROW(guarantees, transactions, "transactions"),
    BOOL_ROW(guarantees, compaction, "compaction"),
    TEXT_ROW(guarantees, headroom, "headroom"),
    TEXT_ROW(guarantees, optimisations, "optimisations"),
    {0},
};
static const struct member FLOW_ROWS[] = {
    TEXT_ROW(run_flow, path, "path"),
    NUMBER_ROW(run_flow, gb_per_year, "gb_per_year"),
    NUMBER_ROW(run_flow, cross_az_gb_per_year, "crossing_gb_per_year"),
    {0},
};
static const struct member REJECTION_ROWS[] = {
    TEXT_ROW(run_rejection, instance, "instance"),
    COUNT_ROW(run_rejection, count, "count"),
    USD_ROW(run_rejection, usd_per_year, "usd_per_year"),
    TEXT_ROW(run_rejection, why, "why"),
    {0},
};
static const struct member FILTERED_ROWS[] = {TEXT_ROW(run_filtered, why, "why"),
                                              COUNT_ROW(run_filtered, count, "count"),
                                              {0}};
static const struct member ARCHITECTURE_ROWS[] = {
    TEXT_ROW(run_architecture, id, "id"),
    TEXT_ROW(run_architecture, use, "use"),
    TEXT_ROW(run_architecture, name, "name"),
    BOOL_ROW(run_architecture, feasible, "feasible"),
    TEXT_OR_NULL_ROW(run_architecture, infeasible_reason, "infeasible_reason"),
    TEXT_ROW(run_architecture, deployment_origin, "deployment_origin"),
    USD_ROW(run_architecture, usd_per_year, "usd_per_year"),
    USD_ROW(run_architecture, usd_per_year_contracted, "usd_per_year_contracted"),
    USD_ROW(run_architecture, usd_per_year_list, "usd_per_year_list"),
    USD_ROW(run_architecture, upfront_usd, "upfront_usd"),
    USD_ROW(run_architecture, upfront_years, "upfront_years"),
    TEXT_OR_NULL_ROW(run_architecture, price_as_of, "price_as_of"),
    TEXT_OR_NULL_ROW(run_architecture, latency_unknown, "latency_unknown"),
    {0},
};
static const struct member VARIANT_ROWS[] = {
    TEXT_ROW(run_variant, architecture, "architecture"),
    TEXT_ROW(run_variant, what, "what"),
    TEXT_ROW(run_variant, path, "path"),
    TEXT_ROW(run_variant, value, "value"),
    BOOL_ROW(run_variant, feasible, "feasible"),
    USD_ROW(run_variant, usd_per_year, "usd_per_year"),
    USD_CHANGE_ROW(run_variant, difference_usd_per_year, "difference_usd_per_year"),
    {0},
};
static const struct member ASSUMPTION_ROWS[] = {
    TEXT_ROW(run_assumption, architecture, "architecture"),
    TEXT_ROW(run_assumption, path, "path"),
    TEXT_ROW(run_assumption, text, "text"),
    TEXT_ROW(run_assumption, source, "source"),
    LETTER_ROW(run_assumption, grade, "grade"),
    USD_CHANGE_OR_NAN_ROW(run_assumption, less_usd, "less_usd"),
    USD_CHANGE_OR_NAN_ROW(run_assumption, more_usd, "more_usd"),
    {0},
};
static const struct member EXCLUDED_ROWS[] = {
    TEXT_ROW(run_excluded, what, "what"),
    TEXT_ROW(run_excluded, figure, "figure"),
    TEXT_OR_NULL_ROW(run_excluded, architecture, "architecture"),
    USD_CHANGE_OR_NAN_ROW(run_excluded, usd_per_year, "usd_per_year"),
    {0},
};
static const struct member LADDER_ROWS[] = {
    TEXT_ROW(run_waterfall, from, "from"),
    TEXT_ROW(run_waterfall, to, "to"),
    USD_ROW(run_waterfall, from_usd_per_year, "from_usd_per_year"),
    {0},
};
static const struct member RUNG_ROWS[] = {
    TEXT_ROW(run_step, what, "what"),
    BOOL_ROW(run_step, is_added, "is_added"),
    BOOL_ROW(run_step, feasible, "feasible"),
    TEXT_OR_NULL_ROW(run_step, infeasible_reason, "infeasible_reason"),
    USD_ROW(run_step, usd_per_year, "usd_per_year"),
    USD_CHANGE_ROW(run_step, step_usd, "step_usd"),
    USD_CHANGE_OR_NAN_ROW(run_step, step_usd_reversed, "step_usd_reversed"),
    BOOL_ROW(run_step, interacts, "interacts"),
    {0},
};
static const struct member VERDICT_ROWS[] = {
    TEXT_OR_NULL_ROW(run_verdict, cheapest, "cheapest"),
    TEXT_OR_NULL_ROW(run_verdict, dearest, "dearest"),
    USD_ROW(run_verdict, saving_usd_per_year, "saving_usd_per_year"),
    TEXT_ROW(run_verdict, sentence, "sentence"),
    TEXT_OR_NULL_ROW(run_verdict, latency_sentence, "latency_sentence"),
    {0},
};
static const struct member BOOK_ROWS[] = {
    TEXT_ROW(run, region, "region"),
    TEXT_ROW(run, price_as_of, "as_of"),
    TEXT_ROW(run, price_sha256, "sha256"),
    {0},
};
static const struct member CATALOGUE_ROWS[] = {TEXT_ROW(run, catalogue_as_of, "as_of"),
                                               TEXT_ROW(run, catalogue_sha256, "sha256"),
                                               {0}};
static const struct member RUN_ROWS[] = {
    TEXT_ROW(run, engine_version, "engine_version"),
    TEXT_ROW(run, command, "command"),
    BOOL_ROW(run, is_redacted, "redacted"),
    TEXT_ROW(run, seed, "seed"),
    TEXT_ROW(run, workload_name, "workload"),
    TEXT_ROW(run, workload_text, "workload_text"),
    {0},
};

/* ---- parts ---- */

/* One object's member, an object, by a table into out. */
static bool read_object(struct members_reader *reader, const struct json *object, const char *key,
                        const struct member *table, void *out)
{
    const struct json *member = members_get(reader, object, key, JSON_OBJECT);
    return member != NULL && members_read(reader, member, table, out);
}

static const char *const *read_texts(struct members_reader *reader, const struct json *object,
                                     const char *key, size_t *count)
{
    const struct json *list = members_get(reader, object, key, JSON_ARRAY);
    if (list == NULL) return NULL;
    const char **texts = arena_new_of(reader->arena, const char *, list->count);
    *count = 0;
    for (const struct json *at = list->first; at != NULL; at = at->next) {
        if (at->type != JSON_STRING) {
            members_refuse(reader, at->place, "'%s' must hold strings, found %s", key,
                           json_type_name(at->type));
            return NULL;
        }
        texts[(*count)++] = at->text;
    }
    return texts;
}

/* A value is a number or, for what is none, the text again. */
static bool read_params(struct members_reader *reader, const struct json *root, struct run *run)
{
    struct run_param *params = members_list(reader, root, "params", PARAM_ROWS, sizeof *params,
                                            &run->param_count);
    run->params = params;
    if (params == NULL) return false;
    bool good = true;
    for (const struct json *at = json_member(root, "params")->first; at != NULL; at = at->next, params++) {
        const struct json *value = json_member(at, "value");
        if (value == NULL || (value->type != JSON_NUMBER && value->type != JSON_STRING)) {
            good = members_refuse(reader, at->place, "'value' must be a number or a string");
            continue;
        }
        params->is_number = value->type == JSON_NUMBER;
        params->value = params->is_number ? value->number : 0;
        if (params->is_number && !(value->number >= -MEMBER_NUMBER_MAX && value->number <= MEMBER_NUMBER_MAX))
            good = members_refuse(reader, value->place, "'value' must be from %g to %g", -MEMBER_NUMBER_MAX,
                                  MEMBER_NUMBER_MAX);
    }
    return good;
}

static bool read_deployment(struct members_reader *reader, const struct json *object,
                            struct run_architecture *architecture)
{
    size_t text_count = 0;
    struct run_role *roles = members_list(reader, object, "deployment", ROLE_ROWS, sizeof *roles,
                                          &architecture->role_count);
    const char *const *texts = read_texts(reader, object, "deployment_text", &text_count);
    architecture->roles = roles;
    if (roles == NULL || texts == NULL) return false;
    if (text_count != architecture->role_count)
        return members_refuse(reader, json_member(object, "deployment_text")->place,
                              "'deployment_text' must have a string for each role");
    bool good = true;
    const struct json *at = json_member(object, "deployment")->first;
    for (size_t i = 0; i < text_count; i++, at = at->next) {
        roles[i].text = texts[i];
        roles[i].volume = "";
        if (json_member(at, "volumes") != NULL)
            good &= read_object(reader, at, "volumes", VOLUME_ROWS, &roles[i]);
    }
    return good;
}

static bool read_search(struct members_reader *reader, const struct json *object,
                        struct run_architecture *architecture)
{
    const struct json *search = members_get(reader, object, "search", JSON_OBJECT);
    if (search == NULL) return false;
    architecture->rejections = members_list(reader, search, "rejected", REJECTION_ROWS,
                                            sizeof *architecture->rejections, &architecture->rejection_count);
    architecture->filtered = members_list(reader, search, "filtered", FILTERED_ROWS,
                                          sizeof *architecture->filtered, &architecture->filtered_count);
    return architecture->rejections != NULL && architecture->filtered != NULL;
}

static bool read_architecture(struct members_reader *reader, const struct json *object,
                              struct run_architecture *architecture)
{
    if (!members_read(reader, object, ARCHITECTURE_ROWS, architecture)) return false;
    bool good = read_deployment(reader, object, architecture);
    architecture->utilisations = members_list(reader, object, "utilisation", UTILISATION_ROWS,
                                              sizeof *architecture->utilisations,
                                              &architecture->utilisation_count);
    good &= read_object(reader, object, "promises", PROMISE_ROWS, &architecture->guarantees);
    architecture->flows = members_list(reader, object, "flows", FLOW_ROWS, sizeof *architecture->flows,
                                       &architecture->flow_count);
    good &= read_lines(reader, object, architecture);
    good &= read_search(reader, object, architecture);
    good &= latency_json_read(reader, object, &architecture->latency);
    return good && architecture->utilisations != NULL && architecture->flows != NULL;
}

static bool read_architectures(struct members_reader *reader, const struct json *root, struct run *run)
{
    const struct json *list = members_get(reader, root, "architectures", JSON_ARRAY);
    if (list == NULL) return false;
    struct run_architecture *architectures = arena_new_of(reader->arena, struct run_architecture,
                                                          list->count);
    bool good = true;
    for (const struct json *at = list->first; at != NULL; at = at->next)
        good &= read_architecture(reader, at, &architectures[run->architecture_count++]);
    run->architectures = architectures;
    return good;
}

/* Only runs for which one was asked for have a ladder. */
static bool read_waterfall(struct members_reader *reader, const struct json *root, struct run *run)
{
    const struct json *member = json_member(root, "ladder");
    if (member == NULL || member->type == JSON_NULL) return true;
    struct run_waterfall *waterfall = arena_new_of(reader->arena, struct run_waterfall, 1);
    if (!read_object(reader, root, "ladder", LADDER_ROWS, waterfall)) return false;
    waterfall->steps = members_list(reader, member, "rungs", RUNG_ROWS, sizeof *waterfall->steps,
                                    &waterfall->step_count);
    run->waterfall = waterfall;
    for (size_t i = 0; waterfall->steps != NULL && i < waterfall->step_count; i++)
        if (waterfall->steps[i].interacts && isnan(waterfall->steps[i].step_usd_reversed))
            return members_refuse(reader, json_member(member, "rungs")->place,
                                  "rung %zu 'interacts' and has no 'step_usd_reversed'", i + 1);
    return waterfall->steps != NULL;
}

static bool read_root(struct members_reader *reader, const struct json *root, struct run *run)
{
    bool good = members_read(reader, root, RUN_ROWS, run);
    good &= read_object(reader, root, "price_book", BOOK_ROWS, run);
    good &= read_object(reader, root, "catalogue", CATALOGUE_ROWS, run);
    run->inputs = members_list(reader, root, "inputs", INPUT_ROWS, sizeof *run->inputs, &run->input_count);
    good &= read_params(reader, root, run);
    good &= read_architectures(reader, root, run);
    run->variants = members_list(reader, root, "variants", VARIANT_ROWS, sizeof *run->variants,
                                 &run->variant_count);
    run->assumptions = members_list(reader, root, "assumptions", ASSUMPTION_ROWS, sizeof *run->assumptions,
                                    &run->assumption_count);
    run->excluded = members_list(reader, root, "excluded", EXCLUDED_ROWS, sizeof *run->excluded,
                                 &run->excluded_count);
    run->warnings = read_texts(reader, root, "warnings", &run->warning_count);
    good &= read_object(reader, root, "verdict", VERDICT_ROWS, &run->verdict);
    good &= read_waterfall(reader, root, run);
    return good && run->inputs != NULL && run->variants != NULL && run->assumptions != NULL &&
           run->excluded != NULL && run->warnings != NULL;
}

/* ---- the document as a whole ---- */

static bool check_version(struct members_reader *reader, const struct json *root)
{
    const struct json *schema = root->type == JSON_OBJECT ? json_member(root, "schema") : NULL;
    if (schema == NULL || schema->type != JSON_STRING || !text_starts_with(schema->text, FAMILY))
        return members_refuse(
            reader, root->place,
            "this is no run document: write one with 'warpcost compare WORKLOAD -o run.json'");
    const char *version = schema->text + strlen(FAMILY);
    size_t digits = strspn(version, "0123456789");
    bool is_version = digits > 0 && version[digits] == '.' && version[digits + 1] != '\0' &&
                      version[digits + 1 + strspn(version + digits + 1, "0123456789")] == '\0';
    if (!is_version)
        return members_refuse(reader, schema->place, "'schema' can't be '%s': write the document anew",
                              text_quote(reader->arena, schema->text, 40));
    if (strtoul(version, NULL, 10) != MAJOR_VERSION)
        return diags_add(reader->diags, DIAG_RUN_VERSION, schema->place,
                         "this document is of version %s and this warpcost reads version %d: use the "
                         "warpcost that wrote it, or write it anew",
                         text_quote(reader->arena, version, 40), MAJOR_VERSION);
    return true;
}

/* The hash is of the bytes without it. Its member is the first of that name: only the schema stands before
 * it. */
static bool check_hash(struct members_reader *reader, const struct json *root, const char *bytes,
                       size_t length)
{
    const struct json *hash = members_get(reader, root, "sha256", JSON_STRING);
    if (hash == NULL) return false;
    const char *member = memmem(bytes, length, HASH_MEMBER, strlen(HASH_MEMBER));
    size_t before = member == NULL ? length : (size_t)(member - bytes) + strlen(HASH_MEMBER);
    char found[HASH_LENGTH + 1] = "";
    if (strlen(hash->text) == HASH_LENGTH && before + HASH_LENGTH < length &&
        memcmp(bytes + before, hash->text, HASH_LENGTH) == 0) {
        const char *behind = bytes + before + HASH_LENGTH;
        const struct sha256_piece pieces[] = {{bytes, before}, {behind, (size_t)(bytes + length - behind)}};
        sha256_hex_pieces(pieces, 2, found);
    }
    return (found[0] != '\0' && text_equal(found, hash->text)) ||
           members_refuse(reader, hash->place,
                          "the document was cut or altered since it was written: its sha256 doesn't match; "
                          "write it anew");
}

/* What begins like a run document and can't even be parsed has lost its end, or was edited. */
static void tell_of_cut(struct members_reader *reader, const char *name, const char *bytes, size_t length)
{
    if (memmem(bytes, length, FAMILY, strlen(FAMILY)) != NULL)
        members_refuse(reader, (struct place){name, 0, 0},
                       "the run document was cut or altered since it was written; write it anew");
}

const struct run *run_read(const char *name, const char *bytes, size_t length, struct arena *arena,
                           struct diags *diags)
{
    struct members_reader reader = {arena, diags};
    size_t mistakes = diags->count;
    const struct json *root = json_read_within(name, bytes, length, RUN_FILE_MAX_BYTES, arena, diags);
    if (root == NULL) tell_of_cut(&reader, name, bytes, length);
    if (diags->count > mistakes || !check_version(&reader, root) || !check_hash(&reader, root, bytes, length))
        return NULL;
    struct run *run = arena_new_of(arena, struct run, 1);
    return read_root(&reader, root, run) ? run : NULL;
}
