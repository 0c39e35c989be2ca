package io.bactrian.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** Reads {@code model.yaml}, and says all that is wrong with it at once. */
final class LegacyManifestFile {
    private static final ObjectMapper YAML = YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final int MOST_IN_ONE_BATCH = 4096;
    private static final int MOST_THREADS = 64;
    private static final int MOST_ELEMENTS = 1 << 20;

    private LegacyManifestFile() {
    }

    private record Raw(String description, RawInput input, List<String> outputs, RawAnswer answer, RawBatch batch) {
    }

    private record RawInput(String name, Datatype datatype, Integer window, List<String> channels) {
    }

    private record RawAnswer(String score, String label, List<String> labels) {
    }

    private record RawBatch(Integer size, String delay, Integer threads, Integer queue) {
    }

    /** @throws IOException naming the file and everything wrong with it */
    static Manifest read(String name, String version, Path dir) throws IOException {
        Path file = dir.resolve("model.yaml");
        Path onnx = dir.resolve("model.onnx");
        List<String> problems = new ArrayList<>();
        if (!Files.isRegularFile(onnx)) {
            problems.add("model.onnx is not beside it");
        }
        Raw raw = parse(file);
        if (raw.input() == null || raw.input().channels() == null || raw.input().channels().isEmpty()) {
            throw new IOException(file + ": input.channels is missing; expected the names of a row's channels in order");
        }
        Manifest.Input input = input(raw.input(), problems);
        Manifest.Batching batch = batch(raw.batch(), problems);
        List<String> outputs = raw.outputs() == null ? List.of() : raw.outputs();
        if (outputs.isEmpty()) {
            problems.add("outputs is missing; expected the names of the graph's outputs");
        }
        Manifest.Answer answer = answer(raw.answer(), outputs, problems);
        if (!problems.isEmpty()) {
            throw new IOException(file + ": " + String.join("; ", problems));
        }
        return new Manifest(name, version, Task.RAW, onnx, List.of(input), outputs, answer, batch, 1, Manifest.Gate.CONFIGURED,
                Manifest.Provenance.UNKNOWN);
    }

    private static Raw parse(Path file) throws IOException {
        try {
            return YAML.readValue(file.toFile(), Raw.class);
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage().lines().findFirst().orElse("cannot be read"), e);
        }
    }

    private static Manifest.Input input(RawInput raw, List<String> problems) {
        int window = raw.window() == null ? 1 : raw.window();
        if (raw.name() == null) {
            problems.add("input.name is missing; expected the name of the graph's input");
        }
        if (window < 1 || (long) window * raw.channels().size() > MOST_ELEMENTS) {
            problems.add("input.window is " + window + "; expected at least 1, and window × channels at most " + MOST_ELEMENTS);
        }
        if (raw.channels().stream().distinct().count() != raw.channels().size()) {
            problems.add("input.channels names a channel twice");
        }
        Datatype datatype = raw.datatype() == null ? Datatype.FP32 : raw.datatype();
        if (datatype != Datatype.FP32) {
            problems.add("input.datatype is " + datatype + "; expected FP32");
        }
        int width = raw.channels().size();
        return new Manifest.Input(raw.name(), datatype, window == 1 ? new long[]{width} : new long[]{window, width}, true,
                window,
                raw.channels().stream().map(channel -> new Manifest.Feature(channel, null, null)).toList());
    }

    private static Manifest.Answer answer(RawAnswer raw, List<String> outputs, List<String> problems) {
        if (raw == null) {
            return new Manifest.Answer(null, null, null, List.of(), Double.NaN);
        }
        for (String name : new String[]{raw.score(), raw.label()}) {
            if (name != null && !outputs.contains(name)) {
                problems.add("answer names the output '" + name + "'; expected one of " + outputs);
            }
        }
        return new Manifest.Answer(raw.score(), raw.label(), null, raw.labels() == null ? List.of() : raw.labels(), Double.NaN);
    }

    private static Manifest.Batching batch(RawBatch raw, List<String> problems) {
        RawBatch given = raw == null ? new RawBatch(null, null, null, null) : raw;
        int size = within("batch.size", given.size(), 32, MOST_IN_ONE_BATCH, problems);
        int threads = within("batch.threads", given.threads(), 1, MOST_THREADS, problems);
        int queue = within("batch.queue", given.queue(), 4096, 1 << 20, problems);
        Duration delay = Duration.ZERO;
        try {
            delay = given.delay() == null ? Duration.ZERO : Durations.parse(given.delay());
        } catch (IllegalArgumentException e) {
            problems.add("batch.delay: " + e.getMessage());
        }
        return new Manifest.Batching(size, delay, threads, queue);
    }

    private static int within(String key, Integer value, int otherwise, int most, List<String> problems) {
        int given = value == null ? otherwise : value;
        if (given < 1 || given > most) {
            problems.add(key + " is " + given + "; expected 1 to " + most);
        }
        return given;
    }
}
