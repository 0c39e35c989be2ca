package io.bactrian.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Rows of texts in columns, each as wide as its widest cell. What controls a terminal is not passed on to it. */
final class TextTable {
    private static final String NOTHING = "-";

    private final List<String[]> rows = new ArrayList<>();

    TextTable(String... head) {
        rows.add(head);
    }

    /** @param cells as many as the table has columns; null or an empty text prints as {@code -} */
    TextTable row(Object... cells) {
        rows.add(Arrays.stream(cells).map(cell -> Objects.toString(cell, "")).map(TextTable::shown).toArray(String[]::new));
        return this;
    }

    void print(PrintWriter out) {
        int columns = rows.get(0).length;
        int[] widths = new int[columns];
        rows.forEach(row -> Arrays.setAll(widths, at -> Math.max(widths[at], row[at].length())));
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int at = 0; at < columns; at++) {
                line.append(row[at]).append(" ".repeat(widths[at] - row[at].length() + 2));
            }
            out.println(line.toString().stripTrailing());
        }
    }

    /** In one line, without control characters. */
    static String shown(String text) {
        return text.isEmpty() ? NOTHING : text.replaceAll("[\\p{Cc}\\p{Cf}]", "?");
    }
}
