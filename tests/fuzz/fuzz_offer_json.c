// covers: src/import/offer_json.c src/import/offer_json_rows.c src/import/offer_json_filter.c src/import/offer_json_terms.c src/import/offer_json_plans.c src/import/json_walk.c src/import/json_scan.c src/import/json_window.c
/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes as an offer in JSON. The first byte chooses the size of blocks. Whatever the blocks and the
 * loops, the outcome is the same; and a text that both the fast reader and cJSON take gives the rows of the
 * whole tree. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fixtures/offer_json_oracle.h"
#include "fixtures/offer_sink.h"
#include "import/offer_json.h"

#define SYNTAX SYNTAX_JSON
#include "fuzz/mutate.h"

/* An assert that no build leaves out. */
#define must(condition) ((condition) ? (void)0 : __builtin_trap())

struct outcome {
    bool good;
    struct text_sink sink;
    struct diags diags;
};

static void read_one(struct outcome *outcome, const char *bytes, size_t length, size_t block_bytes,
                     bool plain_loops, size_t fails_at, struct arena *arena)
{
    struct bytes_source from = {.bytes = bytes, .length = length, .fails_at = fails_at};
    *outcome = (struct outcome){.sink = text_sink_new(arena, true)};
    diags_init(&outcome->diags, arena);
    struct offer_source source = bytes_source(&from, block_bytes, true);
    struct offer_sink sink = text_sink_of(&outcome->sink);
    struct offer_wanted wanted = EC2_WANTED;
    wanted.plain_loops = plain_loops;
    outcome->good = offer_json_read(&source, &wanted, &sink, arena, &outcome->diags);
    must(outcome->good == (outcome->diags.count == 0));
}

static bool same(const struct outcome *a, const struct outcome *b)
{
    return a->good == b->good && strcmp(a->sink.rows.bytes, b->sink.rows.bytes) == 0 &&
           strcmp(a->sink.heads.bytes, b->sink.heads.bytes) == 0;
}

static void check_diag(const struct diag *diag, const char *bytes, size_t length)
{
    uint32_t lines = 1;
    for (size_t i = 0; i < length; i++) lines += bytes[i] == '\n';
    must(diag->place.line >= 1 && diag->place.line <= lines);
    const char *at = NULL; /* the last one: a message may quote one from the input */
    for (const char *next = diag->message; (next = strstr(next, "(byte ")) != NULL; next++) at = next;
    must(at != NULL && strtoull(at + strlen("(byte "), NULL, 10) <= length);
    must(text_invalid_utf8_at(diag->message, strlen(diag->message)) == strlen(diag->message));
    must(strpbrk(diag->message, "\n\r\033") == NULL);
}

static int by_key(const void *left, const void *right)
{
    return strcasecmp(*(const char *const *)left, *(const char *const *)right);
}

/* Which of two members with one key counts isn't said, and the reader doesn't look for them where nobody
 * asks. */
static bool has_duplicates(const cJSON *node)
{
    size_t count = 0;
    bool found = false;
    for (const cJSON *child = node->child; child != NULL; child = child->next) count += child->string != NULL;
    const char **keys = calloc(count + 1, sizeof *keys);
    count = 0;
    for (const cJSON *child = node->child; child != NULL; child = child->next) {
        found = found || has_duplicates(child);
        if (child->string != NULL) keys[count++] = child->string;
    }
    qsort(keys, count, sizeof *keys, by_key);
    for (size_t i = 1; i < count; i++) found = found || strcasecmp(keys[i - 1], keys[i]) == 0;
    free(keys);
    return found;
}

static void check_rows(const struct outcome *outcome, const char *bytes, size_t length, struct arena *arena)
{
    cJSON *tree = cJSON_ParseWithLength(bytes, length);
    bool has_plans = cJSON_IsArray(
        cJSON_GetObjectItemCaseSensitive(tree, "products")); /* which the oracle doesn't know */
    if (tree != NULL && !has_duplicates(tree) && !has_plans) {
        struct text_sink rows = text_sink_new(arena, true);
        struct offer_sink sink = text_sink_of(&rows);
        must(offer_json_oracle(bytes, length, &sink));
        must(strcmp(rows.rows.bytes, outcome->sink.rows.bytes) == 0);
        must(outcome->sink.head_count == 0 || strcmp(rows.heads.bytes, outcome->sink.heads.bytes) == 0);
    }
    cJSON_Delete(tree);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    struct arena *arena = arena_new();
    const char *bytes = (const char *)data + 1;
    size_t length = size - 1;
    struct outcome fast, plain, pieces, failing;
    read_one(&fast, bytes, length, 4096, false, 0, arena);
    read_one(&plain, bytes, length, 4096, true, 0, arena);
    read_one(&pieces, bytes, length, 1 + data[0] % 200, false, 0, arena);
    read_one(&failing, bytes, length, 1 + data[0] % 200, false, 1 + length * data[0] / 256, arena);
    must(!failing.good);
    must(same(&fast, &plain) && (fast.good ? same(&fast, &pieces) : !pieces.good));
    if (fast.good)
        check_rows(&fast, bytes, length, arena);
    else
        must(strcmp(fast.diags.first->message, plain.diags.first->message) == 0);
    if (!fast.good) check_diag(fast.diags.first, bytes, length);
    check_diag(failing.diags.first, bytes, length);
    if (!pieces.good) check_diag(pieces.diags.first, bytes, length);
    arena_free(arena);
    return 0;
}
