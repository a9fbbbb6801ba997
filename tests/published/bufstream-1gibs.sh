#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Bufstream's cost page, 1 GiB/s uncompressed: every line within 1 %, and by hand from the page's own quantities.
# shellcheck disable=SC2016 # dollars are money here
case_name=bufstream-1gibs
. tests/published/case.inc
file=scenarios/published/bufstream-1gibs.yaml

# within ARCH LINES PUBLISHED OURS WHAT: dollars a month within 1 % of what is published; the page shows both.
within() {
    awk -v got="$(usd "$1" "$2")" -v wanted="$(bare "$3")" 'BEGIN { gap = got / 12 / wanted - 1; exit !(got != "" && gap * gap <= 1e-4) }'
    verdict "$case_name: $1: $5 within 1 % of $3 a month" $? "got $(usd "$1" "$2") per year"
    documented "$3"
    published "$1" "$2" 'usd / 12' "$4" "$5 as docs/cases.md shows it"
}
run "$file"
within bufstream compute.brokers '$890' '$890.35' brokers
within bufstream compute.metadata '$222' '$222.59' etcd
within bufstream storage.object '$3,498' '$3,497.35' 'S3 space'
within bufstream network.metadata '$226' '$227.81' 'bytes between zones'
within bufstream control_plane.fee '$5,184' '$5,184.00' fee
within bufstream total '$11,147' '$11,132.30' total
published bufstream 'requests[.].*' 'usd / 12' '$1,110.20' 'requests of 30 days'
awk -F '\t' '$1 == "role" { print $3, $4 }' "$scratch/rows" | sort | tr '\n' ' ' >"$scratch/roles"
[ "$(cat "$scratch/roles")" = 'broker 6 metadata 3 ' ]
verdict "$case_name: six brokers and three machines of etcd, planned" $? "$(cat "$scratch/roles")"
# The same from the page's quantities, written out.
hand bufstream compute.brokers '12 * 6 * 730 * 0.27846 * 0.73' '6 × m6in.xlarge for 730 h at 73 %'
hand bufstream compute.metadata '12 * 3 * 730 * 0.13923 * 0.73' '3 × m6in.large'
hand bufstream storage.object '12 * (51200 * 0.023 + (256 * 604800 / 1024 * 1.036 - 51200) * 0.022)' 'seven days of 256 MiB/s and 3.6 %'
hand bufstream network.metadata '12 * 4.5 / 1024 * 2592000 * 0.02' '4.5 MiB/s, both sides'
hand bufstream control_plane.fee '12 * 2592000 * 0.002' 'a GiB a second'
# The page's requests come out at a month of 730 h: 75 PUTs and 125 GETs a second.
run "$file" --set billing.month_metered=730h
within bufstream 'requests[.].*' '$1,127' '$1,125.62' requests
for counted in 'requests.put|requests.put.archive 75 0.000005' 'requests.get 125 0.0000004'; do
    # shellcheck disable=SC2086 # three words
    set -- $counted
    awk -v usd="$(usd bufstream "$1")" -v per_s="$2" -v price="$3" 'BEGIN { gap = usd / price / (12 * 730 * 3600) / per_s - 1; exit !(usd != "" && gap * gap <= 4e-4) }'
    verdict "$case_name: $2 a second of $1 within 2 %" $? "$(usd bufstream "$1")"
done
finish
