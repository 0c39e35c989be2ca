package io.bactrian.enrich;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

import io.bactrian.telemetry.PayloadFormat;
import io.bactrian.telemetry.PayloadSettings;
import io.bactrian.telemetry.TensorElement;
import io.bactrian.text.Durations;
import io.bactrian.text.Excerpt;
import io.bactrian.text.Problems;
import io.bactrian.text.YamlDocument;
import io.bactrian.text.YamlReader;

/** Reads {@code {format: flat-json, path: [a, b], names: {temp: Temperature}}} and {@code {within: 5s, missing: last}}. */
public final class PayloadEntries {
    private static final int LONGEST_SHOWN = 80;
    private static final int MOST_LEVELS = 16;

    private PayloadEntries() {
    }

    /**
     * @param yaml YAML, and so JSON
     * @throws IOException naming all that is wrong
     */
    public static PayloadSettings payload(String yaml) throws IOException {
        return parse(yaml, PayloadEntries::payload);
    }

    /**
     * @param yaml YAML, and so JSON
     * @throws IOException naming all that is wrong
     */
    public static Assembly assembly(String yaml) throws IOException {
        return parse(yaml, PayloadEntries::assembly);
    }

    private static <T> T parse(String yaml, Reader<T> reader) throws IOException {
        Problems problems = new Problems();
        T entry = reader.read(new YamlReader(YamlDocument.parse(yaml.getBytes(StandardCharsets.UTF_8)).root(), "", problems),
                problems);
        DirectoryReader.refuseFor(problems);
        return entry;
    }

    private interface Reader<T> {
        T read(YamlReader fields, Problems problems);
    }

    static PayloadSettings payload(YamlReader fields, Problems problems) {
        PayloadFormat format = value(fields, "format", problems, PayloadFormat::parse);
        List<String> path = fields.texts("path");
        if (path != null && path.size() > MOST_LEVELS) {
            problems.add(fields.at("path") + " has " + path.size() + " names; expected at most " + MOST_LEVELS);
        }
        TensorElement element = value(fields, "datatype", problems, text -> oneOf(text, TensorElement.values(), Enum::name));
        Map<String, String> names = new HashMap<>();
        YamlReader given = fields.mapping("names");
        given.keys().forEach(name -> names.put(name, given.text(name)));
        names.values().removeIf(Objects::isNull);
        fields.noOthers();
        PayloadSettings settings = new PayloadSettings(format, path, names, element);
        if (settings.problem() != null) {
            problems.add(fields.at("format") + " is " + (format == null ? "not given" : "'" + format.text() + "'") + ", but "
                    + settings.problem() + "; leave one of them out");
        }
        return settings;
    }

    static Assembly assembly(YamlReader fields, Problems problems) {
        if (!fields.has("within")) {
            problems.add(fields.at("within") + " is missing; expected how long a row waits for its values, such as 5s");
        }
        Assembly assembly = value(fields, "within", problems,
                text -> new Assembly(Durations.parse(text), Assembly.Missing.REFUSE));
        Assembly.Missing missing = value(fields, "missing", problems,
                text -> oneOf(text, Assembly.Missing.values(), each -> each.name().toLowerCase(Locale.ROOT)));
        fields.noOthers();
        return assembly == null
                ? null
                : new Assembly(assembly.within(), missing == null ? Assembly.Missing.REFUSE : missing);
    }

    private static <T> T value(YamlReader fields, String key, Problems problems, Function<String, T> parse) {
        String text = fields.text(key);
        try {
            return text == null ? null : parse.apply(text);
        } catch (IllegalArgumentException e) {
            problems.add(fields.at(key) + ": " + e.getMessage());
            return null;
        }
    }

    private static <E extends Enum<E>> E oneOf(String text, E[] values, Function<E, String> name) {
        return Stream.of(values).filter(value -> name.apply(value).equals(text)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + Excerpt.of(text, LONGEST_SHOWN) + "'; expected one of "
                        + Stream.of(values).map(name).toList()));
    }
}
