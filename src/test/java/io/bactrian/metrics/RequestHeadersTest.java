package io.bactrian.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestHeadersTest {
    @Test
    void headersAreReadWithCommasOrLineEndsAndPercentEncoded() {
        assertThat(RequestHeaders.parse("Authorization=Basic dTpw+/8=, X-Scope-OrgID = a%2Cb%20c \r\nx=1\n").values())
                .isEqualTo(Map.of("Authorization", "Basic dTpw+/8=", "X-Scope-OrgID", "a,b c", "x", "1"));
        assertThat(RequestHeaders.parse(" \n").values()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"a=1,tell-nobody|header 2 does not begin with a name",
        "tell nobody=1|header 1 does not begin with a name", "a=tell-nobody%zz|header 1 has a % without two",
        "a=tell%0Anobody|header 1 has no value, or one that is not printable", "a=|header 1 has no value",
        "Content-Type=tell|header 1 is one that the service sets itself", "a=1,A=2|header 2 is there twice"})
    void whatIsWrongIsSaidWithoutItsText(String headers, String message) {
        assertThatThrownBy(() -> RequestHeaders.parse(headers)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message).hasMessageNotContaining("tell");
    }

    @Test
    void nothingPrintsThem() {
        assertThat(RequestHeaders.parse("a=tell-nobody").toString()).doesNotContain("tell");
    }
}
