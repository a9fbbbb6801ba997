/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plain readers: every byte goes through libcsv or cJSON. Slow, and short enough to be believed: what the
 * fast readers give must equal what these give. */
#pragma once

#include "import/offer.h"

/* Hand the head and every row of an offer or Savings Plan in CSV to sink. False with diagnostics, which name
 * line and byte, when the file is no such thing, or when sink stopped. Rows before the mistake have been
 * handed over. */
bool offer_csv_plain_read(const struct offer_source *source, const struct offer_sink *sink,
                          struct diags *diags);

/* The same for JSON, which is read whole: a row for each price dimension, products joined to terms by SKU.
 * Terms are walked in the order of the file. */
bool offer_json_plain_read(const struct offer_source *source, const struct offer_sink *sink,
                           struct diags *diags);
