/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>

/* SHA-256 of length bytes as 64 lower-case hex digits and a NUL. */
void sha256_hex(const void *bytes, size_t length, char hex[65]);

/* The same of count pieces one after another. */
struct sha256_piece {
    const void *bytes;
    size_t length;
};
void sha256_hex_pieces(const struct sha256_piece *pieces, size_t count, char hex[65]);
