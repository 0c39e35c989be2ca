package io.bactrian.flow;

import java.util.concurrent.atomic.AtomicInteger;

import jakarta.inject.Singleton;

import org.apache.camel.Exchange;
import org.apache.camel.Message;

import io.bactrian.http.AnswerStreams;
import io.bactrian.http.ApiProblem;
import io.bactrian.http.DeviceAccess;
import io.bactrian.http.HttpHeader;
import io.bactrian.http.JsonResponse;
import io.bactrian.picture.PictureFormat;
import io.bactrian.spans.Way;
import io.bactrian.steps.StepRegistry;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.DeviceTopics;
import io.bactrian.telemetry.Envelope;
import io.bactrian.telemetry.ErrorCode;
import io.bactrian.telemetry.Telemetry;
import io.bactrian.telemetry.TelemetryCodec;

/** The steps of telemetry and pictures over HTTP. */
@Singleton
final class DeviceRequestSteps {
    private static final byte[] NOTHING = {};
    private static final String FORM = "application/x-www-form-urlencoded";

    private final DeviceTopics topics;
    private final TelemetryCodec codec;
    private final ReplySteps replies;
    private final FlowMeters meters;
    private final DeviceAccess access;
    private final AnswerStreams streams;
    private final MessageTrails trails;
    private final AtomicInteger requests = new AtomicInteger();

    DeviceRequestSteps(DeviceTopics topics, TelemetryCodec codec, ReplySteps replies, FlowMeters meters,
            DeviceAccess access, AnswerStreams streams, MessageTrails trails) {
        this.topics = topics;
        this.codec = codec;
        this.replies = replies;
        this.meters = meters;
        this.access = access;
        this.streams = streams;
        this.trails = trails;
    }

    void bind(StepRegistry steps) {
        steps.step("authorise-device", this::authorise);
        steps.step("follow-device", this::follow);
        steps.step("decode-request", this::decode);
        steps.step("decode-picture", this::decodePicture);
        steps.step("keep-answer", this::keepAnswer);
        steps.step("refuse-request", this::refuse);
        steps.step("respond", DeviceRequestSteps::respond);
    }

    private void authorise(Exchange exchange) throws ApiProblem {
        access.check(device(exchange.getMessage()), HttpHeader.only(exchange.getMessage().getHeaders(), "Authorization"));
    }

    /** The response goes on with each answer of the device, until its reader goes. */
    private void follow(Exchange exchange) throws ApiProblem {
        String device = device(exchange.getMessage());
        try {
            topics.check(device, null);
        } catch (BadInput e) {
            throw ApiProblem.badRequest(e.getMessage());
        }
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(streams.follow(device));
    }

    private void decode(Exchange exchange) throws ApiProblem {
        String type = type(exchange.getMessage(), "application/json");
        decode(exchange, MessageContext.arrived(exchange, Way.TELEMETRY, envelope(exchange.getMessage(), "telemetry", type)));
    }

    private void decodePicture(Exchange exchange) throws ApiProblem {
        type(exchange.getMessage(), "image/jpeg or image/png");
        MessageContext context = MessageContext.arrived(exchange, Way.IMAGE,
                envelope(exchange.getMessage(), "image", null));
        if (PictureFormat.of(context.envelope().payload()) == null) {
            throw new BadInput(ErrorCode.BAD_PICTURE, "the body is no picture: expected a JPEG or PNG file");
        }
        decode(exchange, context);
    }

    /** Null where it is not said. */
    private static String type(Message message, String expected) throws ApiProblem {
        String type = HttpHeader.only(message.getHeaders(), Exchange.CONTENT_TYPE);
        if (type != null && type.startsWith(FORM)) {
            throw ApiProblem.badRequest("the body is sent as a form; expected Content-Type: " + expected);
        }
        return type;
    }

    private void decode(Exchange exchange, MessageContext context) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        meters.received.increment();
        Telemetry telemetry = trails.decode(exchange, context, codec);
        topics.check(telemetry.device(), telemetry.id());
        message.setBody(telemetry);
    }

    /**
     * A number in place of the packet identifier, so that equal readings get ids of their own. A message with an id of its own may have
     * been sent before, and does not enter the window twice.
     */
    private Envelope envelope(Message message, String what, String type) throws ApiProblem {
        String device = device(message);
        byte[] body = message.getBody(byte[].class);
        byte[] payload = body == null ? NOTHING : body;
        return new Envelope(device, "/devices/" + device + "/" + what, payload, payload.length, requests.incrementAndGet(),
                true,
                System.nanoTime(), null, null, Envelope.NEVER, type,
                HttpHeader.trace(message.getHeaders()));
    }

    /** A header or a query of the same name would make a list of it. */
    private static String device(Message message) throws ApiProblem {
        if (message.getHeader("device") instanceof String device) {
            return device;
        }
        throw ApiProblem.badRequest("'device' is given more than once; expected it in the path only");
    }

    /** The answer is kept for the response, which is given when the sample is on disk. */
    private void keepAnswer(Exchange exchange) {
        MessageContext context = MessageContext.of(exchange);
        context.respond(replies.answer(context, exchange.getMessage()));
    }

    private void refuse(Exchange exchange) {
        MessageContext context = MessageContext.of(exchange);
        context.respond(replies.error(context, context.cause(exchange)));
    }

    private static void respond(Exchange exchange) {
        MessageContext context = MessageContext.of(exchange);
        int status = context.refusal() == null ? 200 : status(context.refusal().code());
        byte[] sent = MessageTrails.sent(exchange, context, status);
        JsonResponse.set(exchange.getMessage(), sent == null ? status : 200, sent == null ? context.response() : sent);
    }

    private static int status(ErrorCode code) {
        return switch (code) {
            case TOO_LARGE -> 413;
            case UNKNOWN_FORMAT -> 415;
            case UNKNOWN_DEVICE, UNKNOWN_MODEL -> 404;
            default -> 400;
        };
    }
}
