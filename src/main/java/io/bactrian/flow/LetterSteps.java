package io.bactrian.flow;

import jakarta.inject.Singleton;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.support.SynchronizationAdapter;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.bactrian.codec.AnswerCodec;
import io.bactrian.flow.DeadLetter.Way;
import io.bactrian.http.ApiProblem;
import io.bactrian.http.ApiRequest;
import io.bactrian.http.ControlApi;
import io.bactrian.http.Failure;
import io.bactrian.http.JsonResponse;
import io.bactrian.mqtt.MqttHeaders;
import io.bactrian.steps.StepRegistry;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.DeviceTopics;
import io.bactrian.telemetry.Envelope;
import io.bactrian.telemetry.TelemetryCodec;

/**
 * The steps that list dead letters, and send one again: one attempt a request, and no more once it was answered. What is refused makes no
 * second letter, so nothing goes round.
 */
@Singleton
final class LetterSteps {
    private static final String LETTER = "bactrian.letter";
    private static final int MOST_LISTED = 100;
    private static final int USUAL = 50;
    private static final int BAD_REQUEST = 400;
    private static final int UNKNOWN = 404;
    private static final int CONFLICT = 409;
    private static final int FAILED = 503;

    private final DeadLetters letters;
    private final DeviceTopics topics;
    private final TelemetryCodec codec;
    private final FlowMeters meters;

    LetterSteps(DeadLetters letters, DeviceTopics topics, TelemetryCodec codec, FlowMeters meters) {
        this.letters = letters;
        this.topics = topics;
        this.codec = codec;
        this.meters = meters;
    }

    void bind(StepRegistry steps) {
        steps.step("dead-letters", this::list);
        steps.step("take-dead-letter", this::take);
        steps.condition("came-over-http", exchange -> claimed(exchange).letter().way() == Way.HTTP);
        steps.step("decode-dead-letter", this::decode);
        steps.step("dead-letter-answered", this::answered);
        steps.step("dead-letter-refused", this::refused);
    }

    private void list(Exchange exchange) throws ApiProblem {
        ApiRequest request = new ApiRequest(exchange.getMessage());
        String device = request.query("device");
        long before = request.whole("before", Long.MAX_VALUE, 0, Long.MAX_VALUE);
        int limit = (int) request.whole("limit", USUAL, 1, MOST_LISTED);
        ControlApi.respond(exchange.getMessage(), 200,
                DeadLetterJson.all(letters.list(device, before, limit), letters.count()));
    }

    /** The request becomes the message as it came in, or with the payload that the request has. */
    private void take(Exchange exchange) throws ApiProblem {
        ApiRequest request = new ApiRequest(exchange.getMessage());
        String id = request.parameter("letter");
        byte[] corrected = DeadLetterJson.corrected(request);
        DeadLetters.Kept kept = id.matches("[0-9]{1,18}") ? letters.find(Long.parseLong(id)).orElse(null) : null;
        if (kept == null) {
            throw new ApiProblem(UNKNOWN, "dead letter '" + id + "' is not in memory any more; Kafka has it");
        }
        DeadLetter letter = kept.letter();
        if (letter.way() == Way.NONE) {
            throw conflict("a message that came this way cannot be sent again: its device sends it anew");
        }
        if (corrected == null && !letter.whole()) {
            throw conflict("only the first " + letter.payload().length + " of its " + letter.length()
                    + " bytes are here: give the whole message in the body");
        }
        if (!letters.claim(kept.id())) {
            throw conflict("it is being sent, or was sent again and answered");
        }
        exchange.setProperty(LETTER, new Claimed(kept.id(), letter, corrected == null ? letter.payload() : corrected));
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange ended) {
                release(ended, false);
            }
        });
        toMqtt(exchange.getMessage(), claimed(exchange));
    }

    private record Claimed(long id, DeadLetter letter, byte[] payload) {
    }

    private static ApiProblem conflict(String message) {
        return new ApiProblem(CONFLICT, message);
    }

    private static Claimed claimed(Exchange exchange) {
        return exchange.getProperty(LETTER, Claimed.class);
    }

    /** Once a claim. */
    private void release(Exchange exchange, boolean answered) {
        if (exchange.removeProperty(LETTER) instanceof Claimed claimed) {
            letters.release(claimed.id(), answered);
        }
    }

    /** What the MQTT consumer might have brought; it may have been seen before. */
    private static void toMqtt(Message message, Claimed again) {
        message.removeHeaders("*");
        message.setBody(again.payload());
        message.setHeader(PahoMqtt5Constants.MQTT_TOPIC, again.letter().topic());
        message.setHeader(PahoMqtt5Constants.MQTT_QOS, 1);
        message.setHeader(MqttHeaders.DUPLICATE, true);
        message.setHeader(MqttHeaders.ARRIVAL, System.nanoTime());
        if (again.letter().contentType() != null) {
            MqttProperties properties = new MqttProperties();
            properties.setContentType(again.letter().contentType());
            message.setHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, properties);
        }
    }

    /** Of a message that came over HTTP. */
    private void decode(Exchange exchange) {
        Claimed again = claimed(exchange);
        DeadLetter letter = again.letter();
        MessageContext context = MessageContext.begin(exchange, new Envelope(letter.device(), letter.topic(), again.payload(),
                again.payload().length, 0, true, System.nanoTime(), null, null, Envelope.NEVER, letter.contentType(), null));
        exchange.getMessage().removeHeaders("*");
        meters.received.increment();
        var telemetry = codec.decode(context.envelope());
        topics.check(telemetry.device(), telemetry.id());
        exchange.getMessage().setBody(telemetry);
    }

    /** The response is the answer; where the message waits in a row, or has nothing for a model, what became of it. */
    private void answered(Exchange exchange) {
        MessageContext context = MessageContext.of(exchange);
        release(exchange, true);
        meters.sentAgain(FlowMeters.SentAgain.ANSWERED);
        if (context.answered() == null) {
            ControlApi.respond(exchange.getMessage(), 200, JsonNodeFactory.instance.objectNode()
                    .put("device", context.envelope().device()).put("state", "taken"));
        } else {
            JsonResponse.set(exchange.getMessage(), 200, AnswerCodec.answer(context.input(), context.answered()));
        }
    }

    private void refused(Exchange exchange) {
        release(exchange, false);
        if (exchange.getProperty(Exchange.EXCEPTION_CAUGHT) instanceof BadInput cause) {
            meters.sentAgain(FlowMeters.SentAgain.REFUSED);
            ControlApi.respond(exchange.getMessage(), BAD_REQUEST,
                    ControlApi.error(cause.code().code() + ": " + cause.getMessage()));
        } else {
            meters.sentAgain(FlowMeters.SentAgain.FAILED);
            ControlApi.respond(exchange.getMessage(), FAILED, ControlApi.error(Failure.of(exchange).message()));
        }
    }
}
