/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * gen_offer_csv MEGABYTES [bare] [empty-quoted] [crlf] [escapes]: an offer in CSV on standard output. The
 * counts of its rows go to standard error. */
#include <stdlib.h>

#include "fixtures/offer_csv_generator.h"

int main(int count, char **arguments)
{
    struct csv_gen_shape shape = {.bytes = (uint64_t)((count > 1 ? strtod(arguments[1], NULL) : 1) * 1e6) +
                                           1};
    for (int i = 2; i < count; i++) {
        shape.bare |= strcmp(arguments[i], "bare") == 0;
        shape.empty_quoted |= strcmp(arguments[i], "empty-quoted") == 0;
        shape.crlf |= strcmp(arguments[i], "crlf") == 0;
        shape.escapes |= strcmp(arguments[i], "escapes") == 0;
    }
    struct csv_gen made = csv_generate(stdout, &shape);
    fprintf(stderr, "%llu rows: %llu on demand, %llu of shipped reserved terms, %llu wanted\n",
            (unsigned long long)made.rows, (unsigned long long)made.on_demand_rows,
            (unsigned long long)made.shipped_rows, (unsigned long long)made.wanted_rows);
    return fflush(stdout) == 0 ? 0 : 1;
}
