# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2154
# A meter of an offer of AWS's that nobody used, and a charge on it for every architecture. Prices are no part of src.
# files of src: 3
cat >"$scratch/all.yaml" <<'END'
topics: [{name: events, produce: {rate: 37 MiB/s}, retention: 3d}]
architectures: [kafka-classic, kafka-tuned, warpstream, automq, msk-provisioned, msk-express, msk-serverless]
pricing: {discount: 10%, support: business}
END
"$w" compare --no-simulate --show-private --format=json "$scratch/all.yaml" >"$scratch/run.json"
verdict "$recipe: a run" $?
for id in kafka-classic kafka-tuned warpstream automq msk-provisioned msk-express msk-serverless; do
    got=$(python3 tests/recipes/line.py "$id" control_plane.metrics <"$scratch/run.json" | cut -d ' ' -f 1,2,3)
    [ "$got" = 'control_plane cloud AmazonCloudWatch:CW:MetricMonitorUsage' ]
    verdict "$recipe: JSON, $id pays it to the cloud, whatever the component" $? "got $got"
done
nodes=$(python3 -c 'import json, sys
print(*(a["deployment"][0]["count"] for a in json.load(sys.stdin)["architectures"] if a["id"] == "warpstream"))' <"$scratch/run.json")
wanted=$(awk -v nodes="$nodes" 'BEGIN { printf "%.2f", nodes * 40 * 12 * 0.3 * 0.9 }')
got=$(python3 tests/recipes/line.py warpstream control_plane.metrics <"$scratch/run.json" | cut -d ' ' -f 4)
[ "$got" = "$wanted" ]
verdict "$recipe: to the cent, after the general discount" $? "wanted $wanted, got $got"
expect "$recipe: text" 0 'control_plane.metrics' '' "$w" render --full "$scratch/run.json"
"$w" render "$scratch/run.json" | grep -q 'monitoring, logs and alerts'
[ $? -eq 1 ]
verdict "$recipe: no longer among what is left out" $?
expect "$recipe: FOCUS, provider and service" 0 ',AWS,AWS,us-east-1,,Integration,Amazon CloudWatch,' '' \
    "$w" render --format=focus-csv "$scratch/run.json"
expect "$recipe: HTML" 0 'metrics of brokers and agents' '' "$w" render --format=html "$scratch/run.json"
"$w" render -o "$scratch/run.xlsx" "$scratch/run.json" && unzip -p "$scratch/run.xlsx" xl/sharedStrings.xml | grep -q 'CW:MetricMonitorUsage'
verdict "$recipe: workbook" $?
expect "$recipe: completion" 0 'control_plane.metrics' '' "$w" help --format=bash
expect "$recipe: another region has no price, which is said" 4 '' 'the price book of eu-west-1 lacks the price of 1 meter that this needs: AmazonCloudWatch:CW:MetricMonitorUsage' \
    "$w" compare --no-simulate --set region=eu-west-1 "$scratch/all.yaml"
expect "$recipe: prices check" 0 'AmazonCloudWatch' '*' "$w" prices check --region eu-west-1
