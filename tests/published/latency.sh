#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Published latencies against simulated ones (scenarios/published/latency.csv): a held-out p99 is within a factor of 1.5 or has a reason; the table of docs/model.md and
# the mean factors that every simulated figure carries (pricing/model-error.csv) are those of today. POINTS_UPDATE=1 (make points) writes both anew. With
# SOAK=1 to 5 %, each point left out in turn.
. tests/harness.sh
[ "${SOAK:-}" = 1 ] && precision=5% || precision=15%
/usr/bin/python3 tests/published/points.py "$WARPCOST" "$scratch" "$precision" >"$scratch/said" 2>"$scratch/err"
verdict 'every point was simulated' $? "$(tail -n 3 "$scratch/err")"
while IFS='	' read -r state text; do
    [ "$state" = ok ]
    verdict "$text" $?
done <"$scratch/said"
if [ "${POINTS_UPDATE:-}" = 1 ]; then
    cp "$scratch/model-error.csv" pricing/model-error.csv
    awk -v table="$scratch/table" '/^<!-- end of points -->/ { skips = 0 } !skips { print } /^<!-- points/ { skips = 1; while ((getline line <table) > 0) print line }' docs/model.md >"$scratch/model.md"
    cp "$scratch/model.md" docs/model.md
fi
[ "${SOAK:-}" = 1 ] || {
    cmp -s "$scratch/model-error.csv" pricing/model-error.csv
    verdict 'pricing/model-error.csv is what the points give; make points' $? "$(diff pricing/model-error.csv "$scratch/model-error.csv")"
    sed -n '/^<!-- points/,/^<!-- end of points -->/p' docs/model.md | sed '1d;$d' >"$scratch/shown"
    cmp -s "$scratch/table" "$scratch/shown"
    verdict 'docs/model.md shows the points as they are; make points' $? "$(diff "$scratch/shown" "$scratch/table")"
}
finish
