package io.bactrian.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicReference;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthoriseTest {
    private static final String TOKEN = "0123456789abcdef";

    private final ControlApi api = new ControlApi(new ControlAccess(() -> ApiToken.of(TOKEN)));

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "authorization", "AUTHORIZATION"})
    void theHeadersNameMayBeWrittenInAnyCase(String name) {
        Exchange exchange = exchange();
        exchange.getMessage().setHeader(name, "Bearer " + TOKEN);

        assertThatCode(() -> api.authorise(exchange)).doesNotThrowAnyException();
    }

    @Test
    void twoHeadersAreAsGoodAsNone() {
        Exchange exchange = exchange();
        exchange.getMessage().setHeader("Authorization", "Bearer " + TOKEN);
        exchange.getMessage().setHeader("authorization", "Bearer " + TOKEN);

        assertThatThrownBy(() -> api.authorise(exchange)).isInstanceOf(ApiProblem.class);
    }

    @Test
    void theTokenIsTheOneThatIsInUseNow() {
        AtomicReference<ApiToken> now = new AtomicReference<>(ApiToken.NONE);
        ControlApi changing = new ControlApi(new ControlAccess(now::get));
        Exchange exchange = exchange();
        exchange.getMessage().setHeader("Authorization", "Bearer " + TOKEN);
        assertThatThrownBy(() -> changing.authorise(exchange)).isInstanceOf(ApiProblem.class);

        now.set(ApiToken.of(TOKEN));
        assertThatCode(() -> changing.authorise(exchange)).doesNotThrowAnyException();
        now.set(ApiToken.of("another-token-of-control"));
        assertThatThrownBy(() -> changing.authorise(exchange)).isInstanceOf(ApiProblem.class);
    }

    @Test
    void withoutAHeaderNobodyComesIn() {
        assertThatThrownBy(() -> api.authorise(exchange())).isInstanceOf(ApiProblem.class);
    }

    private static Exchange exchange() {
        return new DefaultExchange(new DefaultCamelContext());
    }
}
