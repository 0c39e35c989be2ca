package io.bactrian.flow;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

import io.bactrian.follow.Followers;
import io.bactrian.follow.Trail;
import io.bactrian.http.AnswerStreams;
import io.bactrian.kit.StubComponent;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.mqtt.MqttHeaders;
import io.bactrian.spool.OverflowPolicy;
import io.bactrian.spool.SpoolFullException;
import io.bactrian.spool.SpoolSettings;
import io.bactrian.spool.SpoolSettings.Capacity;
import io.bactrian.spool.SpoolStatus;
import io.bactrian.spool.Spools;
import io.bactrian.spool.camel.DeliveryFailures;
import io.bactrian.spool.camel.SpoolComponent;
import io.bactrian.steps.StepRegistry;
import io.bactrian.telemetry.Envelope;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/**
 * The shipped routes of retries and errors between real spools; what a message meets in {@code direct:process} is the test's, and a
 * stand-in takes what is published. As a program: sets messages aside until it is killed.
 */
final class RetryRig implements AutoCloseable {
    final List<Envelope> processed = new CopyOnWriteArrayList<>();
    final List<String> answers = new CopyOnWriteArrayList<>();
    final List<Message> deadLetters = new CopyOnWriteArrayList<>();
    final Retries retries;
    final Followers followers = new Followers(Clock.systemUTC());
    final MessageTrails trails = new MessageTrails(followers);
    final DefaultCamelContext context = new DefaultCamelContext();
    volatile Consumer<Envelope> fate = envelope -> {
    };
    volatile Publisher published = topic -> {
    };
    volatile boolean othersAreAnswered;
    private final Spools spools;

    RetryRig(Path dir, RetrySettings settings) throws Exception {
        spools = new Spools(new SpoolSettings(dir, new Capacity(1L << 30, OverflowPolicy.BLOCK),
                Map.of("retries", new Capacity(settings.maxBytes(), OverflowPolicy.REJECT))));
        var meters = new FlowMeters(new SimpleMeterRegistry());
        var clock = new ProcessClock(System::nanoTime, Clock.systemUTC());
        retries = new Retries(settings, failure -> failure instanceof ModelUnavailable || failure instanceof SpoolFullException,
                clock, meters);
        context.getShutdownStrategy().setTimeout(2);
        var keys = new Properties();
        keys.setProperty("bactrian.retries.delay", "100ms");
        context.getPropertiesComponent().setOverrideProperties(keys);
        context.getRegistry().bind("spool", new SpoolComponent(spools, DeliveryFailures.NONE, trails::stored));
        context.addComponent("paho-mqtt5", new StubComponent(this::answer));
        var steps = new StepRegistry(context.getRegistry());
        new RetrySteps(retries, clock, Trip.TOPICS, trails).bind(steps);
        new ReplySteps(Trip.TOPICS, meters, retries, Trip.NO_TWINS, DriftObserver.NONE, new AnswerStreams(10),
                Trip.NO_DEVICES).bind(steps);
        new DeadLetterSteps(new DeadLetters()).bind(steps);
        steps.step("end-process", Steps::endProcess);
        load("errors", "send", "retries");
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:process").errorHandler(noErrorHandler()).process(exchange -> process(exchange));
                from("spool:dead-letters").process(exchange -> {
                    List<?> letters = exchange.getMessage().getBody(List.class);
                    letters.forEach(letter -> deadLetters.add((Message) letter));
                });
            }
        });
        context.start();
    }

    private void load(String... names) throws Exception {
        for (String name : names) {
            for (var routes : PluginHelper.getRoutesLoader(context).findRoutesBuilders(
                    ResourceHelper.resolveMandatoryResource(context, "classpath:routes/" + name + ".camel.yaml"))) {
                if (routes instanceof org.apache.camel.RouteConfigurationsBuilder configuration) {
                    configuration.addRouteConfigurationsToCamelContext(context);
                }
                context.addRoutes(routes);
            }
        }
    }

    private void process(Exchange exchange) {
        MessageContext message = MessageContext.begin(exchange, Trip.TOPICS);
        trails.resume(exchange, message);
        Envelope envelope = message.envelope();
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody("on its way");
        fate.accept(envelope);
        processed.add(envelope);
        retries.answered();
    }

    /** Another message comes in and is answered. */
    void someoneElseIsAnswered() {
        retries.answered();
    }

    /** Gives a message to the route as the consumer does; completes when it is on disk, exceptionally when it is not. */
    CompletableFuture<Exchange> setAside(String device, String payload, int packetId, MqttProperties properties,
            Throwable why) {
        return setAside(device, payload, packetId, System.nanoTime(), properties, why);
    }

    private CompletableFuture<Exchange> setAside(String device, String payload, int packetId, long arrival,
            MqttProperties properties, Throwable why) {
        Processor fill = exchange -> {
            Message message = exchange.getMessage();
            message.setBody(payload.getBytes(StandardCharsets.UTF_8));
            message.setHeader(PahoMqtt5Constants.MQTT_TOPIC, "devices/" + device + "/telemetry");
            message.setHeader(PahoMqtt5Constants.MQTT_QOS, 1);
            message.setHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, properties);
            message.setHeader(MqttHeaders.PACKET_ID, packetId);
            message.setHeader(MqttHeaders.DUPLICATE, false);
            message.setHeader(MqttHeaders.ARRIVAL, arrival);
            exchange.setProperty(Exchange.EXCEPTION_CAUGHT, why);
            if (othersAreAnswered) {
                someoneElseIsAnswered();
            }
        };
        return context.createProducerTemplate().asyncSend("direct:set-aside", fill).thenApply(exchange -> {
            if (exchange.getException() != null) {
                throw new IllegalStateException(exchange.getException());
            }
            return exchange;
        });
    }

    CompletableFuture<Exchange> setAside(String device, String payload, int packetId) {
        return setAside(device, payload, packetId, null, new IllegalStateException("something in a step"));
    }

    /** The same of a message that is followed. */
    Trail setAsideFollowed(String device, String payload) throws Exception {
        followers.device(device, 1, Duration.ofHours(1));
        long arrival = System.nanoTime();
        Trail trail = followers.ofDevice(device, arrival);
        setAside(device, payload, 7, arrival, null, new IllegalStateException("something in a step")).get();
        return trail;
    }

    SpoolStatus spool() {
        return spools.status().stream().filter(status -> status.name().equals("retries")).findFirst().orElseThrow();
    }

    List<String> payloads() {
        return processed.stream().map(envelope -> new String(envelope.payload(), StandardCharsets.UTF_8)).toList();
    }

    List<String> ids() {
        return processed.stream().map(Envelope::derivedId).toList();
    }

    /** Arguments: the spool's folder. Sets messages aside that no retry answers, prints each once it is on disk. */
    public static void main(String[] args) throws Exception {
        var rig = new RetryRig(Path.of(args[0]), new RetrySettings(5, Duration.ofDays(1), 64 << 20));
        rig.fate = envelope -> {
            throw new ModelUnavailable("no version in service", null);
        };
        for (int number = 0;; number++) {
            rig.setAside("pump-7", "m-" + number, number % 65_535 + 1).get();
            System.out.println("kept m-" + number);
        }
    }

    @Override
    public void close() {
        context.stop();
    }

    /** What becomes of a publish to a topic: taken, or an exception. */
    interface Publisher {
        void publish(String topic) throws Exception;
    }

    /** Stands in for the broker. */
    private void answer(String topic, Exchange exchange) throws Exception {
        String to = exchange.getMessage().getHeader(PahoMqtt5Constants.CAMEL_PAHO_OVERRIDE_TOPIC, topic, String.class);
        published.publish(to);
        answers.add(to + " " + exchange.getMessage().getBody(String.class));
    }
}
