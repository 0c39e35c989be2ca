package io.bactrian.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110, 13 and 14, for something of 1000 bytes. */
class ByteRangeTest {
    private static final EntityTag TAG = new EntityTag("abc");

    @ParameterizedTest
    @CsvSource({"bytes=0-99, 0, 100", "bytes=500-, 500, 500", "bytes=999-, 999, 1", "bytes=-1, 999, 1", "bytes=-5000, 0, 1000",
        "bytes=990-5000, 990, 10", "BYTES = 0 - 0, 0, 1"})
    void aRangeIsThePartThatIsThere(String header, long from, long count) throws Exception {
        assertThat(ByteRange.of(header, 1000)).contains(new ByteRange(from, count));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,5-6", "lines=0-5", "bytes=-", "bytes=5-2", "bytes", "bytes=a-b", "",
        "bytes=99999999999999999999-"})
    void whatIsNoSingleRangeOfBytesIsAnsweredWithAll(String header) throws Exception {
        assertThat(ByteRange.of(header, 1000)).isEmpty();
        assertThat(ByteRange.of(null, 1000)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=1000-", "bytes=5000-6000", "bytes=-0"})
    void aRangeOfWhichNothingIsThereIsRefused(String header) {
        assertThatThrownBy(() -> ByteRange.of(header, 1000)).isInstanceOf(ByteRange.Unsatisfiable.class)
                .hasMessageContaining("1000 bytes");
    }

    @Test
    void itSaysWhatItIsOf() {
        assertThat(new ByteRange(10, 5).of(1000)).isEqualTo("bytes 10-14/1000");
    }

    @Test
    void conditionsCompareEntityTags() {
        assertThat(TAG.allowedBy(null)).isTrue();
        assertThat(TAG.allowedBy("*")).isTrue();
        assertThat(TAG.allowedBy("\"x\", \"abc\"")).isTrue();
        assertThat(TAG.allowedBy("W/\"abc\"")).isFalse();
        assertThat(TAG.knownBy(null)).isFalse();
        assertThat(TAG.knownBy("W/\"abc\"")).isTrue();
        assertThat(TAG.knownBy("\"abcd\"")).isFalse();
        assertThat(TAG.continues(null)).isTrue();
        assertThat(TAG.continues("\"abc\"")).isTrue();
        assertThat(TAG.continues("W/\"abc\"")).isFalse();
        assertThat(TAG.continues("Thu, 26 Nov 2026 14:00:00 GMT")).isFalse();
    }
}
