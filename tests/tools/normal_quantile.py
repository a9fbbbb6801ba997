#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fits the ratio of polynomials in src/base/fp_lanes.h and prints its coefficients (needs mpmath).

g(w) = quantile(p)/(2p - 1) with w = -log(4p(1 - p)), for 0 <= w <= LIMIT, by Remez exchange on the relative error: between
references the ratio is linearised with the denominator of the step before."""
from statistics import NormalDist

from mpmath import cos, erfc, exp, expm1, lu_solve, matrix, mp, mpf, nstr, pi, sqrt

LIMIT, ABOVE, BELOW = mpf(7), 9, 8  # of w; degrees of numerator and denominator
mp.dps = 45
POINTS = ABOVE + BELOW + 2


def g(w):
    if w == 0:
        return sqrt(pi / 2)
    x = sqrt(-expm1(-w))  # 1 - 2p for p < 1/2
    tail = exp(-w) / (1 + x)  # 2p
    z = mpf(-NormalDist().inv_cdf(float(tail / 2))) / sqrt(2)
    for _ in range(5):  # Halley's iteration
        step = (erfc(z) - tail) / (-2 / sqrt(pi) * exp(-z * z))
        z -= step / (1 + z * step)
    return sqrt(2) * z / x


def value(coefficients, x):
    total = mpf(0)
    for c in reversed(coefficients):
        total = total * x + c
    return total


def solve(points, below):
    """The ratio whose relative error at the points is +e, -e, +e, ..., given the denominator of before."""
    rows, right = matrix(POINTS, POINTS), matrix(POINTS, 1)
    for i, x in enumerate(points):
        wanted = g(x)
        for k in range(ABOVE + 1):
            rows[i, k] = x**k
        for k in range(1, BELOW + 1):
            rows[i, ABOVE + k] = -wanted * x**k
        rows[i, POINTS - 1] = -((-1) ** i) * wanted * value(below, x)
        right[i] = wanted
    s = lu_solve(rows, right)
    return [s[k] for k in range(ABOVE + 1)], [mpf(1)] + [s[ABOVE + k] for k in range(1, BELOW + 1)], s[POINTS - 1]


def extremes(errors):
    """One index for each stretch of errors of the same sign: of its largest."""
    found, start = [], 0
    for i in range(1, len(errors) + 1):
        if i == len(errors) or (errors[i] > 0) != (errors[start] > 0):
            found.append(max(range(start, i), key=lambda k: abs(errors[k])))
            start = i
    while len(found) > POINTS:
        found.pop(0 if abs(errors[found[0]]) < abs(errors[found[-1]]) else -1)
    return found


def place(share):
    return LIMIT * ((1 - cos(pi * share)) / 2) ** mpf("1.5")


grid = [place(mpf(i) / 3000) for i in range(3001)]
wanted = [g(x) for x in grid]
points, below = [place(mpf(i) / (POINTS - 1)) for i in range(POINTS)], [mpf(1)] + [mpf(0)] * BELOW
for _ in range(14):
    for _ in range(6):
        above, below, level = solve(points, below)
    errors = [value(above, x) / value(below, x) / y - 1 for x, y in zip(grid, wanted)]
    worst = max(abs(e) for e in errors)
    if abs(worst / abs(level) - 1) < 0.02:
        break
    chosen = extremes(errors)
    if len(chosen) == POINTS:
        points = [grid[i] for i in chosen]
print("worst relative error", nstr(worst, 5))
print("above", ", ".join(nstr(c, 20) for c in reversed(above)))
print("below", ", ".join(nstr(c, 20) for c in reversed(below)))
