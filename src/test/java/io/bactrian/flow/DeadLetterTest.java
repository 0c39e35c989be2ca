package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.kafka.KafkaConstants;
import org.junit.jupiter.api.Test;

import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.Envelope;
import io.bactrian.telemetry.ErrorCode;

class DeadLetterTest {
    private static final int MOST_BYTES = 900_000;

    private final DeadLetters letters = new DeadLetters();
    private final Processor deadLetter = new DeadLetterSteps(letters)::deadLetter;

    @Test
    void theRecordIsWhatTheDeviceSentWithTheReasonInItsHeaders() throws Exception {
        byte[] payload = {0, -1, '{'};
        Exchange exchange = refused(payload, "r-1");
        exchange.getMessage().setHeader("left", "over");

        deadLetter.process(exchange);

        assertThat(exchange.getMessage().getBody()).isSameAs(payload);
        assertThat(exchange.getMessage().getHeaders()).containsEntry(KafkaConstants.KEY, "pump-7").containsEntry("ce_id", "r-1")
                .containsEntry("ce_type", "io.bactrian.dead-letter.v1").containsEntry("ce_errorcode", "not-json")
                .containsEntry("ce_errormessage", "cut off").containsEntry("ce_topic", "devices/pump-7/telemetry")
                .doesNotContainKeys("left", "ce_cutfrom");
    }

    @Test
    void theTraceContextGoesOnInItsHeaders() throws Exception {
        Exchange exchange = refused(new byte[]{1}, "r-1");
        MessageContext.begin(exchange, Trip.traced(new byte[]{1}));

        deadLetter.process(exchange);

        assertThat(exchange.getMessage().getHeaders()).containsEntry("traceparent", Trip.TRACE.parent())
                .containsEntry("tracestate", "a=1").containsEntry("ce_traceparent", Trip.TRACE.parent());
    }

    @Test
    void aMessageWithoutAnIdGetsTheDerivedOne() throws Exception {
        Exchange exchange = refused(new byte[]{1, 2, 3}, null);

        deadLetter.process(exchange);

        assertThat(exchange.getMessage().getHeader("ce_id")).isEqualTo(MessageContext.of(exchange).envelope().derivedId());
    }

    @Test
    void aMessageThatTheModelRefusesKeepsItsOwnId() throws Exception {
        Exchange exchange = refused(new byte[]{1, 2, 3}, null);
        MessageContext.of(exchange).enriched(Trip.input(MessageContext.of(exchange).envelope()));

        deadLetter.process(exchange);

        assertThat(exchange.getMessage().getHeader("ce_id")).isEqualTo("r-1");
    }

    @Test
    void nineHundredThousandBytesAreKeptWhole() throws Exception {
        byte[] payload = bytes(MOST_BYTES);
        Exchange exchange = refused(payload, "r-1");

        deadLetter.process(exchange);

        assertThat(exchange.getMessage().getBody()).isSameAs(payload);
        assertThat(exchange.getMessage().getHeader("ce_cutfrom")).isNull();
    }

    @Test
    void ofMoreTheFirstNineHundredThousandAreKeptAndTheLengthIsSaid() throws Exception {
        byte[] payload = bytes(MOST_BYTES + 1);
        Exchange exchange = refused(payload, "r-1");

        deadLetter.process(exchange);

        assertThat(exchange.getMessage().getBody(byte[].class)).isEqualTo(Arrays.copyOf(payload, MOST_BYTES));
        assertThat(exchange.getMessage().getHeader("ce_cutfrom")).isEqualTo("900001");
    }

    private static Exchange refused(byte[] payload, String id) {
        Exchange exchange = Trip.exchange();
        MessageContext.begin(exchange, Trip.envelope(payload, null, Envelope.NEVER));
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new BadInput(ErrorCode.NOT_JSON, id, "cut off"));
        return exchange;
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
