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
    FLAG_ROW("plan", "text is that of 'warpcost plan'"),
#include "cmd/text_options.def"
    {0},
};

const struct command RENDER = {
    .name = "render",
    .summary = "a saved run in another format",
    .description = "Reads a run document that 'warpcost compare -o run.json' or 'warpcost plan -o run.json' "
                   "saved and writes it in any other format. Neither "
                   "workload nor prices are needed: what comes out is, byte for byte, what would have come "
                   "out then. A document that was cut or altered "
                   "is refused, and so is one of a later major version.",
    .arguments = (const struct argument[]){{"RUN", true, false, HINT_JSON, NULL,
                                            "the run document; - is standard input"},
                                           {0}},
    .options = OPTIONS,
    .examples = (const struct example[]){{"warpcost render run.json", "the table of a saved run"},
                                         {"warpcost render run.json -o cost.md -o cost.csv",
                                          "for a pull request, and for a spreadsheet"},
                                         {0}},
    .run = render_run,
};
