package io.bactrian.train;

import java.nio.file.Path;
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
}
