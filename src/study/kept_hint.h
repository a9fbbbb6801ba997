/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A warning about segments that make topics keep a multiple of what they ask for. */
#pragma once

#include "arch/arch.h"

/* "kafka-classic: topic group logs asks for 6h and keeps 35.8h on average …", of the topic group that keeps
 * most beyond what it asks for; NULL when no segment takes as long to close as its topic group asks to keep.
 */
const char *kept_hint(const struct context *context, const struct demand *demand);
