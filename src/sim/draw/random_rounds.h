/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The constants of Philox4x32 and the positions of a draw's coordinates in its counter, shared by
 * sim/draw/random.c, which computes one block at a time, and sim/draw/lanes_kernels.h, which computes
 * several. */
#pragma once

#include <stdint.h>

/* Multipliers, Weyl constants and rounds (Salmon and others, table 2). */
#define RANDOM_MULTIPLIER_0 UINT32_C(0xD2511F53)
#define RANDOM_MULTIPLIER_1 UINT32_C(0xCD9E8D57)
#define RANDOM_WEYL_0 UINT32_C(0x9E3779B9)
#define RANDOM_WEYL_1 UINT32_C(0xBB67AE85)
enum { RANDOM_ROUNDS = 10 };

/* Counter: low 32 bits of ordinal ÷ 2; its next 16 bits, and the purpose above them; entity; extra. */
enum { RANDOM_PURPOSE_SHIFT = 16, RANDOM_ORDINAL_BITS = 48 };
