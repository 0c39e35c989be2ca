#!/usr/bin/env bash
# Makes, without a registry, the images that the build and the tests of the image need: a Debian base, a JDK on it, mosquitto, and,
# after `./mvnw package`, Kafka of the jars that the tests have. Needs root, debootstrap and a Docker daemon. Usage:
# docker/test-images.sh [amd64|arm64]. For another platform than the machine's, only base and JDK are made, with that platform in their
# names, and emulation (binfmt_misc) is needed. The JDK is the newest of 21 or later under /usr/lib/jvm, where that is for the platform,
# else Debian's 17.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
machine=$(dpkg --print-architecture)
platform=${1:-$machine}
debian=debian:bookworm-slim
java=bactrian-test/jdk
if [ "$platform" != "$machine" ]; then
    debian=bactrian-test/debian-$platform:latest
    java=bactrian-test/jdk-$platform
fi

if ! docker image inspect "$debian" >/dev/null 2>&1; then
    debootstrap --arch="$platform" --variant=minbase bookworm "$work/debian" >"$work/log" 2>&1 || { tail "$work/log" >&2; exit 1; }
    rm -rf "$work"/debian/var/cache/apt/archives/*.deb "$work"/debian/var/lib/apt/lists/*
    # loaded, for daemons do not take an imported image's platform
    mkdir "$work/image"
    tar -C "$work/debian" -cf "$work/image/layer.tar" .
    printf '{"architecture":"%s","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
        "$platform" "$(sha256sum "$work/image/layer.tar" | cut -d' ' -f1)" >"$work/image/config.json"
    printf '[{"Config":"config.json","RepoTags":["%s"],"Layers":["layer.tar"]}]' "$debian" >"$work/image/manifest.json"
    tar -C "$work/image" -c . | docker load -q >/dev/null
    rm -rf "$work/image" "$work/debian"
fi

jdk=""
for home in /usr/lib/jvm/*; do
    if [ "$platform" = "$machine" ] && [ -x "$home/bin/jlink" ] && [ -f "$home/release" ]; then
        version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release")
        if [ "${version:-0}" -ge 21 ] && [ "${version:-0}" -gt "${newest:-0}" ]; then
            newest=$version
            jdk=$home
        fi
    fi
done
# binutils, which the JDK's public images have too: jlink takes the symbols out of the JVM's own library with it
install="RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends"
mkdir "$work/jdk"
if [ -n "$jdk" ]; then
    cp -aL "$jdk" "$work/jdk/java"
    rm -f "$work/jdk/java/lib/src.zip"
    printf 'FROM %s\n%s binutils >/dev/null\nCOPY java /opt/java/openjdk\nENV PATH=/opt/java/openjdk/bin:/usr/sbin:/usr/bin:/sbin:/bin\n' \
        "$debian" "$install" >"$work/jdk/Dockerfile"
else
    printf 'FROM %s\n%s binutils openjdk-17-jdk-headless >/dev/null\n' "$debian" "$install" >"$work/jdk/Dockerfile"
fi
docker build -q --platform "linux/$platform" -t "$java" "$work/jdk" >/dev/null
docker run --rm "$java" java -version
if [ "$platform" != "$machine" ]; then
    exit 0
fi
docker build -q -t bactrian-test/mosquitto -f test/mosquitto.Dockerfile test >/dev/null

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
