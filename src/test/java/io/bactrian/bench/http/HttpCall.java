package io.bactrian.bench.http;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** {@code POST /v2/models/{model}/infer}, as JSON or with the binary extension both ways. */
final class HttpCall implements Call {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HEADER = "Inference-Header-Content-Length";
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpRequest request;
    private final String output;

    private HttpCall(HttpRequest request, String output) {
        this.request = request;
        this.output = output;
    }

    static HttpCall json(URI server, Subject subject) {
        var body = JSON.createObjectNode();
        var input = body.putArray("inputs").addObject().put("name", subject.input()).put("datatype", "FP32");
        input.set("shape", JSON.valueToTree(subject.shape()));
        input.set("data", JSON.valueToTree(subject.data()));
        return new HttpCall(post(server, subject).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body.toString().getBytes(StandardCharsets.UTF_8))).build(), subject.output());
    }

    static HttpCall binary(URI server, Subject subject) {
        var tensor = ByteBuffer.allocate(Float.BYTES * subject.data().length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : subject.data()) {
            tensor.putFloat(value);
        }
        var head = JSON.createObjectNode();
        var input = head.putArray("inputs").addObject().put("name", subject.input()).put("datatype", "FP32");
        input.set("shape", JSON.valueToTree(subject.shape()));
        input.putObject("parameters").put("binary_data_size", tensor.capacity());
        head.putObject("parameters").put("binary_data_output", true);
        var header = head.toString().getBytes(StandardCharsets.UTF_8);
        var body = ByteBuffer.allocate(header.length + tensor.capacity()).put(header).put(tensor.array()).array();
        return new HttpCall(post(server, subject).header("Content-Type", "application/octet-stream")
                .header(HEADER, Integer.toString(header.length)).POST(BodyPublishers.ofByteArray(body)).build(),
                subject.output());
    }

    private static HttpRequest.Builder post(URI server, Subject subject) {
        return HttpRequest.newBuilder(server.resolve("/v2/models/" + subject.name() + "/infer"));
    }

    @Override
    public void send() throws Exception {
        exchange();
    }

    private HttpResponse<byte[]> exchange() throws Exception {
        var response = client.send(request, BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(request.uri() + " says " + response.statusCode() + ": "
                    + new String(response.body(), StandardCharsets.UTF_8));
        }
        return response;
    }

    @Override
    public float[] answer() throws Exception {
        var response = exchange();
        int length = (int) response.headers().firstValueAsLong(HEADER).orElse(response.body().length);
        var head = JSON.readTree(response.body(), 0, length);
        int offset = length;
        for (JsonNode described : head.path("outputs")) {
            int size = described.path("parameters").path("binary_data_size").asInt();
            if (described.path("name").asText().equals(output)) {
                return described.has("data")
                        ? floats(described.path("data"))
                        : floats(Arrays.copyOfRange(response.body(), offset, offset + size));
            }
            offset += size;
        }
        throw new IllegalStateException("no output " + output + " in " + head);
    }

    private static float[] floats(JsonNode data) {
        var values = new float[data.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) data.get(i).asDouble();
        }
        return values;
    }

    private static float[] floats(byte[] data) {
        var buffer = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        var values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }
}
