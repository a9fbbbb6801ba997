/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The last sheets: the assumptions with origin and source; the costs that the totals leave out; and the
 * facts to reproduce the run. */
#include "report/as/xlsx/xlsx.h"

void xlsx_write_assumptions(struct xlsx *xlsx)
{
    static const double WIDTHS[] = {56, 22, 12, 7, 14, 10, 80, 0};
    static say_section *const SECTIONS[] = {say_params, say_sensitivities, NULL};
    enum { HEAD_ROW = 3 };
    xlsx_begin(xlsx, xlsx->assumptions, WIDTHS);
    xlsx_say(xlsx, SECTIONS);
    xlsx_page(xlsx, HEAD_ROW, 1);
}

void xlsx_write_about(struct xlsx *xlsx)
{
    static const double WIDTHS[] = {32, 60, 18, 40, 40, 13, 13, 13, 40, 40, 0};
    static say_section *const SECTIONS[] = {say_reproduce, say_guarantees, say_excluded,
                                            say_variants,  say_warnings,   NULL};
    xlsx_begin(xlsx, xlsx->about, WIDTHS);
    xlsx_say(xlsx, SECTIONS);
    xlsx_page(xlsx, 0, 0);
}
