package io.bactrian.cloud.training.plan;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import io.bactrian.text.Durations;
import io.bactrian.text.Problems;
import io.bactrian.text.YamlReader;

/** Values of the training file with their defaults. */
record PlanFields(YamlReader fields, Problems problems) {
    private static final Pattern SWITCH = Pattern.compile("true|false");

    int whole(String key, int least, int most, int otherwise) {
        Integer value = fields.whole(key, least, most);
        return value == null ? otherwise : value;
    }

    double number(String key, double least, double most, double otherwise) {
        Double value = fields.number(key, least, most);
        return value == null ? otherwise : value;
    }

    String text(String key, String otherwise) {
        String value = fields.text(key);
        return value == null ? otherwise : value;
    }

    boolean on(String key) {
        return "true".equals(fields.text(key, SWITCH, "true or false"));
    }

    List<String> texts(String key) {
        List<String> values = fields.texts(key);
        return values == null ? List.of() : values;
    }

    Duration duration(String key, Duration least, Duration otherwise) {
        String text = fields.text(key);
        if (text == null) {
            return otherwise;
        }
        try {
            Duration value = Durations.parse(text);
            if (value.compareTo(least) >= 0) {
                return value;
            }
            problems.add("%s is '%s'; expected %ds or more".formatted(fields.at(key), text, least.toSeconds()));
        } catch (IllegalArgumentException e) {
            problems.add(fields.at(key) + " is " + e.getMessage().replaceFirst("' is ", "', which is "));
        }
        return otherwise;
    }
}
