package io.bactrian.trace;

import java.util.HashSet;
import java.util.Set;

/** The grammar of {@code tracestate} (W3C Trace Context, 3.3.1): members by unique keys, 32 at most. */
final class StateList {
    private static final int MOST_MEMBERS = 32;
    private static final int MOST_PART = 256;

    private StateList() {
    }

    /** False for null too. */
    static boolean isValid(String text) {
        if (text == null || text.isEmpty() || text.length() > TraceContext.MOST_STATE) {
            return false;
        }
        Set<String> keys = new HashSet<>();
        int members = 0;
        for (int from = 0; from <= text.length();) {
            int comma = text.indexOf(',', from);
            int to = comma < 0 ? text.length() : comma;
            String member = trimmed(text, from, to);
            if (!member.isEmpty() && (++members > MOST_MEMBERS || !isMember(member, keys))) {
                return false;
            }
            from = to + 1;
        }
        return members > 0;
    }

    private static boolean isMember(String member, Set<String> keys) {
        int equals = member.indexOf('=');
        return equals > 0 && isKey(member.substring(0, equals)) && isValue(member, equals + 1)
                && keys.add(member.substring(0, equals));
    }

    private static boolean isKey(String key) {
        char first = key.charAt(0);
        if (key.length() > MOST_PART || !isSmall(first) && !isDigit(first)) {
            return false;
        }
        return key.chars().allMatch(c -> isSmall(c) || isDigit(c) || c == '_' || c == '-' || c == '*' || c == '/' || c == '@');
    }

    private static boolean isValue(String member, int from) {
        int length = member.length() - from;
        if (length < 1 || length > MOST_PART) {
            return false;
        }
        return member.chars().skip(from).allMatch(c -> c >= ' ' && c <= '~' && c != '=');
    }

    /** Without the spaces and tabs around it. */
    private static String trimmed(String text, int from, int to) {
        int first = from;
        int last = to;
        while (first < last && isBlank(text.charAt(first))) {
            first++;
        }
        while (last > first && isBlank(text.charAt(last - 1))) {
            last--;
        }
        return text.substring(first, last);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isSmall(int c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
