package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.http.DeviceTokens;
import io.bactrian.kit.ExpectedErrors;

@ExpectedErrors("io.bactrian.ops")
class TokenFileTest {
    @TempDir
    Path dir;

    @Test
    void anEditIsUsedAndOneThatCannotBeUsedChangesNothingAndIsSaid() throws IOException {
        Path path = Files.writeString(dir.resolve("tokens"), "pump-1 0123456789abcdef\n");
        TokenFile<DeviceTokens> file = new TokenFile<>("Devices' tokens", path, DeviceTokens::parse, null);
        DeviceTokens first = file.tokens();
        file.refresh();
        assertThat(file.tokens()).isSameAs(first);

        Files.writeString(path, "pump-1 0123456789abcdef\npump-2 short\n");
        file.refresh();
        assertThat(file.tokens()).isSameAs(first);
        assertThat(file.problem()).contains("line 2").doesNotContain("0123456789abcdef");

        Files.delete(path);
        file.refresh();
        assertThat(file.tokens()).isSameAs(first);
        assertThat(file.problem()).contains("is not there");

        Files.writeString(path, "pump-2 0123456789abcdef\n");
        file.refresh();
        assertThat(file.tokens()).isNotSameAs(first);
        assertThat(file.problem()).isNull();
    }

    @Test
    void aFileThatCannotBeUsedAtTheStartIsRefused() throws IOException {
        Path path = Files.writeString(dir.resolve("tokens"), "pump-1\n");

        assertThatThrownBy(() -> new TokenFile<>("Devices' tokens", path, DeviceTokens::parse, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 1 has 1 words");
        assertThat(new TokenFile<>("Devices' tokens", null, DeviceTokens::parse, null).tokens()).isNull();
    }
}
