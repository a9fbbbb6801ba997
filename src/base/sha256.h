/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>

#include "base/arena.h"

/* SHA-256 of length bytes as 64 lower-case hex digits and a NUL. */
void sha256_hex(const void *bytes, size_t length, char hex[65]);

/* The hash of count pieces, concatenated. */
struct sha256_piece {
    const void *bytes;
    size_t length;
};
void sha256_hex_pieces(const struct sha256_piece *pieces, size_t count, char hex[65]);

/* The hash of pieces that arrive over time. */
struct sha256;
struct sha256 *sha256_new(struct arena *arena);
void sha256_add(struct sha256 *sha256, const void *bytes, size_t length);
void sha256_end(struct sha256 *sha256, char hex[65]);
