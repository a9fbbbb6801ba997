/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "cmd/load.h"
#include "report/report.h"

enum { QUOTED_COLUMNS_MAX = 80 };

/* Ids of the lines that may have been meant, each once. */
static size_t line_ids(const struct run *run, const char *architecture, const char **ids)
{
    size_t count = 0;
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_architecture *of = &run->architectures[i];
        for (size_t j = 0; (architecture == NULL || text_equal(of->id, architecture)) && j < of->line_count;
             j++) {
            bool seen = false;
            for (size_t k = 0; k < count && !seen; k++) seen = text_equal(ids[k], of->lines[j].kind->id);
            if (!seen) ids[count++] = of->lines[j].kind->id;
        }
    }
    return count;
}

static enum exit_code unknown_line(const struct run *run, const char *line, const char *architecture,
                                   struct session *session)
{
    size_t line_count = 0;
    for (size_t i = 0; i < run->architecture_count; i++) line_count += run->architectures[i].line_count;
    const char **ids = arena_new_of(session->arena, const char *, line_count);
    size_t count = line_ids(run, architecture, ids);
    const char *nearest = text_nearest(line, ids, count);
    const char *hint = nearest == NULL ? "" : text_format(session->arena, ", did you mean '%s'?", nearest);
    diags_add(session->diags, DIAG_UNKNOWN_LINE, (struct place){0}, "%s has%s line '%s'%s (there are: %s)",
              architecture == NULL ? "no architecture of this workload" : architecture,
              architecture == NULL ? " a" : " no", text_quote(session->arena, line, QUOTED_COLUMNS_MAX), hint,
              text_list(session->arena, ids, count, ", "));
    return session->diags->exit_code;
}

static enum exit_code explain_run(const struct parsed *parsed, struct session *session)
{
    const char *line = parsed->arguments[0], *architecture = parsed_value(parsed, "architecture");
    const struct audience audience = {session->out_is_seen, !session->out_is_seen};
    const struct run *seen, *run = load_run(parsed, parsed->arguments[1], &architecture, architecture != NULL,
                                            false, audience, session, &seen);
    if (run == NULL) return session->diags->exit_code;
    struct text_style style = {session->columns, session->colour, session->unicode, 0};
    const char *text = report_explain(run, line, architecture, style, session->arena);
    if (text == NULL) return unknown_line(run, line, architecture, session);
    fputs(text, session->out);
    return EXIT_DONE;
}

const struct command EXPLAIN = {
    .name = "explain",
    .summary = "how a cost line came about, down to its price and source",
    .description = "Prints the formula of a cost line with its numbers, where each of them comes from, the "
                   "tiers that were paid and the price of each with "
                   "its SKU, date and source, and the usage type to look for on the bill.\n\n"
                   "LINE is an id such as network.replicate; the beginning of one (network) explains all "
                   "lines below it.",
    .arguments = (const struct argument[]){{"LINE", true, false, HINT_LINE, NULL,
                                            "id of the line, or its beginning"},
                                           {"WORKLOAD", true, false, HINT_YAML, NULL,
                                            "the workload file; - is standard input"},
                                           {0}},
    .options = (const struct option[]){LOAD_OPTIONS,
                                       {"architecture", 0, OPTION_VALUE, HINT_ARCHITECTURE, "ID", NULL,
                                        "only this architecture of the workload", false},
                                       {0}},
    .examples =
        (const struct example[]){{"warpcost explain network.replicate workload.yaml",
                                  "replication, in every architecture that has it"},
                                 {"warpcost explain storage workload.yaml --architecture=kafka-classic",
                                  "all storage of one"},
                                 {0}},
    .run = explain_run,
};
