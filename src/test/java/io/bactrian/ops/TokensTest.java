package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.http.ApiToken;
import io.quarkus.runtime.configuration.ConfigurationException;

class TokensTest {
    private static final String FIRST = "Bearer 0123456789abcdef";
    private static final String SECOND = "Bearer fedcba9876543210";

    @TempDir
    Path dir;

    @Test
    void eachTokensFileIsReadAgain() throws IOException {
        Path control = Files.writeString(dir.resolve("control"), "0123456789abcdef\n");
        Path inference = Files.writeString(dir.resolve("inference"), "0123456789abcdef\n");
        Path devices = Files.writeString(dir.resolve("devices"), "pump-1 0123456789abcdef\n");
        Path pool = Files.writeString(dir.resolve("pool"), "0123456789abcdef\n");
        Tokens tokens = Tokens.of(SettingsTest.read(Map.of("bactrian.api.token-file", control.toString(),
                "bactrian.inference.token-file", inference.toString(), "bactrian.devices.tokens", devices.toString(),
                "bactrian.cloud.pool.token-file", pool.toString())));
        assertThat(tokens.control().tokens().isIn(FIRST)).isTrue();
        assertThat(tokens.inference().tokens().isIn(FIRST)).isTrue();
        assertThat(tokens.devices().tokens().has(FIRST)).isTrue();
        assertThat(tokens.pool().tokens().isIn(FIRST)).isTrue();

        Files.writeString(control, "fedcba9876543210\n");
        Files.writeString(inference, "fedcba9876543210\n");
        Files.writeString(devices, "pump-1 fedcba9876543210\n");
        Files.writeString(pool, "fedcba9876543210\n");
        tokens.refresh();

        assertThat(tokens.control().tokens().isIn(FIRST)).isFalse();
        assertThat(tokens.control().tokens().isIn(SECOND)).isTrue();
        assertThat(tokens.inference().tokens().isIn(FIRST)).isFalse();
        assertThat(tokens.inference().tokens().isIn(SECOND)).isTrue();
        assertThat(tokens.devices().tokens().has(FIRST)).isFalse();
        assertThat(tokens.devices().tokens().has(SECOND)).isTrue();
        assertThat(tokens.pool().tokens().isIn(FIRST)).isFalse();
        assertThat(tokens.pool().tokens().isIn(SECOND)).isTrue();
    }

    @Test
    void aTokenThatIsGivenAsItIsStays() throws IOException {
        Tokens tokens = Tokens.of(SettingsTest.read(Map.of("bactrian.api.token", "0123456789abcdef")));
        tokens.refresh();

        assertThat(tokens.control().tokens().isIn(FIRST)).isTrue();
        assertThat(tokens.inference().tokens()).isSameAs(ApiToken.NONE);
        assertThat(tokens.devices().tokens()).isNull();
        assertThat(tokens.pool().tokens()).isSameAs(ApiToken.NONE);
    }

    @Test
    void aFileOfDevicesThatCannotBeUsedStopsTheStartAndIsNamed() throws IOException {
        Path devices = Files.writeString(dir.resolve("devices"), "pump-1 short\n");

        assertThatThrownBy(() -> SettingsTest.read(Map.of("bactrian.devices.tokens", devices.toString())))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("bactrian.devices.tokens").hasMessageContaining("line 1");
    }
}
