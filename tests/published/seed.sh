#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The article: 1 GB/s, three groups, seven days; network to the dollar, totals as bands with the presets as they are.
# docs/seed.md shows every figure, and each is compared with the program's.
# shellcheck disable=SC2016 # dollars are money here
case_name=seed
. tests/published/case.inc
page=docs/seed.md
in_zone='in_zone= kafka-tuned ' tiered='tiered= kafka-tuned '
run scenarios/seed.yaml
network_of_article() {
    published kafka-classic network.produce usd '$420,480' "produce${1:-}"
    published kafka-classic network.replicate usd '$1,261,440' "replication${1:-}"
    published kafka-classic network.consume usd '$1,261,440' "consumers reading from leaders${1:-}"
    published kafka-classic 'network[.].*' usd '$2,943,360' "all network, unoptimised${1:-}"
    published kafka-tuned network.produce usd '$420,480' "produce${1:-}"
    published kafka-tuned network.replicate usd '$1,261,440' "replication${1:-}"
    published kafka-tuned 'network[.].*' usd '$1,681,920' "all network, optimised${1:-}"
}
network_of_article
published kafka-tuned 'network[.].*' 'usd / 1e6' '$1.68' 'network, in millions as the article rounds it'
near kafka-classic total '$5.2M' 10 '$5.05M' 'total, unoptimised'
near kafka-tuned total '$2.1M' 10 '$2.12M' 'total, optimised'
near warpstream total '$500k' 10 '$540k' 'total, WarpStream'
holds kafka-classic $((3 * (604800 + 512))) 0.5 # half a segment: 1 GiB fills at 1 MiB/s in 1,024 s
holds kafka-tuned $((3 * (6 * 3600 + 512))) 0.5
again rate_mb=1024 groups=3 retention_s=$((7 * DAY_S)) "$tiered" "$in_zone"
remember

# The page's table: a row for each line and the total, as Markdown; nothing else stands in it.
awk -F '\t' '
    function dollars(usd,    text, cut) {
        if (usd == "") return "–"
        text = sprintf("%.0f", usd)
        for (cut = length(text) - 3; cut > 0; cut -= 3) text = substr(text, 1, cut) "," substr(text, cut + 1)
        return "$" text
    }
    function show(line, label) { printf "| %s | %s | %s | %s |\n", label, dollars(usd["kafka-classic", line]), dollars(usd["kafka-tuned", line]), dollars(usd["warpstream", line]) }
    $1 == "total" { usd[$2, "total"] = $3 }
    $1 == "dollars" { usd[$2, $3] = $4; if (!($3 in known)) { known[$3]; line[++lines] = $3 } }
    END { for (i = 1; i <= lines; i++) show(line[i], "`" line[i] "`"); show("total", "total") }' "$scratch/rows" | LC_ALL=C sort >"$scratch/table"
sed -n '/^| line |/,/^$/p' docs/seed.md | tail -n +3 | grep . | cut -d '|' -f 1-5 | sed 's/$/|/' | LC_ALL=C sort >"$scratch/shown"
cmp -s "$scratch/table" "$scratch/shown"
verdict 'seed: docs/seed.md shows every line as it is' $? "$(diff "$scratch/shown" "$scratch/table")"

# The open assumptions that compare prints, as the page shows them.
variants=$(awk -F '\t' '$1 == "variant" { printf "| %s | %s | %s |\n", $3, $4, $5 == "cannot" ? $5 : $5 < 1e6 ? sprintf("$%.0fk", $5 / 1e3) : sprintf("$%.2fM", $5 / 1e6) }' "$scratch/rows" | sed -e 's/architectures[.]//')
sed -n '/^| open assumption |/,/^$/p' docs/seed.md | tail -n +3 | grep . | sed 's/`//g' >"$scratch/shown"
[ -n "$variants" ] && [ "$variants" = "$(cat "$scratch/shown")" ]
verdict 'seed: docs/seed.md shows every open assumption as it is' $? "$variants"

# Retention of three days, on a bill by hand: 259,200 GiB of data in place of 604,800, in S3's and the vendor's tiers; compaction's 2 × 630 GiB as before.
run scenarios/seed.yaml --set topics.events.retention=3d
moved kafka-classic 'storage[.]block'
moved kafka-tuned 'storage[.]object'
moved warpstream 'storage[.]object([.]compaction)?|control_plane[.]fee[.]stored'
holds kafka-classic $((3 * (259200 + 512))) 0.5
hand kafka-classic storage.block '21 * 5 * 14841 * 0.045 * 12' 'three days on 105 volumes of st1'
hand kafka-tuned storage.object '(51200 * 0.023 + 208000 * 0.022) * 12' 'three days in S3'
hand warpstream 'storage[.]object.*' '(51200 * 0.023 + (259200 + 1260 - 51200) * 0.022) * 12' 'three days and what compaction holds twice in S3'
hand warpstream control_plane.fee.stored '(51200 * 0.01 + 208000 * 0.0085) * 12' "the vendor's part for three days"
again rate_mb=1024 groups=3 retention_s=$((3 * DAY_S)) "$tiered" "$in_zone"

# One group: two thirds of what leaders send to other zones go. Nothing else moves: brokers and agents are sized by what is produced.
run scenarios/seed.yaml --set topics.events.consume.groups=1
moved kafka-classic 'network[.]consume'
moved kafka-tuned none
moved warpstream none
hand kafka-classic network.consume '1 * 2 / 3 * 31536000 * 0.02' 'one group reading from leaders'
again rate_mb=1024 groups=1 retention_s=$((7 * DAY_S)) "$tiered" "$in_zone"
# And none at all: nobody loads a chunk.
run scenarios/seed.yaml --set topics.events.consume.groups=0
moved warpstream 'requests[.]get'
again rate_mb=1024 groups=0 retention_s=$((7 * DAY_S)) "$tiered" "$in_zone kafka-classic "

# The presets as they are today, with the search's machines, and the other variants that the page shows.
sed 's/^  - {use: \(kafka-[a-z]*\), .*/  - \1/; /^    with:/d' scenarios/seed.yaml >"$scratch/presets.yaml"
run "$scratch/presets.yaml"
today kafka-classic total '$5.12M' 'total, preset'
today kafka-tuned total '$2.06M' 'total, preset'
today warpstream total '$531k' 'total, preset'
again rate_mb=1024 groups=3 retention_s=$((7 * DAY_S)) "$tiered" "$in_zone"
run scenarios/seed.yaml --set architectures.kafka-classic.volume=gp3 --set architectures.kafka-classic.free_space=20%
today kafka-classic total '$5.27M' 'total on gp3, 20 % free'
holds kafka-classic $((3 * (604800 + 512))) 0.2
run scenarios/seed.yaml --set architectures.kafka-classic.volume=gp3
today kafka-classic total '$6.57M' 'total on gp3, half empty'
again rate_mb=1024 groups=3 retention_s=$((7 * DAY_S)) "$tiered" "$in_zone"

# Compression moves what the vendor bills by uncompressed bytes. It moves requests as well, by less than a thousandth: records on the wire are
# smaller and more, so that producers' requests fill a file to another odd end.
run scenarios/seed.yaml --set topics.events.produce.compression_ratio=4
today warpstream total '$1.01M' 'total at 4 to 1'
moved kafka-classic none
moved kafka-tuned none
moved warpstream 'control_plane[.]fee[.](written|stored)|requests[.]put|requests[.]get|requests[.]get[.]compaction'
hand warpstream control_plane.fee.stored '(51200 * 0.01 + 256000 * 0.0085 + 512000 * 0.0075 + 1024000 * 0.006 + (2419200 - 1843200) * 0.004) * 12' 'four times as many bytes stored, uncompressed'
again rate_mb=1024 ratio=4 groups=3 retention_s=$((7 * DAY_S)) "$tiered" "$in_zone"

# Options of WarpStream that the second computation takes.
run scenarios/seed.yaml --set 'architectures.warpstream.batch_size=4 MiB' --set 'architectures.warpstream.chunk_size=1 MiB' --set architectures.warpstream.compaction_rewrites=3 \
    --set 'architectures.warpstream.part_size=10 MiB' --set 'architectures.warpstream.compacted_size=500 MiB' --set architectures.warpstream.zone_aware_produce=0 --set architectures.warpstream.zone_aware_consume=0
again rate_mb=1024 groups=3 retention_s=$((7 * DAY_S)) "$tiered" "$in_zone" batch_mib=4 chunk_mib=1 rewrites=3 ws_part_mib=10 compacted_mib=500 ws_in_zone=0
# A file longer than a part is read back in several GETs.
run scenarios/seed.yaml --set 'architectures.warpstream.batch_size=40 MiB' --set architectures.warpstream.batch_timeout=2s
again rate_mb=1024 groups=3 retention_s=$((7 * DAY_S)) "$tiered" "$in_zone" batch_mib=40
run scenarios/seed.yaml --set architectures.warpstream.cluster_tier=none
again rate_mb=1024 groups=3 retention_s=$((7 * DAY_S)) "$tiered" "$in_zone" fee=0
# Nearly idle: the timer closes every file, and most of what is paid stands there whatever flows.
sed '/use: kafka/d' scenarios/seed.yaml >"$scratch/agents.yaml"
run "$scratch/agents.yaml" --set 'topics.events.produce.rate=10 KiB/s'
again rate_mb=0.009765625 groups=3 retention_s=$((7 * DAY_S)) timeout_s=0.25

# Decimal on both sides is the same network; a decimal rate on a binary bill isn't.
run scenarios/seed.yaml --set 'topics.events.produce.rate=1 GB/s' --set billing.gigabyte=decimal
network_of_article ', decimal'
again rate_mb=1000 mb_bytes=$MB gb_bytes=$GB groups=3 retention_s=$((7 * DAY_S)) "$tiered" "$in_zone"
run scenarios/seed.yaml --set 'topics.events.produce.rate=1 GB/s'
published kafka-tuned 'network[.].*' 'usd * 1.073741824' '$1,681,920' 'a decimal rate on a binary bill is less by their ratio'
again rate_mb=1000 mb_bytes=$MB groups=3 retention_s=$((7 * DAY_S)) "$tiered" "$in_zone"
finish
