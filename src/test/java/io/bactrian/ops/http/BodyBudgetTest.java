package io.bactrian.ops.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BodyBudgetTest {
    @Test
    void bodiesTogetherHaveNoMoreThanTheBudget() {
        BodyBudget budget = new BodyBudget(100);

        assertThat(budget.reserve(60)).isTrue();
        assertThat(budget.reserve(41)).isFalse();
        assertThat(budget.reserve(40)).isTrue();
        assertThat(budget.held()).isEqualTo(100);

        budget.release(60);
        assertThat(budget.reserve(60)).isTrue();
    }

    @Test
    void oneAloneMayAlwaysHaveWhatARequestMay() {
        BodyBudget budget = new BodyBudget(100);

        assertThat(budget.reserve(1000)).isTrue();
        assertThat(budget.reserve(1)).isFalse();
        budget.release(1000);
        assertThat(budget.held()).isZero();
        assertThat(budget.reserve(1)).isTrue();
    }
}
