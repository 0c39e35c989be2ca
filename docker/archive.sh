#!/bin/sh
# In the image's build: takes the native libraries of this platform, writes the arguments of the JVM, and with "yes" has the service
# run once, so that the classes that it loads are kept as the JVM has them in memory.
set -eu
app=/opt/bactrian
platform=$(dpkg --print-architecture)
native=$app/native
if [ ! -d "/opt/native/$platform" ]; then
    echo "No native libraries for $platform: amd64 and arm64 are supported" >&2
    exit 1
fi
mv "/opt/native/$platform" "$native"

common="-Dorg.sqlite.lib.path=$native -Dorg.xerial.snappy.lib.path=$native -DZstdNativePath=$native/libzstd-jni.so
-Donnxruntime.native.path=$native -Djna.boot.library.path=$native -Djna.nounpack=true -Djava.library.path=$native
-Djava.util.logging.manager=org.jboss.logmanager.LogManager -XX:-UsePerfData -Djava.io.tmpdir=/dev/shm"
service="-XX:+ExitOnOutOfMemoryError -XX:+ErrorFileToStderr"
java=/opt/java/bin/java

if [ "$1" = yes ]; then
    archive=$app/classes.archive
    if $java -XX:AOTCacheOutput=/dev/null -version >/dev/null 2>&1; then
        # no profiles of methods: only a second compiler would read them
        make="-XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining -XX:AOTCacheOutput=$archive"
        use=-XX:AOTCache=$archive
    else
        # before Java 25 the archive has the application's classes only, on top of the runtime's
        $java -XX:+UseSerialGC -Xshare:dump >/dev/null 2>&1
        make=-XX:ArchiveClassesAtExit=$archive
        use=-XX:SharedArchiveFile=$archive
    fi
    export BACTRIAN_SPOOL_DIR=/tmp/spool BACTRIAN_ROLLOUT_DIR=/tmp/rollout BACTRIAN_MODELS_DEFAULT=pump-anomaly
    export BACTRIAN_MQTT_URL=tcp://127.0.0.1:1 KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:1 MALLOC_ARENA_MAX=2
    cd $app
    # shellcheck disable=SC2086 # words are meant
    $java -Xmx192m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 $common $service $make -jar $app/bactrian.jar >/tmp/run.log 2>&1 &
    pid=$!
    # there is no broker here: it never gets ready, and all but the broker being up says that it has started
    # shellcheck disable=SC2086
    until $java -XX:TieredStopAtLevel=1 $common -jar $app/bactrian.jar health 2>/dev/null | grep -q '"name"'; do
        if ! kill -0 "$pid" 2>/dev/null; then
            cat /tmp/run.log >&2
            exit 1
        fi
        sleep 1
    done
    kill -TERM "$pid"
    wait "$pid" || true
    if [ ! -s "$archive" ]; then
        cat /tmp/run.log >&2
        exit 1
    fi
    # where it was made: moved, every page of it would be the process's own
    common="$common -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0 $use"
    rm -rf /tmp/spool /tmp/rollout
fi

{ echo $common; echo $service; echo "-jar $app/bactrian.jar"; } | tr ' ' '\n' >$app/service.args
{ echo "-Xmx32m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"; echo $common; echo "-jar $app/bactrian.jar"; } | tr ' ' '\n' >$app/command.args
