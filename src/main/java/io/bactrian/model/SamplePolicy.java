package io.bactrian.model;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which messages become samples: those for which one of the reasons holds.
 *
 * @param reasons empty for no sample at all
 */
public record SamplePolicy(Set<SampleReason> reasons) {
    public static final SamplePolicy EVERY = new SamplePolicy(Set.of(SampleReason.EVERY));
    public static final SamplePolicy NONE = new SamplePolicy(Set.of());
    /** What a policy may be, for people. */
    public static final String EXPECTED = "every, none, or some of " + Arrays.stream(SampleReason.values()).skip(1)
            .map(SampleReason::text).collect(Collectors.joining(", "));

    public SamplePolicy {
        reasons = Set.copyOf(reasons);
    }

    /** @throws IllegalArgumentException saying which word is wrong */
    public static SamplePolicy of(List<String> words) {
        Set<SampleReason> reasons = EnumSet.noneOf(SampleReason.class);
        for (String word : words) {
            if (alone(word) && words.size() > 1) {
                throw new IllegalArgumentException("'" + word + "' stands with others; expected it alone");
            }
            if (!word.equals("none") && !reasons.add(reason(word))) {
                throw new IllegalArgumentException("'" + word + "' is there twice");
            }
        }
        if (words.isEmpty()) {
            throw new IllegalArgumentException("it is empty; expected " + EXPECTED);
        }
        return new SamplePolicy(reasons);
    }

    /** Words with commas between them. */
    public static SamplePolicy of(String text) {
        return of(Arrays.stream(text.split(",", -1)).map(String::strip).toList());
    }

    private static boolean alone(String word) {
        return word.equals("none") || word.equals(SampleReason.EVERY.text());
    }

    private static SampleReason reason(String word) {
        return Arrays.stream(SampleReason.values()).filter(reason -> reason.text().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is no reason; expected " + EXPECTED));
    }

    /** Whether messages may be kept for that reason. */
    public boolean has(SampleReason reason) {
        return reasons.contains(reason);
    }
}
