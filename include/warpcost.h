/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libwarpcost: the annual cost of a Kafka-shaped workload on AWS by architecture, and the latency that its
 * users see.
 *
 *     wc_context *context = wc_open();
 *     const wc_workload *workload = wc_load(context, "orders.yaml", NULL);
 *     const wc_run *run = workload ? wc_compare(workload, NULL) : NULL;
 *     const char *text = run ? wc_render(run, "text", NULL, NULL) : NULL;
 *     if (text != NULL) fputs(text, stdout);
 *     for (size_t i = 0; i < wc_error_count(context); i++)
 *         fprintf(stderr, "%s\n", wc_error_at(context, i)->message);
 *     wc_close(context);
 *
 * Ownership: everything that comes from a context, texts too, is its own and lives until wc_close; what is
 * passed in is copied where it is kept. Nothing but the context is freed.
 *
 * Errors: a call that can fail returns NULL and appends what is wrong to its context, all of it where a file
 * has several mistakes. The library never ends the process but for want of memory, prints nothing, and reads
 * no environment, clock or locale.
 *
 * Threads: a context serves one thread at a time; contexts know nothing of each other. The same input gives
 * the same bytes with any number of threads and on any processor.
 *
 * Units: money is US dollars, a year is 12 months of billing, latency is milliseconds. Texts are UTF-8.
 *
 * Structs of options may be NULL: the default of all. Zero one whole before it is filled; 0 and NULL are
 * defaults. */
#ifndef WARPCOST_H
#define WARPCOST_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define WC_API __attribute__((visibility("default")))
#else
#define WC_API
#endif

typedef struct wc_context wc_context;
typedef struct wc_workload wc_workload;
typedef struct wc_run wc_run;

/* Kinds of errors: the exit codes of the program, which never change. */
enum wc_error_kind {
    WC_USAGE = 2,   /* an argument of a call is wrong */
    WC_INPUT = 3,   /* a file or value is wrong */
    WC_PRICE = 4,   /* a required price is missing */
    WC_IO = 5,      /* a file could not be read */
    WC_INTERNAL = 7 /* an internal check was violated: a bug */
};

struct wc_error {
    enum wc_error_kind kind;
    const char *file;      /* NULL when it is of none */
    uint32_t line, column; /* from 1; 0 when not known */
    const char *message;   /* in one line, without the place */
};

/* Version of the library, such as "0.1.0". */
WC_API const char *wc_version(void);

/* A new context. Never NULL: without memory the process ends. */
WC_API wc_context *wc_open(void);

/* Free the context and all that came from it; NULL is allowed. */
WC_API void wc_close(wc_context *context);

/* How many errors the context holds, and the nth from 0, or NULL beyond the last. Of thousands the first are
 * kept. */
WC_API size_t wc_error_count(const wc_context *context);
WC_API const struct wc_error *wc_error_at(wc_context *context, size_t n);

/* Forget the errors, to go on after some. */
WC_API void wc_clear_errors(wc_context *context);

struct wc_load_options {
    const char *text; /* the workload's YAML, in place of the file; `file` then is its name in messages,
                         and files that it names lie beside that */
    const char *const *profiles;      /* NULL-ended: files of defaults, later ones win */
    const char *const *sets;          /* NULL-ended: "PATH=VALUE", which win over all */
    const char *const *architectures; /* NULL-ended: only these, by id */
};

/* Read and resolve a workload file. NULL with errors. */
WC_API const wc_workload *wc_load(wc_context *context, const char *file,
                                  const struct wc_load_options *options);

struct wc_compare_options {
    int simulates;     /* not 0: latency too, which takes seconds to minutes; 0: costs, in milliseconds */
    int shows_private; /* not 0: private prices, discounts and what follows from them are in the run; 0: it
                          has list prices in their place, and no call gets at the others */
    unsigned threads;  /* 1 where it is 0 */
    const char
        *prices; /* a price book or a directory of dated ones; NULL: the one that the library carries */
    const char *prices_as_of; /* of dated books the newest that isn't after this day, such as "2026-07-20" */
    const char *policy;       /* a policy file, which fixes what the workload can't decide */
    const char *terraform; /* a plan as JSON, whose machines are judged and priced in place of planned ones */
    const char *command;   /* how the run came about, for its document; NULL: "libwarpcost" */
    void (*progress)(void *user, size_t done, size_t total, const char *architecture);
    void *user; /* for progress, which is called before each simulation and once at the end, then with a
                   NULL architecture */
};

/* Every architecture of the workload, side by side: the cheapest deployment that carries it, its bill, its
 * latency. A run in which nothing is feasible is a run. NULL with errors. */
WC_API const wc_run *wc_compare(const wc_workload *workload, const struct wc_compare_options *options);

/* A run from the bytes of the document that the format "json" has, of this version or an older one. The name
 * is for messages. NULL with errors. */
WC_API const wc_run *wc_read(wc_context *context, const char *name, const char *bytes, size_t length);

struct wc_architecture {
    const char *id, *name;
    int is_feasible; /* 0: can't carry the workload; the sums then are of what was tried */
    double usd_per_year;
    double usd_per_year_list;
    double produce_p99_ms; /* at the peak, NAN when not known or not simulated */
    double end_to_end_p99_ms;
};

/* How many architectures the run has, and the nth from 0 in the workload's order: 1 when there is one, else
 * 0. */
WC_API size_t wc_architecture_count(const wc_run *run);
WC_API int wc_architecture_at(const wc_run *run, size_t n, struct wc_architecture *architecture);

struct wc_render_options {
    const char *title, *author; /* of reports: html, markdown, xlsx */
    const char *notes;          /* of reports: Markdown */
    unsigned columns;           /* of text: 80 to 200; 100 where it is 0 */
    int is_plain;               /* of text, not 0: ASCII */
    int64_t created_s;          /* of xlsx: seconds since 1970 */
};

/* The names of the formats, NULL-ended: "text", "markdown", "json", … */
WC_API const char *const *wc_formats(void);

/* The run in a format, ending in a 0 that isn't counted in *length (which may be NULL). NULL with errors. */
WC_API const char *wc_render(const wc_run *run, const char *format, const struct wc_render_options *options,
                             size_t *length);

#ifdef __cplusplus
}
#endif

#endif
