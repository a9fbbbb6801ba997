/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The door (include/warpcost.h): maps its opaque types to the program's own calls. */
#include <math.h>
#include <string.h>
#include <warpcost.h>

#include "arch/arch.h"
#include "base/file.h"
#include "base/text.h"
#include "gate/policy_read.h"
#include "iac/terraform_apply.h"
#include "params/load.h"
#include "report/formats.h"
#include "run/document.h"
#include "study/make.h"

#ifndef WARPCOST_VERSION
#define WARPCOST_VERSION "unknown"
#endif

enum { QUOTED_COLUMNS_MAX = 80 };

static const struct place NOWHERE = {0};

struct wc_context {
    struct arena *arena;
    struct diags diags;
};

struct wc_workload {
    wc_context *context;
    const struct params *params;
    const struct catalogue *catalogue;
};

struct wc_run {
    wc_context *context;
    const struct run *run;
};

/* ---- contexts and errors ---- */

const char *wc_version(void) { return WARPCOST_VERSION; }

wc_context *wc_open(void)
{
    struct arena *arena = arena_new();
    wc_context *context = arena_new_of(arena, wc_context, 1);
    context->arena = arena;
    diags_init(&context->diags, arena);
    return context;
}

void wc_close(wc_context *context)
{
    if (context != NULL) arena_free(context->arena);
}

size_t wc_error_count(const wc_context *context) { return context->diags.kept_count; }

const struct wc_error *wc_error_at(wc_context *context, size_t n)
{
    const struct diag *diag = context->diags.first;
    while (diag != NULL && n-- > 0) diag = diag->next;
    if (diag == NULL) return NULL;
    struct wc_error *error = arena_new_of(context->arena, struct wc_error, 1);
    *error = (struct wc_error){(enum wc_error_kind)diag_exit_code(diag->id), diag->place.file,
                               diag->place.line, diag->place.column, diag->message};
    return error;
}

void wc_clear_errors(wc_context *context) { diags_init(&context->diags, context->arena); }

/* Copy a text that outlives the call; NULL stays NULL. */
static const char *kept(const wc_context *context, const char *text)
{
    return text == NULL ? NULL : arena_copy_string(context->arena, text);
}

static const char *const *kept_list(const wc_context *context, const char *const *list, size_t count)
{
    const char **copy = arena_new_of(context->arena, const char *, count);
    for (size_t i = 0; i < count; i++) copy[i] = arena_copy_string(context->arena, list[i]);
    return copy;
}

static size_t count_of(const char *const *list)
{
    size_t count = 0;
    while (list != NULL && list[count] != NULL) count++;
    return count;
}

/* ---- workloads ---- */

const wc_workload *wc_load(wc_context *context, const char *file, const struct wc_load_options *options)
{
    static const struct wc_load_options NONE;
    const struct wc_load_options *asked = options == NULL ? &NONE : options;
    struct arena *arena = context->arena;
    struct diags *diags = &context->diags;
    const struct load_source source = {
        .path = kept(context, file),
        .bytes = asked->text,
        .length = asked->text == NULL ? 0 : strlen(asked->text),
        .profiles = asked->profiles,
        .profile_count = count_of(asked->profiles),
        .sets = kept_list(context, asked->sets, count_of(asked->sets)),
        .set_count = count_of(asked->sets),
    };
    const struct params *params = params_load_from(&source, arch_registry(arena), arena, diags);
    if (params != NULL)
        params = params_restrict(params, asked->architectures, count_of(asked->architectures),
                                 "architectures", arena, diags);
    const struct catalogue *catalogue = params == NULL ? NULL : catalogue_embedded(arena, diags);
    if (catalogue == NULL) return NULL;
    wc_workload *workload = arena_new_of(arena, wc_workload, 1);
    *workload = (wc_workload){context, params, catalogue};
    return workload;
}

/* ---- runs ---- */

static const wc_run *run_of(wc_context *context, const struct run *run)
{
    if (run == NULL) return NULL;
    wc_run *made = arena_new_of(context->arena, wc_run, 1);
    *made = (wc_run){context, run};
    return made;
}

/* Read the policy file; its price books win over the options'. */
static bool read_policy(wc_context *context, const char *file, struct run_request *request)
{
    size_t length;
    if (file == NULL) return true;
    const char *bytes = file_read(file, POLICY_FILE_MAX_BYTES, context->arena, &length, &context->diags);
    if (bytes == NULL) return false;
    request->policy = policy_read(file, bytes, length, context->arena, &context->diags);
    if (request->policy != NULL && request->policy->prices != NULL)
        request->books = books_new(request->policy->prices, request->policy->as_of, context->arena);
    return request->policy != NULL;
}

const wc_run *wc_compare(const wc_workload *workload, const struct wc_compare_options *options)
{
    static const struct wc_compare_options NONE;
    const struct wc_compare_options *asked = options == NULL ? &NONE : options;
    wc_context *context = workload->context;
    struct arena *arena = context->arena;
    const struct simulate_progress progress = {.notify = asked->progress, .user = asked->user};
    struct run_request request = {
        .compare = {.params = workload->params,
                    .catalogue = workload->catalogue,
                    .command = asked->command == NULL ? "libwarpcost" : kept(context, asked->command),
                    .threads = asked->threads == 0 ? 1 : asked->threads},
        .books = books_new(kept(context, asked->prices), kept(context, asked->prices_as_of), arena),
        .simulates = asked->simulates != 0,
        .privacy = asked->shows_private != 0 ? PRIVATE_SHOWN : PRIVATE_HIDDEN,
        .progress = asked->progress == NULL ? NULL : &progress,
    };
    const struct terraform_plan plan = {.file = kept(context, asked->terraform)};
    struct run_made made;
    if (!read_policy(context, asked->policy, &request) ||
        (plan.file != NULL && !terraform_apply(&plan, &request.compare, arena, &context->diags)) ||
        !run_make(&request, &made, arena, &context->diags))
        return NULL;
    return run_of(context, made.run);
}

const wc_run *wc_read(wc_context *context, const char *name, const char *bytes, size_t length)
{
    return run_of(context, run_read(kept(context, name), bytes, length, context->arena, &context->diags));
}

size_t wc_architecture_count(const wc_run *run) { return run->run->architecture_count; }

static double p99_ms(const struct run_distribution *distribution)
{
    return distribution->is_known ? distribution->quantiles[RUN_P99].ms : (double)NAN;
}

int wc_architecture_at(const wc_run *run, size_t n, struct wc_architecture *architecture)
{
    if (n >= run->run->architecture_count) return 0;
    const struct run_architecture *of = &run->run->architectures[n];
    const struct run_load_latency *load = of->latency == NULL ? NULL : run_latency_at_peak(of->latency);
    *architecture = (struct wc_architecture){.id = of->id,
                                             .name = of->name,
                                             .is_feasible = of->feasible,
                                             .usd_per_year = of->usd_per_year,
                                             .usd_per_year_list = of->usd_per_year_list,
                                             .produce_p99_ms = load == NULL ? (double)NAN
                                                                            : p99_ms(&load->produce),
                                             .end_to_end_p99_ms = load == NULL ? (double)NAN
                                                                               : p99_ms(&load->end_to_end)};
    return 1;
}

/* ---- renderings ---- */

static struct text_style style_of(const struct wc_render_options *options)
{
    enum { COLUMNS = 100, COLUMNS_LEAST = 80, COLUMNS_MOST = 200 };
    unsigned columns = options->columns == 0 ? COLUMNS : options->columns;
    columns = columns < COLUMNS_LEAST ? COLUMNS_LEAST : columns > COLUMNS_MOST ? COLUMNS_MOST : columns;
    return (struct text_style){columns, false, options->is_plain == 0, TEXT_PARTS_ALL};
}

const char *const *wc_formats(void) { return FORMAT_NAMES_OF_LIBRARY; }

static const char *format_list(struct arena *arena)
{
    size_t count = 0;
    while (FORMAT_NAMES_OF_LIBRARY[count] != NULL) count++;
    return text_list(arena, FORMAT_NAMES_OF_LIBRARY, count, ", ");
}

const char *wc_render(const wc_run *run, const char *format, const struct wc_render_options *options,
                      size_t *length)
{
    static const struct wc_render_options NONE;
    const struct wc_render_options *asked = options == NULL ? &NONE : options;
    wc_context *context = run->context;
    const struct cover cover = {.title = asked->title, .author = asked->author, .notes = asked->notes};
    size_t found = format_find(FORMATS_OF_RUN, format), bytes = 0;
    if (FORMATS_OF_RUN[found].name == NULL) {
        diags_add(&context->diags, DIAG_USAGE, NOWHERE, "there is no format '%s' (there are: %s)",
                  text_quote(context->arena, format, QUOTED_COLUMNS_MAX), format_list(context->arena));
        return NULL;
    }
    const struct rendering rendering = {.subject = run->run,
                                        .arena = context->arena,
                                        .diags = &context->diags,
                                        .style = style_of(asked),
                                        .created_s = asked->created_s,
                                        .run_text = report_text,
                                        .cover = &cover};
    const char *rendered = FORMATS_OF_RUN[found].write(&rendering, &bytes);
    if (length != NULL) *length = bytes;
    return rendered;
}
