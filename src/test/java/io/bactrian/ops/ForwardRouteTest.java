package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.flow.NamedSteps;
import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kit.KafkaBroker;
import io.bactrian.kit.KafkaProcess;
import io.bactrian.kit.KafkaTap;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Ports;
import io.bactrian.spool.OverflowPolicy;
import io.bactrian.spool.SpoolSettings;
import io.bactrian.spool.SpoolStatus;
import io.bactrian.spool.Spools;
import io.bactrian.spool.camel.SpoolComponent;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

/** The shipped route to Kafka, before a real Kafka that makes no topics by itself. */
@ExpectedErrors({"io.bactrian.spool", "org.apache.camel", "org.apache.kafka", "io.bactrian.ops"})
@Tag("slow")
class ForwardRouteTest {
    private static final Duration LONG = Patience.LONG;
    private static final KafkaProcess KAFKA = new KafkaProcess();

    @TempDir
    Path dir;
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final List<ConsumerRecord<byte[], byte[]>> arrived = new CopyOnWriteArrayList<>();
    private Spools spools;
    private Kafka kafka;
    private KafkaTap tap;

    @BeforeAll
    static void start() {
        KAFKA.start();
    }

    @AfterAll
    static void end() {
        KAFKA.close();
    }

    @AfterEach
    void stop() {
        context.stop();
        if (tap != null) {
            tap.close();
        }
    }

    private void forward(String servers, String deadLettersTopic, Map<String, String> more) throws Exception {
        var settings = new HashMap<>(more);
        settings.putAll(Map.of("kafka.bootstrap.servers", servers, "kafka.max.block.ms", "2000",
                "kafka.reconnect.backoff.max.ms", "500"));
        kafka = new Kafka(new SmallRyeConfigBuilder().withSources(new PropertiesConfigSource(settings, "test", 100)).build());
        spools = new Spools(new SpoolSettings(dir, 1L << 30, OverflowPolicy.BLOCK));
        var keys = new Properties();
        keys.putAll(Map.of("bactrian.samples.topic", KafkaBroker.SAMPLES, "bactrian.dead-letters.topic", deadLettersTopic,
                "kafka.bootstrap.servers", servers));
        context.getPropertiesComponent().setOverrideProperties(keys);
        var component = new KafkaComponent();
        component.setKafkaClientFactory(kafka);
        context.addComponent("kafka", component);
        context.getRegistry().bind("spool", new SpoolComponent(spools, kafka.failures()));
        NamedSteps.forward(context.getRegistry());
        context.getShutdownStrategy().setTimeout(2);
        for (var routes : PluginHelper.getRoutesLoader(context)
                .findRoutesBuilders(ResourceHelper.resolveMandatoryResource(context, "classpath:routes/forward.camel.yaml"))) {
            context.addRoutes(routes);
        }
        context.start();
    }

    private void store(String spool, String id, byte[] body, Map<String, Object> more) {
        var headers = new HashMap<>(more);
        headers.put("ce_id", id);
        headers.put("ce_type", spool.equals("samples") ? "io.bactrian.sample.v1" : "io.bactrian.dead-letter.v1");
        headers.put(KafkaConstants.KEY, "pump-7");
        context.createProducerTemplate().sendBodyAndHeaders("spool:" + spool, body, headers);
    }

    private void store(String spool, int from, int to) {
        IntStream.range(from, to).forEach(n -> store(spool, "id-" + n, new byte[100], Map.of()));
    }

    private SpoolStatus spool(String name) {
        return spools.status().stream().filter(status -> status.name().equals(name)).findFirst().orElseThrow();
    }

    private List<String> ids(String topic) {
        return arrived.stream().filter(record -> record.topic().equals(topic)).map(KafkaTap::id).distinct().toList();
    }

    private static String[] numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(n -> "id-" + n).toArray(String[]::new);
    }

    private void listen() {
        tap = KafkaTap.open(KAFKA, arrived::add);
    }

    @Test
    void aMissingTopicIsSaidAndHoldsUpNoSample() throws Exception {
        listen();
        forward(KAFKA.bootstrapServers(), "no-such-topic", Map.of());
        store("dead-letters", 100, 101);
        store("samples", 0, 20);

        await().atMost(LONG).untilAsserted(() -> assertThat(ids(KafkaBroker.SAMPLES)).containsExactly(numbers(0, 20)));
        await().atMost(LONG).until(() -> spool("dead-letters").deliveryError() != null);
        assertThat(spool("dead-letters").deliveryError()).contains("the topic is missing (no-such-topic)")
                .contains("create it");
        assertThat(spool("dead-letters").waitingRecords()).isEqualTo(1);
        assertThat(spool("samples").deliveryError()).isNull();
    }

    @Test
    void aRecordThatIsTooLargeBecomesACutDeadLetterAndTheOthersArrive() throws Exception {
        listen();
        forward(KAFKA.bootstrapServers(), KafkaBroker.DEAD_LETTERS, Map.of("kafka.max.request.size", "100000"));
        context.getRouteController().stopRoute("forward-samples");
        store("samples", 0, 5);
        store("samples", "large", new byte[200_000], Map.of());
        store("samples", 5, 10);
        context.getRouteController().startRoute("forward-samples");

        await().atMost(LONG).untilAsserted(() -> assertThat(ids(KafkaBroker.SAMPLES)).contains(numbers(0, 10)));
        await().atMost(LONG).untilAsserted(() -> assertThat(ids(KafkaBroker.DEAD_LETTERS)).containsExactly("large"));
        var letter = arrived.stream().filter(record -> record.topic().equals(KafkaBroker.DEAD_LETTERS)).findFirst()
                .orElseThrow();
        assertThat(KafkaTap.header(letter, "ce_errorcode")).isEqualTo("undeliverable");
        assertThat(KafkaTap.header(letter, "ce_errormessage")).contains("max.request.size");
        assertThat(KafkaTap.header(letter, "ce_cutfrom")).isEqualTo("200000");
        assertThat(spool("samples").refused()).isEqualTo(1);
        await().atMost(LONG).until(() -> spool("samples").waitingRecords() == 0);
    }

    @Test
    void aDeadLetterThatIsTooLargeHoweverItIsCutIsDroppedAndTheOthersArrive() throws Exception {
        listen();
        forward(KAFKA.bootstrapServers(), KafkaBroker.DEAD_LETTERS, Map.of("kafka.max.request.size", "20000"));
        store("dead-letters", "header", new byte[10], Map.of("ce_errormessage", "x".repeat(30_000)));
        store("dead-letters", "body", new byte[40_000], Map.of());
        store("dead-letters", 0, 3);

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(ids(KafkaBroker.DEAD_LETTERS)).contains(numbers(0, 3)).contains("body")
                        .doesNotContain("header"));
        await().atMost(LONG).until(() -> spool("dead-letters").waitingRecords() == 0);
    }

    @Test
    void kafkaIsThereWhenABrokerAnswersAndNotWhileSocketsAreOpened() throws Exception {
        int port = Ports.free();
        forward("127.0.0.1:" + port, KafkaBroker.DEAD_LETTERS, Map.of());
        store("samples", 0, 1);
        await().atMost(LONG).until(() -> {
            assertThat(kafka.connected()).isFalse();
            return spool("samples").deliveryError() != null;
        });
        assertThat(spool("samples").deliveryError()).contains("no Kafka broker answers at 127.0.0.1:" + port);
    }

    @Test
    void kafkaIsThereOnceItAnswers() throws Exception {
        forward(KAFKA.bootstrapServers(), KafkaBroker.DEAD_LETTERS, Map.of());
        await().atMost(LONG).until(kafka::connected);
    }

    @Test
    void aHostThatNobodyKnowsIsSaidAndTheRouteRunsAllTheSame() throws Exception {
        forward("no-such-host.invalid:9092", KafkaBroker.DEAD_LETTERS, Map.of());
        store("samples", 0, 1);

        assertThat(kafka.problems().get("bactrian-samples")).contains("no-such-host.invalid").contains("correct kafka.");
        assertThat(context.getRouteController().getRouteStatus("forward-samples").isStarted()).isTrue();
        await().atMost(LONG).until(() -> spool("samples").deliveryError() != null);
        assertThat(spool("samples").deliveryError()).contains("no host of kafka.bootstrap.servers");
    }
}
