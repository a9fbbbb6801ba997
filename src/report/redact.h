/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "run/run.h"

/* The run as it is shown to those who mustn't know private prices, in arena. Every figure is that of listed,
 * the same comparison at list prices, which knows of none; of run itself only what it was asked is kept, with
 * private values and all hashes of files that may hold them left out. */
const struct run *run_redact(const struct run *run, const struct run *listed, struct arena *arena);
