/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sheet of prices: one row for each price of each tier that any architecture pays. Changing a price or
 * a discount here changes every architecture. */
#include <math.h>

#include "base/text.h"
#include "report/as/xlsx/xlsx.h"

enum { NOTE_ROW = 1, HEAD_ROW = 3 };

static void write_price(struct xlsx *xlsx, uint32_t row, const struct sheet_price *price)
{
    const struct run_charge *charge = &price->charge;
    const char *discount = text_equal(price->kind->component, "support") ? "0"
                           : text_equal(price->kind->owner, "vendor")    ? "discount_vendor"
                                                                         : "discount_cloud";
    xlsx_text(xlsx, row, PRICE_METER, STYLE_TEXT, price->kind->meter);
    xlsx_text(xlsx, row, PRICE_UNIT, STYLE_TEXT, price->kind->unit);
    xlsx_number(xlsx, row, PRICE_FROM, STYLE_COUNT, charge->from);
    xlsx_number(xlsx, row, PRICE_TO, STYLE_COUNT, charge->to);
    xlsx_number(xlsx, row, PRICE_LIST, STYLE_INPUT_PRICE, charge->usd_per_unit_list);
    xlsx_number(xlsx, row, PRICE_PAID, STYLE_INPUT_PRICE, charge->usd_per_unit);
    if (charge->usd_per_unit_contracted ==
        charge->usd_per_unit) /* without a commitment paid equals contracted; otherwise a second price */
        xlsx_formula(xlsx, row, PRICE_CONTRACTED, STYLE_INPUT_PRICE, charge->usd_per_unit, "=%s",
                     xlsx_cell(xlsx, row, PRICE_PAID));
    else if (isnan(charge->usd_per_unit_contracted))
        xlsx_text(xlsx, row, PRICE_CONTRACTED, STYLE_INPUT_PRICE, xlsx_unknown(xlsx));
    else
        xlsx_number(xlsx, row, PRICE_CONTRACTED, STYLE_INPUT_PRICE, charge->usd_per_unit_contracted);
    xlsx_formula(xlsx, row, PRICE_DISCOUNT, STYLE_INPUT_SHARE, 0, "=%s",
                 discount); /* support has no percentage discount */
    xlsx_formula(xlsx, row, PRICE_FINAL, STYLE_PRICE, charge->usd_per_unit, "=%s*(1-%s)",
                 xlsx_cell(xlsx, row, PRICE_PAID), xlsx_cell(xlsx, row, PRICE_DISCOUNT));
    xlsx_text(xlsx, row, PRICE_TERM, STYLE_AFTER, charge->term);
    xlsx_text(xlsx, row, PRICE_SKU, STYLE_TEXT, charge->sku);
    xlsx_text(xlsx, row, PRICE_DATE, STYLE_TEXT, charge->date);
    xlsx_text(xlsx, row, PRICE_GRADE, STYLE_TEXT, (const char[]){charge->grade, '\0'});
    xlsx_text(xlsx, row, PRICE_SOURCE, STYLE_WRAP, charge->source);
    xlsx_text(xlsx, row, PRICE_NOTE, STYLE_WRAP, charge->note);
}

void xlsx_write_prices(struct xlsx *xlsx)
{
#define HEADS_WITH(in_run, here)                                                                       \
    "Meter|Unit|>Over, per month|>Up to, per month|>List, $ per unit|>Contracted, $ per unit|>" in_run \
    "|>Further discount|>" here "|Term|SKU|As of|Grade|Source|Note"
    static const char HEADS[] = HEADS_WITH("Effective in the run, $", "Effective here, $ per unit"),
                      LISTED[] = HEADS_WITH("List, committed, in the run, $",
                                            "List, committed, here, $ per unit");
#undef HEADS_WITH
    static const double WIDTHS[] = {50, 13, 12, 12, 13, 13, 13, 10, 13, 24, 19, 11, 7, 36, 36, 0};
    xlsx_begin(xlsx, xlsx->price_sheet, WIDTHS);
    xlsx_text(xlsx, 0, 0, STYLE_SECTION, "Prices");
    xlsx_text(xlsx, NOTE_ROW, 0, STYLE_TEXT,
              "USD, before tax. Change the shaded cells. Tiers apply each month to the "
              "sum of a meter in one architecture; an empty upper "
              "bound is open. Contracted is after negotiated discounts and before commitments; effective is "
              "with commitments spread over their term. Grades: A source or AWS document, B vendor's page, C "
              "third party, D derived, R from memory (unverified).");
    xlsx_heads(xlsx, HEAD_ROW, 0, xlsx->run->is_redacted ? LISTED : HEADS);
    xlsx->first_price = HEAD_ROW + 1;
    for (size_t i = 0; i < xlsx->prices.count; i++)
        write_price(xlsx, xlsx->first_price + (uint32_t)i, &xlsx->prices.list[i]);
    if (xlsx->prices.count > 0)
        worksheet_autofilter(xlsx->sheet, HEAD_ROW, 0, HEAD_ROW + (uint32_t)xlsx->prices.count,
                             PRICE__COUNT - 1);
    xlsx_page(xlsx, HEAD_ROW, 1);
}
