package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicReference;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.bactrian.http.ApiToken;
import io.bactrian.http.ControlAccess;

class AuthoriseTest {
    private static final String TOKEN = "0123456789abcdef";

    private final ControlSteps steps = new ControlSteps(null, new ControlAccess(() -> ApiToken.of(TOKEN)));

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
    void theTokenIsTheOneThatIsInUseNow() {
        AtomicReference<ApiToken> now = new AtomicReference<>(ApiToken.NONE);
        ControlSteps changing = new ControlSteps(null, new ControlAccess(now::get));
        Exchange exchange = Trip.exchange();
        exchange.getMessage().setHeader("Authorization", "Bearer " + TOKEN);
        assertThatThrownBy(() -> changing.authorise(exchange)).isInstanceOf(ApiRequest.Problem.class);

        now.set(ApiToken.of(TOKEN));
        assertThatCode(() -> changing.authorise(exchange)).doesNotThrowAnyException();
        now.set(ApiToken.of("another-token-of-control"));
        assertThatThrownBy(() -> changing.authorise(exchange)).isInstanceOf(ApiRequest.Problem.class);
    }

    @Test
    void withoutAHeaderNobodyComesIn() {
        assertThatThrownBy(() -> steps.authorise(Trip.exchange())).isInstanceOf(ApiRequest.Problem.class);
    }
}
