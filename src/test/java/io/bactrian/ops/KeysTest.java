package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

class KeysTest {
    @Test
    void aValueIsStrippedAndParsed() {
        Keys keys = keys(Map.of("bactrian.n", " 7 "));

        assertThat(keys.<Integer>required("bactrian.n", "a number", Integer::valueOf)).isEqualTo(7);
        assertThat(keys.problems()).isEmpty();
    }

    @Test
    void anOptionalKeyMayBeMissingOrBlankButNotWrong() {
        Keys keys = keys(Map.of("bactrian.blank", "  ", "bactrian.wrong", "x"));

        assertThat(keys.optional("bactrian.missing", "a number", Integer::valueOf)).isEmpty();
        assertThat(keys.optional("bactrian.blank", "a number", Integer::valueOf)).isEmpty();
        assertThat(keys.optional("bactrian.wrong", "a number", Integer::valueOf)).isEmpty();
        assertThat(keys.problems()).singleElement().asString().startsWith("bactrian.wrong = 'x': expected a number (");
    }

    @Test
    void everyProblemIsKeptInTheOrderOfReading() {
        Keys keys = keys(Map.of("bactrian.b", "x"));

        assertThat(keys.<Integer>required("bactrian.b", "a number", Integer::valueOf)).isNull();
        assertThat(keys.<Long>required("bactrian.size", "a size", Sizes::parse)).isNull();

        assertThat(keys.problems()).hasSize(2);
        assertThat(keys.problems().get(0)).startsWith("bactrian.b = 'x': expected a number");
        assertThat(keys.problems().get(1)).isEqualTo("bactrian.size = '': expected a size (it is empty)");
    }

    @Test
    void whatOverflowsIsAProblemLikeAnyOther() {
        Keys keys = keys(Map.of("bactrian.size", "9999999999T"));

        assertThat(keys.<Long>required("bactrian.size", "a size", Sizes::parse)).isNull();
        assertThat(keys.problems()).singleElement().asString().startsWith("bactrian.size = '9999999999T': expected a size");
    }

    @Test
    void thePasswordThatIsWrongIsNotSaid() {
        Keys keys = keys(Map.of("bactrian.mqtt.password", "tell-nobody"));

        keys.secret("bactrian.mqtt.password", "a password", value -> {
            throw new IllegalArgumentException("too short");
        });

        assertThat(keys.problems()).containsExactly("bactrian.mqtt.password = '…': expected a password (too short)");
    }

    @Test
    void keysArePutTogetherOnlyWhenEachIsRight() {
        Keys right = keys(Map.of());
        assertThat(right.<String>together(keys -> "built")).isEqualTo("built");
        assertThat(right.<String>together(keys -> {
            throw new IllegalArgumentException("a and b do not go together");
        })).isNull();
        assertThat(right.problems()).containsExactly("a and b do not go together");
        assertThat(right.<String>together(keys -> "built")).isNull();
    }

    @Test
    void aKeyNobodyReadsIsAProblemWithTheNearestNamed() {
        Keys keys = keys(Map.of("bactrian.spool.dri", "x", "quarkus.spool.dri", "x"));
        keys.optional("bactrian.spool.dir");
        keys.optional("bactrian.mqtt.url");

        assertThat(keys.problems()).containsExactly("bactrian.spool.dri is not a key; did you mean bactrian.spool.dir?");
    }

    @Test
    void anEnvironmentVariableSaysADotForADash() {
        Keys keys = keys(Map.of("bactrian.mqtt.password.file", "x"));
        keys.optional("bactrian.mqtt.password-file");

        assertThat(keys.problems()).isEmpty();
    }

    private static Keys keys(Map<String, String> values) {
        return new Keys(new SmallRyeConfigBuilder().withSources(new PropertiesConfigSource(values, "test", 100)).build());
    }
}
