/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/as/xlsx/picture.h"

#include <string.h>

/* Big-endian, count bytes. */
static unsigned number_at(const unsigned char *bytes, size_t count)
{
    unsigned number = 0;
    for (size_t i = 0; i < count; i++) number = number << 8 | bytes[i];
    return number;
}

/* PNG (ISO/IEC 15948): the chunk IHDR after the signature begins with width and height. */
static bool measure_png(const unsigned char *bytes, size_t length, struct picture_size *size)
{
    enum { TYPE_AT = 12, WIDTH_AT = 16, HEIGHT_AT = 20, HEAD_BYTES = 24 };
    if (length < HEAD_BYTES || memcmp(bytes, "\x89PNG\r\n\x1A\n", 8) != 0 ||
        memcmp(bytes + TYPE_AT, "IHDR", 4) != 0)
        return false;
    *size = (struct picture_size){number_at(bytes + WIDTH_AT, 4), number_at(bytes + HEIGHT_AT, 4)};
    return true;
}

/* True for markers that begin a frame (SOF0 to SOF15); DHT, JPG and DAC are among their numbers but don't. */
static bool is_frame(unsigned char marker)
{
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

/* JPEG (ITU-T T.81): segments of a marker and a length; the frame's first has precision, height and width. */
static bool measure_jpeg(const unsigned char *bytes, size_t length, struct picture_size *size)
{
    enum { LENGTH_AT = 2, HEIGHT_AT = 5, WIDTH_AT = 7, SEGMENT_BYTES = 9 };
    if (length < 2 || bytes[0] != 0xFF || bytes[1] != 0xD8) return false;
    for (size_t at = 2; at + SEGMENT_BYTES <= length && bytes[at] == 0xFF;
         at += 2 + number_at(bytes + at + LENGTH_AT, 2))
        if (is_frame(bytes[at + 1])) {
            *size = (struct picture_size){number_at(bytes + at + WIDTH_AT, 2),
                                          number_at(bytes + at + HEIGHT_AT, 2)};
            return true;
        }
    return false;
}

bool picture_measure(const char *bytes, size_t length, struct picture_size *size)
{
    const unsigned char *u = (const unsigned char *)bytes;
    return (measure_png(u, length, size) || measure_jpeg(u, length, size)) && size->width_px > 0 &&
           size->height_px > 0;
}
