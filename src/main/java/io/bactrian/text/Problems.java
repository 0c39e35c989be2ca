package io.bactrian.text;

import java.util.ArrayList;
import java.util.List;

/** All errors in a file, collected to be reported together. */
public final class Problems {
    private static final int MOST_NAMED = 50;

    private final List<String> found = new ArrayList<>();
    private final Places places;
    private int unnamed;

    public Problems() {
        this(null);
    }

    /** @param places puts line and column in front of each problem; null for none */
    public Problems(Places places) {
        this.places = places;
    }

    /** @param problem names the field, the value, what was expected and the remedy; begins with the field */
    public void add(String problem) {
        if (found.size() < MOST_NAMED) {
            found.add(places == null ? problem : places.of(problem) + problem);
        } else {
            unnamed++;
        }
    }

    public boolean none() {
        return found.isEmpty();
    }

    /** All problems, one after the other. */
    public String text() {
        return String.join("; ", all());
    }

    /** Each problem; the last stands for those beyond the first fifty. */
    public List<String> all() {
        List<String> all = new ArrayList<>(found);
        if (unnamed > 0) {
            all.add("and " + unnamed + " more");
        }
        return List.copyOf(all);
    }
}
