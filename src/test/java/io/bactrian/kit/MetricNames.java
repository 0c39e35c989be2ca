package io.bactrian.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The metrics by name, with their labels, as docs/operations.md lists them. */
public final class MetricNames {
    private static final Path DOCUMENT = Path.of("docs", "operations.md");
    private static final Pattern SPAN = Pattern.compile("`([^`]+)`");
    private static final Pattern METRIC = Pattern.compile("(bactrian_[a-z0-9_]+)(?:\\{([^}]*)})?");
    private static final Pattern SUFFIX = Pattern.compile("_(count|sum|max|total)");
    private static final Pattern LABELS = Pattern.compile("\\{([^}=]*)}");

    private MetricNames() {
    }

    public static Map<String, Set<String>> documented() {
        Map<String, Set<String>> metrics = new TreeMap<>();
        for (String item : section().split("\n- ")) {
            ofItem(item).forEach((name, labels) -> metrics.merge(name, labels, MetricNames::both));
        }
        return metrics;
    }

    private static Set<String> both(Set<String> some, Set<String> others) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(others);
        return all;
    }

    private static String section() {
        try {
            String text = Files.readString(DOCUMENT);
            String from = text.substring(text.indexOf("\n## Metrics\n"));
            return from.substring(0, from.indexOf("\nThe other `bactrian_shadow"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code `a_count`, `_sum` `{x}`} are two metrics with a label. */
    private static Map<String, Set<String>> ofItem(String item) {
        Map<String, Set<String>> metrics = new TreeMap<>();
        Set<String> labels = new TreeSet<>();
        String family = "";
        for (String span : spans(item)) {
            var metric = METRIC.matcher(span);
            var more = LABELS.matcher(span);
            if (metric.matches()) {
                family = metric.group(1).replaceFirst("_count$", "");
                labels = labels(metric.group(2));
                metrics.put(metric.group(1), labels);
            } else if (SUFFIX.matcher(span).matches()) {
                metrics.put(family + span, labels);
            } else if (more.matches()) {
                Set<String> added = labels(more.group(1));
                metrics.values().forEach(each -> each.addAll(added));
            }
        }
        return metrics;
    }

    private static List<String> spans(String item) {
        return SPAN.matcher(item).results().map(span -> span.group(1)).toList();
    }

    private static Set<String> labels(String list) {
        Set<String> names = new TreeSet<>();
        if (list != null) {
            Pattern.compile("[a-z]+(?=\\s*(?:,|=|$))").matcher(list).results().map(MatchResult::group).forEach(names::add);
        }
        return names;
    }
}
