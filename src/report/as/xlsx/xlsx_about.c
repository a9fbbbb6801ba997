/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The last sheets: what was assumed, with origin and source; what the totals leave out; and what made them,
 * to make them again. */
#include "report/as/xlsx/xlsx.h"

void xlsx_write_assumptions(struct xlsx *xlsx)
{
    static const struct xlsx_column COLUMNS[] = {{52}, {30}, {20}, {7}, {20}, {20}, {70}, {0}};
    static say_section *const SECTIONS[] = {say_params, say_sensitivities, NULL};
    enum { HEAD_ROW = 3 };
    xlsx_columns(xlsx, xlsx->assumptions, COLUMNS);
    xlsx_say(xlsx, xlsx->assumptions, SECTIONS);
    xlsx_page(xlsx->assumptions, HEAD_ROW, 1);
}

void xlsx_write_about(struct xlsx *xlsx)
{
    static const struct xlsx_column COLUMNS[] = {{32}, {60}, {18}, {40}, {40}, {13},
                                                 {13}, {13}, {40}, {40}, {0}};
    static say_section *const SECTIONS[] = {say_reproduce, say_guarantees, say_excluded,
                                            say_variants,  say_warnings,   NULL};
    xlsx_columns(xlsx, xlsx->about, COLUMNS);
    xlsx_say(xlsx, xlsx->about, SECTIONS);
    xlsx_page(xlsx->about, 0, 0);
}
