# SPDX-License-Identifier: GPL-3.0-or-later
#
# The second computation of a bill of WarpStream with one topic group and a steady load, as again.awk is for Kafka: from the
# rows of extract.py (deployment, prices) and numbers that the test types in to the dollars of every line. Prints
#
#     ok|not ok  ARCHITECTURE  LINE  IN_THE_DOCUMENT  COMPUTED_AGAIN
#
# Beyond the numbers of again.awk:
#
#     ratio                      uncompressed bytes for a byte on the wire
#     record_bytes producers linger_s batch_bytes    uncompressed records; what one producer sends at once
#     batch_mib                  files are closed by this size: as many whole requests as fit …
#     timeout_s                  … unless timeout_s > 0: then a file's first request starts a timer, and no file is ever full
#     chunk_mib rewrites compacted_mib ws_part_mib delay_s job_s    delay_s until a compacted file's inputs are deleted
#     ws_in_zone                 1: clients choose their zone; 0: none does
#     metadata_share             bytes of metadata for a produced byte, as egress
#     fee                        1: the cluster has a fee by quarter hours, and bytes have one
#
# Conventions: records of a producer come at random (Poisson); its first one starts the linger, within which the batch may get full; one PUT a file; every zone loads every chunk once; a multipart upload is parts + 2 PUT-class requests; lines that share a meter
# share its tiers; fees count GiB of 2^30 bytes whatever the cloud's GB is.

BEGIN {
    FS = OFS = "\t"
    SIDES = 2
    MONTHS = 12
    MIB = 1024 * 1024
    GIB = 1024 * MIB
    bytes_per_s = rate_mb * mb_bytes
    gb_per_s = bytes_per_s / gb_bytes
    request_bytes = records_per_request() * record_bytes / ratio
    parts = compacted_mib / ws_part_mib
    compacted_files_per_s = bytes_per_s / MIB * rewrites / compacted_mib
}

$1 == "use" { of[$2] = $3 }
of[$2] != "warpstream" { others++; next }
$1 == "role" { agents[$2] = $4 }
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

# A line's part of what it and another line of the same meter come to together.
function shared(arch, line, mine, other) { return priced(arch, line, mine + other) * mine / (mine + other) }

function ceiling(x) { return x > int(x) ? int(x) + 1 : int(x) }

# The first record and those that follow within the linger, as far as the batch holds them: 1 + E min(K, most), K Poisson.
function records_per_request(    mean, most, k, chance, left, expected) {
    mean = bytes_per_s / producers * ratio / record_bytes * linger_s
    most = int(batch_bytes * ratio / record_bytes) - 1
    chance = exp(-mean)
    left = 1 - chance
    for (k = 1; k <= most; k++) { # E min(K, most) is the sum of P(K >= k)
        expected += left
        chance *= mean / k
        left -= chance
    }
    return 1 + expected
}

# Files a second of all agents together.
function files(arch) {
    if (timeout_s > 0)
        return agents[arch] / (timeout_s + agents[arch] * request_bytes / bytes_per_s)
    return bytes_per_s / (int(batch_mib * MIB / request_bytes) * request_bytes)
}

function crossing(arch, line, share) { return priced(arch, line, gb_per_s * share * SIDES * month_metered_s) }
function kept_gb() { return gb_per_s * retention_s }
function twice_gb() { return gb_per_s * rewrites * (job_s / 2 + delay_s) }

function dollars(arch, line) {
    if (line == "compute.agents")
        return priced(arch, line, agents[arch] * month_hourly_h)
    if (line == "storage.object")
        return shared(arch, line, kept_gb(), twice_gb())
    if (line == "storage.object.compaction")
        return shared(arch, line, twice_gb(), kept_gb())
    if (line == "network.produce" && !ws_in_zone)
        return crossing(arch, line, (zones - 1) / zones)
    if (line == "network.consume" && !ws_in_zone)
        return crossing(arch, line, groups * (zones - 1) / zones)
    if (line == "network.metadata")
        return priced(arch, line, gb_per_s * metadata_share * month_metered_s)
    return requests_and_fee(arch, line)
}

function requests_and_fee(arch, line) {
    if (line == "requests.put")
        return priced(arch, line, files(arch) * month_metered_s)
    if (line == "requests.get")
        return priced(arch, line, files(arch) * ceiling(bytes_per_s / files(arch) / (chunk_mib * MIB)) * zones * month_metered_s)
    if (line == "requests.put.compaction")
        return priced(arch, line, compacted_files_per_s * (parts + 2) * month_metered_s)
    if (line == "requests.get.compaction") # what was written first is read as it is, what compaction wrote part by part
        return priced(arch, line, (files(arch) * ceiling(bytes_per_s / files(arch) / (ws_part_mib * MIB)) + compacted_files_per_s * (rewrites - 1) / rewrites * parts) * month_metered_s)
    if (line == "control_plane.fee")
        return priced(arch, line, month_hourly_h * 4)
    if (line == "control_plane.fee.written")
        return priced(arch, line, bytes_per_s * ratio / GIB * month_metered_s)
    if (line == "control_plane.fee.stored")
        return priced(arch, line, bytes_per_s * ratio / GIB * retention_s)
    return "unknown"
}

function judge(arch, line, got, again,    gap) {
    gap = got - again
    if (gap < 0)
        gap = -gap
    print (again != "unknown" && again > 0 && gap <= 1e-9 * again ? "ok" : "not ok"), arch, line, sprintf("%.6f", got), (again == "unknown" ? again : sprintf("%.6f", again))
    sum[arch] += again
    judged++
}

# A line that was left out would leave the total in agreement.
function needs(arch, line, condition) {
    if ((condition ? 1 : 0) != seen[arch, line] + 0)
        print "not ok", arch, line " is there as often as it should", seen[arch, line] + 0, condition ? 1 : 0
}

function all_there(arch) {
    needs(arch, "compute.agents", 1)
    needs(arch, "storage.object", 1)
    needs(arch, "storage.object.compaction", rewrites > 0)
    needs(arch, "network.produce", !ws_in_zone)
    needs(arch, "network.consume", !ws_in_zone && groups > 0)
    needs(arch, "network.metadata", 1)
    needs(arch, "requests.put", 1)
    needs(arch, "requests.get", groups > 0)
    needs(arch, "requests.put.compaction", rewrites > 0)
    needs(arch, "requests.get.compaction", rewrites > 0)
    needs(arch, "control_plane.fee", fee)
    needs(arch, "control_plane.fee.written", fee)
    needs(arch, "control_plane.fee.stored", fee)
}

END { if (!judged && !others) print "not ok", "-", "no line at all", 0, 0 }
