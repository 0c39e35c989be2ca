package io.bactrian.model.manifest;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Names in the metadata properties of an ONNX file: values between commas, a list as JSON or Python writes it, or, of labels, a
 * mapping from class values. What is none of these, or names something twice or not at all, is left alone.
 */
final class Metadata {
    private static final Pattern NO_NAME = Pattern.compile("[\\p{Cntrl}\\p{Cs}]|^\\s*$");
    private static final Pattern NO_PLAIN_NAME = Pattern.compile("[\\[\\]{}\"'`\\\\<>]|^-?\\d+\\s*[:=]");

    private Metadata() {
    }

    /** What a row's values are called; empty where neither property says it. */
    static List<String> features(Map<String, String> metadata) {
        List<String> names = first(metadata, "features", "channels").places();
        return new HashSet<>(names).size() == names.size() ? names : List.of();
    }

    static LabelNames labels(Map<String, String> metadata) {
        LabelNames labels = first(metadata, "labels", "classes");
        return new HashSet<>(labels.places()).size() == labels.places().size() ? labels : LabelNames.NONE;
    }

    private static LabelNames first(Map<String, String> metadata, String... keys) {
        return Stream.of(keys).map(metadata::get).filter(text -> text != null && !text.isBlank())
                .map(text -> read(text.strip()))
                .filter(names -> !names.none()).findFirst().orElse(LabelNames.NONE);
    }

    private static LabelNames read(String text) {
        if ("[({".indexOf(text.charAt(0)) >= 0) {
            LabelNames names = NameLiteral.read(text);
            return names(names.places()) && names(names.byValue().values()) ? names : LabelNames.NONE;
        }
        List<String> names = Stream.of(text.split(",", -1)).map(String::strip).toList();
        boolean plain = names.stream().allMatch(name -> !NO_PLAIN_NAME.matcher(name).find() && balanced(name));
        return plain && names(names) ? LabelNames.of(names) : LabelNames.NONE;
    }

    private static boolean names(Collection<String> names) {
        return names.stream().noneMatch(name -> NO_NAME.matcher(name).find());
    }

    /** Whether every bracket is closed again, as in {@code Temp (°C)}. */
    private static boolean balanced(String name) {
        int open = 0;
        for (int i = 0; i < name.length() && open >= 0; i++) {
            open += name.charAt(i) == '(' ? 1 : name.charAt(i) == ')' ? -1 : 0;
        }
        return open == 0;
    }
}
