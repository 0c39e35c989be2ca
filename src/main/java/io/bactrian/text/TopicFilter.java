package io.bactrian.text;

import java.util.Arrays;
import java.util.Collections;

/** An MQTT subscription's topic filter, {@code $share/group/} taken off for matching (MQTT 5, section 4.7). Any thread. */
public final class TopicFilter {
    private static final String SHARE = "$share/";

    private final String text;
    private final String[] levels;

    /** @throws IllegalArgumentException when it is no filter */
    public TopicFilter(String text) {
        this.text = text;
        this.levels = plain(text).split("/", -1);
        for (int i = 0; i < levels.length; i++) {
            String level = levels[i];
            boolean wild = level.equals("+") || level.equals("#") && i == levels.length - 1;
            if (!wild && (level.contains("+") || level.contains("#")) || plain(text).isEmpty()) {
                throw new IllegalArgumentException("the MQTT topic filter '" + text
                        + "' is not valid: + stands for one whole level, # for all that follow at the end");
            }
        }
    }

    private static String plain(String text) {
        if (!text.startsWith(SHARE)) {
            return text;
        }
        int group = text.indexOf('/', SHARE.length());
        if (group <= SHARE.length()) {
            throw new IllegalArgumentException(
                    "the MQTT topic filter '" + text + "' is not valid: expected $share/group/filter");
        }
        return text.substring(group + 1);
    }

    /** As it is subscribed to, {@code $share/group/} included. */
    public String text() {
        return text;
    }

    /** The place of the first so many levels {@code +} that follow each other, counted from 0; -1 where there are none. */
    public int firstWildcards(int count) {
        return Collections.indexOfSubList(Arrays.asList(levels), Collections.nCopies(count, "+"));
    }

    /** Whether a message on that topic is for the subscription. */
    public boolean matches(String topic) {
        if (!topic.isEmpty() && topic.charAt(0) == '$' && levels[0].length() == 1) {
            return false;
        }
        int start = 0;
        for (int i = 0; i < levels.length; i++) {
            String level = levels[i];
            if (level.equals("#")) {
                return true;
            }
            int slash = topic.indexOf('/', start);
            int end = slash < 0 ? topic.length() : slash;
            if (!level.equals("+") && !(level.length() == end - start && topic.startsWith(level, start))) {
                return false;
            }
            if (slash < 0) {
                return i == levels.length - 1 || i == levels.length - 2 && levels[i + 1].equals("#");
            }
            start = slash + 1;
        }
        return false;
    }

    /** Whether some topic matches both. */
    public boolean overlaps(TopicFilter other) {
        return overlaps(levels, other.levels);
    }

    private static boolean overlaps(String[] a, String[] b) {
        int n = Math.min(a.length, b.length);
        for (int i = 0; i < n; i++) {
            if (a[i].equals("#") || b[i].equals("#")) {
                return true;
            }
            if (!a[i].equals(b[i]) && !a[i].equals("+") && !b[i].equals("+")) {
                return false;
            }
        }
        String[] longer = a.length > b.length ? a : b;
        return a.length == b.length || Arrays.stream(longer).skip(n).findFirst().filter("#"::equals).isPresent();
    }

    @Override
    public String toString() {
        return text;
    }
}
