package io.bactrian.spool.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.camel.component.kafka.KafkaProducer;
import org.apache.camel.component.kafka.producer.support.KeyValueHolderIterator;
import org.apache.camel.component.kafka.producer.support.PropagatedHeadersProvider;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kit.Patience;
import io.bactrian.spool.OverflowPolicy;
import io.bactrian.spool.SpoolClosedException;
import io.bactrian.spool.SpoolSettings;
import io.bactrian.spool.Spools;
import io.bactrian.spool.Sql;

@ExpectedErrors({"io.bactrian.spool", "org.apache.camel"})
class SpoolRouteTest {
    private static final long PATIENCE = Patience.LONG.toSeconds();

    @TempDir
    Path dir;
    private CamelContext camel;
    private Spools spools;
    private final List<String> received = Collections.synchronizedList(new ArrayList<>());
    private final List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
    private final AtomicBoolean away = new AtomicBoolean();

    @BeforeEach
    void context() {
        camel = context(spools = new Spools(new SpoolSettings(dir, 100_000_000, OverflowPolicy.BLOCK)));
    }

    private static CamelContext context(Spools spools) {
        var context = new DefaultCamelContext();
        context.getRegistry().bind("spool", new SpoolComponent(spools));
        return context;
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    private void routes(String consumerOptions) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").to("spool:samples");
                from("spool:samples" + consumerOptions).routeId("forward").process(e -> receive(e));
            }
        });
    }

    private void receive(Exchange exchange) {
        if (away.get()) {
            throw new IllegalStateException("Kafka away");
        }
        List<?> messages = exchange.getIn().getBody(List.class);
        assertThat(exchange.getIn().getHeader(SpoolEndpoint.RECORDS)).isEqualTo(messages.size());
        sizes.add(messages.size());
        messages.forEach(m -> received.add(((Message) m).getBody(String.class)));
    }

    private CompletableFuture<Object> send(int n) {
        return camel.createProducerTemplate().asyncRequestBody("direct:in", Integer.toString(n));
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    @Test
    void aMessageGoesThroughWithItsTextAndByteHeaders() throws Exception {
        var message = new CompletableFuture<Message>();
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").to("spool:samples");
                from("spool:samples").process(e -> message.complete((Message) e.getIn().getBody(List.class).get(0)));
            }
        });
        camel.start();
        camel.createProducerTemplate().sendBodyAndHeaders("direct:in", "Zürich",
                Map.of("kafka.KEY", "pump-7", "ce_id", "ä", "raw", new byte[]{1, -2}, "count", 3));
        Message got = message.get(PATIENCE, TimeUnit.SECONDS);
        assertThat((byte[]) got.getBody()).isEqualTo("Zürich".getBytes(StandardCharsets.UTF_8));
        assertThat(got.getHeaders()).containsEntry("kafka.KEY", "pump-7").containsEntry("ce_id", "ä")
                .containsEntry("raw", new byte[]{1, -2}).doesNotContainKey("count");
    }

    @Test
    void theExchangeCompletesOnlyWhenItsRecordIsInTheFile() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").to("spool:samples");
            }
        });
        camel.start();
        camel.createProducerTemplate().sendBody("direct:in", "one");
        assertThat(Sql.number(dir.resolve("samples.db"), "SELECT sum(records) FROM chunk")).isEqualTo(1);
        assertThat(spools.status()).singleElement().satisfies(s -> {
            assertThat(s.waitingRecords()).isEqualTo(1);
            assertThat(s.oldestAgeMillis()).isBetween(0L, 60_000L);
            assertThat(s.commits()).isEqualTo(1);
        });
    }

    @Test
    void whoListensIsShownTheRowOfEachRecordBeforeItsExchangeGoesOn() throws Exception {
        List<String> shown = Collections.synchronizedList(new ArrayList<>());
        camel.getRegistry().bind("spool", new SpoolComponent(spools, DeliveryFailures.NONE,
                (exchange, spool, row) -> shown.add(spool + " " + exchange.getMessage().getBody() + " " + row)));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").to("spool:samples").process(exchange -> shown.add("on"));
            }
        });
        camel.start();
        send(1).get();
        send(2).get();

        assertThat(shown).containsExactly("samples 1 1", "on", "samples 2 2", "on");
    }

    @Test
    void whoListensIsToldWhyABatchIsTriedAgainAndWhenOneWasSent() throws Exception {
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        camel.getRegistry().bind("spool", new SpoolComponent(spools, DeliveryFailures.NONE, new StoreListener() {
            @Override
            public void stored(Exchange exchange, String spool, long row) {
                // of no interest
            }

            @Override
            public void sent(String spool, String failure) {
                told.add(spool + " " + failure);
            }
        }));
        routes("");
        away.set(true);
        camel.start();
        send(1).get(PATIENCE, TimeUnit.SECONDS);
        await().until(() -> told.contains("samples Kafka away"));
        away.set(false);

        await().until(() -> told.contains("samples null"));
    }

    @Test
    void whatAnOutageLeftComesInOrderBesideLiveTraffic() throws Exception {
        routes("?batchSize=100");
        away.set(true);
        camel.start();
        var sent = new ArrayList<CompletableFuture<Object>>();
        for (int n = 0; n < 3000; n++) {
            sent.add(send(n));
            if (n == 2000) {
                CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).get(PATIENCE, TimeUnit.SECONDS);
                assertThat(spools.status().get(0).waitingRecords()).isEqualTo(2001);
                away.set(false);
            }
            if (n % 50 == 0) {
                sent.get(n).get(PATIENCE, TimeUnit.SECONDS);
            }
        }
        await().until(() -> received.size() >= 3000);
        assertThat(received).hasSize(3000).containsExactlyInAnyOrderElementsOf(numbers(0, 3000));
        assertThat(sizes).allMatch(size -> size <= 100);
        await().until(() -> spools.status().get(0).waitingRecords() == 0);
        assertThat(spools.status().get(0).failedBatches()).isPositive();
    }

    @Test
    void aStoppedConsumersRecordsWaitForTheNext() throws Exception {
        routes("?batchSize=10");
        camel.start();
        send(0).get(PATIENCE, TimeUnit.SECONDS);
        await().until(() -> received.size() == 1);
        camel.getRouteController().stopRoute("forward");
        for (int n = 1; n < 30; n++) {
            send(n).get(PATIENCE, TimeUnit.SECONDS);
        }
        assertThat(received).hasSize(1);
        camel.getRouteController().startRoute("forward");
        await().until(() -> received.size() == 30);
        assertThat(received).isEqualTo(numbers(0, 30));
    }

    @Test
    void afterAGracefulStopNothingIsLostOrRepeated() throws Exception {
        routes("");
        camel.start();
        for (int n = 0; n < 50; n++) {
            send(n).get(PATIENCE, TimeUnit.SECONDS);
        }
        camel.stop();
        assertThat(Files.exists(dir.resolve("samples.db-wal"))).isFalse();
        assertThat(spools.status()).isEmpty();
        camel = context(spools);
        routes("");
        camel.start();
        send(50).get(PATIENCE, TimeUnit.SECONDS);
        await().until(() -> received.size() >= 51);
        assertThat(received).isEqualTo(numbers(0, 51));
    }

    @Test
    void aSecondOwnerIsUnhealthyAndTakesOverWhenTheFirstLetsGo() throws Exception {
        routes("");
        camel.start();
        var second = new Spools(new SpoolSettings(dir, 1000, OverflowPolicy.BLOCK));
        CamelContext other = context(second);
        try {
            other.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:in").to("spool:samples");
                }
            });
            other.start();
            assertThat(second.status().get(0).healthy()).isFalse();
            assertThat(second.status().get(0).lastError()).contains("held by another process");
            var stored = other.createProducerTemplate().asyncRequestBody("direct:in", "two");

            camel.stop();

            stored.get(PATIENCE, TimeUnit.SECONDS);
            assertThat(second.status().get(0).healthy()).isTrue();
        } finally {
            other.stop();
        }
    }

    @Test
    void optionsInTheUriAreCheckedAndMustAgree() {
        assertThatThrownBy(() -> camel.getEndpoint("spool:a?overflowPolicy=never"))
                .hasStackTraceContaining("expected one of block, drop-oldest, drop-newest");
        assertThatThrownBy(() -> camel.getEndpoint("spool:a?batchSize=0"))
                .hasStackTraceContaining("expected more than 0");
        assertThatThrownBy(() -> camel.getEndpoint("spool:../a")).hasStackTraceContaining("spool name is '../a'");
        var endpoint = camel.getEndpoint("spool:b?maxBytes=1000&overflowPolicy=drop-oldest&batchSize=7", SpoolEndpoint.class);
        assertThat(endpoint.getBatchSize()).isEqualTo(7);
        assertThatThrownBy(() -> camel.getEndpoint("spool:b?maxBytes=2000"))
                .hasStackTraceContaining("maxBytes=1000 in one URI and 2000 in another");
    }

    @Test
    void eachElementIsWhatTheKafkaProducerWants() throws Exception {
        var records = new CompletableFuture<List<ProducerRecord<?, ?>>>();
        var kafka = camel.getEndpoint("kafka:samples?brokers=127.0.0.1:9&batchWithIndividualHeaders=true"
                + "&valueSerializer=org.apache.kafka.common.serialization.ByteArraySerializer", KafkaEndpoint.class);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").to("spool:samples");
                from("spool:samples").process(e -> records.complete(kafkaRecords(kafka, e)));
            }
        });
        camel.start();
        camel.createProducerTemplate().sendBodyAndHeaders("direct:in", "{}",
                Map.of(KafkaConstants.KEY, "pump-7", KafkaConstants.OVERRIDE_TOPIC, "dead-letters", "ce_id", "42"));
        var kafkaRecord = records.get(PATIENCE, TimeUnit.SECONDS).get(0);
        assertThat(kafkaRecord.key()).isEqualTo("pump-7");
        assertThat(kafkaRecord.topic()).isEqualTo("dead-letters");
        assertThat((byte[]) kafkaRecord.value()).isEqualTo("{}".getBytes(StandardCharsets.UTF_8));
        assertThat(kafkaRecord.headers().lastHeader("ce_id").value()).isEqualTo("42".getBytes(StandardCharsets.UTF_8));
        assertThat(kafkaRecord.headers().toArray()).hasSize(1);
    }

    private static List<ProducerRecord<?, ?>> kafkaRecords(KafkaEndpoint kafka, Exchange exchange) {
        Message message = exchange.getIn();
        Iterable<?> body = message.getBody(List.class);
        var elements = new ArrayList<Object>();
        body.forEach(elements::add);
        var headers = new PropagatedHeadersProvider(new KafkaProducer(kafka), kafka.getConfiguration(), exchange, message);
        var all = new ArrayList<ProducerRecord<?, ?>>();
        new KeyValueHolderIterator(elements.iterator(), exchange, kafka.getConfiguration(), "samples", headers)
                .forEachRemaining(holder -> all.add(holder.getValue()));
        return all;
    }

    @Test
    void aProducerThatIsNotStartedSaysSo() throws Exception {
        var endpoint = camel.getEndpoint("spool:s");
        var exchange = endpoint.createExchange();
        endpoint.createProducer().process(exchange);
        assertThat(exchange.getException()).isInstanceOf(SpoolClosedException.class).hasMessageContaining("is closed");
    }
}
