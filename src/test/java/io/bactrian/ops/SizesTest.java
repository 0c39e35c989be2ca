package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizesTest {
    @ParameterizedTest
    @CsvSource({"0,0", "4096,4096", "4096b,4096", "1k,1024", "256K,262144", "64M,67108864", "64MiB,67108864", "64 mb,67108864",
        "1G,1073741824", "2T,2199023255552"})
    void unitsArePowersOf1024(String text, long bytes) {
        assertThat(Sizes.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lots", "-1", "1.5G", "G", "1P", "1kk", "1234567890123456"})
    void anythingElseIsNoSize(String text) {
        assertThatThrownBy(() -> Sizes.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("k, M, G or T");
    }

    @Test
    void whatDoesNotFitIsRefusedAndNotWrappedAround() {
        assertThatThrownBy(() -> Sizes.parse("9999999999T")).isInstanceOf(ArithmeticException.class);
    }
}
