package io.bactrian.http;

import java.util.List;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.apache.camel.Message;

import io.bactrian.model.ModelBatch;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.VersionSelection;
import io.bactrian.tensor.InferenceRequest;
import io.bactrian.tensor.InferenceRequest.Parameters;
import io.bactrian.tensor.InferenceRequest.RequestedOutput;
import io.bactrian.tensor.InferenceResponse;
import io.bactrian.tensor.RequestReader;
import io.bactrian.tensor.RequestRows;
import io.bactrian.tensor.ResponseWriter;

/**
 * What is known of one inference request over HTTP until its response is written: a property of its exchange.
 *
 * @param id      the request's, or null
 * @param outputs those asked for
 * @param binary  whether the others are binary
 * @param arrival {@link System#nanoTime()} when its body was there
 */
record InferenceCall(String id, List<RequestedOutput> outputs, boolean binary, long arrival) {
    private static final String PROPERTY = "bactrian.inference";
    private static final byte[] NOTHING = {};

    /** Reads the request, whose rows become the body. */
    static void begin(Exchange exchange, VersionSelection versions) {
        long arrival = System.nanoTime();
        Message message = exchange.getMessage();
        byte[] body = message.getBody(byte[].class);
        byte[] bytes = body == null ? NOTHING : body;
        String jsonLength = HttpHeader.only(message.getHeaders(), RequestReader.HEADER);
        List<ModelInput> rows;
        InferenceCall call;
        if (RequestReader.isRaw(jsonLength)) {
            rows = new RequestRows(versions, Long.MAX_VALUE).ofRaw(bytes);
            call = new InferenceCall(null, List.of(), true, arrival);
        } else {
            InferenceRequest request = RequestReader.read(bytes, jsonLength);
            rows = new RequestRows(versions, deadline(arrival, request.parameters())).of(request);
            call = new InferenceCall(request.id(), request.outputs(), request.parameters().binaryOutput(),
                    arrival);
        }
        exchange.setProperty(PROPERTY, call);
        message.removeHeaders("*");
        message.setBody(new ModelBatch(versions.serving(), rows));
    }

    /** @throws IllegalStateException when the route has not read the request */
    static InferenceCall of(Exchange exchange) {
        if (exchange.getProperty(PROPERTY) instanceof InferenceCall call) {
            return call;
        }
        throw new IllegalStateException("the request has not been through the step 'v2-request'; put it earlier in the route");
    }

    /** Makes the response of what the model says. */
    void respond(Message message) {
        if (!(message.getBody() instanceof List<?> outputs)) {
            throw new IllegalStateException(
                    "the body is not what the model said; put 'infer:requested-model' before 'v2-response'");
        }
        InferenceResponse response = ResponseWriter.write(id, this.outputs, binary,
                outputs.stream().map(ModelOutput.class::cast).toList());
        JsonResponse.set(message, 200, response.body());
        if (response.hasBinary()) {
            message.setHeader(Exchange.CONTENT_TYPE, "application/octet-stream");
            message.setHeader(RequestReader.HEADER, Integer.toString(response.jsonLength()));
        }
    }

    private static long deadline(long arrival, Parameters parameters) {
        long micros = parameters.timeoutMicros();
        boolean never = micros == 0 || micros > TimeUnit.NANOSECONDS.toMicros(Long.MAX_VALUE / 2);
        return never ? Long.MAX_VALUE : arrival + TimeUnit.MICROSECONDS.toNanos(micros);
    }
}
