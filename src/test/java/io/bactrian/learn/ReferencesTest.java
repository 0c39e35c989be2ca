package io.bactrian.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.bactrian.distribution.Bins;
import io.bactrian.distribution.Distribution;
import io.bactrian.kit.Patience;

class ReferencesTest {
    private static final Distribution[] MADE = {new Distribution(new Bins(new double[]{1}), new long[]{3, 4, 5}, 1, 20)};

    @Test
    void aMessageOfANewGroupDoesNotWaitForOneThatKeepsAReference() {
        References references = new References(null);
        references.keep("pump", "1", "north", List.of("a"), MADE);
        synchronized (references) {
            var found = CompletableFuture.supplyAsync(() -> references.find("pump", "1", "north", List.of("a")));
            assertThat(Patience.join(found)).hasSize(1);
        }
    }

    @Test
    void ofTooManyTheOldestGoes() {
        References references = new References(null);
        for (int group = 0; group < 300; group++) {
            references.keep("pump", "1", "g-" + group, List.of("a"), MADE);
        }
        assertThat(references.find("pump", "1", "g-43", List.of("a"))).isNull();
        assertThat(references.find("pump", "1", "g-44", List.of("a"))).hasSize(1);
        assertThat(references.find("pump", "1", "g-299", List.of("a"))).hasSize(1);
    }
}
