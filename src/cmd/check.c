/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * check: judges workloads by a budget, in parallel. A mistake in one file belongs to that file and keeps
 * no other from being judged; reports are written before the exit code is returned. */
#include <string.h>

#include "base/file.h"
#include "base/parallel.h"
#include "base/text.h"
#include "cmd/baselines.h"
#include "cmd/inputs.h"
#include "cmd/load.h"
#include "cmd/outputs.h"
#include "cmd/policy.h"
#include "gate/rules.h"
#include "report/gate.h"
#include "study/make.h"

/* The common inputs for all files. */
struct check {
    const struct parsed *parsed;
    struct session *session;
    const struct policy *policy; /* NULL without */
    const struct budget *budget;
    struct baselines baselines;
    struct books *books;
    unsigned threads; /* threads per file */
    struct audience audience;
    struct task *tasks;
};

struct task {
    struct check *check;
    const char *file;
    struct session session; /* its own arena and diagnostics */
    struct diags diags;
    struct checked checked, seen; /* as the audience may see it, and with private prices shown */
    struct judgement judgement;   /* its run is NULL when there is none */
};

/* ---- inputs ---- */

/* A saved run was made without the policy. */
static bool check_no_saved_runs(const struct parsed *parsed, struct session *session)
{
    bool good = true;
    for (size_t i = 0; i < parsed->argument_count; i++)
        if (input_is_saved(parsed->arguments[i]))
            good = diags_add(session->diags, DIAG_USAGE, (struct place){0},
                             "'%s' is a saved run: under a policy only workloads are checked, since a saved "
                             "run was made without it",
                             text_quote(session->arena, parsed->arguments[i], 80));
    return good;
}

static bool read_budget(struct check *check)
{
    struct session *session = check->session;
    const char *file = check->policy != NULL ? check->policy->budget : parsed_value(check->parsed, "budget");
    if (file == NULL)
        return diags_add(session->diags, DIAG_USAGE, (struct place){0},
                         "there is no budget: give --budget FILE or --policy FILE");
    size_t length;
    const char *bytes = file_read(file, BUDGET_FILE_MAX_BYTES, session->arena, &length, session->diags);
    if (bytes != NULL)
        check->budget = budget_read(text_equal(file, "-") ? "standard input" : file, bytes, length,
                                    session->arena, session->diags);
    return check->budget != NULL;
}

/* What the budget holds costs against is the policy's to design. */
static void own_references(struct check *check)
{
    if (check->policy == NULL) return;
    struct policy *policy = arena_new_of(check->session->arena, struct policy, 1);
    const char **references = arena_new_of(check->session->arena, const char *, check->budget->rule_count);
    *policy = *check->policy;
    policy->references = references;
    for (size_t i = 0; i < check->budget->rule_count; i++)
        if (*check->budget->rules[i].to != '\0')
            references[policy->reference_count++] = check->budget->rules[i].to;
    check->policy = policy;
}

static bool is_listed(const struct policy *policy, const char *name)
{
    for (size_t i = 0; i < policy->workload_count; i++)
        if (text_equal(policy->workloads[i].text, name)) return true;
    return false;
}

/* ---- one file ---- */

/* True if some reader may not see private prices. Standard error may be a log whatever standard output is. */
static bool hides(const struct check *check)
{
    return !parsed_flag(check->parsed, "show-private") && check->audience.is_others;
}

/* The run to judge and, where private prices are hidden, the one to show; NULL with diagnostics. */
static const struct run *run_of(struct task *task, struct run_request *request, const struct run **listed)
{
    const struct check *check = task->check;
    struct input_run input;
    struct run_made made;
    *listed = NULL;
    if (!input_load(check->parsed, task->file, TERRAFORM_AFTER, &task->session, &input)) return NULL;
    if (input.saved != NULL) return input.saved;
    *request = (struct run_request){.compare = input.request,
                                    .books = check->books,
                                    .policy = check->policy,
                                    .simulates = !parsed_flag(check->parsed, "no-simulate") &&
                                                 budget_asks_for_latency(check->budget,
                                                                         input.request.params->name),
                                    .privacy = hides(check) ? PRIVATE_JUDGED : PRIVATE_JUDGED_OR_SHOWN,
                                    .place = {.file = input.file}};
    request->compare.is_brief = !budget_asks_for_assumptions(check->budget);
    request->compare.knows_groups = budget_asks_for_groups(check->budget);
    request->compare.threads = check->threads;
    if (!run_make(request, &made, task->session.arena, &task->diags)) return NULL;
    *listed = made.listed;
    return made.run;
}

/* Under a policy a workload that nothing judges doesn't pass, nor one that the policy doesn't know: whoever
 * renames one may add another under its old name. */
static void check_is_judged(struct task *task, const char *name)
{
    const struct check *check = task->check;
    const struct place place = {.file = task->checked.file};
    const char *shown = text_quote(task->session.arena, name, 60);
    if (check->policy == NULL) return;
    if (!budget_judges(check->budget, name))
        diags_add(
            &task->diags, DIAG_GATE_UNMATCHED, place,
            "no rule is for workload '%s', so nothing judges it: write one for it in %s, or one for all",
            shown, check->budget->name);
    if (check->policy->workload_count > 0 && !is_listed(check->policy, name))
        diags_add(&task->diags, DIAG_GATE_POLICY, place,
                  "the workload '%s' is none of those that the policy %s lists under 'workloads'", shown,
                  check->policy->name);
}

static void judge_task(void *user, size_t index)
{
    struct task *task = &((struct task *)user)[index];
    const struct check *check = task->check;
    struct run_request request = {.simulates = false};
    const struct run *listed, *run = run_of(task, &request, &listed);
    if (run == NULL) return;
    check_is_judged(task, run->workload_name);
    const struct run *baseline = baselines_find(&check->baselines, run->workload_name);
    task->judgement = (struct judgement){.budget = check->budget,
                                         .run = run,
                                         .listed = listed,
                                         .hides = listed != NULL &&
                                                  !parsed_flag(check->parsed, "show-private"),
                                         .baseline = baseline,
                                         .is_new = baseline == NULL && check->baselines.are_complete,
                                         .has_policy = check->policy != NULL,
                                         .params = request.compare.params,
                                         .file = task->checked.file,
                                         .today = check->session->today};
    task->checked.run = task->judgement.hides ? listed : run;
    task->checked.name = run->workload_name;
    gate_judge(&task->judgement, &task->checked, task->session.arena);
    task->seen = task->checked;
    if (!task->judgement.hides || !check->audience.is_person) return;
    struct judgement judgement = task->judgement;
    judgement.hides = false;
    task->seen.run = run;
    gate_judge(&judgement, &task->seen, task->session.arena);
}

/* ---- all files ---- */

static void prepare_tasks(struct check *check)
{
    size_t count = check->parsed->argument_count;
    struct arena *arena = check->session->arena;
    check->tasks = arena_new_of(arena, struct task, count);
    for (size_t i = 0; i < count; i++) {
        struct task *task = &check->tasks[i];
        struct arena *own = arena_new();
        arena_adopt(arena, own);
        task->check = check;
        task->file = check->parsed->arguments[i];
        task->session = *check->session;
        task->session.arena = own;
        task->session.diags = &task->diags;
        diags_init(&task->diags, own);
        task->checked.file = task->checked.name = text_equal(task->file, "-") ? "standard input" : task->file;
        task->seen = task->checked;
    }
}

/* Rules, baselines and reports go by name, so that two files of one name would be judged as one. */
static void refuse_duplicates(struct check *check)
{
    for (size_t i = 0; i < check->parsed->argument_count; i++)
        for (size_t j = 0; j < i; j++) {
            struct task *task = &check->tasks[i];
            const struct checked *other = &check->tasks[j].checked;
            if (task->judgement.run == NULL || check->tasks[j].judgement.run == NULL ||
                !text_equal(task->checked.name, other->name))
                continue;
            diags_add(&task->diags, DIAG_DUPLICATE_NAME, (struct place){.file = task->checked.file},
                      "the workload is named '%s', and so is that of %s; give one of them another 'name'",
                      text_quote(task->session.arena, other->name, 60), other->file);
            break;
        }
}

static bool is_checked(const struct check *check, const char *workload)
{
    bool is_found = false;
    for (size_t i = 0; i < check->parsed->argument_count; i++)
        is_found |= text_equal(check->tasks[i].checked.name, workload);
    return is_found;
}

/* The name of an unreadable file isn't known, and the failure is reported already. */
static void check_matches(struct check *check)
{
    size_t count = check->parsed->argument_count;
    const char **names = arena_new_of(check->session->arena, const char *, count);
    for (size_t i = 0; i < count; i++) {
        if (check->tasks[i].checked.run == NULL) return;
        names[i] = check->tasks[i].checked.name;
    }
    budget_check_names(check->budget, names, count, check->session->diags);
    for (size_t i = 0; check->policy != NULL && i < check->policy->workload_count; i++)
        if (!is_checked(check, check->policy->workloads[i].text))
            diags_add(check->session->diags, DIAG_GATE_UNMATCHED, check->policy->workloads[i].place,
                      "the workload '%s' isn't among those that are checked; without it, take it out of the "
                      "policy",
                      text_quote(check->session->arena, check->policy->workloads[i].text, 60));
}

static void check_files(struct check *check, unsigned threads)
{
    size_t count = check->parsed->argument_count;
    prepare_tasks(check);
    check->threads = count == 1 ? threads : 1;
    parallel_for(threads, count, judge_task, check->tasks);
    for (size_t i = 0; i < count; i++) file_notes_take(&check->tasks[i].diags, check->session->diags);
    refuse_duplicates(check);
    check_matches(check);
}

/* Workloads that have a baseline and aren't there any more. A file that can't be read may be one of them. */
static void note_gone(const struct check *check, size_t unread, struct checked *together)
{
    struct arena *arena = check->session->arena;
    const struct baselines *baselines = &check->baselines;
    const char **notes = arena_new_of(arena, const char *, baselines->count);
    together->notes = notes;
    for (size_t i = 0; baselines->are_complete && unread == 0 && i < baselines->count; i++)
        if (!is_checked(check, baselines->runs[i]->workload_name))
            notes[together->note_count++] = text_format(
                arena,
                "the workload '%s' is gone: it has a baseline, and no file that is checked is of its name",
                text_quote(arena, baselines->runs[i]->workload_name, 60));
}

/* What is said of all workloads together; true when there is something. */
static bool judge_together(const struct check *check, bool is_seen, struct checked *together)
{
    struct arena *arena = check->session->arena;
    size_t count = check->parsed->argument_count, readable = 0;
    struct judgement *judgements = arena_new_of(arena, struct judgement, count);
    for (size_t i = 0; i < count; i++)
        if (check->tasks[i].judgement.run != NULL) judgements[readable++] = check->tasks[i].judgement;
    for (size_t i = 0; is_seen && i < readable; i++) judgements[i].hides = false;
    gate_judge_total(check->budget, judgements, readable, count - readable, together, arena);
    note_gone(check, count - readable, together);
    return together->finding_count + together->note_count > 0;
}

static struct gate *collect(struct check *check, bool is_seen)
{
    struct arena *arena = check->session->arena;
    size_t count = check->tasks == NULL ? 0 : check->parsed->argument_count;
    struct checked *checked = arena_new_of(arena, struct checked, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct task *task = &check->tasks[i];
        diags_sort(&task->diags);
        checked[i] = is_seen ? task->seen : task->checked;
        checked[i].errors = gate_errors(&task->diags, task->session.arena, &checked[i].error_count);
    }
    struct gate *gate = arena_new_of(arena, struct gate, 1);
    bool has_more = check->tasks != NULL && judge_together(check, is_seen, &checked[count]);
    *gate = (struct gate){.budget = check->budget == NULL ? "" : check->budget->name,
                          .policy = check->policy == NULL ? "" : check->policy->name,
                          .today = check->session->today,
                          .engine_version = WARPCOST_VERSION,
                          .workload_count = count,
                          .checked_count = count + has_more,
                          .checked = checked};
    gate->errors = gate_errors(check->session->diags, arena, &gate->error_count);
    gate_finish(gate);
    return gate;
}

/* Print the errors one by one to standard error, and breaches in one line, since the report lists them.
 * Needless where the text of the report has just said so in the same place. */
static void report(const struct gate *gate, struct session *session)
{
    for (size_t i = 0; i < gate->checked_count; i++) {
        const struct checked *checked = &gate->checked[i];
        for (size_t j = 0; j < checked->error_count; j++)
            diags_add(session->diags, checked->errors[j].id, checked->errors[j].place, "%s",
                      checked->errors[j].message);
        for (size_t j = 0; j < checked->finding_count; j++)
            if (checked->findings[j].outcome == OUTCOME_ERROR)
                diags_add(session->diags, checked->findings[j].problem, checked->findings[j].rule->place,
                          "rule '%s' on workload '%s': %s", checked->findings[j].rule->id,
                          text_quote(session->arena, checked->name, 60), checked->findings[j].sentence);
    }
    if (gate->counts[OUTCOME_FAIL] > 0)
        diags_add(session->diags, DIAG_GATE_BREACH, (struct place){0}, "%zu check%s failed",
                  gate->counts[OUTCOME_FAIL], gate->counts[OUTCOME_FAIL] == 1 ? "" : "s");
}

/* ---- the verb ---- */

/* No file at all is a pattern that matched nothing, unless complete baselines tell that all are gone. */
static bool check_there_are_files(const struct check *check)
{
    return check->parsed->argument_count > 0 || check->baselines.are_complete ||
           diags_add(check->session->diags, DIAG_USAGE, (struct place){0},
                     "there is no workload to check: name at least one FILE (none is right only beside a "
                     "directory of baselines, when all workloads are gone)");
}

static bool read_all(struct check *check)
{
    bool good = inputs_check_stdin(check->parsed, check->session);
    good = good && policy_option(check->parsed, check->session, &check->policy);
    good = good && (check->policy == NULL || check_no_saved_runs(check->parsed, check->session));
    good = good && read_budget(check);
    good = good && baselines_read(check->parsed, check->policy, check->session, &check->baselines);
    good = good && check_there_are_files(check);
    check->books = good ? policy_books(check->parsed, check->policy, check->session) : NULL;
    return check->books != NULL;
}

static enum exit_code run(const struct parsed *parsed, struct session *session)
{
    struct check check = {.parsed = parsed, .session = session};
    unsigned threads;
    bool good = load_threads(parsed, session, &threads);
    if (!outputs_check(parsed, FORMATS_OF_CHECK, session) || !good) return EXIT_USAGE;
    check.audience = outputs_audience(parsed, FORMATS_OF_CHECK, NULL, session);
    if (read_all(&check)) {
        own_references(&check);
        check_files(&check, threads);
        if (!outputs_are_apart(parsed, session)) return EXIT_USAGE; /* from what the inputs name */
    }
    const struct gate *gate = collect(&check, false),
                      *seen = check.audience.is_person ? collect(&check, true) : NULL;
    size_t before = session->diags->count;
    outputs_write(parsed, FORMATS_OF_CHECK, NULL, (struct rendering){.subject = gate, .seen = seen}, session);
    bool is_written = session->diags->count == before;
    if (!is_written || !session->streams_are_one || !outputs_have_text(parsed, FORMATS_OF_CHECK, session))
        report(gate, session);
    else
        diags_init(session->diags, session->arena); /* the report has them */
    return is_written || gate->code > EXIT_IO ? gate->code : EXIT_IO;
}

const struct command CHECK = {
    .name = "check",
    .summary = "check workloads against a budget, for CI",
    .description =
        "Compares each workload and checks the result against the rules of a budget: cost, change against a "
        "baseline, latency, headroom, feasibility, age of prices and unsourced assumptions. A file ending in "
        ".json is a run saved by 'warpcost compare -o run.json'; any other file is a workload.\n\n"
        "Reports are written first. The exit code is the highest error, 2 to 7; else 1 if a rule fails; else "
        "0. A rule that can't be judged is an error and never passes.\n\n"
        "With --policy, a file from outside the branch under review, the budget, the price book and all "
        "pricing, billing, latency and simulation parameters come from the policy; a workload that sets a "
        "value fixed by the policy to something else is refused. Rules are judged at paid prices; a terminal "
        "shows them, files and pipes show list prices unless --show-private is given.",
    .arguments =
        (const struct argument[]){{"FILE", false, true, HINT_YAML, NULL,
                                   "workloads or saved runs; - reads a workload from standard input"},
                                  {0}},
    .options = (const struct option[]){{"budget", 0, OPTION_VALUE, HINT_YAML, "FILE", NULL,
                                        "the rules; see 'warpcost schema --budget'", false},
                                       POLICY_OPTION,
                                       BASELINE_OPTION,
                                       LOAD_OPTIONS,
                                       OUTPUT_OPTIONS(CHECK),
                                       {0}},
    .examples =
        (const struct example[]){
            {"warpcost check orders.yaml --budget budget.yaml", "every rule, on the terminal"},
            {"warpcost check workloads/*.yaml --budget budget.yaml -o check.xml -o check.sarif -o comment.md",
             "reports for CI"},
            {"warpcost check orders.yaml --budget budget.yaml --baseline orders.json",
             "with rules on change"},
            {"warpcost check orders.yaml --policy /etc/warpcost/policy.yaml",
             "rules that a branch can't loosen"},
            {0}},
    .run = run,
};
