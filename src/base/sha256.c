/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The functions that OpenSSL 3 calls low-level: the others read its configuration and load providers first, over a
 * millisecond for every start of the program. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "base/sha256.h"

#include <openssl/sha.h>
#include <stdio.h>

void sha256_hex_pieces(const struct sha256_piece *pieces, size_t count, char hex[65])
{
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256_CTX state;
    SHA256_Init(&state);
    for (size_t i = 0; i < count; i++)
        SHA256_Update(&state, pieces[i].bytes, pieces[i].length);
    SHA256_Final(digest, &state);
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
}

void sha256_hex(const void *bytes, size_t length, char hex[65])
{
    sha256_hex_pieces(&(struct sha256_piece){bytes, length}, 1, hex);
}
