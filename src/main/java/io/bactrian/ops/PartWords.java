package io.bactrian.ops;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What a check of readiness says, in words for the page. Keys without words here are said as they are. */
final class PartWords {
    private static final Pattern VERSION = Pattern.compile("\\d+");
    /** Texts that are no reason. */
    private static final Set<String> FACTS = Set.of("url", "since", "servers", "source", "announcementsFrom", "lastIncomplete",
            "key", "running", "remedy");
    /** Names of reasons that say no more than the reason itself. */
    private static final Set<String> REASONS = Set.of("error", "problem", "warning", "held", "stalled", "trouble");
    private static final List<String> SPOOL_REASONS = List.of("error", "lastFailure");

    private PartWords() {
    }

    /** All reasons and what mends them, or null where there is neither. */
    static String why(Map<String, Object> data) {
        return withRemedy(reasons(data), data);
    }

    /** That reason, which may be null, and what mends it. */
    static String withRemedy(String reason, Map<String, Object> data) {
        if (data.get("remedy") instanceof String remedy) {
            return (reason == null ? "" : reason + "; ") + "remedy: " + remedy;
        }
        return reason;
    }

    /** Null where there is none. */
    static String reasons(Map<String, Object> data) {
        StringJoiner why = new StringJoiner("; ").setEmptyValue("");
        data.forEach((key, value) -> {
            if (value instanceof String text && !FACTS.contains(key) && !VERSION.matcher(text).matches()) {
                why.add(REASONS.contains(key) ? text : key + ": " + text);
            }
        });
        return why.length() == 0 ? null : why.toString();
    }

    /** Models and the versions of them that answer. */
    static String models(Map<String, Object> data) {
        StringJoiner serving = new StringJoiner(", ");
        data.forEach((key, value) -> {
            if (value instanceof String text && VERSION.matcher(text).matches()) {
                serving.add(key + " version " + text);
            }
        });
        return serving.length() == 0 ? null : serving.toString();
    }

    /** Names of the spools that it says something of. */
    static Set<String> spools(Map<String, Object> data) {
        Set<String> names = new TreeSet<>();
        data.keySet().stream().filter(key -> key.endsWith(".records"))
                .forEach(key -> names.add(key.substring(0, key.length() - ".records".length())));
        return names;
    }

    static boolean spoolUp(Map<String, Object> data, String name) {
        return !Boolean.TRUE.equals(data.get(name + ".full")) && data.get(name + ".error") == null;
    }

    /** Null where nothing is wrong. */
    static String spoolWhy(Map<String, Object> data, String name) {
        StringJoiner why = new StringJoiner("; ");
        if (Boolean.TRUE.equals(data.get(name + ".full"))) {
            why.add("it is full");
        }
        SPOOL_REASONS.stream().map(reason -> data.get(name + "." + reason)).filter(String.class::isInstance)
                .forEach(reason -> why.add((String) reason));
        return why.length() == 0 ? null : why.toString();
    }

    static String spoolDetail(Map<String, Object> data, String name) {
        Object records = data.get(name + ".records");
        Object oldest = data.get(name + ".oldestSeconds");
        return records.equals(0L)
                ? "empty"
                : records + " waiting" + (oldest == null ? "" : ", the oldest for " + oldest + " s");
    }
}
