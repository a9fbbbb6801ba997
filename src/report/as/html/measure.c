/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/as/html/measure.h"

#include <stdint.h>
#include <string.h>

#include "base/text.h"

/* Advance widths of ' ' to '~' in hundredths of the size: table hmtx of DejaVuSans.ttf 2.37, rounded up. */
static const unsigned char ADVANCES[] = {
    32, 41, 46, 84, 64, 96, 78, 28, 40,  40, 50, 84, 32, 37, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 34, 34, 84, 84, 84, 54, 100, 69, 69, 70, 77, 64, 58, 78, 76, 30, 30, 66, 56, 87, 75, 79,
    61, 79, 70, 64, 62, 74, 69, 99, 69,  62, 69, 40, 34, 40, 84, 50, 50, 62, 64, 55, 64, 62, 36, 64,
    64, 28, 28, 58, 28, 98, 64, 62, 64,  64, 42, 53, 40, 64, 60, 82, 60, 60, 53, 64, 34, 64, 84,
};

/* Beyond ASCII: bounds of the same font for Latin letters and signs, for other alphabets, and for square
 * and emoji cells. */
enum { ADVANCE_LATIN = 90, ADVANCE_LETTER = 110, ADVANCE_SQUARE = 140 };

static unsigned advance_of(const unsigned char *at, size_t *size)
{
    *size = at[0] < 0x80 ? 1 : at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4;
    if (*size == 1) return at[0] >= ' ' && at[0] <= '~' ? ADVANCES[at[0] - ' '] : 0;
    if (at[0] < 0xCC) return ADVANCE_LATIN;
    if (at[0] == 0xE2 && at[1] <= 0x8B) return ADVANCE_LETTER; /* punctuation, arrows, mathematical signs */
    return *size == 2 ? ADVANCE_LETTER : ADVANCE_SQUARE;
}

double measure_text(const char *text, double size_px)
{
    double hundredths = 0;
    size_t size, length = strlen(text);
    for (size_t i = 0; i < length; i += size)
        hundredths += advance_of((const unsigned char *)text + i, &size);
    return hundredths / 100 * size_px;
}

char *measure_fit(struct arena *arena, const char *text, double size_px, double width_px)
{
    static const char ELLIPSIS[] = "\u2026";
    if (measure_text(text, size_px) <= width_px) return arena_copy_string(arena, text);
    double left = width_px - measure_text(ELLIPSIS, size_px);
    size_t kept = 0, size, length = strlen(text);
    while (kept < length) {
        double advance = advance_of((const unsigned char *)text + kept, &size) / 100.0 * size_px;
        if (advance > left || kept + size > length) break;
        left -= advance;
        kept += size;
    }
    while (kept > 0 && text[kept - 1] == ' ') kept--;
    return kept == 0 ? arena_copy_string(arena, "") : text_format(arena, "%.*s%s", (int)kept, text, ELLIPSIS);
}
