package io.bactrian.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.jupiter.api.Test;

import io.bactrian.learn.SampleSelector;
import io.bactrian.mqtt.MqttHeaders;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.Envelope;
import io.bactrian.telemetry.ErrorCode;
import io.bactrian.telemetry.Telemetry;
import io.bactrian.telemetry.TelemetryCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

class DecodeTest {
    private static final byte[] PAYLOAD = "{\"id\":\"r-1\",\"values\":{\"a\":0.38}}".getBytes(UTF_8);
    private static final byte[] CORRELATION = {0, -1, 7};

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Steps steps = new Steps(Trip.TOPICS, new TelemetryCodec(1000, Duration.ofDays(30), Clock.systemUTC()), null,
            SampleSelector.every(), new FlowMeters(meters), Trip.nobodyFollowed());
    private final Processor decode = steps::decode;

    @Test
    void whatCameOverTheWireIsKeptAsItCame() throws Exception {
        Exchange exchange = arrived("devices/pump-7/telemetry", PAYLOAD);
        MqttProperties properties = new MqttProperties();
        properties.setResponseTopic("devices/pump-7/mine");
        properties.setCorrelationData(CORRELATION);
        properties.setMessageExpiryInterval(5L);
        exchange.getMessage().setHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, properties);
        exchange.getMessage().setHeader(MqttHeaders.PACKET_ID, 65_535);
        exchange.getMessage().setHeader(MqttHeaders.DUPLICATE, true);
        exchange.getMessage().setHeader(MqttHeaders.ARRIVAL, 1_000L);

        decode.process(exchange);

        assertThat(MessageContext.of(exchange).envelope())
                .isEqualTo(new Envelope("pump-7", "devices/pump-7/telemetry", PAYLOAD, 65_535,
                        true, 1_000, "devices/pump-7/mine", CORRELATION, 1_000 + TimeUnit.SECONDS.toNanos(5)));
        Telemetry telemetry = exchange.getMessage().getBody(Telemetry.class);
        assertThat(telemetry.id()).isEqualTo("r-1");
        assertThat(telemetry.channels()).containsExactly("a");
        assertThat(telemetry.envelope()).isSameAs(MessageContext.of(exchange).envelope());
        assertThat(meters.counter("bactrian.telemetry.received").count()).isEqualTo(1);
    }

    @Test
    void theTraceContextIsThatOfTheUserProperties() throws Exception {
        Exchange exchange = arrived("devices/pump-7/telemetry", PAYLOAD);
        MqttProperties properties = new MqttProperties();
        properties.setUserProperties(List.of(new UserProperty("x", "y"), new UserProperty("tracestate", Trip.TRACE.state()),
                new UserProperty("traceparent", Trip.TRACE.parent())));
        exchange.getMessage().setHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, properties);

        decode.process(exchange);

        assertThat(MessageContext.of(exchange).envelope().trace()).isEqualTo(Trip.TRACE);
    }

    @Test
    void flatJsonIsReadByAStepOfItsOwn() throws Exception {
        Exchange exchange = arrived("devices/pump-7/telemetry", "{\"a\":0.38,\"rssi\":-71,\"ok\":true}".getBytes(UTF_8));

        steps.decodeFlat(exchange);

        Telemetry telemetry = exchange.getMessage().getBody(Telemetry.class);
        assertThat(telemetry.channels()).containsExactly("a", "rssi", "ok");
        assertThat(telemetry.flat()).isTrue();
    }

    @Test
    void aPictureIsRecognisedByItsFirstBytes() throws Exception {
        byte[] jpeg = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 0};
        Exchange exchange = arrived("devices/camera-1/telemetry", jpeg);
        exchange.getMessage().setHeader(MqttHeaders.PACKET_ID, 7);

        decode.process(exchange);

        Telemetry telemetry = exchange.getMessage().getBody(Telemetry.class);
        assertThat(telemetry.isPicture()).isTrue();
        assertThat(telemetry.envelope().payload()).isSameAs(jpeg);
        assertThat(telemetry.id()).endsWith("-7");
    }

    @Test
    void noMqttHeaderGoesOnToWhatIsPublishedLater() throws Exception {
        Exchange exchange = arrived("devices/pump-7/telemetry", PAYLOAD);
        exchange.getMessage().setHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, new MqttProperties());
        exchange.getMessage().setHeader(MqttHeaders.PACKET_ID, 1);

        decode.process(exchange);

        assertThat(exchange.getMessage().getHeaders()).isEmpty();
    }

    @Test
    void withoutPropertiesThereIsNeitherHurryNorResponseTopic() throws Exception {
        Exchange exchange = arrived("devices/pump-7/telemetry", PAYLOAD);

        decode.process(exchange);

        Envelope envelope = MessageContext.of(exchange).envelope();
        assertThat(envelope.deadline()).isEqualTo(Envelope.NEVER);
        assertThat(envelope.responseTopic()).isNull();
        assertThat(envelope.correlation()).isNull();
        assertThat(envelope.packetId()).isZero();
        assertThat(envelope.redelivered()).isFalse();
    }

    @Test
    void aRefusedMessageIsCountedAndHasItsEnvelopeForTheAnswer() throws Exception {
        Exchange exchange = arrived("devices/pump-7/telemetry", null);

        BadInput refusal = catchThrowableOfType(BadInput.class, () -> decode.process(exchange));

        assertThat(refusal.code()).isEqualTo(ErrorCode.EMPTY);
        assertThat(MessageContext.of(exchange).envelope().payload()).isEmpty();
        assertThat(meters.counter("bactrian.telemetry.received").count()).isEqualTo(1);
    }

    @Test
    void aDeviceOfAnOddNameIsRefusedWithTheIdOfItsMessage() throws Exception {
        Exchange exchange = arrived("devices/Pump 7/telemetry", PAYLOAD);

        BadInput refusal = catchThrowableOfType(BadInput.class, () -> decode.process(exchange));

        assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_DEVICE_NAME);
        assertThat(refusal.id()).isEqualTo("r-1");
        assertThat(MessageContext.of(exchange).envelope().device()).isEqualTo("Pump 7");
    }

    private static Exchange arrived(String topic, byte[] payload) {
        Exchange exchange = Trip.exchange();
        exchange.getMessage().setHeader(PahoMqtt5Constants.MQTT_TOPIC, topic);
        exchange.getMessage().setBody(payload);
        return exchange;
    }
}
