// covers: src/base/samples.c
/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Latencies and percentiles from any bytes; the first byte says which unit is known. What is read must hold
 * what the header promises. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/samples.h"
#include "base/text.h"

#define SYNTAX SYNTAX_CSV
#include "fuzz/mutate.h"
#include "fuzz/oracle.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void check(const struct samples *samples, const struct diags *diags)
{
    must((samples == NULL) == (diags->count > 0));
    for (const struct diag *diag = diags->first; diag != NULL; diag = diag->next) check_diag(diag);
    for (size_t i = 0; samples != NULL && i < samples->count; i++) {
        must(samples->values_s[i] > 0 && isfinite(samples->values_s[i]));
        must(samples->bytes == NULL || (samples->bytes[i] >= 0 && isfinite(samples->bytes[i])));
        must(samples->levels == NULL || (samples->levels[i] >= 0 && samples->levels[i] <= 1));
        must(samples->levels == NULL || i == 0 ||
             (samples->levels[i] > samples->levels[i - 1] &&
              samples->values_s[i] >= samples->values_s[i - 1]));
    }
    must(samples == NULL || samples->count > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static const char *const KNOWN[] = {NULL, "ms", "us"};
    if (length == 0) return 0;
    struct arena *arena = arena_new();
    struct diags diags;
    diags_init(&diags, arena);
    char *exact = malloc(length); /* no byte behind the input may be read */
    must(exact != NULL);
    memcpy(exact, bytes + 1, length - 1);
    check(samples_read("m.csv", exact, length - 1, KNOWN[bytes[0] % 3], arena, &diags), &diags);
    diags_init(&diags, arena);
    exact[length - 1] = '\0';
    struct place place = {.file = "--quantiles"};
    const struct samples *given = samples_of_text(exact, place, arena, &diags);
    must(given == NULL || given->levels != NULL);
    if (exact[0] != '\0') check(given, &diags);
    free(exact);
    arena_free(arena);
    return 0;
}
