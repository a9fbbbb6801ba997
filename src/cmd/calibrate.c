/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibrate: fits a profile to measured latencies or published percentiles. */
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "cmd/command.h"
#include "params/params.h"
#include "report/as/fit_text.h"
#include "study/fit_profile.h"

enum { QUOTED_COLUMNS_MAX = 80, SOURCE_MAX_BYTES = 400 };

static const char *const FAMILIES[] = {"auto",  "lognormal", "mixture",
                                       "gamma", "weibull",   NULL}; /* after auto, as enum fit_family */
static const char *const GRADES[] = {"A", "B", "C", "D", "R", NULL};
static const char *const UNITS[] = {"s", "ms", "us", "ns", NULL};
/* Names below `latency`. */
static const char *const TARGETS[] = {
#define PARAM(...)
#define LATENCY(id, name, ...) name,
#include "params/root.def"
#undef PARAM
    NULL};

static bool refuse(struct session *session, const char *message)
{
    return diags_add(session->diags, DIAG_USAGE, (struct place){0}, "%s", message);
}

static const struct samples *read_samples(const struct parsed *parsed, struct session *session)
{
    const char *file = parsed->argument_count > 0 ? parsed->arguments[0] : NULL,
               *quantiles = parsed_value(parsed, "quantiles");
    size_t length;
    if ((file == NULL) == (quantiles == NULL))
        return refuse(session, "calibrate reads a CSV file or takes --quantiles: give one of the two"), NULL;
    if (quantiles != NULL && parsed_value(parsed, "unit") != NULL)
        return refuse(session, "'--unit' is for a file; with --quantiles each latency has its own: p50=60ms"),
               NULL;
    if (quantiles != NULL)
        return samples_of_text(quantiles, (struct place){.file = "--quantiles"}, session->arena,
                               session->diags);
    const char *bytes = file_read(file, SAMPLES_MAX_BYTES, session->arena, &length, session->diags);
    return bytes == NULL ? NULL
                         : samples_read(file, bytes, length, parsed_value(parsed, "unit"), session->arena,
                                        session->diags);
}

static enum fit_family family_given(const struct parsed *parsed)
{
    const char *given = parsed_value(parsed, "family");
    for (int i = 1; given != NULL && FAMILIES[i] != NULL; i++)
        if (text_equal(FAMILIES[i], given)) return (enum fit_family)(i - 1);
    return FIT__COUNT;
}

/* The source's text goes into a file that others read, and into every run that uses it. */
static const char *source_given(const struct parsed *parsed, struct session *session)
{
    const char *given = parsed_value(parsed, "source");
    if (given == NULL)
        return parsed->argument_count == 0
                   ? text_format(session->arena, "percentiles %s", parsed_value(parsed, "quantiles"))
                   : text_quote(session->arena, parsed->arguments[0], QUOTED_COLUMNS_MAX);
    bool is_clean = given[0] != '\0' && strlen(given) <= SOURCE_MAX_BYTES &&
                    text_equal(text_quote(session->arena, given, SOURCE_MAX_BYTES), given);
    if (is_clean) return given;
    diags_add(session->diags, DIAG_USAGE, (struct place){0},
              "'--source' can't be '%s': 1 to %d bytes of text without control characters",
              text_quote(session->arena, given, QUOTED_COLUMNS_MAX), SOURCE_MAX_BYTES);
    return NULL;
}

/* The report goes to standard output, unless the profile itself does. */
static bool write_profile(const struct parsed *parsed, const struct fitting *fitting, const char *profile,
                          struct session *session)
{
    const char *file = parsed_value(parsed, "output");
    if (file == NULL) {
        fprintf(session->out, "%s\n%s", fit_text(fitting, session->arena), profile);
        return true;
    }
    if (text_equal(file, "-")) {
        fputs(profile, session->out);
        return true;
    }
    if (!file_write(file, profile, strlen(profile), session->arena, session->diags)) return false;
    file = text_quote(session->arena, file, SIZE_MAX);
    fprintf(session->out, "%s\n%s: written; use it with --profile %s\n", fit_text(fitting, session->arena),
            file, file);
    return true;
}

static enum exit_code run(const struct parsed *parsed, struct session *session)
{
    const char *target = parsed_value(parsed, "for"), *grade = parsed_value(parsed, "grade"),
               *source = source_given(parsed, session);
    if (source == NULL) return session->diags->exit_code;
    const struct samples *samples = read_samples(parsed, session);
    const char *name = parsed->argument_count == 0 ? "--quantiles" : parsed->arguments[0];
    const struct fitting *fitting = samples == NULL ? NULL
                                                    : fit_make(name, samples, family_given(parsed),
                                                               session->arena, session->diags);
    if (fitting == NULL) return session->diags->exit_code;
    struct fit_provenance provenance = {text_format(session->arena, "latency.%s",
                                                    target == NULL ? TARGETS[0] : target),
                                        source, grade == NULL ? 'D' : grade[0], session->today};
    write_profile(parsed, fitting, fit_profile(fitting, &provenance, session->arena), session);
    return session->diags->exit_code;
}

static const struct argument ARGUMENTS[] = {
    {.name = "FILE", .hint = HINT_FILE, .help = "CSV of latencies or percentiles; '-' is standard input"},
    {0},
};
static const struct option OPTIONS[] = {
    {.name = "quantiles",
     .kind = OPTION_VALUE,
     .argument = "LIST",
     .help = "published percentiles instead of a file: p50=60ms,p99=400ms"},
    {.name = "for",
     .kind = OPTION_VALUE,
     .hint = HINT_CHOICES,
     .argument = "NAME",
     .choices = TARGETS,
     .help = "measured parameter under 'latency' (default object_put)"},
    {.name = "unit",
     .kind = OPTION_VALUE,
     .hint = HINT_CHOICES,
     .argument = "UNIT",
     .choices = UNITS,
     .help = "unit of latencies if the file has none: s, ms, us or ns"},
    {.name = "family",
     .kind = OPTION_VALUE,
     .hint = HINT_CHOICES,
     .argument = "FAMILY",
     .choices = FAMILIES,
     .help = "auto, lognormal, mixture, gamma or weibull (default auto)"},
    {.name = "source",
     .kind = OPTION_VALUE,
     .argument = "TEXT",
     .help = "source of the figures (default: the file's name)"},
    {.name = "grade",
     .kind = OPTION_VALUE,
     .hint = HINT_CHOICES,
     .argument = "GRADE",
     .choices = GRADES,
     .help = "grade of evidence, A to D or R (default D)"},
    {.name = "output",
     .letter = 'o',
     .kind = OPTION_VALUE,
     .hint = HINT_OUTPUT,
     .argument = "FILE",
     .help = "write the profile to FILE; '-' prints it alone",
     .incidental = true},
    {0},
};
static const struct example EXAMPLES[] = {
    {"warpcost calibrate puts.csv --source 'our bucket, week 17' -o puts.yaml",
     "fit measured PUTs and write a profile"},
    {"warpcost compare --no-simulate workload.yaml --profile puts.yaml", "use it"},
    {"warpcost calibrate --quantiles p50=26.8ms,p90=46.9ms,p99=113ms --for object_get",
     "fit published percentiles"},
    {0},
};

extern const struct command CALIBRATE;
const struct command CALIBRATE = {
    .name = "calibrate",
    .summary = "fit a latency profile to measurements or published percentiles",
    .description =
        "Reads a CSV file with a column of latencies whose header names the unit (latency_ms), and beside "
        "it, where sizes vary, one of bytes; or published percentiles: a column quantile (0.99) or "
        "percentile (99) and one of values. Fits a lognormal, a mixture of two lognormals, a gamma and a "
        "Weibull distribution, to latencies by maximum likelihood, to percentiles by matching them, "
        "shows how well each fits, and writes the chosen one as a profile with its source, its grade, its "
        "date and the highest percentile that was measured.\n\n"
        "With bytes, the median is taken to be base + slope x bytes and the rest to be noise around it. Of "
        "fits to latencies the one with the least AIC is chosen, where a mixture must be better by 10 and "
        "have at least "
        "10 latencies in its smaller part; of fits to percentiles the one with the fewest parameters that is "
        "off by at most 1 % at each, else the one whose largest error is smallest. At least 20 "
        "latencies or 2 percentiles are needed; p0 and p100 are not fitted.",
    .arguments = ARGUMENTS,
    .options = OPTIONS,
    .examples = EXAMPLES,
    .run = run,
};
