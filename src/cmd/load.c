/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/load.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arch/arch.h"
#include "base/file.h"
#include "base/text.h"
#include "cmd/inputs.h"
#include "cmd/live.h"
#include "cmd/policy.h"
#include "cmd/prices.h"
#include "params/load.h"
#include "report/as/trace_json.h"
#include "study/waterfall.h"
#include "study/make.h"

enum { THREADS_MAX = 256, DEPLOYMENT_FILE_MAX_BYTES = 8 * 1024 * 1024, QUOTED_COLUMNS_MAX = 80 };

static const struct place NOWHERE = {0};

static const char *quote(struct session *session, const char *text)
{
    return text_quote(session->arena, text, QUOTED_COLUMNS_MAX);
}

static size_t option_values(const struct parsed *parsed, const char *option, struct session *session,
                            const char *const **values)
{
    const char **found = arena_new_of(session->arena, const char *, parsed->given_count);
    *values = found;
    return parsed_values(parsed, option, found, parsed->given_count);
}

bool load_threads(const struct parsed *parsed, struct session *session, unsigned *threads)
{
    const char *text = parsed_value(parsed, "threads");
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    *threads = processors < 1 ? 1 : processors > THREADS_MAX ? THREADS_MAX : (unsigned)processors;
    if (text == NULL) return true;
    unsigned long count = text[0] != '\0' && text[strspn(text, "0123456789")] == '\0'
                              ? strtoul(text, NULL, 10)
                              : 0;
    *threads = (unsigned)count;
    return (count >= 1 && count <= THREADS_MAX) ||
           diags_add(session->diags, DIAG_USAGE, NOWHERE,
                     "'--threads' can't be '%s': write a number from 1 to %d", quote(session, text),
                     THREADS_MAX);
}

/* True if the workload has the architecture that the option names; else a diagnostic. */
static bool check_scenario(const struct params *params, const char *option, const char *id,
                           struct session *session)
{
    return params_scenario(params, id) < params->scenario_count ||
           params_unknown_scenario(params, option, id, NOWHERE, session->diags);
}

const char *split_deployment(const char *value, struct arena *arena, const char **id)
{
    static const char id_letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    size_t length = strspn(value, id_letters);
    *id = length > 0 && value[length] == '=' ? arena_copy(arena, value, length) : NULL;
    return *id == NULL ? value : value + length + 1;
}

static bool read_deployment(const char *value, const struct params *params, const struct catalogue *catalogue,
                            struct session *session, struct given_deployment *given)
{
    const char *id, *said = NULL;
    size_t length;
    const char *file = split_deployment(value, session->arena, &id);
    const char *bytes = file_read(file, DEPLOYMENT_FILE_MAX_BYTES, session->arena, &length, session->diags);
    if (bytes == NULL || !deployment_read(file, bytes, length, catalogue, session->arena, &given->deployment,
                                          &said, session->diags))
        return false;
    given->architecture = id != NULL ? id : said;
    if (given->architecture == NULL && params->scenario_count == 1)
        given->architecture = params->scenarios[0].id;
    if (given->architecture == NULL)
        return diags_add(session->diags, DIAG_USAGE, NOWHERE,
                         "'--deployment %s' doesn't say of which architecture: write --deployment=ID=%s",
                         file, file);
    return check_scenario(params, "--deployment", given->architecture, session);
}

static bool read_deployments(const struct parsed *parsed, struct compare_request *request,
                             struct session *session)
{
    const char *const *values;
    size_t count = option_values(parsed, "deployment", session, &values);
    struct given_deployment *given = arena_new_of(session->arena, struct given_deployment, count);
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        if (!read_deployment(values[i], request->params, request->catalogue, session, &given[i])) {
            good = false;
            continue;
        }
        for (size_t j = 0; j < i; j++)
            if (given[j].architecture != NULL && text_equal(given[j].architecture, given[i].architecture))
                good = diags_add(session->diags, DIAG_USAGE, NOWHERE,
                                 "'--deployment' is given twice for '%s'", given[i].architecture);
    }
    request->given = given;
    request->given_count = count;
    return good;
}

/* Read "FROM..TO" and the added steps. Only compare has these options. */
static bool read_waterfall(const struct parsed *parsed, struct compare_request *request,
                           struct session *session)
{
    const char *const *added;
    size_t added_count = option_values(parsed, "waterfall-add", session, &added);
    const char *text = parsed_value(parsed, "waterfall");
    if (text == NULL)
        return added_count == 0 ||
               diags_add(session->diags, DIAG_USAGE, NOWHERE,
                         "'--waterfall-add' adds to a waterfall: give '--waterfall FROM..TO' as well");
    const char *dots = strstr(text, "..");
    if (dots == NULL || dots == text || dots[2] == '\0')
        return diags_add(
            session->diags, DIAG_USAGE, NOWHERE,
            "'--waterfall' can't be '%s': write FROM..TO with two architectures of the workload, such as "
            "kafka-classic..kafka-tuned",
            quote(session, text));
    struct waterfall_request *waterfall = arena_new_of(session->arena, struct waterfall_request, 1);
    *waterfall = (struct waterfall_request){arena_copy(session->arena, text, (size_t)(dots - text)), dots + 2,
                                            added, added_count};
    request->waterfall = waterfall;
    bool good = check_scenario(request->params, "--waterfall", waterfall->from, session);
    return check_scenario(request->params, "--waterfall", waterfall->to, session) && good;
}

/* Architectures may be presets that the workload doesn't list. */
static const struct param_registry *registry_for(const char *const *architectures, size_t count,
                                                 struct arena *arena)
{
    struct param_registry *registry = arena_new_of(arena, struct param_registry, 1);
    const char **asked = arena_new_of(arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++) asked[i] = architectures[i];
    *registry = *arch_registry(arena);
    registry->asked_uses = asked;
    return registry;
}

bool load_request(const struct parsed *parsed, const char *path, const char *const *architectures,
                  size_t architecture_count, enum terraform_side side, struct session *session,
                  struct compare_request *request)
{
    *request = (struct compare_request){.command = parsed->line};
    if (!load_threads(parsed, session, &request->threads)) return false;
    const char *const *profiles, *const *sets;
    size_t profile_count = option_values(parsed, "profile", session, &profiles),
           set_count = option_values(parsed, "set", session, &sets);
    const struct param_registry *registry = registry_for(architectures, architecture_count, session->arena);
    const struct params *params = params_load(path, profiles, profile_count, sets, set_count, registry,
                                              session->arena, session->diags);
    if (params == NULL) return false;
    request->params = params_restrict(params, architectures, architecture_count, "--architecture",
                                      session->arena, session->diags);
    request->catalogue = catalogue_embedded(session->arena, session->diags);
    return request->params != NULL && request->catalogue != NULL &&
           read_deployments(parsed, request, session) && terraform_options(parsed, side, request, session);
}

/* More than fit on a screen, few enough for a viewer. */
enum { TRACED_SPANS = 20000 };

/* Start the trace of --trace; false with a diagnostic. */
static bool start_trace(const struct parsed *parsed, struct compare_request *request, struct session *session)
{
    if (parsed_value(parsed, "trace") == NULL) return true;
    if (request->params->scenario_count != 1)
        return diags_add(session->diags, DIAG_USAGE, NOWHERE,
                         "'--trace' is of one architecture: name it with --architecture");
    request->trace = path_trace_new(session->arena, TRACED_SPANS);
    return true;
}

static void write_trace(const struct parsed *parsed, const struct compare_request *request,
                        const struct run *run, struct session *session)
{
    if (request->trace == NULL) return;
    const char *servers = run->architectures[0].role_count > 0 ? run->architectures[0].roles[0].role
                                                               : "server";
    const char *bytes = report_trace_json(request->trace, servers, session->arena);
    const char *file = parsed_value(parsed, "trace");
    if (file_write(file, bytes, strlen(bytes), session->arena, session->diags)) outputs_tell(file, session);
}

static enum run_privacy privacy_of(const struct parsed *parsed, struct audience audience)
{
    if (parsed_flag(parsed, "show-private") || !audience.is_others) return PRIVATE_SHOWN;
    return audience.is_person ? PRIVATE_JUDGED : PRIVATE_HIDDEN;
}

/* Costs are drawn before latencies are known on the terminal of a person who compares. */
static bool is_drawn(const struct parsed *parsed, struct audience audience)
{
    return audience.is_person && text_equal(parsed->command->name, "compare");
}

static bool make_live(struct run_request *request, bool draws, struct run_made *made, struct session *session)
{
    if (!request->simulates) return run_make(request, made, session->arena, session->diags);
    struct live live;
    live_start(&live, session, draws ? report_costs : NULL);
    request->progress = &live.told;
    bool good = run_make(request, made, session->arena, session->diags);
    live_end(&live, good);
    return good;
}

const struct run *load_run(const struct parsed *parsed, const char *path, const char *const *architectures,
                           size_t architecture_count, bool simulates, struct audience audience,
                           struct session *session, struct loaded *loaded)
{
    struct run_request request = {.simulates = simulates && !parsed_flag(parsed, "no-simulate"),
                                  .privacy = privacy_of(parsed, audience)};
    if (!inputs_check_stdin(parsed, session) || !policy_option(parsed, session, &request.policy) ||
        !load_request(parsed, path, architectures, architecture_count, TERRAFORM_AFTER, session,
                      &request.compare) ||
        !read_waterfall(parsed, &request.compare, session) ||
        (request.simulates && !start_trace(parsed, &request.compare, session)))
        return NULL;
    request.compare.in_depth = text_equal(parsed->command->name, "simulate") ||
                               text_equal(parsed->command->name, "report");
    request.compare.keeps_demand = text_equal(parsed->command->name, "explain");
    request.books = policy_books(parsed, request.policy, session);
    struct run_made made;
    if (request.books == NULL || !make_live(&request, is_drawn(parsed, audience), &made, session))
        return NULL;
    write_trace(parsed, &request.compare, made.run, session);
    *loaded = (struct loaded){.run = made.listed == NULL ? made.run : made.listed,
                              .seen = made.listed == NULL ? NULL : made.run,
                              .params = request.compare.params,
                              .outcomes = made.outcomes};
    return loaded->run;
}

/* Check --require-converged. The output is written by then, and says more. */
static void check_converged(const struct parsed *parsed, const struct run *run, struct session *session)
{
    const char *architecture, *why;
    if (parsed_flag(parsed, "require-converged") && !run_converged(run, &architecture, &why))
        diags_add(session->diags, DIAG_NOT_CONVERGED, (struct place){0},
                  "the latency of %s did not converge: %s; allow more with simulation.max_duration and "
                  "simulation.max_events, or ask for less with simulation.precision",
                  architecture, why);
}

/* Check --require-objectives; if nothing carries the load, the verdict says so already. */
static void check_objectives(const struct parsed *parsed, const struct run *run, struct session *session)
{
    const struct run_verdict *verdict = &run->verdict;
    bool is_judged = text_equal(verdict->objectives, RUN_OBJECTIVES_JUDGED),
         is_met = text_equal(verdict->objectives, RUN_OBJECTIVES_NONE) ||
                  (is_judged && *verdict->recommended != '\0');
    if (parsed_flag(parsed, "require-objectives") && !is_met && *verdict->cheapest != '\0')
        diags_add(
            session->diags, DIAG_OBJECTIVES_UNMET, (struct place){0},
            is_judged
                ? "no architecture is known to meet the objectives of workload '%s'; the output says why"
                : "the objectives of workload '%s' were not judged: '--require-objectives' asks for a "
                  "simulation",
            quote(session, run->workload_name));
}

enum exit_code load_and_write(const struct parsed *parsed, bool simulates, run_text *render_text,
                              struct session *session)
{
    const char **ids = arena_new_of(session->arena, const char *, parsed->given_count);
    size_t id_count = parsed_values(parsed, "architecture", ids, parsed->given_count);
    if (!outputs_check(parsed, FORMATS_OF_RUN, session)) return EXIT_USAGE;
    const struct audience audience = outputs_audience(parsed, FORMATS_OF_RUN, NULL, session);
    struct loaded loaded;
    const struct run *run = load_run(parsed, parsed->arguments[0], ids, id_count, simulates, audience,
                                     session, &loaded);
    if (run == NULL) return session->diags->exit_code;
    outputs_write(parsed, FORMATS_OF_RUN, NULL,
                  (struct rendering){.subject = run, .seen = loaded.seen, .run_text = render_text}, session);
    if (run->verdict.cheapest[0] == '\0')
        diags_add(session->diags, DIAG_NOTHING_FEASIBLE, (struct place){0},
                  "no architecture can carry workload '%s'; the output says why",
                  text_quote(session->arena, run->workload_name, QUOTED_COLUMNS_MAX));
    check_converged(parsed, run, session);
    check_objectives(parsed, run, session);
    return session->diags->exit_code;
}
