/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Picture: how large a PNG or JPEG is, in pixels, read from its head. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct picture_size {
    unsigned width_px, height_px;
};

/* False when the bytes are neither, or end before they say it. */
bool picture_measure(const char *bytes, size_t length, struct picture_size *size);
