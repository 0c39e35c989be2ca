package io.bactrian.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PartAccessTest {
    private static final String OPERATOR = "Bearer operators-token-0";
    private static final ControlAccess OPERATORS = new ControlAccess(() -> ApiToken.of("operators-token-0"));

    private static PartAccess part(ControlAccess operators, boolean loopback) {
        return new PartAccess("the part is closed", "bactrian.part.token", operators, "0.0.0.0", loopback);
    }

    private static void assertRefused(PartAccess part, boolean tokens, String authorization, int status, String message) {
        assertThatThrownBy(() -> part.check(tokens, false, authorization, "bactrian.part.token"))
                .isInstanceOfSatisfying(ApiProblem.class, problem -> assertThat(problem.status()).isEqualTo(status))
                .hasMessageContainingAll("bactrian.part.token", message);
    }

    private static void assertAllowed(PartAccess part, boolean tokens, boolean own, String authorization) {
        assertThatCode(() -> part.check(tokens, own, authorization, "bactrian.part.token")).doesNotThrowAnyException();
        assertThat(part.closed(tokens)).isNull();
    }

    @Test
    void whereThePartHasTokensOneOfThemIsNeededAlsoOnLoopback() {
        for (boolean loopback : new boolean[]{false, true}) {
            assertAllowed(part(ControlAccess.NOBODY, loopback), true, true, null);
            assertRefused(part(ControlAccess.NOBODY, loopback), true, "Bearer another", 401, "Authorization: Bearer TOKEN");
        }
    }

    @Test
    void withoutTokensThePartIsOpenOnLoopbackAndClosedElsewhere() {
        assertAllowed(part(ControlAccess.NOBODY, true), false, false, null);
        assertRefused(part(ControlAccess.NOBODY, false), false, "Bearer any", 403, "the server listens on 0.0.0.0");
        assertThat(part(ControlAccess.NOBODY, false).closed(false)).contains("the part is closed", "is not set");
    }

    @Test
    void anOperatorMayEverywhereAndIsTheOnlyOneWhereThePartHasNoTokens() {
        assertAllowed(part(OPERATORS, false), true, false, OPERATOR);
        assertAllowed(part(OPERATORS, false), false, false, OPERATOR);
        assertRefused(part(OPERATORS, false), false, null, 401, "Authorization: Bearer TOKEN");
    }
}
