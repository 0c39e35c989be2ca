package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

class ConfigValuesTest {
    @Test
    void aValueIsStripped() {
        assertThat(values(Map.of("bactrian.n", " 7 ")).text("bactrian.n")).hasValue("7");
        assertThat(values(Map.of("bactrian.n", "  ")).text("bactrian.n")).hasValue("");
        assertThat(values(Map.of()).text("bactrian.n")).isEmpty();
    }

    @Test
    void everyProblemIsKeptInTheOrderOfReading() {
        ConfigValues values = values(Map.of());

        assertThat(values.<Integer>checked("bactrian.b", "x", "a number", Integer::valueOf)).isNull();
        values.problem("bactrian.c", "", "a size", "it is empty");
        values.problem("a and b do not go together");

        assertThat(values.problems()).hasSize(3).element(0).asString().startsWith("bactrian.b = 'x': expected a number (");
        assertThat(values.problems()).endsWith("bactrian.c = '': expected a size (it is empty)", "a and b do not go together");
    }

    @Test
    void aSecretThatIsWrongIsInNoMessage() {
        ConfigValues values = values(Map.of());

        values.checkedSecret("bactrian.mqtt.password", "tell-nobody", "a password", value -> {
            throw new IllegalArgumentException("too short");
        });

        assertThat(values.problems()).containsExactly("bactrian.mqtt.password = '…': expected a password (too short)");
    }

    @Test
    void anExpressionThatCannotBeReplacedIsAProblem() {
        ConfigValues values = values(Map.of("bactrian.url", "tcp://${no.such.host}:1883"));

        assertThat(values.text("bactrian.url")).isEmpty();
        assertThat(values.problems()).singleElement().asString()
                .startsWith("bactrian.url = 'tcp://${no.such.host}:1883': expected").contains("one of them is not there");
    }

    private static ConfigValues values(Map<String, String> values) {
        return new ConfigValues(new SmallRyeConfigBuilder().addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(values, "test", 100)).build());
    }
}
