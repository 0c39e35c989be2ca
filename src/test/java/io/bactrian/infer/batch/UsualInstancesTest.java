package io.bactrian.infer.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsualInstancesTest {
    @ParameterizedTest
    @CsvSource({"30, 1, 1, 1", "30, 1, 16, 1", "1900, 1, 64, 1", "25000, 1, 1, 1", "25000, 1, 2, 1", "25000, 1, 4, 2",
        "25000, 1, 16, 8", "25000, 4, 16, 2", "25000, 16, 16, 1"})
    void aModelThatTakesLongRunsOnHalfTheProcessorsAndOthersOnOneThread(long micros, int threads, int processors,
            int instances) {
        assertThat(LoadedModel.usualInstances(micros * 1_000, threads, processors))
                .isEqualTo(instances);
    }
}
