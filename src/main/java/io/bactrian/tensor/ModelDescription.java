package io.bactrian.tensor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import io.bactrian.model.Manifest;
import io.bactrian.model.RequestStats;

/** What the protocol says of server and models, as JSON. Any thread. */
public final class ModelDescription {
    /** What models are, as Triton names it. */
    public static final String PLATFORM = "onnx_onnxv1";

    private static final JsonFactory JSON = new JsonFactory();
    private static final int USUAL_BYTES = 1024;
    private static final long OPEN = -1;

    private ModelDescription() {
    }

    /** A version and what is counted of it. */
    public record Counted(String name, String version, RequestStats.Reading stats) {
    }

    interface Body {
        void write(JsonGenerator generator) throws IOException;
    }

    public static byte[] server(String name, String version, List<String> extensions) {
        return object(json -> {
            json.writeStringField("name", name);
            json.writeStringField("version", version);
            texts(json, "extensions", extensions);
        });
    }

    /** Of server liveness and readiness; the specification has the first field for both, KServe's clients read the second. */
    public static byte[] health(boolean well) {
        return object(json -> {
            json.writeBooleanField("live", well);
            json.writeBooleanField("ready", well);
        });
    }

    public static byte[] ready(String model, boolean ready) {
        return object(json -> {
            json.writeStringField("name", model);
            json.writeBooleanField("ready", ready);
        });
    }

    /** @param versions those that can be asked for */
    public static byte[] model(Manifest model, Collection<Integer> versions) {
        return object(json -> {
            json.writeStringField("name", model.name());
            texts(json, "versions", versions.stream().map(String::valueOf).toList());
            json.writeStringField("platform", PLATFORM);
            json.writeArrayFieldStart("inputs");
            for (Manifest.Input input : model.inputs()) {
                tensor(json, input.name(), input.datatype().name(), shape(input));
            }
            json.writeEndArray();
            json.writeArrayFieldStart("outputs");
            for (Manifest.Output output : model.ports()) {
                if (answered(model).contains(output.name())) {
                    tensor(json, output.name(), output.datatype().name(), output.shape());
                }
            }
            json.writeEndArray();
        });
    }

    /** As the statistics extension of Triton's protocol has it. */
    public static byte[] statistics(List<Counted> versions) {
        return object(json -> {
            json.writeArrayFieldStart("model_stats");
            for (Counted version : versions) {
                version(json, version);
            }
            json.writeEndArray();
        });
    }

    public static byte[] error(String message) {
        return object(json -> json.writeStringField("error", message));
    }

    /** The outputs that a request may ask for. */
    public static List<String> answered(Manifest model) {
        return model.outputs().subList(0, model.outputs().size() - model.unanswered());
    }

    /** As requests have it, with -1 for the batch. */
    public static long[] shape(Manifest.Input input) {
        long[] shape = input.shape(1);
        if (input.batched()) {
            shape[0] = OPEN;
        }
        return shape;
    }

    private static void version(JsonGenerator json, Counted version) throws IOException {
        RequestStats.Reading stats = version.stats();
        Collection<RequestStats.Batch> runs = stats.batches().values();
        long count = runs.stream().mapToLong(RequestStats.Batch::count).sum();
        json.writeStartObject();
        json.writeStringField("name", version.name());
        json.writeStringField("version", version.version());
        json.writeNumberField("last_inference", stats.last());
        json.writeNumberField("inference_count", stats.inferences());
        json.writeNumberField("execution_count", count);
        json.writeObjectFieldStart("inference_stats");
        duration(json, "success", stats.succeeded().count(), stats.succeeded().nanos());
        duration(json, "fail", stats.failed().count(), stats.failed().nanos());
        duration(json, "queue", stats.waited().count(), stats.waited().nanos());
        duration(json, "compute_input", count, runs.stream().mapToLong(RequestStats.Batch::input).sum());
        duration(json, "compute_infer", count, runs.stream().mapToLong(RequestStats.Batch::infer).sum());
        duration(json, "compute_output", count, runs.stream().mapToLong(RequestStats.Batch::output).sum());
        duration(json, "cache_hit", 0, 0);
        duration(json, "cache_miss", 0, 0);
        json.writeEndObject();
        json.writeArrayFieldStart("batch_stats");
        for (Map.Entry<Integer, RequestStats.Batch> size : stats.batches().entrySet()) {
            RequestStats.Batch same = size.getValue();
            json.writeStartObject();
            json.writeNumberField("batch_size", size.getKey());
            duration(json, "compute_input", same.count(), same.input());
            duration(json, "compute_infer", same.count(), same.infer());
            duration(json, "compute_output", same.count(), same.output());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void duration(JsonGenerator json, String name, long count, long nanos) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("count", count);
        json.writeNumberField("ns", nanos);
        json.writeEndObject();
    }

    private static void tensor(JsonGenerator json, String name, String datatype, long[] shape) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeStringField("datatype", datatype);
        json.writeFieldName("shape");
        json.writeArray(shape, 0, shape.length);
        json.writeEndObject();
    }

    private static void texts(JsonGenerator json, String name, List<String> texts) throws IOException {
        json.writeFieldName(name);
        json.writeArray(texts.toArray(String[]::new), 0, texts.size());
    }

    private static byte[] object(Body body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL_BYTES);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            body.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
        return out.toByteArray();
    }
}
