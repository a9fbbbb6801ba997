/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * gen_offer_json INSTANCE_TYPES [terms-first] [head-last] [dense] [escapes] [flat-rate]: an offer in JSON on
 * standard output. An instance type is 96 products, about 0.5 MB. */
#include <stdlib.h>

#include "fixtures/offer_json_generator.h"

int main(int count, char **arguments)
{
    struct offer_json_shape shape = {.instance_types = count > 1 ? (unsigned)strtoul(arguments[1], NULL, 10)
                                                                 : 1};
    for (int i = 2; i < count; i++) {
        shape.terms_first |= strcmp(arguments[i], "terms-first") == 0;
        shape.head_last |= strcmp(arguments[i], "head-last") == 0;
        shape.dense |= strcmp(arguments[i], "dense") == 0;
        shape.escapes |= strcmp(arguments[i], "escapes") == 0;
        shape.unknown_type |= strcmp(arguments[i], "flat-rate") == 0;
    }
    offer_json_generate(stdout, &shape);
    return fflush(stdout) == 0 ? 0 : 1;
}
