/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Renderings of a check (gate/gate.h), for people and for machines. Each takes the check and nothing else
 * that bears on content.
 *
 * Names, messages and owners come from files that anyone may have written: each rendering escapes them for
 * where they go, and none lets a text begin a line, a cell, an element or a command of its own. */
#pragma once

#include "gate/gate.h"
#include "report/doc.h"
#include "report/report.h"

/* For a terminal or a log. */
char *gate_text(const struct gate *gate, struct text_style style, struct arena *arena);

/* JSON of its own schema (docs/gate.md). */
char *gate_json(const struct gate *gate, struct arena *arena);

/* JUnit XML: a suite for each workload, a case for each finding. A warning is a case that passes, with its
 * text on the case's system-out. */
char *gate_junit(const struct gate *gate, struct arena *arena);

/* SARIF 2.1.0 (OASIS): what fails or warns is a result at the workload's line, with the rule's line in the
 * budget as a related location; errors are notifications of an invocation that didn't succeed. */
char *gate_sarif(const struct gate *gate, struct arena *arena);

/* A comment on a pull or merge request. Both begin with a sign by which a script finds the comment that it is
 * to replace, <!-- warpcost check -->, and stay below what the site takes: what doesn't fit is left out, and
 * the comment says how much. */
enum comment_site { SITE_GITHUB, SITE_GITLAB };
char *gate_github(const struct gate *gate, struct arena *arena);
char *gate_gitlab(const struct gate *gate, struct arena *arena);

/* Workflow commands of GitHub Actions, which show what fails at its line of the change. */
char *gate_annotations(const struct gate *gate, struct arena *arena);

/* What text and comments say; of a site only the second depends on it. */
void say_check(struct doc *doc, const struct gate *gate, enum comment_site site);

/* "2 of 14 rules fail", the head of every rendering. */
const char *gate_headline(const struct gate *gate, struct arena *arena);

/* The tone of a word that says the outcome. */
enum doc_tone gate_tone(enum gate_outcome outcome);

/* The sentence of a finding; unless it passes or isn't judged then what its author says and whom to ask. */
const char *gate_told(const struct finding *finding, struct arena *arena);

/* "budget.yaml:12:5" */
const char *gate_place(struct place place, struct arena *arena);
