#!/usr/bin/env bash
# Makes, without a registry, the images that the build and the tests of the image need: a Debian base, a JDK on it, mosquitto, and,
# after `./mvnw package`, Kafka of the jars that the tests have. Needs root, debootstrap and a Docker daemon. Takes the newest JDK of 21
# or later under /usr/lib/jvm, else Debian's 17.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
platform=${1:-$(dpkg --print-architecture)}

if ! docker image inspect debian:bookworm-slim >/dev/null 2>&1; then
    debootstrap --arch="$platform" --variant=minbase bookworm "$work/debian" >"$work/log" 2>&1 || { tail "$work/log" >&2; exit 1; }
    rm -rf "$work"/debian/var/cache/apt/archives/*.deb "$work"/debian/var/lib/apt/lists/*
    tar -C "$work/debian" -c . | docker import --platform "linux/$platform" - debian:bookworm-slim >/dev/null
fi

jdk=""
for home in /usr/lib/jvm/*; do
    if [ -x "$home/bin/jlink" ] && [ -f "$home/release" ]; then
        version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release")
        if [ "${version:-0}" -ge 21 ] && [ "${version:-0}" -gt "${newest:-0}" ]; then
            newest=$version
            jdk=$home
        fi
    fi
done
mkdir "$work/jdk"
if [ -n "$jdk" ] && [ "$platform" = "$(dpkg --print-architecture)" ]; then
    cp -aL "$jdk" "$work/jdk/java"
    rm -f "$work/jdk/java/lib/src.zip"
    printf 'FROM debian:bookworm-slim\nCOPY java /opt/java/openjdk\nENV PATH=/opt/java/openjdk/bin:/usr/sbin:/usr/bin:/sbin:/bin\n' \
        >"$work/jdk/Dockerfile"
else
    printf 'FROM debian:bookworm-slim\nRUN apt-get update -qq && apt-get install -y -qq --no-install-recommends openjdk-17-jdk-headless >/dev/null\n' \
        >"$work/jdk/Dockerfile"
fi
docker build -q -t bactrian-test/jdk "$work/jdk" >/dev/null
docker build -q -t bactrian-test/mosquitto -f test/mosquitto.Dockerfile test >/dev/null
docker run --rm bactrian-test/jdk java -version

classpath=../target/test-classpath.txt
if [ -f "$classpath" ]; then
    mkdir -p "$work/kafka/lib"
    install -m 755 test/kafka-run.sh "$work/kafka/run"
    # Kafka's own closure: whatever of it were missing would end its start, which the tests say
    tr ':' '\n' <"$classpath" | grep -E '/(org/apache/kafka|org/apache/logging|org/scala-lang|com/typesafe|com/yammer|com/fasterxml|net/sf|org/slf4j|org/jboss|io/smallrye/common|org/lz4|at/yawk|org/xerial/snappy|com/github/luben|org/pcollections|com/github/ben-manes|net/sourceforge|commons-validator|org/bitbucket|com/google/re2j|org/hdrhistogram|org/latencyutils|org/eclipse/parsson|jakarta/json)/' |
        xargs -I{} cp {} "$work/kafka/lib/"
    docker build -q -t bactrian-test/kafka -f test/kafka.Dockerfile "$work/kafka" >/dev/null
else
    echo "No image of Kafka: run ./mvnw package before this" >&2
fi
