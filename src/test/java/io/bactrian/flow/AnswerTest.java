package io.bactrian.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

import org.apache.camel.Exchange;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.junit.jupiter.api.Test;

import io.bactrian.model.Datatype;
import io.bactrian.model.ModelOutput;
import io.bactrian.reply.AnswerCodec;
import io.bactrian.reply.ReplyAddress;
import io.bactrian.telemetry.Envelope;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

class AnswerTest {
    private static final ModelOutput OUTPUT = new ModelOutput(null, Trip.MODEL,
            List.of(new ModelOutput.Tensor("score", Datatype.FP32, new double[]{2.5})));

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Answer answer = new Answer(new AnswerCodec(), new Addressing(new ReplyAddress(Trip.TOPICS)),
            new FlowMeters(meters));

    @Test
    void whatTheModelSaidIsAddressedToTheDeviceAndKeptForTheSample() {
        Exchange exchange = enriched();
        exchange.getMessage().setBody(OUTPUT);

        answer.process(exchange);

        assertThat(exchange.getMessage().getBody(byte[].class)).asString(UTF_8).contains("\"score\":2.5");
        assertThat(exchange.getMessage().getHeader(PahoMqtt5Constants.CAMEL_PAHO_OVERRIDE_TOPIC))
                .isEqualTo("devices/pump-7/inference");
        assertThat(MessageContext.output(exchange)).isSameAs(OUTPUT);
        assertThat(meters.counter("bactrian.answers", "label", "none").count()).isEqualTo(1);
        assertThat(meters.counter("bactrian.answers.warming").count()).isZero();
    }

    @Test
    void aBodyThatNoModelMadeIsAnsweredAsWarming() {
        Exchange exchange = enriched();
        exchange.getMessage().setBody(MessageContext.question(exchange));

        answer.process(exchange);

        assertThat(exchange.getMessage().getBody(byte[].class)).asString(UTF_8)
                .contains("\"state\":\"warming\",\"have\":2,\"need\":30");
        assertThat(MessageContext.output(exchange)).isNull();
        assertThat(meters.counter("bactrian.answers.warming").count()).isEqualTo(1);
    }

    @Test
    void aRouteThatLeftAStepOutIsToldWhich() {
        Exchange exchange = Trip.exchange();

        assertThatThrownBy(() -> answer.process(exchange)).hasMessageContaining("'enrich'").hasMessageContaining("earlier");
    }

    private static Exchange enriched() {
        Exchange exchange = Trip.exchange();
        MessageContext.enriched(exchange, Trip.question(Trip.envelope(new byte[0], null, Envelope.NEVER)));
        return exchange;
    }
}
