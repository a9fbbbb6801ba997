/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Gauss–Legendre quadrature with six points on 0 to 1: exact for polynomials up to degree 11 (Abramowitz and
 * Stegun, table 25.4). */
#pragma once

struct quadrature_node {
    double at, weight;
};

enum { QUADRATURE_NODES = 6 };

extern const struct quadrature_node QUADRATURE[QUADRATURE_NODES];
