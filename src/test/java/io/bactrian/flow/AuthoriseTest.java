package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.bactrian.http.ApiProblem;
import io.bactrian.http.ApiToken;

class AuthoriseTest {
    private static final String TOKEN = "0123456789abcdef";

    private final Authorise authorise = new Authorise(ApiToken.of(TOKEN));

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "authorization", "AUTHORIZATION"})
    void theHeadersNameMayBeWrittenInAnyCase(String name) {
        Exchange exchange = Trip.exchange();
        exchange.getMessage().setHeader(name, "Bearer " + TOKEN);

        assertThatCode(() -> authorise.process(exchange)).doesNotThrowAnyException();
    }

    @Test
    void twoHeadersAreAsGoodAsNone() {
        Exchange exchange = Trip.exchange();
        exchange.getMessage().setHeader("Authorization", "Bearer " + TOKEN);
        exchange.getMessage().setHeader("authorization", "Bearer " + TOKEN);

        assertThatThrownBy(() -> authorise.process(exchange)).isInstanceOf(ApiProblem.class);
    }

    @Test
    void withoutAHeaderNobodyComesIn() {
        assertThatThrownBy(() -> authorise.process(Trip.exchange())).isInstanceOf(ApiProblem.class);
    }
}
