/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/path_private.h"

const struct path_kind_row PATH_LOG_KIND = {.unit_name = "batches"};
