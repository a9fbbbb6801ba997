/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * OpenSSL 3's low-level functions: the others first read its configuration and load providers, over a
 * millisecond at every start of the program. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "base/sha256.h"

#include <openssl/sha.h>
#include <stdio.h>

struct sha256 {
    SHA256_CTX state;
};

struct sha256 *sha256_new(struct arena *arena)
{
    struct sha256 *sha256 = arena_new_of(arena, struct sha256, 1);
    SHA256_Init(&sha256->state);
    return sha256;
}

void sha256_add(struct sha256 *sha256, const void *bytes, size_t length)
{
    SHA256_Update(&sha256->state, bytes, length);
}

void sha256_end(struct sha256 *sha256, char hex[65])
{
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256_Final(digest, &sha256->state);
    for (size_t i = 0; i < sizeof digest; i++) snprintf(hex + 2 * i, 3, "%02x", digest[i]);
}

void sha256_hex_pieces(const struct sha256_piece *pieces, size_t count, char hex[65])
{
    struct sha256 sha256;
    SHA256_Init(&sha256.state);
    for (size_t i = 0; i < count; i++) sha256_add(&sha256, pieces[i].bytes, pieces[i].length);
    sha256_end(&sha256, hex);
}

void sha256_hex(const void *bytes, size_t length, char hex[65])
{
    sha256_hex_pieces(&(struct sha256_piece){bytes, length}, 1, hex);
}
