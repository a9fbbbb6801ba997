/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/dist.h"

/* E X²; infinite where a Pareto tail makes it so. */
double dist_second_moment(const struct dist *dist, double bytes);
