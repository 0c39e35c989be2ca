#!/usr/bin/env bash
# Prints, for an image on this machine: its size by part and compressed, wall and CPU time from `docker run` to readiness and to the first
# answer, and resident memory when idle, at 1,000 messages a second to two models, and started onto a backlog of 100,000 messages. Kafka
# is away throughout, so all samples go to disk. Ends with 1 where messages stay without answers.
# Needs Docker, curl, mosquitto and its clients; takes about three minutes. Usage: docker/measure.sh [IMAGE]
set -euo pipefail
export LC_ALL=C
case ${1:-} in -h | --help) sed -n '2,6s/^# //p' "$0"; exit 0 ;; esac
image=${1:-bactrian:0.1.0}
port=${BACTRIAN_MEASURE_PORT:-28840}
http=$((port + 1))
seconds=${BACTRIAN_MEASURE_SECONDS:-30}
backlog=${BACTRIAN_MEASURE_BACKLOG:-100000}
rate=1000
longest=600

for command in docker curl gzip mosquitto_pub mosquitto_sub; do
    command -v "$command" >/dev/null || { echo "measure.sh: $command is not on the PATH; install it first" >&2; exit 2; }
done
docker image inspect "$image" >/dev/null 2>&1 ||
    { echo "measure.sh: there is no image $image here; build it as docs/kubernetes.md says, or name another" >&2; exit 2; }

work=$(mktemp -d)
chmod 755 "$work"
volume=bactrian-measure-$$
container=
broker=
finish() {
    [ -z "$container" ] || docker rm -f "$container" >/dev/null 2>&1 || true
    docker volume rm "$volume" >/dev/null 2>&1 || true
    [ -z "$broker" ] || kill "$broker" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT

sizes() {
    echo "image: $(docker image inspect -f '{{.Size}}' "$image" | awk '{printf "%.0f MB", $1 / 1e6}') uncompressed"
    local created
    created=$(docker create "$image")
    docker export -o "$work/image.tar" "$created"
    docker rm "$created" >/dev/null
    tar -tvf "$work/image.tar" | awk '{part = "base"; if ($6 ~ /^opt\/java/) part = "Java"; if ($6 ~ /^opt\/bactrian\/lib/) part = "jars"
        if ($6 ~ /^opt\/bactrian\/native/) part = "native libraries"; if ($6 ~ /classes.archive/) part = "archive of classes"
        if ($6 ~ /^opt\/bactrian\/(models|sbom)/) part = "models and SBOM"; size[part] += $3}
        END {for (part in size) printf "  %s: %.1f MB\n", part, size[part] / 1e6}' | sort
    echo "compressed: $(gzip -6 <"$work/image.tar" | wc -c | awk '{printf "%.0f MB", $1 / 1e6}')"
    rm "$work/image.tar"
}

start_broker() {
    sed "s/^listener .*/listener $port 127.0.0.1/" docker/mosquitto.conf >"$work/mosquitto.conf"
    echo "persistence_location $work/" >>"$work/mosquitto.conf"
    "$(PATH=$PATH:/usr/sbin command -v mosquitto)" -c "$work/mosquitto.conf" >"$work/mosquitto.log" 2>&1 &
    broker=$!
    until mosquitto_pub -p "$port" -t started -n 2>/dev/null; do
        kill -0 "$broker" 2>/dev/null || { cat "$work/mosquitto.log" >&2; exit 2; }
        sleep 0.1
    done
}

run_container() {
    began=$(date +%s%N)
    container=$(docker run -d --read-only --network host -e BACTRIAN_MQTT_URL=tcp://127.0.0.1:"$port" -e QUARKUS_HTTP_PORT="$http" \
        -e BACTRIAN_DEVICES_FILE=/etc/bactrian/devices.yaml -e KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:1 \
        -v "$work/devices.yaml:/etc/bactrian/devices.yaml:ro" -v "$volume:/var/lib/bactrian" "$image")
    process=$(docker inspect -f '{{.State.Pid}}' "$container")
}

stop_container() {
    docker stop -t 30 "$container" >/dev/null
    docker rm "$container" >/dev/null
    container=
}

elapsed() { echo $((($(date +%s%N) - began) / 1000000)); }
cpu() { awk -v t="$(getconf CLK_TCK)" '{sub(/.*\) /, ""); printf "%.1f", ($12 + $13) / t}' "/proc/$process/stat"; }
load() { cut -d' ' -f1 /proc/loadavg; }
memory() { awk '/^(VmHWM|VmRSS|RssAnon|RssFile)/ {sub(":", "", $1); printf "%s%s %.0f MB", comma, $1, $2 / 1000; comma = ", "}' "/proc/$process/status"; }

await_ready() {
    until curl -sf -o /dev/null "localhost:$http/observe/health/ready"; do
        if ! kill -0 "$process" 2>/dev/null || [ "$(elapsed)" -gt $((longest * 1000)) ]; then
            echo "measure.sh: the container did not get ready:" >&2
            docker logs "$container" 2>&1 | tail -20 >&2
            exit 1
        fi
        sleep 0.02
    done
}

# await_answers COUNT: in the background, with its id in $answers
await_answers() {
    mosquitto_sub -p "$port" -q 1 -t 'devices/+/inference' -C "$1" -W "$longest" >/dev/null &
    answers=$!
    sleep 1
}
all_answered() { wait "$answers" || { echo "measure.sh: not all messages were answered within $longest s" >&2; exit 1; }; }

row='{"features":[0.21,0.27,2.4,0.1,89.4,28.4,228.6,125]}'
mkfifo "$work/never"
# feed DEVICE RATE COUNT: publishes COUNT messages, RATE a second, when they are due
feed() {
    local sent=0 first=${EPOCHREALTIME/./} due
    while [ "$sent" -lt "$3" ]; do
        due=$(((${EPOCHREALTIME/./} - first) * $2 / 1000000))
        while [ "$sent" -lt "$due" ] && [ "$sent" -lt "$3" ]; do
            echo "$row"
            sent=$((sent + 1))
        done
        read -r -t 0.01 <>"$work/never" || true
    done | mosquitto_pub -p "$port" -q 1 -t "devices/$1/telemetry" -l
}
feed_both() {
    feed anomaly "$1" "$2" &
    local other=$!
    feed fault "$1" "$2"
    wait "$other"
}

cat >"$work/devices.yaml" <<'DEVICES'
default:
  model: pump-anomaly
devices:
  fault:
    model: pump-fault
DEVICES
chmod 644 "$work/devices.yaml"

sizes
start_broker
run_container
await_ready
echo "ready $(elapsed) ms after docker run, with $(cpu) s of CPU; load $(load)"
sleep 5
echo "memory, idle: $(memory)"
await_answers $((rate * seconds))
feed_both $((rate / 2)) $((rate * seconds / 2))
echo "memory at $rate messages/s to two models, after $seconds s: $(memory)"
all_answered
echo "all $((rate * seconds)) answered, with $(cpu) s of CPU since the start; load $(load)"
stop_container

# the broker keeps the session: what comes now waits for the next start
await_answers 1
mosquitto_pub -p "$port" -q 1 -t devices/anomaly/telemetry -m "$row"
run_container
all_answered
echo "first answer $(elapsed) ms after docker run, with $(cpu) s of CPU; load $(load)"
stop_container

feed_both 1000000 $((backlog / 2))
await_answers "$backlog"
run_container
all_answered
echo "backlog of $backlog answered $(elapsed) ms after docker run, with $(cpu) s of CPU; load $(load)"
echo "memory then: $(memory)"
