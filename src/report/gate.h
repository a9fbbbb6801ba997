/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Renderings of a check (gate/gate.h), for people and for machines. Each takes the check and nothing else
 * that bears on content.
 *
 * Names, messages and owners come from files that anyone may have written: each rendering escapes them for
 * its syntax, so that none can begin a line, a cell, an element or a command. */
#pragma once

#include "gate/gate.h"
#include "report/doc.h"
#include "report/report.h"

/* For a terminal or a log. */
char *gate_text(const struct gate *gate, struct text_style style, struct arena *arena);

/* JSON of its own schema (docs/gate.md). */
char *gate_json(const struct gate *gate, struct arena *arena);

/* JUnit XML: a suite for each workload, a case for each finding. A warning is a passing case, with its
 * text on the case's system-out. */
char *gate_junit(const struct gate *gate, struct arena *arena);

/* SARIF 2.1.0 (OASIS): a failure or warning is a result at the workload's line, with the rule's line in
 * the budget as a related location; errors are notifications of an invocation that didn't succeed. */
char *gate_sarif(const struct gate *gate, struct arena *arena);

/* A comment on a pull or merge request. Both begin with a marker by which a script finds the comment to
 * replace, <!-- warpcost check -->, and stay below the site's limit: the comment says how much was left
 * out. */
enum comment_site { SITE_GITHUB, SITE_GITLAB };
char *gate_github(const struct gate *gate, struct arena *arena);
char *gate_gitlab(const struct gate *gate, struct arena *arena);

/* Workflow commands of GitHub Actions, which show a failure at its line of the change. */
char *gate_annotations(const struct gate *gate, struct arena *arena);

/* The content of text and comments; site matters only to comments. */
void say_check(struct doc *doc, const struct gate *gate, enum comment_site site);

/* The headline of every rendering: "2 of 14 rules fail". */
const char *gate_headline(const struct gate *gate, struct arena *arena);

/* The tone of an outcome's word. */
enum doc_tone gate_tone(enum gate_outcome outcome);

/* The finding's sentence; unless it passes or isn't judged, also its author's message and contact. */
const char *gate_sentence(const struct finding *finding, struct arena *arena);

/* "budget.yaml:12:5" */
const char *gate_place(struct place place, struct arena *arena);

/* The workload's file as a place; none of all together. */
struct place gate_place_of(const struct checked *checked);
