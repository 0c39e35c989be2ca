#!/bin/sh
# Simulated pumps for docker/compose.yaml: each repeats, a row a second, what a model's own test values (golden.json) have for one pump.
# Of public tools it needs a POSIX shell and mosquitto's clients. Usage: fleet.sh BROKER GOLDEN PUMPS
set -eu
broker=$1
golden=$2
pumps=$3
pump=1
while [ "$pump" -le "$pumps" ]; do
    grep -o '"input":\[[^]]*' "$golden" | sed -n "${pump}s/.*\[//p" | tr ',' '\n' |
        awk '{row = row (NR % 8 == 1 ? "" : ",") $1} NR % 8 == 0 {print "{\"features\":[" row "]}"; row = ""}' >"/tmp/pump-$pump"
    if [ ! -s "/tmp/pump-$pump" ]; then
        echo "fleet.sh: $golden has no rows for pump $pump; start fewer pumps" >&2
        exit 1
    fi
    while :; do
        while read -r row; do
            echo "$row"
            sleep 1
        done <"/tmp/pump-$pump"
    done | mosquitto_pub -h "$broker" -q 1 -i "fleet-$pump" -t "devices/pump-$pump/telemetry" -l &
    pump=$((pump + 1))
done
wait
