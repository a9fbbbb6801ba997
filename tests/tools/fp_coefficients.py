#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fits the polynomials and ratios of polynomials in src/base/fp_lanes.h and prints their coefficients (needs mpmath).

Remez exchange on the relative error: between references the ratio is linearised with the denominator of the step before."""
from statistics import NormalDist

from mpmath import cos, erfc, exp, expm1, log, lu_solve, matrix, mp, mpf, nstr, pi, sqrt

mp.dps = 45


def value(coefficients, x):
    total = mpf(0)
    for c in reversed(coefficients):
        total = total * x + c
    return total


class Fit:
    """of function by a ratio with numerator and denominator of these degrees over points place(0) to place(1)."""

    def __init__(self, name, function, degrees, place):
        self.name, self.function, self.place = name, function, place
        self.above, self.below = degrees
        self.count = self.above + self.below + 2

    def solve(self, points, below):
        """The ratio whose relative error at the points is +e, -e, +e, ..., given the denominator of before."""
        rows, right = matrix(self.count, self.count), matrix(self.count, 1)
        for i, x in enumerate(points):
            wanted = self.function(x)
            for k in range(self.above + 1):
                rows[i, k] = x**k
            for k in range(1, self.below + 1):
                rows[i, self.above + k] = -wanted * x**k
            rows[i, self.count - 1] = -((-1) ** i) * wanted * value(below, x)
            right[i] = wanted
        s = lu_solve(rows, right)
        denominator = [mpf(1)] + [s[self.above + k] for k in range(1, self.below + 1)]
        return [s[k] for k in range(self.above + 1)], denominator, s[self.count - 1]

    def extremes(self, errors):
        """One index for each stretch of errors of the same sign: of its largest."""
        found, start = [], 0
        for i in range(1, len(errors) + 1):
            if i == len(errors) or (errors[i] > 0) != (errors[start] > 0):
                found.append(max(range(start, i), key=lambda k: abs(errors[k])))
                start = i
        while len(found) > self.count:
            found.pop(0 if abs(errors[found[0]]) < abs(errors[found[-1]]) else -1)
        return found

    def run(self):
        grid = [self.place(mpf(i) / 3000) for i in range(3001)]
        wanted = [self.function(x) for x in grid]
        points = [self.place(mpf(i) / (self.count - 1)) for i in range(self.count)]
        below = [mpf(1)] + [mpf(0)] * self.below
        for _ in range(14):
            for _ in range(6 if self.below else 1):
                above, below, level = self.solve(points, below)
            errors = [value(above, x) / value(below, x) / y - 1 for x, y in zip(grid, wanted)]
            worst = max(abs(e) for e in errors)
            if abs(worst / abs(level) - 1) < 0.02:
                break
            chosen = self.extremes(errors)
            if len(chosen) == self.count:
                points = [grid[i] for i in chosen]
        print(f"{self.name}: worst relative error {nstr(worst, 5)}")
        print("  above", ", ".join(nstr(c, 20) for c in above))
        if self.below:
            print("  below", ", ".join(nstr(c, 20) for c in below))


def quantile_factor(w):
    """quantile(p)/(2p - 1) with w = -log(4p(1 - p))."""
    if w == 0:
        return sqrt(pi / 2)
    x = sqrt(-expm1(-w))  # 1 - 2p for p < 1/2
    tail = exp(-w) / (1 + x)  # 2p
    z = mpf(-NormalDist().inv_cdf(float(tail / 2))) / sqrt(2)
    for _ in range(5):  # Halley's iteration
        step = (erfc(z) - tail) / (-2 / sqrt(pi) * exp(-z * z))
        z -= step / (1 + z * step)
    return sqrt(2) * z / x


Fit("normal quantile", quantile_factor, (9, 8), lambda share: 7 * ((1 - cos(pi * share)) / 2) ** mpf("1.5")).run()
Fit("2^x", lambda x: exp(x * log(mpf(2))), (11, 0), lambda share: -cos(pi * share) / 2).run()
