package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.spool.OverflowPolicy;
import io.bactrian.spool.SpoolSettings;
import io.bactrian.spool.Spools;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

class HealthTest {
    @TempDir
    private Path dir;

    private String remedyOfKafka(String servers) {
        Kafka kafka = new Kafka(new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(Map.of("kafka.bootstrap.servers", servers), "test", 100)).build());
        Spools spools = new Spools(new SpoolSettings(dir, 1 << 20, OverflowPolicy.REJECT));
        return (String) new Health().kafka(kafka, spools).call().getData().orElseThrow().get("remedy");
    }

    @Test
    void whereKafkaIsConfiguredAndAwayItsBrokersAreToBeLookedAtAndNotTheKeyToBeSet() {
        assertThat(remedyOfKafka("kafka.plant:9093")).contains("Kafka at kafka.plant:9093", "kafka.security.protocol")
                .doesNotContain("KAFKA_BOOTSTRAP_SERVERS");
    }

    @Test
    void whereNoKafkaIsConfiguredTheRemedyIsTheKey() {
        assertThat(remedyOfKafka(Remedies.USUAL_KAFKA)).isEqualTo("KAFKA_BOOTSTRAP_SERVERS=HOST:9092");
    }

    @Test
    void theUsualPlacesAreThoseThatAreShipped() throws IOException {
        Properties shipped = new Properties();
        shipped.load(Remedies.class.getResourceAsStream("/application.properties"));

        assertThat(shipped).containsEntry("kafka.bootstrap.servers", Remedies.USUAL_KAFKA);
        assertThat(ConfigurationReader.keys().get("bactrian.mqtt.url").getDefaultValue()).isEqualTo(Remedies.USUAL_BROKER);
    }
}
