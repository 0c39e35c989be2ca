#!/bin/sh
# Starts Kafka with the keys that the environment has, as in Apache's image: KAFKA_NODE_ID is node.id.
set -eu
file=/tmp/server.properties
env | sed -n 's/^KAFKA_\([A-Z_]*=\)/\1/p' | while IFS='=' read -r name value; do
    echo "$(echo "$name" | tr 'A-Z_' 'a-z.')=$value"
done >"$file"
grep -q '^log.dirs=' "$file" || echo log.dirs=/var/lib/kafka/data >>"$file"
java="java -Xms64m -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.util.logging.manager=org.jboss.logmanager.LogManager"
$java -cp '/opt/kafka/lib/*' kafka.tools.StorageTool format --ignore-formatted -t "${CLUSTER_ID:-bactrian-test-kafka-01}" -c "$file"
exec $java -cp '/opt/kafka/lib/*' kafka.Kafka "$file"
