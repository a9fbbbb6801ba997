/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Facts to reproduce the figures: the command and its inputs. */
#include "report/report.h"
#include "report/say/say.h"

static void say_inputs(struct doc *doc, const struct run *run)
{
    bool is_page = doc_is(doc, DOC_HTML);
    for (size_t i = 0; i < run->input_count; i++) {
        const struct run_input *input = &run->inputs[i];
        if (is_page)
            doc_fact(doc, DOC_FACT, text_format(doc->arena, "input %s", doc_name(doc->arena, input->name)),
                     *input->sha256 == '\0' ? "hash left out, since the file may hold private prices"
                                            : input->sha256);
        else
            doc_fact(doc, DOC_FACT, "input, sha256",
                     text_format(doc->arena, "%s %s", input->name, input->sha256));
    }
}

static void say_page(struct doc *doc, const struct run *run)
{
    struct arena *arena = doc->arena;
    doc_fact(doc, DOC_FACT, "command", run->command);
    doc_fact(doc, DOC_FACT, "version",
             text_format(arena, "warpcost %s, %s", run->engine_version, run_version(arena)));
    doc_fact(doc, DOC_FACT, "seed", run->seed);
    say_inputs(doc, run);
    doc_fact(doc, DOC_FACT,
             text_format(arena, "price book, %s, %s", doc_name(arena, run->region),
                         say_price_span(run, arena)),
             run->price_sha256);
    doc_fact(doc, DOC_FACT,
             text_format(arena, "instance types, as of %s", doc_name(arena, run->catalogue_as_of)),
             run->catalogue_sha256);
}

static void say_sheet(struct doc *doc, const struct run *run)
{
    const struct {
        const char *what, *is;
    } FACTS[] = {
        {"version", run->engine_version},
        {"command", run->command},
        {"workload", run->workload_name},
        {"region", run->region},
        {"seed", run->seed},
        {"prices", say_price_span(run, doc->arena)},
        {"sha256 of the price book", run->price_sha256},
        {"instance types as of", run->catalogue_as_of},
        {"sha256 of the catalogue", run->catalogue_sha256},
        {"private prices", report_privacy(run) == NULL ? "" : report_privacy(run)},
    };
    doc_add(doc, DOC_HEADING, 0, "Reproduce these figures");
    for (size_t i = 0; i < DOC_COUNT(FACTS); i++)
        if (*FACTS[i].is != '\0') doc_fact(doc, DOC_FACT, FACTS[i].what, FACTS[i].is);
    say_inputs(doc, run);
}

void say_reproduce(struct doc *doc, const struct run *run)
{
    if (doc_is(doc, DOC_XLSX))
        say_sheet(doc, run);
    else
        say_page(doc, run);
}
