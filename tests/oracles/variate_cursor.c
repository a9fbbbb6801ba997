/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "variate_cursor.h"

struct variate_cursor variate_cursor_of(const struct dist *dist, struct random_stream stream, uint64_t first)
{
    struct variate_cursor cursor = {
        .dist = dist, .drawn = dist, .stream = stream, .next = first - first % 2, .at = VARIATE_CURSOR_DRAWS};
    if (dist->kind == DIST_SIZED) cursor.drawn = dist->sized.noise;
    for (int i = 0; i < VARIATE_CURSOR_DRAWS; i++) cursor.values[i] = 1; /* without noise */
    if (first % 2 == 1) {
        variate_cursor_fill(&cursor);
        cursor.at = 1;
    }
    return cursor;
}

void variate_cursor_fill(struct variate_cursor *cursor)
{
    if (cursor->drawn != NULL)
        variate_block(cursor->drawn, &cursor->stream, cursor->next, VARIATE_CURSOR_DRAWS, 0, cursor->values);
    cursor->next += VARIATE_CURSOR_DRAWS;
    cursor->at = 0;
}
