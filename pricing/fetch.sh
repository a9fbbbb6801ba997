#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Downloads AWS's price lists of a region and imports them into a price book. warpcost itself never uses the network: this does.
#
# The files are public and need no account; AmazonEC2's has some 290 MB. A download that breaks off goes on where it was, also in a
# later run. Each file is held against the size that the server tells, its first lines and its end; those of earlier runs, kept in
# the directory of downloads, against their sha256.
set -eu

usage() {
    cat <<END
usage: fetch.sh [-b URL] [-d DIRECTORY] [-o FILE|DIRECTORY/] [-t DATE] [-s] [-n] REGION [OFFER...]
  -b URL         where the price lists are (default: WARPCOST_PRICE_LIST_URL, else https://pricing.us-east-1.amazonaws.com)
  -d DIRECTORY   keep downloads here (default: \$XDG_CACHE_HOME/warpcost/offers)
  -o FILE        the price book to write (default: aws/REGION.csv beside this script); in DIRECTORY/ it is named REGION-DATE.csv after
                 the newest of the lists, as 'warpcost compare --prices DIRECTORY --as-of DATE' wants it
  -t DATE        the lists that were in force at the end of this day (YYYY-MM-DD) in place of today's
  -s             also EC2's Savings Plans
  -n             only download; print the files
  OFFER          which lists (default: $default_offers)
WARPCOST names the program (default: build/release/warpcost beside this script's directory, else the one in PATH).
END
}

here=$(cd "$(dirname "$0")" && pwd)
# What is sold in regions.
default_offers=$(sed -n 's/^OFFER(\([A-Za-z0-9]*\),.*, true)$/\1/p' "$here/../src/pricing/offers.def" | xargs)
savings_plan=AWSComputeSavingsPlan
attempts=5                           # of one download
pause_s=${WARPCOST_FETCH_PAUSE_S:-2} # before the second; doubles with each

fail() {
    echo "fetch.sh: $*" >&2
    exit 1
}

base=${WARPCOST_PRICE_LIST_URL:-https://pricing.us-east-1.amazonaws.com}
directory=${XDG_CACHE_HOME:-${HOME:-.}/.cache}/warpcost/offers
out='' day='' imports=yes with_savings=''
while getopts b:d:o:t:snh option; do
    case $option in
    b) base=$OPTARG ;;
    d) directory=$OPTARG ;;
    o) out=$OPTARG ;;
    t) day=$OPTARG ;;
    s) with_savings=yes ;;
    n) imports='' ;;
    h) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
    esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || { usage >&2 && exit 2; }
region=$1
shift
[ $# -gt 0 ] || eval "set -- $default_offers"
for name in "$region" "$@"; do
    case $name in '' | *[!A-Za-z0-9-]*) fail "'$name' is no name of a region or offer" ;; esac
done
case $day in
'' | [0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]) ;;
*) fail "'-t $day' is no date: write it as 2026-07-20" ;;
esac
base=${base%/}
command -v curl >/dev/null || fail 'curl is needed; install it'
program=${WARPCOST:-$here/../build/release/warpcost}
[ -n "${WARPCOST:-}" ] || [ -x "$program" ] || program=warpcost
if [ -n "$imports" ] && ! command -v "$program" >/dev/null; then
    fail "there is no program '$program' to import with: run make, or set WARPCOST; -n only downloads"
fi
mkdir -p "$directory"
sums=$directory/SHA256SUMS
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' HUP TERM

sha256() {
    if command -v sha256sum >/dev/null; then sha256sum <"$1"; else shasum -a 256 <"$1"; fi | cut -d ' ' -f 1
}

size_of() { if [ -e "$1" ]; then wc -c <"$1" | tr -d ' '; else echo 0; fi; }

# header NAME: of the last answer in a file of headers.
header() { tr -d '\r' <"$scratch/headers" | awk -v name="$1:" 'tolower($1) == name { value = $2 } END { print value }'; }

# The download itself, with progress where somebody watches. Prints the HTTP status.
transfer() {
    if [ -t 2 ]; then
        : >"$scratch/why"
        curl -f -# -C - -o "$part" -w '%{http_code}' "$url"
    else
        curl -f -sS -C - -o "$part" -w '%{http_code}' "$url" 2>"$scratch/why"
    fi
}

# download URL FILE: all of it into FILE.part, going on where an earlier attempt ended, then FILE. A part is of one version of the
# file: of another one's, told by its ETag, nothing is kept.
download() {
    url=$1 part=$2.part wait_s=$pause_s attempt=1
    while :; do
        status=0
        code=$(curl -sS -I -o "$scratch/headers" -w '%{http_code}' "$url" 2>"$scratch/why") || status=$?
        size='' etag=''
        [ "$code" = 200 ] && size=$(header content-length) && etag=$(header etag)
        [ -e "$part" ] && [ "$(cat "$part.etag" 2>/dev/null)" != "$etag" ] && rm -f "$part"
        [ -n "$size" ] && [ "$(size_of "$part")" -gt "$size" ] && rm -f "$part"
        echo "$etag" >"$part.etag"
        if [ -n "$size" ] && [ "$size" -gt 0 ] && [ "$(size_of "$part")" -eq "$size" ]; then
            status=0 code=200
        elif [ "$code" != 404 ] && [ "$code" != 403 ]; then
            status=0
            code=$(transfer) || status=$?
        fi
        case $code in
        404 | 403) fail "$url: the server has no such file (HTTP $code)" ;;
        416) rm -f "$part" ;;
        esac
        [ "$status" -eq 33 ] && rm -f "$part" # the server knows no ranges: from the start
        [ "$status" -eq 0 ] && [ -e "$part" ] && break
        [ "$attempt" -lt "$attempts" ] ||
            fail "$url: given up after $attempts attempts with $(size_of "$part")${size:+ of $size} bytes, which are kept for the next run; $(tail -n 1 "$scratch/why")"
        attempt=$((attempt + 1))
        sleep "$wait_s"
        wait_s=$((wait_s * 2))
    done
    [ -z "$size" ] || [ "$(size_of "$part")" -eq "$size" ] || {
        rm -f "$part"
        fail "$url: the file isn't of the size that the server told ($size bytes)"
    }
    mv "$part" "$2"
    rm -f "$part.etag"
}

# index PATH: the file as lines, one for each object without objects in it.
index() {
    rm -f "$scratch/index" "$scratch/index.part"
    download "$base$1" "$scratch/index"
    tr -d '\n\r\t' <"$scratch/index" | tr '{' '\n' | tr '}' '\n' | sed 's|\\/|/|g'
}

# member NAME: its text, from lines as index writes them.
member() { sed -n "s/.*\"$1\" *: *\"\\([^\"]*\\)\".*/\\1/p" | head -n 1; }

# object KEY VALUE: the line that has this member.
object() { grep "\"$1\" *: *\"$2\"" || true; }

check_path() {
    case $1 in
    '') fail "$2" ;;
    *..* | *[!A-Za-z0-9/._-]*) fail "the index names '$1', which is no path of a price list" ;;
    /*) ;;
    *) fail "the index names '$1', which is no path of a price list" ;;
    esac
}

# Path of an offer's list of the region, as CSV.
path_of() {
    object offerCode "$1" <"$scratch/offers" >"$scratch/offer"
    [ -s "$scratch/offer" ] || fail "$base has no offer '$1'"
    if [ -n "$day" ]; then
        versions=$(member versionIndexUrl <"$scratch/offer")
        check_path "$versions" "the index tells of no versions of $1"
        index "$versions" >"$scratch/versions"
        path=$(awk -F '"' -v last="${day}T23:59:59Z" '
            { begin = ""; url = ""
              for (i = 2; i < NF; i += 2) { if ($i == "versionEffectiveBeginDate") begin = $(i + 2); if ($i == "offerVersionUrl") url = $(i + 2) } }
            url != "" && begin <= last && begin > newest { newest = begin; path = url }
            END { print path }' "$scratch/versions")
        check_path "$path" "$1 has no version of $day or before"
        path=${path%/index.json}/$region/index.csv
    else
        regions=$(member currentRegionIndexUrl <"$scratch/offer")
        check_path "$regions" "the index tells of no regions of $1"
        index "$regions" >"$scratch/regions"
        path=$(object regionCode "$region" <"$scratch/regions" | member currentVersionUrl)
    fi
}

savings_path() {
    object offerCode AmazonEC2 <"$scratch/offers" >"$scratch/offer"
    plans=$(member currentSavingsPlanIndexUrl <"$scratch/offer")
    check_path "$plans" "the index tells of no Savings Plans"
    index "$plans" >"$scratch/regions"
    path=$(object regionCode "$region" <"$scratch/regions" | member versionUrl)
}

# check_list FILE: five lines about the list, then the columns, and a whole last line.
check_list() {
    head -n 1 "$1" | grep -q '^"\{0,1\}FormatVersion"\{0,1\},"\{0,1\}v1\.' || wrong='begins with no format version that is known'
    head -n 12 "$1" | grep -q '^"\{0,1\}SKU"\{0,1\},' || wrong='has no row of columns that begins with SKU'
    [ -z "$(tail -c 1 "$1")" ] || wrong='ends within a line'
    if [ "$2" != "$savings_plan" ] && [ -z "$wrong" ]; then
        head -n 5 "$1" | grep -q "^\"\\{0,1\\}OfferCode\"\\{0,1\\},\"\\{0,1\\}$2\"\\{0,1\\}[[:space:]]*\$" || wrong="is no list of $2"
    fi
}

# keep_list OFFER: download the list at $path unless it is here, check it, and add it to the files.
keep_list() {
    check_path "$path" "$1 has no list of region '$region'"
    path=${path%.json}
    path=${path%.csv}.csv
    version=${path%/*/*}
    version=${version##*/}
    name=$1-$version-$region.csv
    file=$directory/$name
    wrong=''
    sum=$(awk -v name="$name" '$2 == name { sum = $1 } END { print sum }' "$sums" 2>/dev/null || true)
    if [ -n "$sum" ] && [ -e "$file" ] && [ "$(sha256 "$file")" = "$sum" ]; then
        echo "$name: here already" >&2
    else
        echo "$name: downloading" >&2
        rm -f "$file"
        download "$base$path" "$file"
        check_list "$file" "$1"
        [ -z "$wrong" ] || {
            rm -f "$file"
            fail "$base$path: it $wrong; it was thrown away"
        }
        rm -f "$sums.new"
        [ ! -e "$sums" ] || grep -v "  $name\$" "$sums" >"$sums.new" || true
        echo "$(sha256 "$file")  $name" >>"$sums.new"
        mv "$sums.new" "$sums"
    fi
    case $version in
    '' | *[!0-9]*) ;;
    *) [ "$newest" -ge "$version" ] || newest=$version ;;
    esac
}

newest=0 files=''
index /offers/v1.0/aws/index.json >"$scratch/offers"
for offer; do
    path_of "$offer"
    keep_list "$offer"
    files="$files $name"
done
if [ -n "$with_savings" ]; then
    savings_path
    keep_list "$savings_plan"
    files="$files $name"
fi

if [ -z "$imports" ]; then
    for name in $files; do echo "$directory/$name"; done
    exit 0
fi
date=$(echo "$newest" | sed 's/^\(....\)\(..\)\(..\).*/\1-\2-\3/')
[ -n "$out" ] || out=$here/aws/$region.csv
case $out in
*/) mkdir -p "$out" && out=$out$region-$date.csv ;;
*) [ ! -d "$out" ] || out=$out/$region-$date.csv ;;
esac
set --
for name in $files; do set -- "$@" "$directory/$name"; done
"$program" prices import "$@" --region "$region" -o "$out"
