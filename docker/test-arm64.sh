#!/usr/bin/env bash
# Builds the image for linux/arm64, starts it under emulation beside a broker, and sends it a window of messages: ends with 0 when the
# answer to the last is what the model's own test values (golden.json) say. Needs root, a Docker daemon, debootstrap, mosquitto's clients, and binfmt_misc
# with QEMU for aarch64 (Debian: qemu-user-static, binfmt-support). After `./mvnw package -DskipTests -Pimage`. Usage: docker/test-arm64.sh
# The base and the JDK (Debian's 17) are made once and kept as images. Without an archive of classes: Java under emulation makes none.
set -euo pipefail
cd "$(dirname "$0")/.."
case ${1:-} in -h | --help) sed -n '2,6s/^# //p' "$0"; exit 0 ;; esac
image=bactrian:arm64-test
longest=${BACTRIAN_ARM64_SECONDS:-900}
stop() { echo "test-arm64.sh: $*" >&2; exit 2; }

grep -qs enabled /proc/sys/fs/binfmt_misc/qemu-aarch64 || [ "$(uname -m)" = aarch64 ] ||
    stop "programs for aarch64 do not run here: /proc/sys/fs/binfmt_misc/qemu-aarch64 is not enabled; install qemu-user-static and binfmt-support"
[ -d target/image/native/arm64 ] || stop "target/image is not there; run ./mvnw package -DskipTests -Pimage first"
for command in curl docker debootstrap mosquitto_pub mosquitto_sub; do
    command -v "$command" >/dev/null || stop "$command is not on the PATH; install it first"
done

step() { echo "$1: $((SECONDS - since)) s"; since=$SECONDS; }
since=$SECONDS
suffix=-arm64
[ "$(dpkg --print-architecture)" != arm64 ] || suffix=
docker image inspect bactrian-test/jdk$suffix >/dev/null 2>&1 || docker/test-images.sh arm64
docker image inspect bactrian-test/mosquitto >/dev/null 2>&1 || docker/test-images.sh
step "base, JDK and broker"
debian=bactrian-test/debian$suffix
[ -n "$suffix" ] || debian=debian:bookworm-slim
arguments=(-q -f docker/Dockerfile --build-arg ARCHIVE=no --build-arg "DEBIAN=$debian" --build-arg "JDK=bactrian-test/jdk$suffix" -t "$image")
if docker buildx version >/dev/null 2>&1; then
    docker buildx build --platform linux/arm64 --load "${arguments[@]}" . >/dev/null
    [ "$(docker image inspect -f '{{.Architecture}}' $image)" = arm64 ] || stop "$image is not for arm64"
else
    # the builder without BuildKit cannot name a platform for what begins from scratch: the image says that it is for this machine's
    docker build --no-cache "${arguments[@]}" . >/dev/null 2>&1
fi
step "image"

work=$(mktemp -d)
network=bactrian-arm64-$$
finish() {
    docker rm -f "$network-broker" "$network-service" >/dev/null 2>&1 || true
    docker network rm "$network" >/dev/null 2>&1 || true
    docker rmi $image >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap finish EXIT
docker network create "$network" >/dev/null
docker create --name "$network-broker" --network "$network" --network-alias mosquitto -p 127.0.0.1::1883 bactrian-test/mosquitto >/dev/null
sed 's/^listener 1883 .*/listener 1883/' docker/mosquitto.conf >"$work/mosquitto.conf"
docker cp "$work/mosquitto.conf" "$network-broker:/mosquitto/config/mosquitto.conf" >/dev/null 2>&1
docker start "$network-broker" >/dev/null
port=$(docker port "$network-broker" 1883/tcp | sed -n '1s/.*://p')
docker run -d --name "$network-service" --read-only --network "$network" -v /var/lib/bactrian \
    -p 127.0.0.1::8080 -e BACTRIAN_MQTT_URL=tcp://mosquitto:1883 -e KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:1 \
    -e BACTRIAN_MODELS_DEFAULT=pump-fault $image >/dev/null
http=$(docker port "$network-service" 8080/tcp | sed -n '1s/.*://p')
failed() { docker logs "$network-service" 2>&1 | tail -20 >&2; stop "$*"; }
until curl -sf -o /dev/null "127.0.0.1:$http/observe/health/ready"; do
    [ "$(docker inspect -f '{{.State.Running}}' "$network-service")" = true ] || failed "the service ended by itself"
    [ $((SECONDS - since)) -lt "$longest" ] || failed "the service is not ready after $longest s"
    sleep 1
done
step "start to readiness, under emulation"
java=$(docker inspect -f '{{.State.Pid}}' "$network-service")
od -An -tu2 -j18 -N2 "/proc/$java/root/opt/java/bin/java" | grep -qw 183 || failed "its Java is not for aarch64"

# of the values that the model comes with, the first of a faulty pump: a window of 30 rows of 8 numbers, and what is expected
golden=models/pump-fault/1/golden.json
mapfile -t labels < <(grep -o '"label":"[^"]*"' $golden)
mapfile -t inputs < <(grep -o '"input":\[[^]]*' $golden | sed 's/.*\[//')
mapfile -t probabilities < <(grep -o '"probabilities":\[[^]]*' $golden | sed 's/.*\[//')
for ((i = 0; i < ${#labels[@]}; i++)); do [ "${labels[$i]}" = '"label":"normal"' ] || break; done
[ "$i" -lt ${#labels[@]} ] || stop "$golden has no faulty pump"
echo "${inputs[$i]}" | tr , '\n' | paste -d, - - - - - - - - | sed 's/.*/{"features":[&]}/' >"$work/rows"
rows=$(wc -l <"$work/rows")
mosquitto_sub -p "$port" -q 1 -t devices/measured/inference -C "$rows" -W "$longest" >"$work/answers" &
subscriber=$!
sleep 1
mosquitto_pub -p "$port" -q 1 -t devices/measured/telemetry -l <"$work/rows"
wait $subscriber || failed "there are not $rows answers within $longest s"
step "answers to $rows messages"
answer=$(tail -n 1 "$work/answers")
echo "$answer"
[[ "$answer" == *"${labels[$i]}"* ]] || failed "the answer is not ${labels[$i]}, as $golden says"
answered=$(echo "$answer" | grep -o '"probabilities":\[[^]]*' | sed 's/.*\[//')
paste -d' ' <(echo "$answered" | tr , '\n') <(echo "${probabilities[$i]}" | tr , '\n') |
    awk '{d = $1 - $2; if (d < 0) d = -d; if (NF != 2 || d > 1e-4) wrong = 1} END {exit wrong || NR == 0}' ||
    failed "the probabilities are $answered, not ${probabilities[$i]}, as $golden says"
echo "as $golden says: ${labels[$i]}, ${probabilities[$i]}"
