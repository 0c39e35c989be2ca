package io.bactrian.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ApiTokenTest {
    private static final ApiToken TOKEN = ApiToken.of("correct-horse-battery");

    @Test
    void theSchemeIsReadInAnyCaseTheTokenIsNot() {
        assertThat(TOKEN.isIn("Bearer correct-horse-battery")).isTrue();
        assertThat(TOKEN.isIn("bearer correct-horse-battery")).isTrue();
        assertThat(TOKEN.isIn("Bearer Correct-horse-battery")).isFalse();
        assertThat(TOKEN.isIn("Bearer correct-horse-batter")).isFalse();
        assertThat(TOKEN.isIn("correct-horse-battery")).isFalse();
        assertThat(TOKEN.isIn(null)).isFalse();
    }

    @Test
    void whereNoTokenIsConfiguredNoneIsRight() {
        for (String header : new String[]{null, "", "Bearer", "Bearer ", "Bearer null", "Bearer no token"}) {
            assertThat(ApiToken.NONE.isIn(header)).as(header).isFalse();
        }
    }

    @Test
    void aTokenHasSixteenPrintableCharactersAtLeastAndIsNotToldWhenItHasNot() {
        assertThatThrownBy(() -> ApiToken.of("fifteen-letters")).hasMessageNotContaining("fifteen");
        assertThatThrownBy(() -> ApiToken.of("sixteen letters!")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ApiToken.of("sixteen-létters!")).isInstanceOf(IllegalArgumentException.class);
        assertThat(ApiToken.of("sixteen-letters!").toString()).doesNotContain("sixteen");
    }
}
