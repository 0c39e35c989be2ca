package io.bactrian.http;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;

import io.bactrian.codec.CloudEvent;
import io.bactrian.codec.RequestSampleCodec;
import io.bactrian.model.ModelBatch;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.VersionSelection;
import io.bactrian.spans.MessageTracer;
import io.bactrian.spans.Way;
import io.bactrian.tensor.InferenceRequest;
import io.bactrian.tensor.InferenceRequest.Parameters;
import io.bactrian.tensor.InferenceRequest.RequestedOutput;
import io.bactrian.tensor.InferenceResponse;
import io.bactrian.tensor.RequestReader;
import io.bactrian.tensor.RequestRows;
import io.bactrian.tensor.ResponseWriter;
import io.bactrian.trace.TraceContext;

/** What is known of one inference request until its response is written: a property of its exchange. */
public final class InferenceCall {
    private static final String PROPERTY = "bactrian.inference";
    private static final byte[] NOTHING = {};

    private final long arrival;
    private final String id;
    private final List<RequestedOutput> asked;
    private final Parameters parameters;
    private final TraceContext trace;
    private List<ModelOutput> answer;

    private InferenceCall(long arrival, String id, List<RequestedOutput> asked, Parameters parameters,
            TraceContext trace) {
        this.arrival = arrival;
        this.id = id;
        this.asked = asked;
        this.parameters = parameters;
        this.trace = trace;
    }

    /** Reads the request, whose rows become the body. */
    static void begin(Exchange exchange, VersionSelection versions) {
        long arrival = System.nanoTime();
        Message message = exchange.getMessage();
        TraceContext trace = MessageTracer.begin(exchange, Way.INFER, HttpHeader.trace(message.getHeaders()), arrival, null);
        byte[] body = message.getBody(byte[].class);
        byte[] bytes = body == null ? NOTHING : body;
        String jsonLength = HttpHeader.only(message.getHeaders(), RequestReader.HEADER);
        if (RequestReader.isRaw(jsonLength)) {
            BooleanSupplier gone = ClientPresence.isGone(exchange);
            begin(exchange, versions, new RequestRows(versions, Long.MAX_VALUE, gone).ofRaw(bytes),
                    new InferenceCall(arrival, null, List.of(), new Parameters(0, false, true), trace));
        } else {
            begin(exchange, versions, RequestReader.read(bytes, jsonLength), arrival, Long.MAX_VALUE, trace);
        }
    }

    /**
     * The rows of a request that was read become the body.
     *
     * @param arrival  {@link System#nanoTime()} when it was there
     * @param deadline {@link System#nanoTime()} after which it is not run, whatever its parameters say; {@link Long#MAX_VALUE} for none
     * @param trace    where it stands in a trace, or null
     */
    public static void begin(Exchange exchange, VersionSelection versions, InferenceRequest request, long arrival,
            long deadline, TraceContext trace) {
        long first = earlier(deadline, deadline(arrival, request.parameters()));
        List<ModelInput> rows = new RequestRows(versions, first, ClientPresence.isGone(exchange)).of(request);
        begin(exchange, versions, rows,
                new InferenceCall(arrival, request.id(), request.outputs(), request.parameters(), trace));
    }

    private static void begin(Exchange exchange, VersionSelection versions, List<ModelInput> rows, InferenceCall call) {
        exchange.setProperty(PROPERTY, call);
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(new ModelBatch(versions.serving(), rows));
    }

    /** @throws IllegalStateException when the route has not read the request */
    public static InferenceCall of(Exchange exchange) {
        if (exchange.getProperty(PROPERTY) instanceof InferenceCall call) {
            return call;
        }
        throw new IllegalStateException(
                "the request has not been through the step 'v2-request' or 'grpc-request'; put it earlier in the route");
    }

    /** {@link System#nanoTime()} when its body was there. */
    public long arrival() {
        return arrival;
    }

    /** The client's own, or null. */
    public String id() {
        return id;
    }

    /** The outputs asked for; empty for all. */
    public List<RequestedOutput> asked() {
        return asked;
    }

    /** Whether the request asks to become a sample. */
    boolean sample() {
        return parameters.sample();
    }

    /** Its sample becomes the body. */
    void sample(Message message, long millis) {
        List<ModelOutput> rows = answer(message);
        String name = id == null ? UUID.randomUUID().toString() : id;
        byte[] sample = RequestSampleCodec.encode(name, millis, rows);
        String model = rows.get(0).model().name();
        message.removeHeaders("*");
        message.setHeader(KafkaConstants.KEY, model);
        CloudEvent.requestSample(name, model, millis).forEach(message::setHeader);
        CloudEvent.trace(trace).forEach(message::setHeader);
        message.setBody(sample);
    }

    /** Its response becomes the body. */
    void respond(Message message) {
        InferenceResponse response = ResponseWriter.write(id, asked, parameters.binaryOutput(), answer(message));
        JsonResponse.set(message, 200, response.body());
        if (response.hasBinary()) {
            message.setHeader(Exchange.CONTENT_TYPE, "application/octet-stream");
            message.setHeader(RequestReader.HEADER, Integer.toString(response.jsonLength()));
        }
    }

    /** What the model said; the first who asks finds it in the body, where {@code infer:} leaves it. */
    public List<ModelOutput> answer(Message message) {
        if (answer == null) {
            if (!(message.getBody() instanceof List<?> outputs)) {
                throw new IllegalStateException(
                        "the body is not what the model said; put 'infer:requested-model' earlier in the "
                                + "route, and steps that change the body behind 'v2-response' or 'grpc-response'");
            }
            answer = outputs.stream().map(ModelOutput.class::cast).toList();
        }
        return answer;
    }

    private static long earlier(long one, long other) {
        return other == Long.MAX_VALUE || one != Long.MAX_VALUE && one - other < 0 ? one : other;
    }

    private static long deadline(long arrival, Parameters parameters) {
        long micros = parameters.timeoutMicros();
        boolean never = micros == 0 || micros > TimeUnit.NANOSECONDS.toMicros(Long.MAX_VALUE / 2);
        return never ? Long.MAX_VALUE : arrival + TimeUnit.MICROSECONDS.toNanos(micros);
    }
}
