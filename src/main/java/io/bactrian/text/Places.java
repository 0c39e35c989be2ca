package io.bactrian.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where a value of a document stands, and the values in it; in a mapping, a value stands where its key does. */
public final class Places {
    private final int line;
    private final int column;
    private final Map<String, Places> values = new HashMap<>();
    private final List<Places> items = new ArrayList<>();

    Places(int line, int column) {
        this.line = line;
        this.column = column;
    }

    void value(String key, Places place) {
        values.put(key, place);
    }

    void item(Places place) {
        items.add(place);
    }

    /**
     * {@code line 3, column 9: }, where the value stands that {@code problem} begins with, such as {@code inputs[0].window is 0; …},
     * or the mapping or list that should hold it; empty where that is the whole document.
     */
    public String of(String problem) {
        Places place = this;
        int at = 0;
        while (true) {
            int dot = place != this && at < problem.length() && problem.charAt(at) == '.' ? 1 : 0;
            String key = place == this || dot == 1 ? place.keyAt(problem, at + dot) : null;
            if (key != null) {
                place = place.values.get(key);
                at += dot + key.length();
                continue;
            }
            int close = at < problem.length() && problem.charAt(at) == '[' ? problem.indexOf(']', at) : -1;
            Places item = close < 0 ? null : place.item(problem.substring(at + 1, close));
            if (item == null) {
                return place == this ? "" : place.toString();
            }
            place = item;
            at = close + 1;
        }
    }

    @Override
    public String toString() {
        return "line " + line + ", column " + column + ": ";
    }

    /** The longest key that stands at {@code at} and ends there where a key may end. */
    private String keyAt(String text, int at) {
        String longest = null;
        for (int end = at + 1; end <= text.length(); end++) {
            if ((end == text.length() || ".[ :".indexOf(text.charAt(end)) >= 0)
                    && values.containsKey(text.substring(at, end))) {
                longest = text.substring(at, end);
            }
        }
        return longest;
    }

    private Places item(String number) {
        boolean digits = !number.isEmpty() && number.length() < 9 && number.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits && Integer.parseInt(number) < items.size() ? items.get(Integer.parseInt(number)) : null;
    }
}
