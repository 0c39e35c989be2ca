package io.bactrian.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Puts values of every kind into a field of a document, and compares what reader and schema say to each. */
public final class SchemaAgreement {
    private static final String TIME = "2026-11-23T12:00";
    private static final List<String> VALUES = Stream.concat(
            Stream.of("x", "cpu", "CPU", "json", "flat-json", "last", "raw", "nchw", "BGR", "Grey", "crop", "Stored", "Anomaly",
                    "REGRESSION",
                    "FP32", "bytes", "UINT16", "refuse", "Refuse", "true", "yes",
                    "0", "1", "-1", "64", "65", "4096", "4097", "1048576", "1048577", "4194304", "4194305", "2147483647",
                    "2147483648", "100000000000000000000", "0.5", "1.1", "0.01", "0.009", "1000", "1000.1", "-1e300", "1e400",
                    ".nan", ".NaN", ".inf", "-.inf", "nan", "'.NAN'", "infinity", "[]", "[x]", "[x, x]", "[x, y]", "[1]", "[0]",
                    "[4194305]", "[[x]]", "[0, 1]", "[0, 1, 2]", "[cpu]", "[every]", "[none]", "[random, entropy]",
                    "[random, random]",
                    "[every, random]", "[none, every]", "random", "[{name: x}]", "[{name: x}, {name: y}]", "{}", "{x: x}",
                    "{x: 1}", "{x: [x]}",
                    "{x: {}}",
                    "{1: x, -1: y}", "{name: x}", "{name: x, unit: y, fill: 1}", "{model: x}", "{x: {model: x}}",
                    "{x y: {model: x}}",
                    "{a/b: {model: x}}", "{scale: 2}", "{within: 5s}", "{x: {scale: 2, offset: -1}}", "''", "' '", "' x'",
                    "'x '", "\"x\\n\"",
                    "\"x \\n\"", "\"\\n\"", "\"x\\ny\"", "0ms", "10000000us", "10000001us", "10000ms", "10001ms", "5 MS",
                    "010s", "11s", "0h", "1m", "0000000000005s", "5", "5 x", "ms", "2026-11-23", "2026-11-23Z", "23.11.2026",
                    TIME,
                    TIME + ":00Z", TIME + ":00z", TIME + ":00.25+01:00", TIME + ":00+01:00[Europe/Berlin]", TIME + ":00[UTC]",
                    TIME.replace('T', ' '), TIME.replace('T', 't')),
            Stream.of("ab".repeat(32), "AB".repeat(32), "ab".repeat(31), "xy".repeat(32))).toList();

    private final EditorSchema schema;
    private final Predicate<String> reader;

    /** @param reader whether our own reader accepts a document */
    public SchemaAgreement(EditorSchema schema, Predicate<String> reader) {
        this.schema = schema;
        this.reader = reader;
    }

    /**
     * Also a disagreement: a field that accepts nothing, or everything.
     *
     * @param field a document with one {@code ?}
     * @return what they disagree on
     */
    public List<String> disagreements(String field) {
        List<String> found = new ArrayList<>();
        int accepted = 0;
        for (String value : VALUES) {
            String document = field.replace("?", value);
            boolean read = reader.test(document);
            if (read != schema.accepts(document)) {
                found.add(document + (read ? ": only the reader accepts it" : ": only the schema accepts it"));
            }
            accepted += read ? 1 : 0;
        }
        if (accepted == 0 || accepted == VALUES.size()) {
            found.add(field + " accepts " + accepted + " of " + VALUES.size() + " values");
        }
        return found;
    }
}
