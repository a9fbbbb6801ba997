/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Load: from a parsed command line to a run, for every verb that compares. The options are shared, so that
 * changing the verb of a compare line plans or explains it. */
#pragma once

#include "cmd/prices.h"
#include "cmd/outputs.h"
#include "cmd/terraform.h"
#include "run/run.h"

/* Rows of an option table: the inputs of a workload. */
#define WORKLOAD_OPTIONS                                                                        \
    REPEATED_ROW("set", HINT_PATH_VALUE, "PATH=VALUE", "set a parameter; overrides the files"), \
        REPEATED_ROW("profile", HINT_YAML, "FILE",                                              \
                     "defaults that the workload may override; later files win")

/* Rows of an option table: given machines, and the display of private prices. */
#define FLEET_OPTIONS                                                                                      \
    REPEATED_ROW("deployment", HINT_JSON, "[ID=]FILE",                                                     \
                 "check and price this deployment of architecture ID instead of sizing one"),              \
        TERRAFORM_OPTIONS,                                                                                 \
        FLAG_ROW("show-private",                                                                           \
                 "show private prices, discounts and derived figures in files, pipes and machine formats " \
                 "too, instead of list prices; a terminal always shows them")

/* Row of an option table. */
#define THREADS_OPTION                                                                                   \
    {                                                                                                    \
        "threads", 0, OPTION_VALUE, HINT_NONE, "N", NULL,                                                \
            "number of threads, 1 to 256 (default: one per processor); results don't depend on it", true \
    }

/* Rows of an option table that change the content of a run. */
#define LOAD_OPTIONS                                                                                         \
    WORKLOAD_OPTIONS,                                                                                        \
        VALUE_ROW("prices", HINT_FILE, "FILE|DIR", NULL, "use this price book instead of the built-in one"), \
        PRICES_AS_OF_OPTION, FLEET_OPTIONS, FLAG_ROW("no-simulate", "costs only, no latency"),               \
        THREADS_OPTION

/* Row of an option table: the architectures to keep. */
#define ARCHITECTURE_OPTION                      \
    REPEATED_ROW(                                \
        "architecture", HINT_ARCHITECTURE, "ID", \
        "only this architecture; also accepts a preset that the workload doesn't list; may be repeated")

struct compare_request;
struct outcome;
struct params;

/* The number of --threads, or one for each processor; false with diagnostics. */
bool load_threads(const struct parsed *parsed, struct session *session, unsigned *threads);

/* The file of a value "ID=FILE" or "FILE", and its id or NULL: text before the first "=" that is spelled
 * like an id. */
const char *split_deployment(const char *value, struct arena *arena, const char **id);

/* Load the workload at path under the parsed options, without book and waterfall, with this side of a
 * Terraform plan unless an option says otherwise; false with diagnostics. */
bool load_request(const struct parsed *parsed, const char *path, const char *const *architectures,
                  size_t architecture_count, enum terraform_side side, struct session *session,
                  struct compare_request *request);

/* What was made of a workload. */
struct loaded {
    const struct run *run;  /* as its audience may see it */
    const struct run *seen; /* with private prices, if only a part of the audience may see them; else NULL */
    const struct params *params;
    const struct outcome *outcomes; /* of the run's architectures */
};

/* Make the run of the workload at path under the parsed options; NULL with diagnostics, else loaded->run. */
const struct run *load_run(const struct parsed *parsed, const char *path, const char *const *architectures,
                           size_t architecture_count, bool simulates, struct audience audience,
                           struct session *session, struct loaded *loaded);

/* Row of an option table for verbs that simulate. */
#define SIMULATE_OPTIONS                                                                                \
    FLAG_ROW("require-converged", "exit with 6 if a latency is less precise than simulation.precision " \
                                  "asks"),                                                              \
        FLAG_ROW("require-objectives", "exit with 6 if no architecture is known to meet the objectives")

/* Load, simulate if asked, render and write: all of a verb that ends in a run, but for its text form. */
enum exit_code load_and_write(const struct parsed *parsed, bool simulates, run_text *render_text,
                              struct session *session);
