#!/usr/bin/env bash
# Prints the image's size by part, the CPU and wall time to the first readiness and to the first answer, and memory, on this machine.
# Needs Docker, mosquitto and its clients. Usage: docker/measure.sh [IMAGE]
set -euo pipefail
image=${1:-bactrian:0.1.0}
port=28840
http=28841
work=$(mktemp -d)
printf 'listener %s 127.0.0.1\nallow_anonymous true\n' "$port" >"$work/mosquitto.conf"
"$(PATH=$PATH:/usr/sbin command -v mosquitto)" -c "$work/mosquitto.conf" >"$work/mosquitto.log" 2>&1 &
broker=$!
container=
trap 'docker rm -f $container >/dev/null 2>&1; kill $broker; rm -rf "$work"' EXIT

echo "image: $(docker image inspect -f '{{.Size}}' "$image" | awk '{printf "%.0f MB", $1 / 1e6}') uncompressed"
created=$(docker create "$image")
docker export "$created" | tee >(gzip -6 | wc -c | awk '{printf "compressed: %.0f MB\n", $1 / 1e6}' >"$work/compressed") |
    tar -tv | awk '{part = "base"; if ($6 ~ /^opt\/java/) part = "Java"; if ($6 ~ /^opt\/bactrian\/lib/) part = "jars";
        if ($6 ~ /^opt\/bactrian\/native/) part = "native libraries"; if ($6 ~ /classes.archive/) part = "archive of classes";
        if ($6 ~ /^opt\/bactrian\/(models|sbom)/) part = "models and SBOM"; size[part] += $3}
        END {for (part in size) printf "  %s: %.1f MB\n", part, size[part] / 1e6}'
docker rm "$created" >/dev/null
sleep 1
cat "$work/compressed"

start=$(date +%s%N)
elapsed() { echo $((($(date +%s%N) - start) / 1000000)); }
container=$(docker run -d --read-only --network host -e BACTRIAN_MQTT_URL=tcp://127.0.0.1:$port -e QUARKUS_HTTP_PORT=$http \
    -e KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:1 -v /var/lib/bactrian "$image")
for _ in $(seq 3000); do
    if curl -sf -o /dev/null "localhost:$http/observe/health/ready"; then break; fi
    sleep 0.02
done
process=$(docker inspect -f '{{.State.Pid}}' "$container")
echo "ready after $(elapsed) ms, $(awk -v t="$(getconf CLK_TCK)" '{printf "%.1f", ($14 + $15) / t}' "/proc/$process/stat") s of CPU; load: $(cut -d' ' -f1 /proc/loadavg)"
mosquitto_sub -p $port -t 'devices/+/inference' -C 1 >/dev/null &
answer=$!
sleep 0.2
start=$(date +%s%N)
mosquitto_pub -p $port -q 1 -t devices/measured/telemetry -m '{"features":[0.21,0.27,2.4,0.1,89.4,28.4,228.6,125]}'
wait $answer
echo "first answer $(elapsed) ms after its message"
grep -E 'VmRSS|RssAnon|RssFile' "/proc/$process/status"
