/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The latencies as a tidy table: one figure a row, with its 95 % interval. */
#include "report/as/csv.h"
#include "report/report.h"

static const char HEAD[] = "run,architecture,load,rate_factor,topic_group,measure,quantile,ms,low_ms,high_ms,"
                           "beyond_measured,converged,note\n";

/* The common columns of one distribution's rows. */
struct about {
    const char *run, *architecture;
    const struct run_load_latency *load;
    bool is_peak, end_to_end;
    const char *topic_group; /* "" for all together */
};

struct table {
    struct text out;
    struct arena *scratch;
};

static void add_estimate(struct table *table, const struct about *about, const char *quantile,
                         const struct run_estimate *estimate, bool is_beyond, const char *note)
{
    struct arena_mark mark = arena_mark(table->scratch);
    csv_text(&table->out, about->run);
    csv_text(&table->out, about->architecture);
    csv_text(&table->out, about->is_peak ? "peak" : "mean");
    csv_number(&table->out, table->scratch, about->load->rate_factor);
    csv_text(&table->out, about->topic_group);
    csv_text(&table->out, about->end_to_end ? "end_to_end" : "produce");
    csv_text(&table->out, quantile);
    csv_number(&table->out, table->scratch, estimate->ms);
    csv_number(&table->out, table->scratch, estimate->low_ms);
    csv_number(&table->out, table->scratch, estimate->high_ms);
    csv_text(&table->out, is_beyond ? "true" : "false");
    csv_text(&table->out, about->load->is_converged ? "true" : "false");
    csv_text(&table->out, note);
    csv_end(&table->out);
    arena_rewind(table->scratch, mark);
}

static void add_distribution(struct table *table, struct about about, const char *topic_group,
                             const struct run_distribution *distribution)
{
    if (!distribution->is_known) return;
    about.topic_group = topic_group;
    add_estimate(table, &about, "mean", &distribution->mean, false, "");
    for (int level = 0; level < RUN_LEVEL__COUNT; level++)
        add_estimate(table, &about, RUN_LEVEL_NAMES[level], &distribution->quantiles[level],
                     distribution->beyond_measured[level], distribution->note);
}

static void add_load(struct table *table, const struct run *run, const struct run_architecture *architecture,
                     const struct run_load_latency *load, bool is_peak)
{
    for (int end_to_end = 0; end_to_end < 2; end_to_end++) {
        struct about about = {run->workload_name, architecture->id, load, is_peak, end_to_end != 0, ""};
        add_distribution(table, about, "", about.end_to_end ? &load->end_to_end : &load->produce);
        for (size_t i = 0; i < load->group_count; i++)
            add_distribution(table, about, load->groups[i].topic_group,
                             about.end_to_end ? &load->groups[i].end_to_end : &load->groups[i].produce);
    }
}

char *report_latency_csv(const struct run *run, struct arena *arena)
{
    struct table table = {text_new(arena), arena_new()};
    arena_alloc(table.scratch, 1); /* keeps the first chunk when the arena is rewound */
    text_add(&table.out, HEAD);
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_architecture *architecture = &run->architectures[i];
        if (architecture->latency == NULL) continue;
        add_load(&table, run, architecture, &architecture->latency->mean_load, false);
        if (architecture->latency->has_peak)
            add_load(&table, run, architecture, &architecture->latency->peak_load, true);
    }
    arena_free(table.scratch);
    return table.out.bytes;
}
