package io.bactrian.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceTokensTest {
    @ParameterizedTest
    @CsvSource({"pump-1,true", "pump-11,false", "Pump-1,false", "pump.1,false", "a-north-b,true", "north,true", "nort,false"})
    void aNameIsLiteralAndAStarIsAnything(String device, boolean allowed) {
        DeviceTokens tokens = DeviceTokens.parse("pump-1 0123456789abcdef\r\n\r\n  # not this\n*north*\t0123456789abcdef\n");

        assertThat(tokens.allow(device, "Bearer 0123456789abcdef")).isEqualTo(allowed);
        assertThat(tokens.allow(device, "Bearer 0123456789abcdeF")).isFalse();
        assertThat(tokens.allow(device, null)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"pump-1,line 2 has 1 words", "pump-1 0123456789abcdef more,line 2 has 3 words",
        "pump-1 short,line 2; the token"})
    void aLineThatIsWrongIsNamedWithoutItsToken(String line, String message) {
        assertThatThrownBy(() -> DeviceTokens.parse("a 0123456789abcdef\n" + line)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message.replace(';', ',')).hasMessageNotContaining("0123456789abcdef")
                .hasMessageNotContaining("short ");
    }

    @Test
    void severalTokensMayBelongToADevice() {
        DeviceTokens tokens = DeviceTokens.parse("pump-1 0123456789abcdef\npump-* fedcba9876543210\n");

        assertThat(tokens.allow("pump-1", "Bearer 0123456789abcdef")).isTrue();
        assertThat(tokens.allow("pump-1", "Bearer fedcba9876543210")).isTrue();
    }
}
