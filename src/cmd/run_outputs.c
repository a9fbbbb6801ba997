/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/run_outputs.h"

#include "cmd/outputs.h"

static const struct outputs RUN = {RUN_FORMATS, "text"}, OF_REPORT = {RUN_FORMATS, "html"};

bool run_outputs_check(const struct parsed *parsed, struct session *session)
{
    return outputs_check(parsed, &RUN, session);
}

void run_outputs_write(const struct parsed *parsed, const struct run *run, run_renderer render_text,
                       struct session *session)
{
    outputs_write(parsed, &RUN, &(struct run_view){run, render_text, NULL}, session);
}

void run_outputs_report(const struct parsed *parsed, const struct run *run, const struct cover *cover,
                        struct session *session)
{
    outputs_write(parsed, &OF_REPORT, &(struct run_view){run, report_text, cover}, session);
}
