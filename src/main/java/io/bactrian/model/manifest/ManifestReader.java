package io.bactrian.model.manifest;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.bactrian.distribution.Distribution;
import io.bactrian.model.Datatype;
import io.bactrian.model.Manifest;
import io.bactrian.model.Manifest.Feature;
import io.bactrian.model.Provider;
import io.bactrian.model.Sampling;
import io.bactrian.model.Task;
import io.bactrian.text.Durations;
import io.bactrian.text.Problems;
import io.bactrian.text.YamlReader;

/** Turns the tree of a {@code model.yaml} into a draft, and notes what is wrong with it by itself. */
final class ManifestReader {
    static final int MOST_MESSAGES = 4096;
    static final int MOST_ELEMENTS = 1 << 22;
    private static final int MOST_THREADS = 64;
    private static final int QUEUED = 4096;
    private static final int MOST_QUEUED = 1 << 20;
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(10);
    private static final List<String> TASKS = Arrays.stream(Task.values()).map(task -> task.name().toLowerCase(Locale.ROOT))
            .toList();
    private static final List<String> DATATYPES = Arrays.stream(Datatype.values()).map(Datatype::name).toList();

    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,400}");
    private static final Pattern NAN = Pattern.compile("\\.?(nan|NaN|NAN)");

    private final Map<String, String> features = new HashMap<>();
    private final Problems problems;

    ManifestReader(Problems problems) {
        this.problems = problems;
    }

    ManifestDraft read(JsonNode document) {
        YamlReader all = new YamlReader(document, "", problems);
        String description = all.text("description");
        Task task = all.oneOf("task", Task.class, TASKS);
        List<ManifestDraft.In> inputs = all.list("inputs", this::input);
        notEmpty(all, "inputs", "expected the graph's inputs, or leave it out for all of them");
        ManifestDraft.Out outputs = outputs(all.mapping("outputs"));
        YamlReader batching = all.mapping("batching");
        Integer size = batching.whole("size", 1, MOST_MESSAGES);
        Manifest.Batching rest = batching(batching);
        int threads = or(all.whole("threads", 1, MOST_THREADS), 1);
        List<Provider> providers = all.list("providers", this::provider);
        notEmpty(all, "providers", "expected some of " + Provider.NAMES + ", or leave it out for cpu");
        String sha256 = all.text("sha256", SHA256, "64 hexadecimal digits, as sha256sum prints them");
        Manifest.Gate gate = gate(all.mapping("gate"));
        Manifest.Provenance provenance = provenance(description, all.mapping("provenance"));
        Sampling sampling = SamplingReader.read(all, problems);
        WhyReader.Draft why = WhyReader.read(all, problems);
        Map<String, Distribution> reference = ReferenceReader.read(all, problems);
        all.noOthers();
        return new ManifestDraft(task == null ? Task.RAW : task, inputs, outputs, size, rest, threads,
                providers == null ? List.of(Provider.CPU) : providers, sha256, gate, provenance, sampling, why, reference);
    }

    private ManifestDraft.In input(JsonNode node, String place) {
        YamlReader fields = new YamlReader(node, place, problems);
        String name = fields.text("name");
        Datatype datatype = fields.oneOf("datatype", Datatype.class, DATATYPES);
        List<Long> shape = fields.list("shape", this::dimension);
        Integer window = fields.whole("window", 1, MOST_ELEMENTS);
        List<Feature> row = fields.list("features", this::feature);
        notEmpty(fields, "features", "expected a row's values in order, or leave it out to fill by position");
        ManifestDraft.Image image = ImageReader.read(fields);
        fields.noOthers();
        long[] dims = shape == null ? null : shape.stream().mapToLong(Long::longValue).toArray();
        return new ManifestDraft.In(name, datatype, dims, window, row, image);
    }

    private void notEmpty(YamlReader fields, String key, String instead) {
        if (fields.value(key).isArray() && fields.value(key).isEmpty()) {
            problems.add(fields.at(key) + " is empty; " + instead);
        }
    }

    private Long dimension(JsonNode value, String place) {
        if (!value.isIntegralNumber() || value.longValue() < 1 || value.longValue() > MOST_ELEMENTS) {
            problems.add(place + " is " + YamlReader.shown(value) + "; expected a dimension from 1 to " + MOST_ELEMENTS);
            return null;
        }
        return value.longValue();
    }

    private Provider provider(JsonNode value, String place) {
        if (!value.isTextual() || !Provider.NAMES.contains(value.textValue())) {
            problems.add(place + " is " + YamlReader.shown(value) + "; expected one of " + Provider.NAMES);
            return null;
        }
        return Provider.valueOf(value.textValue().toUpperCase(Locale.ROOT));
    }

    private Feature feature(JsonNode node, String place) {
        boolean alone = node.isValueNode() && !node.isNull();
        YamlReader fields = new YamlReader(alone ? JsonNodeFactory.instance.objectNode().set("name", node) : node, place,
                problems);
        if (!fields.has("name")) {
            problems.add(place + ".name is missing; expected what a message calls this value");
        }
        String name = fields.text("name");
        Feature feature = new Feature(name, fields.text("unit"), fill(fields), range(fields));
        fields.noOthers();
        String before = name == null ? null : features.putIfAbsent(name, place);
        if (before != null) {
            problems.add(place + " is '" + name + "', as is " + before + "; expected each name once");
        }
        return name == null ? null : feature;
    }

    /** {@code .nan} is a missing value to the model. */
    private Double fill(YamlReader fields) {
        JsonNode value = fields.value("fill");
        boolean nan = value.isTextual() ? NAN.matcher(value.textValue()).matches() : Double.isNaN(value.doubleValue());
        if (nan && fields.has("fill")) {
            return Double.NaN;
        }
        Double fill = fields.number("fill", -Double.MAX_VALUE, Double.MAX_VALUE);
        if (fill != null && WHOLE.matcher(value.asText()).matches()
                && new BigDecimal(fill).compareTo(new BigDecimal(value.asText())) != 0) {
            problems.add(
                    fields.at("fill") + " is " + YamlReader.shown(value) + "; expected a number that a double holds exactly");
            return null;
        }
        return fill;
    }

    private Manifest.Range range(YamlReader fields) {
        List<Double> ends = fields.numbers("range");
        if (ends == null) {
            return null;
        }
        if (ends.size() != 2 || !(ends.get(0) <= ends.get(1))) {
            problems.add(fields.at("range") + " has " + ends + "; expected two numbers, the least and the most");
            return null;
        }
        return new Manifest.Range(ends.get(0), ends.get(1));
    }

    private ManifestDraft.Out outputs(YamlReader fields) {
        LabelNames labels = LabelNames.read(fields);
        ManifestDraft.Out outputs = new ManifestDraft.Out(fields.text("score"), fields.text("label"),
                fields.text("probabilities"), labels, fields.number("threshold", -Double.MAX_VALUE, Double.MAX_VALUE),
                fields.texts("answer"));
        if (outputs.label() != null && outputs.threshold() != null) {
            problems.add("outputs.threshold and outputs.label are both there; expected one of them to say the label");
        }
        fields.noOthers();
        return outputs;
    }

    private Manifest.Batching batching(YamlReader fields) {
        Duration delay = delay(fields.text("delay"));
        int instances = or(fields.whole("instances", 1, MOST_THREADS), Manifest.Batching.BY_TIME);
        int queue = or(fields.whole("queue", 1, MOST_QUEUED), QUEUED);
        fields.noOthers();
        return new Manifest.Batching(1, delay, instances, queue);
    }

    private Duration delay(String text) {
        try {
            Duration delay = text == null ? Duration.ZERO : Durations.parse(text);
            if (delay.compareTo(LONGEST_DELAY) <= 0) {
                return delay;
            }
            problems.add("batching.delay is " + text + "; expected at most " + LONGEST_DELAY.toSeconds() + "s");
        } catch (IllegalArgumentException e) {
            problems.add("batching.delay: " + e.getMessage());
        }
        return Duration.ZERO;
    }

    private static Manifest.Gate gate(YamlReader fields) {
        Manifest.Gate gate = new Manifest.Gate(fields.whole("messages", 1, Integer.MAX_VALUE), fields.number("agreement", 0, 1),
                fields.number("latency-ratio", 0.01, 1000));
        fields.noOthers();
        return gate;
    }

    private Manifest.Provenance provenance(String description, YamlReader fields) {
        String trained = fields.text("trained");
        try {
            if (trained != null) {
                (trained.contains("T") ? DateTimeFormatter.ISO_DATE_TIME : DateTimeFormatter.ISO_DATE).parse(trained);
            }
        } catch (DateTimeParseException e) {
            problems.add("provenance.trained is '" + trained + "'; expected a time such as 2026-11-23T12:00:00Z");
        }
        Map<String, Double> metrics = new HashMap<>();
        YamlReader measured = fields.mapping("metrics");
        for (String key : measured.keys()) {
            Double value = measured.number(key, -Double.MAX_VALUE, Double.MAX_VALUE);
            if (value != null) {
                metrics.put(key, value);
            }
        }
        Manifest.Provenance provenance = new Manifest.Provenance(description, trained, fields.text("data"),
                fields.text("trainer"), metrics);
        fields.noOthers();
        return provenance;
    }

    private static int or(Integer value, int otherwise) {
        return Objects.requireNonNullElse(value, otherwise);
    }
}
