/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The run document: struct run as JSON, out and in, its schema and its reference page. All of it follows from
 * the rows of fields.def. docs/run-document.md says what each member means. */
#pragma once

#include "base/error.h"
#include "run/run.h"

/* Over ten thousand topic groups in three architectures; reading takes about twelve times as much memory. */
enum { RUN_FILE_MAX_BYTES = 256 * 1024 * 1024 };

/* The document. */
char *run_write(const struct run *run, struct arena *arena);

/* The run of a document, rounded, in arena; NULL and diagnostics with places when the text is no run document
 * or not as it was written. Nothing is taken on trust: the text must be whole (its hash is checked), of a
 * version that is known, and every member of its type and in its range. Members of later minor versions are
 * ignored; what a document of an older one lacks is unknown: NAN, "" or an empty list. */
const struct run *run_read(const char *name, const char *bytes, size_t length, struct arena *arena,
                           struct diags *diags);

/* The JSON Schema (draft-07) of documents of this version. */
char *run_schema(struct arena *arena);

/* The members as Markdown tables. */
char *run_reference(struct arena *arena);

/* The run with every derived number rounded to the 12 digits (base/derived.h) that its document has; shares
 * strings with run. A sum of longer numbers, rounded to whole dollars for a table, can come out a dollar
 * apart. So nothing is rendered but rounded runs: then a rendering is the same, byte for byte, whether it is
 * made at once or from a saved document. */
const struct run *run_round(const struct run *run, struct arena *arena);

/* The run as it is shown to those who mustn't know private prices. Every figure is that of listed, the same
 * comparison at list prices, which knows of none; of run itself only what it was asked is kept, with private
 * values and all hashes of files that may hold them left out. */
const struct run *run_redact(const struct run *run, const struct run *listed, struct arena *arena);
