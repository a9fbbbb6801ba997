# SPDX-License-Identifier: GPL-3.0-or-later
#
# The second computation of a bill of self-managed Kafka with one topic group: from the rows of extract.py and the
# workload's numbers, which the test types in, to the dollars of every line by formulas of its own. Prints a row for each line
#
#     ok|not ok  ARCHITECTURE  LINE  IN_THE_DOCUMENT  COMPUTED_AGAIN
#
# and one for each architecture's total. Numbers of the workload, by -v:
#
#     rate_mb groups retention_s zones rf    MB/s or MiB/s produced (as mb_bytes says); copies, leader included
#     mb_bytes gb_bytes                      bytes of the rate's MB and of the bill's GB
#     month_metered_s month_hourly_h         lengths of a billing month; a year is 12 of them
#     in_zone                                architectures whose consumers read in their zone, as " id id "
#     tiered                                 architectures whose segments go to S3, as " id id "
#     historical tier_fetch_mib              share of consumption that is old; bytes that a GET brings
#     segment_mib part_mib index_objects     uploads
#
# Conventions: a third of clients' bytes stays in the zone by chance; each copy of RF <= zones crosses; both sides of a crossing pay.

BEGIN {
    FS = OFS = "\t"
    SIDES = 2
    MONTHS = 12
    GIB = 1024 * 1024 * 1024
    GP3_FREE_IOPS = 3000
    GP3_FREE_MIB_PER_S = 125
    by_chance = (zones - 1) / zones
    year_s = MONTHS * month_metered_s
    gb_per_s = rate_mb * mb_bytes / gb_bytes
    requests_per_segment = (segment_mib > part_mib ? segment_mib / part_mib + 2 : 1) + index_objects
}

# WarpStream is computed again by again-warpstream.awk, AutoMQ by hand in its own case.
$1 == "use" { of[$2] = $3 }
of[$2] == "warpstream" || of[$2] == "automq" { others++; next }
$1 == "role" { count[$2, $3] = $4; kind[$2, $3] = $5; volumes[$2, $3] = $6; gib[$2, $3] = $7; iops[$2, $3] = $8; mib_per_s[$2, $3] = $9 }
$1 == "price" { tiers[$2, $3]++; end[$2, $3, tiers[$2, $3]] = $5; usd[$2, $3, tiers[$2, $3]] = $6 }
$1 == "dollars" { seen[$2, $3]++; judge($2, $3, $4, dollars($2, $3)) }
$1 == "total" { judge($2, "total", $3, sum[$2]); all_there($2) }

# A month's quantity through the tiers, times 12.
function priced(arch, line, per_month,    tier, from, part, total) {
    for (tier = 1; tier <= tiers[arch, line]; tier++) {
        part = end[arch, line, tier] == "open" || per_month < end[arch, line, tier] ? per_month : end[arch, line, tier]
        total += (part - from) * usd[arch, line, tier]
        from = part
    }
    return total * MONTHS
}

function over(value, included) { return value > included ? value - included : 0 }

function crossing(arch, line, share) { return priced(arch, line, gb_per_s * share * SIDES * month_metered_s) }

function space(arch, line, role) {
    return priced(arch, line, count[arch, role] * volumes[arch, role] * gib[arch, role] * GIB / gb_bytes)
}

function dollars(arch, line,    all_volumes) {
    all_volumes = count[arch, "broker"] * volumes[arch, "broker"]
    if (line == "compute.brokers")
        return priced(arch, line, count[arch, "broker"] * month_hourly_h)
    if (line == "compute.controllers")
        return priced(arch, line, count[arch, "controller"] * month_hourly_h)
    if (line == "storage.block")
        return space(arch, line, "broker")
    if (line == "storage.block.controllers")
        return space(arch, line, "controller")
    if (line == "storage.block.iops" && kind[arch, "broker"] == "gp3")
        return priced(arch, line, all_volumes * over(iops[arch, "broker"], GP3_FREE_IOPS))
    if (line == "storage.block.throughput")
        return priced(arch, line, all_volumes * over(mib_per_s[arch, "broker"], GP3_FREE_MIB_PER_S) / 1024)
    if (line == "network.produce")
        return crossing(arch, line, by_chance)
    if (line == "network.replicate")
        return crossing(arch, line, rf - 1)
    if (line == "network.consume" && !index(in_zone, " " arch " "))
        return crossing(arch, line, groups * by_chance)
    if (index(tiered, " " arch " "))
        return tiered_dollars(arch, line)
    return "unknown"
}

function tiered_dollars(arch, line) {
    if (line == "storage.object")
        return priced(arch, line, gb_per_s * retention_s)
    if (line == "requests.put.upload")
        return priced(arch, line, rate_mb * mb_bytes / (1024 * 1024) / segment_mib * requests_per_segment * month_metered_s)
    if (line == "requests.get.historical")
        return priced(arch, line, rate_mb * mb_bytes / (1024 * 1024) * groups * historical / tier_fetch_mib * month_metered_s)
    return "unknown"
}

function judge(arch, line, got, again,    gap) {
    gap = got - again
    if (gap < 0)
        gap = -gap
    # Nothing is compared with nothing: a line that is there costs something.
    print (again != "unknown" && again > 0 && gap <= 1e-9 * again ? "ok" : "not ok"), arch, line, sprintf("%.6f", got), (again == "unknown" ? again : sprintf("%.6f", again))
    sum[arch] += again
    judged++
}

# A line that was left out would leave the total in agreement.
function needs(arch, line, condition) {
    if ((condition ? 1 : 0) != seen[arch, line] + 0)
        print "not ok", arch, line " is there as often as it should", seen[arch, line] + 0, condition ? 1 : 0
}

function all_there(arch,    is_tiered) {
    is_tiered = index(tiered, " " arch " ")
    needs(arch, "compute.brokers", 1)
    needs(arch, "compute.controllers", count[arch, "controller"] > 0)
    needs(arch, "storage.block", kind[arch, "broker"] != "nvme")
    needs(arch, "storage.block.throughput", kind[arch, "broker"] == "gp3" && mib_per_s[arch, "broker"] > GP3_FREE_MIB_PER_S)
    needs(arch, "storage.block.controllers", count[arch, "controller"] > 0)
    needs(arch, "network.produce", 1)
    needs(arch, "network.replicate", rf > 1)
    needs(arch, "network.consume", !index(in_zone, " " arch " "))
    needs(arch, "storage.object", is_tiered)
    needs(arch, "requests.put.upload", is_tiered)
    needs(arch, "requests.get.historical", is_tiered && historical > 0)
}

END { if (!judged && !others) print "not ok", "-", "no line at all", 0, 0 }
