#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# pricing/fetch.sh against a server on 127.0.0.1 that lays files out as AWS does: what it asks for, that it goes on where a download
# broke off, what it refuses, and what it hands to the program.
. tests/harness.sh
for tool in curl python3; do
    command -v "$tool" >/dev/null || { echo "ok fetch # skip $tool is not installed" && exit 0; }
done
web=$scratch/web cache=$scratch/cache log=$scratch/log server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$scratch"' EXIT
export WARPCOST_FETCH_PAUSE_S=0

# serve [FAULT...]: the server anew.
serve() {
    [ -z "$server" ] || { kill "$server" && wait "$server" 2>/dev/null; }
    rm -f "$scratch/port" "$log"
    : >"$log"
    python3 tests/tools/offer_server.py "$web" "$scratch/port" "$log" "$@" &
    server=$!
    tries=600
    while [ ! -s "$scratch/port" ] && [ $((tries -= 1)) -gt 0 ]; do sleep 0.1; done
    WARPCOST_PRICE_LIST_URL=http://127.0.0.1:$(cat "$scratch/port")
    export WARPCOST_PRICE_LIST_URL
}
fetch() { sh pricing/fetch.sh -d "$cache" "$@"; }
requests() { grep -c "^$1" "$log" || true; }

# list OFFER VERSION REGION [ROWS]: a list of a region in AWS's form.
list() {
    path=$web/offers/v1.0/aws/$1/$2/$3
    mkdir -p "$path"
    {
        printf '"FormatVersion","v1.0"\n"Disclaimer","This pricing list is for informational purposes only."\n'
        printf '"Publication Date","2026-03-05T07:11:13Z"\n"Version","%s"\n"OfferCode","%s"\n' "$2" "$1"
        echo '"SKU","OfferTermCode","RateCode","TermType","PriceDescription","EffectiveDate","StartingRange","EndingRange","Unit","PricePerUnit","Currency","Product Family","serviceCode","Location","Location Type","usageType","operation","Region Code","serviceName"'
        seq "${4:-3}" | sed 's/.*/"QXC7E83ZYW4T&","JRTCKXETXF","QXC7E83ZYW4T&.JRTCKXETXF.6YS6EN2CT7","OnDemand","$0.0051 per, thing","2026-03-01","0","Inf","Count","0.0051","USD",,"x","EU (Ireland)","AWS Region","EU-Thing&","","eu-west-1","x"/'
    } >"$path/index.csv"
}

# The region's path is spelled as in real indexes: blanks around colons, one member a line.
lay_out() {
    rm -rf "$web" "$cache"
    mkdir -p "$web/offers/v1.0/aws"
    root=$web/offers/v1.0/aws/index.json
    printf '{\n  "formatVersion" : "v1.0",\n  "publicationDate" : "2026-03-05T08:00:00Z",\n  "offers" : {\n' >"$root"
    for offer in AmazonEC2 AmazonS3 AmazonMSK AmazonDynamoDB AmazonVPC AWSDataTransfer AWSELB; do
        version=20260305071113
        [ "$offer" = AmazonS3 ] && version=20260402160258
        list $offer $version eu-west-1
        plans=
        [ "$offer" = AmazonEC2 ] && plans=',
      "currentSavingsPlanIndexUrl" : "/savingsPlan/v1.0/aws/AWSComputeSavingsPlan/current/region_index.json"'
        cat >>"$root" <<END
    "$offer" : {
      "offerCode" : "$offer",
      "versionIndexUrl" : "/offers/v1.0/aws/$offer/index.json",
      "currentVersionUrl" : "/offers/v1.0/aws/$offer/current/index.json",
      "currentRegionIndexUrl" : "/offers/v1.0/aws/$offer/current/region_index.json"$plans
    },
END
        mkdir -p "$web/offers/v1.0/aws/$offer/current"
        cat >"$web/offers/v1.0/aws/$offer/current/region_index.json" <<END
{
  "formatVersion" : "v1.0",
  "regions" : {
    "eu-west-12" : {
      "regionCode" : "eu-west-12",
      "currentVersionUrl" : "/offers/v1.0/aws/$offer/$version/eu-west-12/index.json"
    },
    "eu-west-1" : {
      "regionCode" : "eu-west-1",
      "currentVersionUrl" : "/offers/v1.0/aws/$offer/$version/eu-west-1/index.json"
    }
  }
}
END
    done
    printf '    "last" : { "offerCode" : "last" }\n  }\n}\n' >>"$root"
    plans=$web/savingsPlan/v1.0/aws/AWSComputeSavingsPlan
    mkdir -p "$plans/current" "$plans/20260307101112/eu-west-1"
    printf '{ "regions" : [ {\n "regionCode" : "eu-west-1",\n "versionUrl" : "/savingsPlan/v1.0/aws/AWSComputeSavingsPlan/20260307101112/eu-west-1/index.json"\n}, {\n "regionCode" : "eu-west-2", "versionUrl" : "/no"\n} ] }\n' \
        >"$plans/current/region_index.json"
    printf 'FormatVersion,v1.0\nDisclaimer,x\nPublication Date,2026-03-07T10:11:12Z\nVersion,20260307101112\nOfferCode,AmazonComputeSavingsPlan\nSKU,RateCode,Unit\nA,B,C\n' \
        >"$plans/20260307101112/eu-west-1/index.csv"
    cat >"$web/offers/v1.0/aws/AmazonS3/index.json" <<END
{ "formatVersion" : "v1.0", "offerCode" : "AmazonS3", "currentVersion" : "20260402160258", "versions" : {
  "20260402160258" : { "versionEffectiveBeginDate" : "2026-04-01T00:00:00Z", "versionEffectiveEndDate" : "", "offerVersionUrl" : "/offers/v1.0/aws/AmazonS3/20260402160258/index.json" },
  "20250105030303" : { "versionEffectiveBeginDate" : "2025-01-01T00:00:00Z", "versionEffectiveEndDate" : "2025-06-01T00:00:00Z", "offerVersionUrl" : "/offers/v1.0/aws/AmazonS3/20250105030303/index.json" },
  "20250611040404" : { "versionEffectiveBeginDate" : "2025-06-01T00:00:00Z", "versionEffectiveEndDate" : "2026-04-01T00:00:00Z", "offerVersionUrl" : "/offers/v1.0/aws/AmazonS3/20250611040404/index.json" } } }
END
    list AmazonS3 20250105030303 eu-west-1
    list AmazonS3 20250611040404 eu-west-1
}

# A program that only says what it is asked.
cat >"$scratch/told" <<'END'
#!/bin/sh
echo "$@"
END
chmod +x "$scratch/told"
real=$WARPCOST
export WARPCOST="$scratch/told"
lay_out
serve
s3=$web/offers/v1.0/aws/AmazonS3/20260402160258/eu-west-1/index.csv
got=$cache/AmazonS3-20260402160258-eu-west-1.csv

expect 'all that a region needs' 0 "prices import $cache/AmazonEC2-20260305071113-eu-west-1.csv $got $cache/AmazonMSK-" '*' fetch -o "$scratch/book.csv" eu-west-1
grep -q -- " --region eu-west-1 -o $scratch/book.csv\$" "$scratch/out"; verdict 'goes to the import' $? "$(cat "$scratch/out")"
[ "$(tr ' ' '\n' <"$scratch/out" | grep -c '\.csv$')" -eq 8 ]; verdict 'seven lists and a book' $? "$(cat "$scratch/out")"
cmp -s "$s3" "$got"; verdict 'byte for byte' $?
(cd "$cache" && sha256sum -c SHA256SUMS >/dev/null 2>&1); verdict 'with their sums' $?
[ -z "$(find "$cache" -name '*.part*')" ]; verdict 'and nothing half' $?
: >"$log"
expect 'again' 0 'prices import' 'AmazonS3-20260402160258-eu-west-1.csv: here already' fetch -o "$scratch/book.csv" eu-west-1
[ "$(requests 'GET .*csv')" -eq 0 ]; verdict 'downloads no list twice' $?
echo x >>"$got"
: >"$log"
expect 'a list that was damaged since' 0 '*' 'AmazonS3-20260402160258-eu-west-1.csv: downloading' fetch -o "$scratch/book.csv" eu-west-1
cmp -s "$s3" "$got" && [ "$(requests 'GET .*csv')" -eq 1 ]; verdict 'is downloaded anew, and no other' $?
[ "$(grep -c . "$cache/SHA256SUMS")" -eq 7 ]; verdict 'one sum for each' $?
mkdir "$scratch/books"
expect 'into a directory' 0 "-o $scratch/books/eu-west-1-2026-04-02.csv" '*' fetch -o "$scratch/books" eu-west-1 AmazonS3
expect 'only downloads' 0 "$got" '*' fetch -n eu-west-1 AmazonS3
grep -q import "$scratch/out"; [ $? -eq 1 ]; verdict 'and no import' $?
expect 'Savings Plans' 0 "$cache/AWSComputeSavingsPlan-20260307101112-eu-west-1.csv" '*' fetch -n -s eu-west-1 AmazonS3
expect 'of a day' 0 "$cache/AmazonS3-20250611040404-eu-west-1.csv" '*' fetch -n -t 2026-03-31 eu-west-1 AmazonS3
expect 'of the day on which one ended' 0 "$cache/AmazonS3-20250611040404-eu-west-1.csv" '*' fetch -n -t 2025-06-01 eu-west-1 AmazonS3
expect 'of a day before all' 1 '' 'AmazonS3 has no version of 2024-12-31 or before' fetch -n -t 2024-12-31 eu-west-1 AmazonS3

# Downloads that break off.
list AmazonS3 20260402160258 eu-west-1 5000
rm -rf "$cache"
serve "AmazonS3/20260402160258=cut:70000"
expect 'goes on where it broke off' 0 "$got" '*' fetch -n eu-west-1 AmazonS3
cmp -s "$s3" "$got" && grep -q 'GET .*AmazonS3/20260402160258/.* bytes=70000- 206' "$log"; verdict 'from that byte' $? "$(cat "$log")"
rm -rf "$cache"
serve "AmazonS3/20260402160258=cut:70000" "AmazonS3/20260402160258=plain"
expect 'where the server knows no ranges' 0 "$got" '*' fetch -n eu-west-1 AmazonS3
cmp -s "$s3" "$got"; verdict 'from the start' $?
rm -rf "$cache"
serve "AmazonS3/20260402160258=busy:2"
expect 'a server that is busy' 0 "$got" '*' fetch -n eu-west-1 AmazonS3
rm -rf "$cache"
serve "AmazonS3/20260402160258=headless" "AmazonS3/20260402160258=cut:70000"
expect 'where sizes are not told before' 0 "$got" '*' fetch -n eu-west-1 AmazonS3
cmp -s "$s3" "$got"; verdict 'whole all the same' $?
rm -rf "$cache"
serve "AmazonS3/20260402160258=status:500"
expect 'a server that stays busy' 1 '' 'given up after 5 attempts with 0 bytes' fetch -n eu-west-1 AmazonS3
[ ! -e "$got" ]; verdict 'leaves no list' $?
# A run that ended in the middle, and the next one.
mkdir -p "$cache"
head -c 90001 "$s3" >"$got.part"
printf '"%s"\n' "$(md5sum <"$s3" | cut -d ' ' -f 1)" >"$got.part.etag"
serve
expect 'the next run' 0 "$got" '*' fetch -n eu-west-1 AmazonS3
cmp -s "$s3" "$got" && grep -q ' bytes=90001- 206' "$log"; verdict 'goes on' $? "$(cat "$log")"
rm "$got"
head -c 90001 "$s3" | tr 5 6 >"$got.part"
echo '"0123456789abcdef0123456789abcdef"' >"$got.part.etag"
expect 'a part of another version' 0 "$got" '*' fetch -n eu-west-1 AmazonS3
cmp -s "$s3" "$got"; verdict 'is thrown away' $?
rm "$got"
{ cat "$s3"; echo more; } >"$got.part"
printf '"%s"\n' "$(md5sum <"$s3" | cut -d ' ' -f 1)" >"$got.part.etag"
expect 'a part that is too long' 0 "$got" '*' fetch -n eu-west-1 AmazonS3
cmp -s "$s3" "$got"; verdict 'as well' $?
rm -rf "$cache"
serve "AmazonS3/20260402160258=short"
expect 'answers that all end early still go on' 0 "$got" '*' env WARPCOST_FETCH_PAUSE_S=0 sh -c 'for i in 1 2 3 4 5; do sh pricing/fetch.sh -d "$0" -n eu-west-1 AmazonS3 && exit 0; done; exit 1' "$cache"
cmp -s "$s3" "$got"; verdict 'over several runs' $?

# What is no price list, or isn't there.
serve
rm "$s3"
rm -rf "$cache"
expect 'no such file' 1 '' "AmazonS3/20260402160258/eu-west-1/index.csv: the server has no such file (HTTP 404)" fetch -o "$scratch/none.csv" eu-west-1
[ ! -e "$scratch/none.csv" ] && ! grep -q import "$scratch/out"; verdict 'imports nothing' $?
expect 'no such region' 1 '' "AmazonS3 has no list of region 'eu-west-9'" fetch eu-west-9 AmazonS3
expect 'no such offer' 1 '' "has no offer 'AmazonS4'" fetch eu-west-1 AmazonS4
# bad NAME MESSAGE: what stands in the file is refused and not kept.
bad() {
    expect "$1" 1 '' "$2" fetch -n eu-west-1 AmazonS3
    [ ! -e "$got" ]; verdict "$1 is not kept" $?
}
echo '<html>moved</html>' >"$s3"
bad 'a page in its place' 'index.csv: it has no row of columns that begins with SKU; it was thrown away'
list AmazonS3 20260402160258 eu-west-1
sed -i 's/"OfferCode","AmazonS3"/"OfferCode","AmazonS3Glacier"/' "$s3"
bad 'the list of another offer' 'it is no list of AmazonS3'
list AmazonS3 20260402160258 eu-west-1
truncate -s -7 "$s3"
bad 'one that ends within a line' 'it ends within a line'
list AmazonS3 20260402160258 eu-west-1
sed -i 's/v1.0/v2.0/' "$s3"
bad 'another format' 'it begins with no format version that is known'
: >"$s3"
bad 'an empty file' 'index.csv: it '
sed -i 's|/offers/v1.0/aws/AmazonS3/20260402160258/eu-west-1/index.json|//elsewhere.example/$(id)|' "$web/offers/v1.0/aws/AmazonS3/current/region_index.json"
expect 'an index that leads elsewhere' 1 '' "which is no path of a price list" fetch -n eu-west-1 AmazonS3
expect 'a name that is none' 1 '' "'../x' is no name of a region or offer" fetch ../x
expect 'no date' 1 '' "'-t 20260101' is no date" fetch -t 20260101 eu-west-1
expect 'no region' 2 '' 'usage: fetch.sh' fetch
expect 'help' 0 'usage: fetch.sh' '' fetch -h
# The real program.
lay_out
serve
WARPCOST=$real
list AmazonS3 20260402160258 eu-west-1 2
sed -i -e 's/"EU-Thing1"/"EU-Requests-Tier1"/; s/"EU-Thing2"/"EU-TimedStorage-ByteHrs"/; s/"x","EU (Ireland)"/"AmazonS3","EU (Ireland)"/' "$s3"
expect 'a book is made' 0 '*' '*' fetch -o "$scratch/books" eu-west-1 AmazonS3
expect 'and can be asked of that day' 0 '0.0051 USD per Count' '' "$real" prices show Requests-Tier1 --region eu-west-1 --prices "$scratch/books" --as-of 2026-04-02
grep -q 'QXC7E83ZYW4T1' "$scratch/out"; verdict 'with its SKU' $? "$(cat "$scratch/out")"
before=$(md5sum <"$scratch/books/eu-west-1-2026-04-02.csv")
sed -i 's/"0.0051","USD"/"0.0051","EUR"/' "$s3"
rm -rf "$cache"
expect 'a list that the import refuses' 3 '*' 'EUR' fetch -o "$scratch/books" eu-west-1 AmazonS3
[ "$(md5sum <"$scratch/books/eu-west-1-2026-04-02.csv")" = "$before" ]; verdict 'leaves the book' $?

WARPCOST=$scratch/nowhere
expect 'no program' 1 '' "there is no program '$scratch/nowhere' to import with" fetch eu-west-1
WARPCOST=$real
finish
