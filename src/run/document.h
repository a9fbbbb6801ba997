/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The run document: struct run as JSON, written and read, with its schema and reference page. All follow
 * from the rows of fields.def. docs/run-document.md describes the members. */
#pragma once

#include "base/error.h"
#include "run/run.h"

/* Enough for ten thousand topic groups in three architectures; reading takes about twelve times as much
 * memory. */
enum { RUN_FILE_MAX_BYTES = 64 * 1024 * 1024 };

char *run_write(const struct run *run, struct arena *arena);

/* Read a document into a rounded run, in arena; NULL with diagnostics when the text is no run document or
 * was changed. Nothing is taken on trust: the hash must match, the version must be known, and every member
 * must have its type and range. Members of later minor versions are ignored; members that an older
 * document lacks are unknown: NAN, "" or an empty list. */
const struct run *run_read(const char *name, const char *bytes, size_t length, struct arena *arena,
                           struct diags *diags);

/* The JSON Schema (draft-07) of documents of this version. */
char *run_schema(struct arena *arena);

/* The members as Markdown tables. */
char *run_reference(struct arena *arena);

/* Round every derived number of the run to the 12 digits (base/derived.h) of its document; shares strings
 * with run. A sum of longer numbers, rounded to whole dollars for a table, can come out a dollar apart. So
 * only rounded runs are rendered: then a rendering has the same bytes whether made at once or from a saved
 * document. */
const struct run *run_round(const struct run *run, struct arena *arena);

/* The run as shown to readers who mustn't know private prices. Every figure is that of listed, the same
 * comparison at list prices, which knows of none; only the request is kept from run, without private
 * values and without the hashes of files that may hold them. */
const struct run *run_redact(const struct run *run, const struct run *listed, struct arena *arena);
