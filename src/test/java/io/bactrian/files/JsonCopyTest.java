package io.bactrian.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.kit.ExpectedErrors;

@ExpectedErrors("io.bactrian.files")
class JsonCopyTest {
    private static final int MOST_BYTES = 200;
    private static final Known KNOWN = new Known("orders", Instant.parse("2026-01-31T12:00:00Z"));

    @TempDir
    private Path dir;
    private Path file;
    private JsonCopy<Known> copy;

    record Known(String what, Instant seen) {
        String flaw() {
            return what == null ? "it does not say what" : null;
        }
    }

    @BeforeEach
    void configure() {
        file = dir.resolve("made/when/needed/known.json");
        copy = new JsonCopy<>(file, Known.class, MOST_BYTES, "Known", "Nothing is known.");
    }

    private Known read() {
        return copy.read(Known::flaw);
    }

    private Path corrupt() {
        return file.resolveSibling("known.json.corrupt");
    }

    @Test
    void whatIsWrittenIsReadAndNothingIsThereBefore() throws IOException {
        assertThat(read()).isNull();
        copy.write(KNOWN);

        assertThat(read()).isEqualTo(KNOWN);
        assertThat(corrupt()).doesNotExist();
    }

    @Test
    void whatIsDamagedOrHasAFlawIsSetAsideAndKept() throws IOException {
        Files.createDirectories(file.getParent());
        for (String text : new String[]{"{\"what\":\"ord", "null", "{}", "[]", ""}) {
            Files.writeString(file, text);

            assertThat(read()).as(text).isNull();
            assertThat(file).as(text).doesNotExist();
            assertThat(corrupt()).as(text).hasContent(text);
        }
        copy.write(KNOWN);
        assertThat(read()).isEqualTo(KNOWN);
    }

    @Test
    void whatIsTooLongIsNotReadAndStays() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"what\":\"" + "x".repeat(MOST_BYTES) + "\"}");

        assertThat(read()).isNull();
        assertThat(file).exists();
    }

    @Test
    void fieldsOfANewerReleaseArePassedOver() throws IOException {
        copy.write(KNOWN);
        Files.writeString(file, Files.readString(file).replace("}", ",\"more\":1}"));

        assertThat(read()).isEqualTo(KNOWN);
    }
}
