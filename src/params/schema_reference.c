/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The reference page: every parameter with its type, range, default, source and grade, as Markdown. */
#include "base/text.h"
#include "base/units.h"
#include "params/keys.h"
#include "params/schema.h"
#include "params/schema_distribution.h"
#include "params/value.h"

static const char INTRODUCTION[] =
    "# Parameters\n\n"
    "Every input of warpcost is a parameter with one path. In a workload file the parts of a path are nested "
    "keys: `load.peak_to_mean` is `load: {peak_to_mean: 2}`. "
    "On the command line `--set PATH=VALUE` gives one value and wins over every file: `--set "
    "topics.events.produce.rate='2 GiB/s'`, "
    "`--set architectures.kafka-tuned.free_space=40%`. A name that holds a dot is quoted: "
    "`topics.\"a.b\".retention`.\n\n"
    "Values come, each winning over the ones before, from the default, the architecture's preset, profiles "
    "(`profile: FILE` in the workload, then `--profile FILE`), the workload, and `--set`. "
    "A profile has the keys of a workload, but `topics` is a mapping whose keys hold for every topic group, "
    "and `architectures` a mapping from what `use` names to options.\n\n"
    "Grades say how well a default is known: A source code or a document of AWS, B a vendor's page or a "
    "paper, C a third party, D derived or assumed here, R from memory (unverified); a dash needs no "
    "evidence.\n";

/* Text in a cell of a table. */
static void add_cell(struct text *out, const char *text)
{
    text_add(out, " ");
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '|') text_add(out, "\\");
        text_add_bytes(out, at, 1);
    }
    text_add(out, " |");
}

static void add_code_cell(struct text *out, const char *text)
{
    text_addf(out, *text == '\0' ? " |" : " `%s` |", text);
}

static const char *values_of(const struct param_row *row, struct arena *arena)
{
    if (row->type == PARAM_CHOICE || row->type == PARAM_SET) return value_choices(arena, row);
    return row->type == PARAM_BOOL ? "true, false" : value_range(arena, row);
}

static void add_row(struct text *out, const struct param_row *row, const char *fallback, char row_grade,
                    const char *source)
{
    text_add(out, "|");
    add_code_cell(out, row->path);
    add_cell(out, param_type_name(row->type));
    add_cell(out, values_of(row, out->arena));
    if (row->required)
        add_cell(out, "must be given");
    else
        add_code_cell(out, fallback == NULL ? "" : fallback);
    add_cell(out, row->help);
    const char grade[2] = {row_grade, '\0'};
    add_cell(out, grade);
    add_cell(out, source);
    text_add(out, "\n");
}

static void add_head(struct text *out)
{
    text_add(out, "| path | type | values | default | meaning | grade | source of the default "
                  "|\n|---|---|---|---|---|---|---|\n");
}

static void add_table(struct text *out, const struct param_row *rows, size_t count)
{
    add_head(out);
    for (size_t i = 0; i < count; i++)
        add_row(out, &rows[i], rows[i].fallback, rows[i].grade, rows[i].source);
}

/* An architecture's options with their presets, and its vendor's advice. */
static void add_options(struct text *out, const struct param_kind *kind)
{
    size_t options = kind->row_count - kind->override_count;
    add_head(out);
    for (size_t i = 0; i < options; i++) {
        const struct param_row *row = &kind->rows[i];
        const struct param_preset *preset = param_preset_of(kind->presets, row);
        add_row(out, row, preset == NULL ? row->fallback : preset->value, row->grade, row->source);
    }
    for (size_t i = options; i < kind->row_count; i++) {
        const struct param_preset *preset = param_preset_of(kind->advice.presets, &kind->rows[i]);
        if (preset != NULL)
            add_row(out, &kind->rows[i], preset->value, kind->advice.grade, kind->advice.source);
    }
}

static void add_units(struct text *out)
{
    static const enum param_type TYPES[] = {PARAM_BYTES, PARAM_RATE, PARAM_DURATION, PARAM_FRACTION};
    text_add(out,
             "\n## Units\n\nQuantities need a unit; `1024` alone is rejected. MB and GB are 10^6 and "
             "10^9, MiB and GiB 2^20 and 2^30 bytes. Zero needs no unit.\n\n| type | units |\n|---|---|\n");
    for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++) {
        text_addf(out, "| %s |", param_type_name(TYPES[i]));
        enum unit_kind kind = value_unit_kind(TYPES[i]);
        for (size_t n = 0; units_name(kind, n) != NULL; n++)
            text_addf(out, "%s %s", n == 0 ? "" : ",", units_name(kind, n));
        text_add(out, " |\n");
    }
    text_add(out, "\nA rate may be bytes or bits by any time: `20 Mbps`, `1 GB/h`, `5 TB per month`. A topic "
                  "group's `produce.rate` "
                  "may count records, `10k msg/s`, which `record_size` and `compression_ratio` make bytes on "
                  "the wire. A "
                  "duration may be spelled out, `7 days`, put together, `1h30m`, or ISO 8601, `P7D`. A month "
                  "is 730 h and a year "
                  "12 months. What can be read two ways is refused: `1 Mb/s` (bits or bytes), `1 GB/m` (a "
                  "minute or a month), `010`.\n");
}

char *schema_reference(const struct param_registry *registry, struct arena *arena)
{
    struct text out = text_new(arena);
    text_add(&out, INTRODUCTION);
    add_units(&out);
    schema_describe_distributions(&out);
    text_add(&out, "\n## Workload\n\nBeside these: `name`, `topics`, `architectures`, `profile`, and keys "
                   "that start with `x-`, which are not read: anchors can be kept there. A path that ends in "
                   "`*` takes any key.\n\n");
    add_table(&out, ROOT_ROWS, ROOT__COUNT);
    text_add(&out, "\n## Topic groups\n\nUnder `topics.NAME`; rate, partitions and producers are totals of "
                   "the group.\n\n");
    add_table(&out, TOPIC_ROWS, TOPIC__COUNT);
    text_add(
        &out,
        "\n## Any architecture\n\nWhat an entry of `architectures` may have of its own, beside `with`: "
        "`{use: warpstream, latency: {commit: 20 ms}}`, or `--set architectures.ID.latency.commit='20 ms'`. "
        "Left out, what the workload says of all holds. Of `clients`, what the workload gives for a topic "
        "group (`produce.linger`, …) is what clients do today and holds for every architecture; else the "
        "architecture's own does; else its vendor's advice (its table below); else Kafka's default. Where "
        "producers have to be idempotent (`needs`, or `idempotence: true` given), an advice to turn "
        "idempotence off, or to have more than 5 requests in flight, isn't followed.\n\n");
    add_table(&out, OVERRIDE_ROWS, OVERRIDE__COUNT);
    for (size_t i = 0; i < registry->kind_count; i++) {
        const struct param_kind *kind = &registry->kinds[i];
        text_addf(&out, "\n## Architecture %s\n\n%s: %s. Under `architectures.%s`, or the entry's `id`.\n\n",
                  kind->id, kind->title, kind->summary, kind->id);
        add_options(&out, kind);
    }
    return out.bytes;
}
