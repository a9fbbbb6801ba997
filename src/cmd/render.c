/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "cmd/inputs.h"
#include "cmd/load.h"
#include "run/document.h"
#include "report/report.h"

static enum exit_code render_run(const struct parsed *parsed, struct session *session)
{
    const char *file = parsed->arguments[0];
    if (!outputs_check(parsed, FORMATS_OF_RUN, session)) return EXIT_USAGE;
    const struct run *run = input_read_saved(file, session);
    if (run != NULL)
        outputs_write(parsed, FORMATS_OF_RUN, NULL,
                      (struct rendering){.subject = run,
                                         .run_text = parsed_flag(parsed, "plan") ? report_plan : report_text},
                      session);
    return session->diags->exit_code;
}

static const struct option OPTIONS[] = {
    OUTPUT_OPTIONS(RUN),
    FLAG_ROW("plan", "text as from 'warpcost plan'"),
#include "cmd/text_options.def"
    {0},
};

const struct command RENDER = {
    .name = "render",
    .summary = "convert a saved run to another format",
    .description =
        "Reads a run document saved by 'warpcost compare -o run.json' or 'warpcost plan -o run.json' and "
        "writes it in any other format, without the workload or prices: byte for byte the output of the "
        "original run. A truncated or altered document is refused, and so is one of a later major version.",
    .arguments = (const struct argument[]){{"RUN", true, false, HINT_JSON, NULL,
                                            "the run document; - reads standard input"},
                                           {0}},
    .options = OPTIONS,
    .examples = (const struct example[]){{"warpcost render run.json", "print a saved run as text"},
                                         {"warpcost render run.json -o cost.md -o cost.csv",
                                          "for a pull request, and for a spreadsheet"},
                                         {0}},
    .run = render_run,
};
