package io.bactrian.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class SuggestionsTest {
    private static final List<String> KNOWN = List.of("size", "delay", "instances");

    @Test
    void aNameThatIsNearIsSuggestedInAnyCase() {
        assertThat(Suggestions.instead("Sise", KNOWN)).isEqualTo("did you mean 'size'?");
        assertThat(Suggestions.instead("instacnes", KNOWN)).isEqualTo("did you mean 'instances'?");
    }

    @Test
    void whereNoneIsNearAllAreListed() {
        assertThat(Suggestions.instead("colour", KNOWN)).isEqualTo("expected one of [size, delay, instances]");
        assertThat(Suggestions.nearest("instants-of-time", KNOWN)).isEmpty();
    }

    @Test
    void aLongListIsShortened() {
        List<Integer> many = IntStream.rangeClosed(1, 23).boxed().toList();

        assertThat(Suggestions.list(many)).startsWith("[1, 2, ").endsWith(", 19, 20, and 3 more]");
    }
}
