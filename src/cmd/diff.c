/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * diff: compares two workloads, two saved runs, or what stands before and after a plan's change. */
#include "base/text.h"
#include "cmd/inputs.h"
#include "cmd/load.h"
#include "cmd/outputs.h"
#include "gate/diff_judge.h"
#include "gate/diff_split.h"
#include "gate/money.h"
#include "report/diff.h"
#include "study/list_prices.h"
#include "study/make.h"

enum { BASE, HEAD, SIDES };

static bool parse_fraction(const char *text, double *fraction)
{
    return units_parse(UNIT_FRACTION, text, fraction) == UNITS_OK && *fraction >= 0;
}

static bool parse_thresholds(const struct parsed *parsed, struct session *session,
                             struct diff_thresholds *thresholds)
{
    const char *increase = parsed_value(parsed, "max-increase"),
               *p99 = parsed_value(parsed, "max-p99-increase");
    bool is_monthly, good = true;
    *thresholds = (struct diff_thresholds){.has_increase = increase != NULL, .has_p99 = p99 != NULL};
    if (increase != NULL) {
        thresholds->is_fraction = money_parse(increase, &thresholds->increase, &is_monthly) != MONEY_OK;
        if (thresholds->is_fraction &&
            !(text_ends_with(increase, "%") && parse_fraction(increase, &thresholds->increase)))
            good = diags_add(session->diags, DIAG_USAGE, (struct place){0},
                             "'--max-increase' can't be '%s': write a percentage or a sum, such as 5%% or "
                             "'10000 USD/year'",
                             text_quote(session->arena, increase, 60));
    }
    if (p99 != NULL && !(text_ends_with(p99, "%") && parse_fraction(p99, &thresholds->p99_fraction)))
        good = diags_add(session->diags, DIAG_USAGE, (struct place){0},
                         "'--max-p99-increase' can't be '%s': write a percentage, such as 10%%",
                         text_quote(session->arena, p99, 60));
    return good;
}

/* ---- both sides ---- */

struct inputs {
    struct input_run sides[SIDES];
    const char *names[SIDES];
    bool is_private;  /* a workload has private prices */
    bool is_redacted; /* a saved run lacks its own: then all is at list prices */
    bool knows_groups;
};

static bool refuse(struct session *session, const char *why)
{
    return diags_add(session->diags, DIAG_USAGE, (struct place){0}, "%s", why);
}

/* True for a plan that is standard input, which can't be read once for each side. */
static bool is_piped(const struct parsed *parsed, struct session *session)
{
    const char **plans = arena_new_of(session->arena, const char *, parsed->given_count), *id;
    size_t count = parsed_values(parsed, "terraform", plans, parsed->given_count), piped = 0;
    for (size_t i = 0; i < count; i++)
        piped += text_equal(split_deployment(plans[i], session->arena, &id), "-");
    return piped > 0;
}

/* True if one workload is compared with itself under options that hold for both sides. */
static bool is_of_one(const struct parsed *parsed)
{
    static const char *const HOLD[] = {"set", "profile", "deployment", "prices"};
    bool is_given = false;
    for (size_t i = 0; i < sizeof HOLD / sizeof *HOLD; i++) is_given |= parsed_value(parsed, HOLD[i]) != NULL;
    return is_given && parsed->argument_count == SIDES &&
           text_equal(parsed->arguments[BASE], parsed->arguments[HEAD]);
}

/* A plan's change is between its sides: on one side, it would be on both ends of the comparison and vanish.
 */
static bool check_plan(const struct parsed *parsed, struct session *session)
{
    const char *const *files = parsed->arguments;
    size_t saved = 0;
    for (size_t i = 0; i < parsed->argument_count; i++) saved += input_is_saved(files[i]);
    if (parsed_value(parsed, "terraform") == NULL && is_of_one(parsed))
        return refuse(session,
                      "BASE and HEAD are one file, and options such as '--set' and '--deployment' hold "
                      "for both, so that nothing can differ: write what changes into a second file");
    if (parsed_value(parsed, "terraform") == NULL)
        return parsed->argument_count == SIDES ||
               refuse(session,
                      "diff compares two files: HEAD is missing; one workload alone is compared with "
                      "'--terraform plan.json', before and after the plan's change");
    if (saved == parsed->argument_count)
        return refuse(session, "'--terraform' says what a workload runs on: give a workload, not saved runs "
                               "alone");
    if (saved > 0) return true;
    if (parsed_value(parsed, "terraform-side") != NULL)
        return refuse(session, "'--terraform-side' would put one side of the plan on both sides of the "
                               "comparison, and its change would vanish: leave it out, so that BASE has what "
                               "stands before the change and HEAD what it leads to");
    if (is_piped(parsed, session) || (parsed->argument_count < SIDES && text_equal(files[BASE], "-")))
        return refuse(session, "the workload and the plan are read for each side: name files in place of -");
    return true;
}

/* "orders.yaml, before the change" where sides of a plan are compared. */
static const char *name_of(const struct parsed *parsed, const struct input_run *input, int side,
                           struct session *session)
{
    if (parsed_value(parsed, "terraform") == NULL || input->saved != NULL) return input->file;
    return text_format(session->arena, "%s, %s the change", input->file, side == BASE ? "before" : "after");
}

static bool load_inputs(const struct parsed *parsed, struct session *session, struct inputs *inputs)
{
    static const enum terraform_side PLAN_SIDES[SIDES] = {TERRAFORM_BEFORE, TERRAFORM_AFTER};
    bool good = check_plan(parsed, session) && inputs_check_stdin(parsed, session);
    for (int i = BASE; good && i < SIDES; i++) {
        const char *file = parsed->arguments[(size_t)i < parsed->argument_count ? i : BASE];
        struct input_run *side = &inputs->sides[i];
        good = input_load(parsed, file, PLAN_SIDES[i], session, side);
        if (!good) break;
        inputs->names[i] = name_of(parsed, side, i, session);
        inputs->is_redacted |= side->saved != NULL && side->saved->is_redacted;
        inputs->is_private |= side->saved == NULL && prices_are_private(&side->request);
    }
    return good;
}

static bool make_side(const struct parsed *parsed, struct session *session, const struct inputs *inputs,
                      int i, bool at_list, struct books *books, struct run_request *asked,
                      struct run_made *made)
{
    const struct input_run *side = &inputs->sides[i];
    made->run = side->saved;
    if (side->saved != NULL) return true;
    *asked = (struct run_request){.compare = at_list ? request_at_list_prices(&side->request, session->arena)
                                                     : side->request,
                                  .books = books,
                                  .simulates = !parsed_flag(parsed, "no-simulate"),
                                  .privacy = PRIVATE_SHOWN};
    asked->compare.is_brief = true;
    asked->compare.knows_groups = inputs->knows_groups;
    return run_make(asked, made, session->arena, session->diags);
}

static enum diff_prices prices_of(const struct input_run *side, enum diff_prices saved, bool at_list)
{
    if (side->saved != NULL) return saved;
    return !prices_are_private(&side->request) ? DIFF_AT_LIST : at_list ? DIFF_REDACTED : DIFF_AT_PRIVATE;
}

/* At list prices both sides are: the difference would reveal the other's private ones. NULL with diagnostics.
 */
static struct diff *diff_at(const struct parsed *parsed, struct session *session, const struct inputs *inputs,
                            struct books *books, bool at_list)
{
    const struct input_run *base = &inputs->sides[BASE], *head = &inputs->sides[HEAD];
    struct run_request asked[SIDES] = {0};
    struct run_made made[SIDES] = {0};
    for (int i = BASE; i < SIDES; i++)
        if (!make_side(parsed, session, inputs, i, at_list, books, &asked[i], &made[i])) return NULL;
    struct diff *diff = diff_make(made[BASE].run, inputs->names[BASE], made[HEAD].run, inputs->names[HEAD],
                                  session->arena);
    diff->base_prices = prices_of(base, diff->base_prices, at_list);
    diff->head_prices = prices_of(head, diff->head_prices, at_list);
    if (base->saved == NULL && head->saved == NULL)
        diff_split(diff, &asked[BASE].compare, made[BASE].outcomes, &asked[HEAD].compare, session->arena);
    return diff;
}

/* A diff for each audience: shown is for all, unless seen is for the terminal. */
struct diffs {
    struct diff *shown, *seen;
};

/* Thresholds are judged at what is paid, whoever looks, and their sentences go to standard error, which may
 * be a log. False with diagnostics. */
static bool make_diffs(const struct parsed *parsed, struct session *session, struct inputs *inputs,
                       const struct diff_thresholds *thresholds, struct diffs *diffs)
{
    const struct audience audience = outputs_audience(parsed, FORMATS_OF_DIFF, NULL, session);
    struct books *books = prices_books(parsed, session);
    bool judges = thresholds->has_increase || thresholds->has_p99, only_list = inputs->is_redacted,
         hides = inputs->is_private && !parsed_flag(parsed, "show-private"),
         needs_list = only_list || (hides && (audience.is_others || judges)),
         needs_paid = !only_list && (!hides || audience.is_person || judges);
    struct diff *paid = NULL, *listed = NULL;
    if (books == NULL) return false;
    if (needs_paid) paid = diff_at(parsed, session, inputs, books, false);
    if (needs_list && (paid != NULL || !needs_paid)) listed = diff_at(parsed, session, inputs, books, true);
    if ((needs_paid && paid == NULL) || (needs_list && listed == NULL)) return false;
    if (judges && paid != NULL) diff_judge(paid, thresholds, NULL, session->arena);
    if (judges && listed != NULL) diff_judge(listed, thresholds, paid, session->arena);
    *diffs = (struct diffs){listed != NULL ? listed : paid, listed != NULL ? paid : NULL};
    return true;
}

/* ---- the end ---- */

/* Print the findings that broke a threshold or couldn't be judged. */
static void report(const struct diff *diff, struct session *session)
{
    for (size_t i = 0; i < diff->finding_count; i++)
        if (diff->findings[i].outcome != OUTCOME_PASS)
            diags_add(session->diags, diff->findings[i].problem, (struct place){0}, "%s",
                      diff->findings[i].sentence);
}

/* The highest code of all diagnostics. */
static enum exit_code worst_code(const struct diags *diags)
{
    enum exit_code code = diags->exit_code;
    for (const struct diag *diag = diags->first; diag != NULL; diag = diag->next)
        code = diag_exit_code(diag->id) > code ? diag_exit_code(diag->id) : code;
    return code;
}

/* ---- the verb ---- */

static enum exit_code run(const struct parsed *parsed, struct session *session)
{
    struct inputs inputs = {.is_private = false};
    struct diff_thresholds thresholds;
    struct diffs diffs;
    bool good = parse_thresholds(parsed, session, &thresholds);
    if (!outputs_check(parsed, FORMATS_OF_DIFF, session) || !good) return EXIT_USAGE;
    inputs.knows_groups = thresholds.has_p99;
    if (!load_inputs(parsed, session, &inputs) || !make_diffs(parsed, session, &inputs, &thresholds, &diffs))
        return worst_code(session->diags);
    outputs_write(parsed, FORMATS_OF_DIFF, NULL,
                  (struct rendering){.subject = diffs.shown, .seen = diffs.seen}, session);
    report(diffs.shown, session);
    return worst_code(session->diags);
}

const struct command DIFF = {
    .name = "diff",
    .summary = "show what changed between two workloads or saved runs",
    .description =
        "Prints each architecture's total before and after and the lines that changed, with sign and "
        "percent. The change is split into price (same machines and quantities at the new prices), volume "
        "(the new traffic under the old design) and design (the rest); the parts add up to the total "
        "change.\n\n"
        "A file ending in .json is a run saved by 'warpcost compare -o run.json'; any other file is a "
        "workload. Two workloads are split by evaluating the steps between them. Saved runs are split by "
        "their lines and parameters: if both traffic and design changed, they are reported together.\n\n"
        "With --terraform, BASE is the infrastructure before the plan is applied and HEAD after; one "
        "workload is enough.\n\n"
        "With --max-increase or --max-p99-increase the exit code is 1 if an architecture present in both "
        "rises by more. Output is written first.",
    .arguments =
        (const struct argument[]){{"BASE", true, false, HINT_FILE, NULL,
                                   "the old workload or saved run; - reads a workload from standard input"},
                                  {"HEAD", false, false, HINT_FILE, NULL,
                                   "the new workload or saved run; optional with --terraform"},
                                  {0}},
    .options =
        (const struct option[]){{"max-increase", 0, OPTION_VALUE, HINT_NONE, "LIMIT", NULL,
                                 "exit with 1 if a total rises by more: 5%, or '10000 USD/year'", false},
                                {"max-p99-increase", 0, OPTION_VALUE, HINT_NONE, "PERCENT", NULL,
                                 "exit with 1 if produce or end-to-end p99 at peak rises by more", false},
                                ARCHITECTURE_OPTION,
                                LOAD_OPTIONS,
                                OUTPUT_OPTIONS(DIFF),
                                {0}},
    .examples = (const struct example[]){{"warpcost diff orders-before.yaml orders.yaml",
                                          "cost of a workload change"},
                                         {"warpcost diff baseline.json run.json --max-increase 5%",
                                          "two saved runs, with a threshold"},
                                         {"warpcost diff orders.yaml --terraform plan.json --max-increase 5%",
                                          "cost of a Terraform change"},
                                         {"warpcost diff baseline.json orders.yaml -o comment.md",
                                          "against a baseline in git, for a pull request"},
                                         {0}},
    .run = run,
};
