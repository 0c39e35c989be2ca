package io.bactrian.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names in a PromQL expression, as far as dashboards and rules here use the language.
 *
 * @param selectors metrics with the labels that they are selected by
 * @param grouped   labels of {@code by} and {@code without}
 */
public record PromQuery(List<Selector> selectors, Set<String> grouped) {
    private static final Pattern TEXT = Pattern.compile("\"[^\"]*\"");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without)\\s*\\(([^)]*)\\)");
    private static final Pattern NAME = Pattern.compile("([a-z_][a-z0-9_]*)\\s*(\\{[^}]*}|\\()?");
    private static final Set<String> FUNCTIONS = Set.of("rate", "increase", "sum", "max", "min", "count", "vector", "avg",
            "max_over_time");
    private static final Set<String> WORDS = Set.of("or", "and", "unless");

    /** A metric and the labels it is selected by. */
    public record Selector(String metric, Set<String> labels) {
    }

    /** @throws IllegalArgumentException where brackets do not match, or a function is not known */
    public static PromQuery parse(String expression) {
        balance(expression);
        String text = TEXT.matcher(expression).replaceAll("\"\"");
        Set<String> grouped = new TreeSet<>();
        Matcher groups = GROUPING.matcher(text);
        while (groups.find()) {
            for (String label : groups.group(1).split(",")) {
                grouped.add(label.strip());
            }
        }
        List<Selector> selectors = new ArrayList<>();
        Matcher names = NAME.matcher(GROUPING.matcher(text).replaceAll(" ").replaceAll("\\[[0-9]+[smhd]]", " "));
        while (names.find()) {
            add(selectors, names.group(1), names.group(2), expression);
        }
        return new PromQuery(selectors, grouped);
    }

    private static void add(List<Selector> selectors, String name, String rest, String expression) {
        if ("(".equals(rest)) {
            if (!FUNCTIONS.contains(name) && !WORDS.contains(name)) {
                throw new IllegalArgumentException("'" + name + "' is no function known here, in " + expression);
            }
        } else if (!FUNCTIONS.contains(name) && !WORDS.contains(name)) {
            Set<String> labels = new TreeSet<>();
            if (rest != null) {
                for (String label : rest.substring(1, rest.length() - 1).split(",")) {
                    labels.add(label.split("[=!]")[0].strip());
                }
            }
            selectors.add(new Selector(name, labels));
        }
    }

    private static void balance(String expression) {
        List<Character> open = new ArrayList<>();
        for (char c : TEXT.matcher(expression).replaceAll("").toCharArray()) {
            int kind = "({[".indexOf(c);
            int end = ")}]".indexOf(c);
            if (kind >= 0) {
                open.add(")}]".charAt(kind));
            } else if (end >= 0 && (open.isEmpty() || open.remove(open.size() - 1) != c)) {
                throw new IllegalArgumentException("brackets do not match in " + expression);
            }
        }
        if (!open.isEmpty()) {
            throw new IllegalArgumentException("brackets do not match in " + expression);
        }
    }
}
