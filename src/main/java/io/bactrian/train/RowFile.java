package io.bactrian.train;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A file of records. */
interface RowFile {
    Path file();

    /**
     * Reads all records, the first first.
     *
     * @throws TrainingException when the file cannot be read
     */
    void read(Consumer<Row> taker, Console console);

    /** What else may be wrong where a column is missing or has no number. */
    String remedy();

    /** One record of a file. */
    interface Row {
        /** Where it stands, such as {@code row 3}. */
        String place();

        /** The names of what it has in number form or could have, in order. */
        List<String> columns();

        /** What the column has, as text; null where it has nothing. */
        String text(String column);

        /** The column's number; NaN where it has none. */
        double number(String column);

        /** What is the same in a repeat of this record; null where the file does not say. */
        String id();
    }
}
