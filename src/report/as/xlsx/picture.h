/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Picture: the size of a PNG or JPEG in pixels, read from its header. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct picture_size {
    unsigned width_px, height_px;
};

/* False when the bytes are neither, or end too early. */
bool picture_measure(const char *bytes, size_t length, struct picture_size *size);
