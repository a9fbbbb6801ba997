/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Gate: judges the runs of workloads by the rules of a budget. The result is plain data, which every
 * report of a check renders.
 *
 * A rule meets one or more architectures of a run and gives a finding for each, a rule on latency for each
 * of their topic groups. A finding passes, warns or fails; a rule that can't be judged is an error, with a
 * diagnostic's id, and never passes in silence. Three cases are skipped, which the finding says: the other
 * rules on an architecture that already fails a rule `feasible`; the end-to-end latency of one of several
 * topic groups that nobody consumes; and rules on change of a workload or architecture that is new.
 *
 * A rule on the total is judged once, over all workloads: its findings are those of a last `checked` that
 * has no file.
 *
 * A figure that follows from private prices is judged but not shown: reports give it at list prices,
 * beside the verdict on the price paid.
 *
 * Ownership: findings live in the arena of the check; strings in them may point into budget and runs. */
#pragma once

#include "gate/budget.h"
#include "params/params.h"
#include "run/run.h"

enum gate_outcome {
    OUTCOME_PASS,
    OUTCOME_WARN,
    OUTCOME_FAIL,
    OUTCOME_ERROR,
    OUTCOME_SKIPPED,
    OUTCOME__COUNT
};
extern const char *const OUTCOMES[OUTCOME__COUNT]; /* "pass", … */

struct finding {
    const struct rule *rule;
    enum gate_outcome outcome;
    const char *architecture; /* id; "" if the rule met none */
    const char *topic_group;  /* group whose latency was judged; "" for all together and other measures */
    struct place place;       /* position in the workload of the main contributor */
    const char *what;         /* "total", "network" */
    const char *value;        /* "" if unknown */
    const char *limit;        /* "at most $100,000 per year" */
    bool is_hidden;           /* value is at list prices, since the paid one is private */
    double number;            /* the value in base units; NAN if unknown or infinite */
    enum diag_id problem;     /* id of an error */
    const char *sentence;     /* the finding as a sentence */
};

struct checked_error {
    enum diag_id id;
    struct place place;
    const char *message;
};

/* One workload with its findings, or all together. */
struct checked {
    const char *file;      /* as given; "" of all together */
    const char *name;      /* of the workload, or of the file if unreadable */
    const struct run *run; /* as shown: at list prices if private ones are hidden; NULL if there is none */
    size_t finding_count;
    const struct finding *findings;
    size_t error_count; /* reasons for a missing run */
    const struct checked_error *errors;
    size_t note_count;
    const char *const *notes; /* about the inputs: resources of a plan in no total, … */
    enum exit_code code;      /* EXIT_DONE, EXIT_BREACH or the highest of errors */
};

struct gate {
    const char *budget; /* file, "" when it couldn't be read */
    const char *policy; /* file, "" without */
    const char *today, *engine_version;
    size_t workload_count;
    size_t checked_count;          /* one more where something is of all workloads together */
    const struct checked *checked; /* in the order of the command line */
    size_t error_count;            /* of budget, policy and baselines, which belong to no workload */
    const struct checked_error *errors;
    size_t counts[OUTCOME__COUNT];
    size_t errors_in_all; /* findings, workloads and the rest */
    enum exit_code code;
};

/* The inputs for judging one workload. */
struct judgement {
    const struct budget *budget;
    const struct run *run;       /* as paid; settled */
    const struct run *listed;    /* the same at list prices; NULL with nothing to hide */
    bool hides;                  /* figures are shown at list prices */
    const struct run *baseline;  /* NULL without */
    bool is_new;                 /* the baselines are complete, and none is of this workload */
    bool has_policy;             /* prices are the policy's */
    const struct params *params; /* for positions; NULL for a saved run */
    const char *file, *today;
};

/* Judge every rule that applies to this workload, but those on the total. */
void gate_judge(const struct judgement *judgement, struct checked *checked, struct arena *arena);

/* Judge the rules on the total of all workloads. unread counts those that have no run: a total without them
 * can't be judged. */
void gate_judge_total(const struct budget *budget, const struct judgement *judgements, size_t count,
                      size_t unread, struct checked *together, struct arena *arena);

/* The errors among diags. */
const struct checked_error *gate_errors(const struct diags *diags, struct arena *arena, size_t *count);

/* Count outcomes and find the exit code: the highest of all errors, else EXIT_BREACH when a rule fails, else
 * EXIT_DONE. */
void gate_finish(struct gate *gate);
