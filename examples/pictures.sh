#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Cuts pictures out of a page as files of their own, with the page's style sheet and paper. Usage: pictures.sh PAGE DIRECTORY
set -eu
page=$1 directory=$2
style=$(sed -n '/^<style>$/,/^<\/style>$/p' "$page")

# picture NAME LABEL: the first wide picture whose label begins so.
picture() {
    awk -v label="aria-label=\"$2" '
        /<svg class="chart wide"/ { taking = index($0, label) > 0 }
        taking { print }
        /<\/svg>/ { if (taking) exit; taking = 0 }' "$page" >"$directory/$1.tmp"
    [ -s "$directory/$1.tmp" ] || { echo "$page has no picture that begins with '$2'" >&2; exit 1; }
    # A margin about the picture, since nothing else is around it here.
    size=$(sed -n '1s/.*viewBox="0 0 \([0-9.]*\) \([0-9.]*\)".*/\1 \2/p' "$directory/$1.tmp")
    width=${size% *} height=${size#* }
    frame="-16 -16 $(echo "$width + 32" | bc) $(echo "$height + 32" | bc)"
    {
        sed -n "1s|<svg |<svg xmlns=\"http://www.w3.org/2000/svg\" |; 1s|viewBox=\"[^\"]*\"|viewBox=\"$frame\"|p" "$directory/$1.tmp"
        printf '%s\n' "$style"
        echo '<rect x="-16" y="-16" width="100%" height="100%" style="fill: var(--paper)"/>'
        sed 1d "$directory/$1.tmp"
    } >"$directory/$1.svg"
    rm "$directory/$1.tmp"
}

picture cost 'Bars: annual cost'
picture bridge 'Bridge from'
picture latency 'Curves: share of records'
