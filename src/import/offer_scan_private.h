/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "import/offer_scan.h"

/* State carried from step to step: in every bit, whether a cell is quoted; in the lowest, whether the last
 * byte closed one, or is in the middle. */
struct scan_carried {
    uint64_t quoted, closed, in_cell, odd;
};

/* Note step i of a row from its quotes and commas, and the running parity of the quotes. Bits that aren't
 * valid are after the row. Returns the commas that end cells. */
static inline uint64_t scan_mark_step(struct scan_cells *cells, size_t i, uint64_t quotes, uint64_t commas,
                                      uint64_t parity, uint64_t valid, struct scan_carried *carried)
{
    uint64_t quoted = parity ^ carried->quoted, closing = quotes & ~quoted, in_cell = ~(quotes | commas);
    carried->odd |= (quotes & quoted & (in_cell << 1 | carried->in_cell)) |
                    ((closing << 1 | carried->closed) & in_cell & valid);
    carried->quoted ^= -(parity >> 63);
    carried->closed = closing >> 63;
    carried->in_cell = in_cell >> 63;
    cells->commas[i] = commas & ~quoted;
    return cells->commas[i];
}

/* NULL if the processor can't run it. */
const struct scanner *scanner_avx2(void);
