package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.bactrian.http.ApiToken;

class AuthoriseTest {
    private static final String TOKEN = "0123456789abcdef";

    private final ControlSteps steps = new ControlSteps(null, ApiToken.of(TOKEN));

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "authorization", "AUTHORIZATION"})
    void theHeadersNameMayBeWrittenInAnyCase(String name) {
        Exchange exchange = Trip.exchange();
        exchange.getMessage().setHeader(name, "Bearer " + TOKEN);

        assertThatCode(() -> steps.authorise(exchange)).doesNotThrowAnyException();
    }

    @Test
    void twoHeadersAreAsGoodAsNone() {
        Exchange exchange = Trip.exchange();
        exchange.getMessage().setHeader("Authorization", "Bearer " + TOKEN);
        exchange.getMessage().setHeader("authorization", "Bearer " + TOKEN);

        assertThatThrownBy(() -> steps.authorise(exchange)).isInstanceOf(ApiRequest.Problem.class);
    }

    @Test
    void withoutAHeaderNobodyComesIn() {
        assertThatThrownBy(() -> steps.authorise(Trip.exchange())).isInstanceOf(ApiRequest.Problem.class);
    }
}
