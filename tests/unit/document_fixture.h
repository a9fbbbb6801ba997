/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Run documents to alter: parts replaced, and the hash made right again, so that what is behind the hash is reached. */
#pragma once

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"
#include "base/text.h"

/* Put the right hash into a document of length bytes, if it has the place for one. */
static inline void document_rehash(char *bytes, size_t length)
{
    static const char MEMBER[] = "\"sha256\": \"";
    enum { HASH = 64 };
    char *member = memmem(bytes, length, MEMBER, strlen(MEMBER));
    size_t before = member == NULL ? length : (size_t)(member - bytes) + strlen(MEMBER);
    if (before + HASH >= length || bytes[before + HASH] != '"')
        return;
    char hash[HASH + 1];
    const struct sha256_piece pieces[] = {{bytes, before}, {bytes + before + HASH, length - before - HASH}};
    sha256_hex_pieces(pieces, 2, hash);
    memcpy(bytes + before, hash, HASH);
}

/* The document with the bytes from at, length of them, replaced; its hash right again. */
static inline char *document_splice(struct arena *arena, const char *document, size_t at, size_t length, const char *by)
{
    char *altered = text_format(arena, "%.*s%s%s", (int)at, document, by, document + at + length);
    document_rehash(altered, strlen(altered));
    return altered;
}

/* The same of the first occurrence of a part. */
static inline char *document_altered(struct arena *arena, const char *document, const char *part, const char *by)
{
    const char *at = strstr(document, part);
    if (at == NULL) {
        fprintf(stderr, "the document has no '%s'\n", part);
        abort();
    }
    return document_splice(arena, document, (size_t)(at - document), strlen(part), by);
}
