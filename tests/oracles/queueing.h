/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Queueing: mean waits (without service) of a queue with Poisson arrivals, first come first served.
 *
 * arrivals_per_s ≥ 0, service in seconds > 0. A queue that can't keep up (utilisation ≥ 1) waits for ever:
 * INFINITY. Sources: Kleinrock, Queueing Systems I (1975). Oracles: an event loop in the test, and figures
 * computed elsewhere. */
#pragma once

/* Exponential service of that mean: ρ/(μ − λ). */
double queueing_mm1_wait_s(double arrivals_per_s, double service_s);

/* Constant service: half of that. */
double queueing_md1_wait_s(double arrivals_per_s, double service_s);

/* Any service: λ E S² / 2(1 − ρ) (Pollaczek and Khinchine). */
double queueing_mg1_wait_s(double arrivals_per_s, double service_s, double service_squared_s2);

enum { QUEUEING_SERVERS_MAX = 1000000 };

/* Share of arrivals that are data lost if `servers` (1 to QUEUEING_SERVERS_MAX) are busy and none may wait;
 * offered = λ E S, in servers. */
double queueing_erlang_b(unsigned servers, double offered);

/* Share of arrivals that wait when they may, for exponential service; 1 if offered ≥ servers. */
double queueing_erlang_c(unsigned servers, double offered);

/* Mean wait at so many servers with exponential service. */
double queueing_mmc_wait_s(unsigned servers, double arrivals_per_s, double service_s);

/* Probability of waiting longer than wait_s ≥ 0 there. */
double queueing_mmc_wait_above(unsigned servers, double arrivals_per_s, double service_s, double wait_s);
