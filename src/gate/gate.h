/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Gate: the rules of a budget held against the runs of workloads. What comes out is plain data that every
 * report of a check is a rendering of.
 *
 * A rule meets one or more architectures of a run and gives a finding for each, a rule on latency for each of
 * their topic groups. A finding holds, warns or fails; where the rule couldn't be judged it is an error, with
 * a diagnostic's id, and never passes in silence. Two cases are neither: where an architecture can't carry
 * the workload and a rule `feasible` already fails for that, the other rules on it are left out; and of
 * several topic groups one that nobody consumes has no latency end to end.
 *
 * A figure that follows from private prices is judged and not shown: reports then give it at list prices,
 * beside the verdict on what is paid.
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
    const char *architecture; /* id; "" where the rule met none */
    const char *topic_group;  /* whose latency it is; "" for all together and other measures */
    struct place place;       /* in the workload: what weighs most in what was measured */
    const char *what;         /* "total", "network" */
    const char *value;        /* "" when it isn't known */
    const char *limit;        /* "at most $100,000 a year" */
    bool is_hidden;           /* value is at list prices, since what is paid is private */
    double number;            /* the value in base units; NAN when it isn't known or infinite */
    enum diag_id problem;     /* of an error */
    const char *sentence;     /* all of it in words */
};

struct checked_error {
    enum diag_id id;
    struct place place;
    const char *message;
};

/* One workload with what was found. */
struct checked {
    const char *file; /* as given */
    const char *name; /* of the workload, or of the file where it couldn't be read */
    const struct run
        *run; /* as shown: at list prices where private ones are hidden; NULL when there is none */
    size_t finding_count;
    const struct finding *findings;
    size_t error_count; /* why there is no run */
    const struct checked_error *errors;
    size_t note_count;
    const char *const *notes; /* on the inputs: what of a plan is in no total, … */
    enum exit_code code;      /* EXIT_DONE, EXIT_BREACH or the highest of errors */
};

struct gate {
    const char *budget; /* file, "" when it couldn't be read */
    const char *policy; /* file, "" without */
    const char *today, *engine_version;
    size_t checked_count;
    const struct checked *checked; /* in the order of the command line */
    size_t error_count;            /* of budget, policy, baselines: what belongs to no workload */
    const struct checked_error *errors;
    size_t counts[OUTCOME__COUNT];
    size_t errors_in_all; /* findings, workloads and the rest */
    enum exit_code code;
};

/* What one workload is judged by. */
struct judgement {
    const struct budget *budget;
    const struct run *run;       /* what is paid; settled */
    const struct run *listed;    /* the same at list prices; NULL when there is nothing to hide */
    bool hides;                  /* figures are shown at list prices */
    const struct run *baseline;  /* NULL without */
    bool has_policy;             /* prices are the policy's */
    const struct params *params; /* for places; NULL for a run that was saved */
    const char *file, *today;
};

/* Judge every rule that is for this workload. */
void gate_judge(const struct judgement *judgement, struct checked *checked, struct arena *arena);

/* Errors of diags, kept as they are. */
const struct checked_error *gate_errors(const struct diags *diags, struct arena *arena, size_t *count);

/* Count outcomes and find the exit code: the highest of all errors, else EXIT_BREACH when a rule fails, else
 * EXIT_DONE. */
void gate_finish(struct gate *gate);
