package io.bactrian.cloud.data;

import java.nio.file.Path;
import java.time.LocalDate;

/** Where things lie: {@code MODEL/2026-11-26.jsonl}, further parts of a day as {@code MODEL/2026-11-26.2.jsonl}, pictures beside them. */
record Folder(Path dir) {
    /** Where a model's name would stand; no model has a name with an underscore in front. */
    static final String REJECTED = "_rejected";
    private static final String INDEX = "_index.db";

    Path index() {
        return dir.resolve(INDEX);
    }

    Path of(String model) {
        return dir.resolve(model);
    }

    Path file(DayFile file) {
        return of(file.model()).resolve(stem(file) + ".jsonl");
    }

    Path pictures(DayFile file) {
        return of(file.model()).resolve(stem(file) + ".pictures");
    }

    private static String stem(DayFile file) {
        return LocalDate.ofEpochDay(file.day()) + (file.part() > 1 ? "." + file.part() : "") + file.kind().suffix();
    }
}
