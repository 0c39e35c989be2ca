package io.bactrian.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.bactrian.distribution.Distribution;

/** Manifests for tests: one FP32 input {@code x}, outputs and answer as given. */
public final class Manifests {
    private Manifests() {
    }

    /** A model whose score is its output {@code score}. */
    public static Manifest of(String name, String version, int window, String... features) {
        return of(name, version, window, List.of("score"),
                new Manifest.Answer("score", null, null, List.of(), Map.of(), Double.NaN),
                features);
    }

    public static Manifest of(String name, String version, int window, List<String> outputs, Manifest.Answer answer,
            String... features) {
        long[] dims = window == 1 ? new long[]{features.length} : new long[]{window, features.length};
        Manifest.Input input = new Manifest.Input("x", Datatype.FP32, dims, true, window,
                Stream.of(features).map(feature -> new Manifest.Feature(feature, null, null)).toList());
        return new Manifest(name, version, Task.RAW, Path.of("model.onnx"), List.of(input), outputs, answer,
                new Manifest.Batching(1, Duration.ZERO, 1, 1), 1, Manifest.Gate.CONFIGURED, Manifest.Provenance.UNKNOWN, 0,
                List.of(), Sampling.CONFIGURED);
    }

    /** The same with these features. */
    public static Manifest of(String name, String version, int window, Manifest.Feature... features) {
        long[] dims = window == 1 ? new long[]{features.length} : new long[]{window, features.length};
        return with(of(name, version, window, Stream.of(features).map(Manifest.Feature::name).toArray(String[]::new)),
                new Manifest.Input("x", Datatype.FP32, dims, true, window, List.of(features)));
    }

    /** The same with its own words on samples. */
    public static Manifest sampled(Manifest manifest, Sampling sampling) {
        return new Manifest(manifest.name(), manifest.version(), manifest.task(), manifest.file(), manifest.inputs(),
                manifest.outputs(), manifest.answer(), manifest.batching(), manifest.threads(), manifest.gate(),
                manifest.provenance(), manifest.unanswered(), manifest.ports(), sampling);
    }

    /** The same with a reference of its messages. */
    public static Manifest referring(Manifest manifest, Map<String, Distribution> reference) {
        return new Manifest(manifest.name(), manifest.version(), manifest.task(), manifest.file(), manifest.inputs(),
                manifest.outputs(), manifest.answer(), manifest.batching(), manifest.threads(), manifest.gate(),
                manifest.provenance(), manifest.unanswered(), manifest.ports(), manifest.sampling(), null, reference);
    }

    public static Manifest.Input input(String name, int window, String... features) {
        return of(name, "1", window, features).inputs().get(0);
    }

    /** An input of the message alone. */
    public static Manifest.Input input(String name, Datatype datatype, String... features) {
        Manifest.Input like = input(name, 1, features);
        return new Manifest.Input(name, datatype, like.dims(), true, 1, like.features());
    }

    /** The same manifest with other inputs. */
    public static Manifest with(Manifest manifest, Manifest.Input... inputs) {
        return new Manifest(manifest.name(), manifest.version(), manifest.task(), manifest.file(), List.of(inputs),
                manifest.outputs(), manifest.answer(), manifest.batching(), manifest.threads(), manifest.gate(),
                manifest.provenance(), 0, List.of(), manifest.sampling());
    }
}
