/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "cmd/load.h"
#include "report/report.h"

enum { QUOTED_COLUMNS_MAX = 80 };

/* Lines that may have been meant: ids, and what they begin with ("storage"), each once. */
struct line_names {
    const char **ids;
    size_t count;
};

static void add_name(struct line_names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (text_equal(names->ids[i], name)) return;
    names->ids[names->count++] = name;
}

static struct line_names line_names(const struct run *run, const char *architecture, bool beginnings,
                                    struct arena *arena)
{
    size_t most = 0;
    for (size_t i = 0; i < run->architecture_count; i++) most += 2 * run->architectures[i].line_count;
    struct line_names names = {arena_new_of(arena, const char *, most), 0};
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_architecture *of = &run->architectures[i];
        for (size_t j = 0; (architecture == NULL || text_equal(of->id, architecture)) && j < of->line_count;
             j++) {
            const char *id = of->lines[j].kind->id;
            add_name(&names, arena_copy(arena, id, strcspn(id, ".")));
            if (!beginnings) add_name(&names, id);
        }
    }
    return names;
}

/* A nearest id, or the beginnings that there are: all ids are too many to read. */
static enum exit_code unknown_line(const struct run *run, const char *line, const char *architecture,
                                   struct session *session)
{
    struct arena *arena = session->arena;
    const struct line_names names = line_names(run, architecture, false, arena),
                            beginnings = line_names(run, architecture, true, arena);
    const char *nearest = text_nearest(line, names.ids, names.count);
    diags_add(session->diags, DIAG_UNKNOWN_LINE, (struct place){0}, "%s has%s line '%s'%s",
              architecture == NULL ? "no architecture of this workload" : architecture,
              architecture == NULL ? " a" : " no", text_quote(arena, line, QUOTED_COLUMNS_MAX),
              nearest != NULL ? text_format(arena, ", did you mean '%s'?", nearest)
                              : text_format(arena, "; lines begin with %s",
                                            text_list(arena, beginnings.ids, beginnings.count, " or ")));
    return session->diags->exit_code;
}

/* Where nothing carries the load, its costs answer another question: exit with 6, and say why. */
static void check_carried(const struct run *run, struct session *session)
{
    for (size_t i = 0; i < run->architecture_count; i++)
        if (run->architectures[i].feasible) return;
    for (size_t i = 0; i < run->architecture_count; i++)
        diags_add(session->diags, DIAG_NOTHING_FEASIBLE, (struct place){0},
                  "%s can't carry workload '%s': %s", run->architectures[i].id,
                  text_quote(session->arena, run->workload_name, QUOTED_COLUMNS_MAX),
                  run->architectures[i].infeasible_reason);
}

static enum exit_code explain_run(const struct parsed *parsed, struct session *session)
{
    const char *line = parsed->arguments[0], *architecture = parsed_value(parsed, "architecture");
    const struct audience audience = {session->out_is_seen, !session->out_is_seen};
    struct loaded loaded;
    const struct run *run = load_run(parsed, parsed->arguments[1], &architecture, architecture != NULL, false,
                                     audience, session, &loaded);
    if (run == NULL) return session->diags->exit_code;
    struct text_style style = {session->columns, session->colour, session->unicode, 0};
    const struct explained explained = {run, loaded.params, loaded.outcomes};
    const char *text = report_explain(&explained, line, architecture, style, session->arena);
    if (text != NULL) fputs(text, session->out);
    check_carried(run, session);
    return text != NULL || session->diags->count > 0 ? session->diags->exit_code
                                                     : unknown_line(run, line, architecture, session);
}

const struct command EXPLAIN = {
    .name = "explain",
    .summary = "explain a cost line, down to its price and source",
    .description = "Prints the formula of a cost line with its numbers and their origin, the price tiers "
                   "with SKU, date and source, and the usage type to look for on the bill.\n\n"
                   "LINE is an id such as network.replicate; a prefix (network) explains all lines below it.",
    .arguments = (const struct argument[]){{"LINE", true, false, HINT_LINE, NULL,
                                            "id of the line, or a prefix"},
                                           {"WORKLOAD", true, false, HINT_YAML, NULL,
                                            "the workload file; - reads standard input"},
                                           {0}},
    .options = (const struct option[]){LOAD_OPTIONS,
                                       {"architecture", 0, OPTION_VALUE, HINT_ARCHITECTURE, "ID", NULL,
                                        "only this architecture of the workload", false},
                                       {0}},
    .examples =
        (const struct example[]){{"warpcost explain network.replicate workload.yaml",
                                  "replication, in every architecture"},
                                 {"warpcost explain storage workload.yaml --architecture=kafka-classic",
                                  "all storage of one architecture"},
                                 {0}},
    .run = explain_run,
};
