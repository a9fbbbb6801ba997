/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cache: GETs and bytes loaded from object storage when agents of a zone share a read cache.
 *
 * Every zone with a reader loads each chunk of a file once, whoever wrote it: there is no write cache
 * (WarpStream's read path, as its documents and authors describe it). A chunk isn't loaded twice, and the
 * last one of a file is as long as what is left. So bytes loaded are files × zones, whatever the chunk;
 * requests are files × zones × E⌈file ÷ chunk⌉ (batching_chunks gives that). */
#pragma once

/* ⌈file ÷ chunk⌉ for a file of known length: GETs that load it. bytes > 0. */
double cache_chunks(double file_bytes, double chunk_bytes);

/* The number of a group's consumers that want a chunk: its batches (a Poisson number with this mean) fall on
 * any consumer alike. consumers × (1 − e^(−batches ÷ consumers)); 0 without consumers. */
double cache_consumers_that_want(double consumers, double batches);
