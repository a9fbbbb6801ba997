/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The starter workload: the keys that most users give, and every other key as a comment with its default. */
#include "base/text.h"
#include "base/units.h"
#include "params/keys.h"
#include "params/schema.h"
#include "params/value.h"

/* Keys that the starter gives, or shows with a value other than the default. */
static const struct common {
    const char *path;
    bool is_given;
    const char *value; /* NULL: the default */
} COMMON[] = {
    {"region", true, NULL},
    {"zones", true, NULL},
    {"load.peak_to_mean", true, "1.5"},
    {"load.hourly", false, "[1, 1, 1, 1, 1, 2, 3, 4, 5, 5, 5, 5, 5, 5, 5, 5, 5, 4, 3, 3, 2, 2, 1, 1]"},
    {"current", false, "kafka-classic"},
    {"pricing.purchase", true, NULL},
    {"pricing.commitments.*", false, "{reserved-1yr-no-upfront: 60%}"},
    {"pricing.commitment_price.*", false, "{compute-plan-3yr-no-upfront: 55%}"},
    {"pricing.discount.*", false, "{AmazonEC2: 12%}"},
    {"pricing.private.*", false, "{AmazonS3:Requests-Tier1: 0.000004}"},
    {"produce.rate", true, "10 MiB/s"},
    {"produce.record_size", true, NULL},
    {"produce.producers", true, NULL},
    {"produce.compression_ratio", true, NULL},
    {"consume.groups", true, "2"},
    {"consume.consumers", true, NULL},
    {"partitions", true, NULL},
    {"retention", true, NULL},
};

struct writer {
    struct text out;
    const struct param_row *rows;
    bool has_current; /* the workload names what runs today */
};

static const char TODAY[] = "kafka-today"; /* id of what runs today */

static const struct common *common_of(const struct param_row *row)
{
    for (size_t i = 0; i < sizeof COMMON / sizeof *COMMON; i++)
        if (text_equal(COMMON[i].path, row->path)) return &COMMON[i];
    return NULL;
}

static bool names_current(const struct writer *writer, const struct param_row *row)
{
    return writer->has_current && text_equal(row->path, "current");
}

static bool is_given(const struct writer *writer, const struct key *key)
{
    const struct common *common = key->row == NO_ROW ? NULL : common_of(&writer->rows[key->row]);
    bool given = common != NULL && (common->is_given || names_current(writer, &writer->rows[key->row]));
    for (const struct key *child = key->children; child != NULL && !given; child = child->next)
        given = is_given(writer, child);
    return given;
}

static const char *example_of(const struct param_row *row, struct arena *arena)
{
    const struct common *common = common_of(row);
    if (common != NULL && common->value != NULL) return common->value;
    if (row->fallback != NULL) return row->fallback;
    if (row->type == PARAM_SET) return text_format(arena, "[%s]", row->choices[0]);
    if (row->type == PARAM_CHOICE) return row->choices[0];
    if (row->type == PARAM_DURATION) return "1s";
    return value_unit_kind(row->type) == UNIT__COUNT ? "" : units_example(value_unit_kind(row->type));
}

static void write_line(struct writer *writer, int indent, bool commented, const struct key *key,
                       const char *value, const char *help)
{
    text_add_repeated(&writer->out, ' ', (size_t)indent);
    text_addf(&writer->out, "%s%.*s:%s%s", commented ? "# " : "", (int)key->length, key->name,
              *value == '\0' ? "" : " ", value);
    if (*help != '\0') text_addf(&writer->out, "  # %s", help);
    text_add(&writer->out, "\n");
}

static void write_keys(struct writer *writer, const struct key *keys, int indent, bool commented)
{
    enum { STEP = 2 };
    struct arena *arena = writer->out.arena;
    for (const struct key *key = keys; key != NULL; key = key->next) {
        bool hidden = commented || !is_given(writer, key);
        if (key->row != NO_ROW) {
            const struct param_row *row = &writer->rows[key->row];
            const char *choices = row->type == PARAM_CHOICE || row->type == PARAM_SET
                                      ? text_format(arena, "%s: ", value_choices(arena, row))
                                      : "";
            write_line(writer, indent, hidden, key,
                       names_current(writer, row) ? TODAY : example_of(row, arena),
                       text_format(arena, "%s%s", choices, row->help));
        } else if (key->any == NO_ROW) {
            write_line(writer, indent, hidden, key, "", "");
            write_keys(writer, key->children, indent + STEP, hidden);
        }
        if (key->any != NO_ROW)
            write_line(writer, indent, true, key, example_of(&writer->rows[key->any], arena),
                       writer->rows[key->any].help);
    }
}

static bool is_default(const struct param_registry *registry, const char *id)
{
    for (const char *const *use = registry->default_uses; *use != NULL; use++)
        if (text_equal(*use, id)) return true;
    return false;
}

static void write_architectures(struct text *out, const struct param_registry *registry, bool has_current)
{
    text_add(out, "\n# What to compare. Options of an entry: - {use: ID, id: my-id, name: Title, with: "
                  "{instance: m6i.4xlarge}}\narchitectures:\n");
    if (has_current)
        text_addf(out,
                  "  # Your cluster of today: enter its brokers and options ('current' below names it).\n"
                  "  - use: kafka-classic\n    id: %s\n    name: Kafka today\n"
                  "    with: {instance: m6i.xlarge, brokers: 6, volume: gp3, fetch_from_follower: false}\n",
                  TODAY);
    for (size_t i = 0; i < registry->kind_count; i++)
        text_addf(out, "  %s- %s  # %s\n", is_default(registry, registry->kinds[i].id) ? "" : "# ",
                  registry->kinds[i].id, registry->kinds[i].summary);
}

char *schema_starter(const struct param_registry *registry, bool has_current, struct arena *arena)
{
    struct writer writer = {text_new(arena), TOPIC_ROWS, has_current};
    text_addf(&writer.out,
              "# yaml-language-server: $schema=%s\n"
              "# A workload for warpcost. Only 'topics' is required; commented keys show the defaults.\n"
              "# 'warpcost init --schema' writes the schema above, so that editors complete and check keys.\n"
              "name: my-workload\n\n# Topic groups: topics that are alike, with the totals of "
              "the group.\ntopics:\n  - name: events\n",
              SCHEMA_FILE);
    write_keys(&writer, keys_of(TOPIC_ROWS, TOPIC__COUNT, arena), 4, false);
    write_architectures(&writer.out, registry, has_current);
    text_add(&writer.out, "\n");
    writer.rows = ROOT_ROWS;
    write_keys(&writer, keys_of(ROOT_ROWS, ROOT__COUNT, arena), 0, false);
    return writer.out.bytes;
}
