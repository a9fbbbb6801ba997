/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Model error: how far the simulation is off published latencies that informed nothing in it, on average. The
 * table is pricing/model-error.csv, which tests/published/latency.sh makes and checks (make points). */
#pragma once

#include "run/latency.h"

/* Of a family of data paths ("warpstream", "kafka"). False without any point, and for NULL. */
bool model_error_of(const char *family, struct run_model_error *error, struct arena *arena);
