package io.bactrian.train;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Files read without a word. */
final class Reading {
    static final Console QUIET = new Console(new PrintWriter(Writer.nullWriter()), System::nanoTime);
    static final Set<String> USUALLY_IGNORED = Set.of("datetime", "anomaly", "changepoint", "id", "ts", "device", "label");

    private Reading() {
    }

    static Dataset csv(Path file, String target, Columns.Target kind, String... channels) {
        return TableReader.read(new RowFile(file, ';'), columns(target, kind, channels), QUIET);
    }

    static Dataset json(Path file, String target, Columns.Target kind, String... channels) {
        return TableReader.read(new RowFile(file, null), columns(target, kind, channels), QUIET);
    }

    private static Columns columns(String target, Columns.Target kind, String... channels) {
        return new Columns(List.of(channels), USUALLY_IGNORED, target, kind, null);
    }
}
