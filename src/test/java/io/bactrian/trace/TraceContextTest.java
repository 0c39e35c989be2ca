package io.bactrian.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

    @Test
    void aParentIsReadAndItsPartsAreThere() {
        TraceContext context = TraceContext.of(PARENT, "congo=t61rcWkgMzE,rojo@x=00f067aa0ba902b7");

        assertThat(context.parent()).isEqualTo(PARENT);
        assertThat(context.state()).isEqualTo("congo=t61rcWkgMzE,rojo@x=00f067aa0ba902b7");
        assertThat(context.traceId()).isEqualTo(TRACE);
        assertThat(context.spanId()).isEqualTo("00f067aa0ba902b7");
        assertThat(context.isSampled()).isTrue();
        assertThat(TraceContext.of(PARENT.substring(0, 53) + "fe", null).isSampled()).isFalse();
    }

    @Test
    void ofALaterVersionWhatVersion00KnowsIsKept() {
        assertThat(TraceContext.of("cc" + PARENT.substring(2) + "-what.the.future-says", null))
                .isEqualTo(new TraceContext(PARENT, null));
        assertThat(TraceContext.of("cc" + PARENT.substring(2), null)).isEqualTo(new TraceContext(PARENT, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0A",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01", "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "0x-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01x", " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7_01",
        "00-4bf92f3577b34da6a3ce929d0e0e473\u0660-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-\n1"})
    void whatIsNoParentIsNoContext(String parent) {
        assertThat(TraceContext.of(parent, null)).isNull();
    }

    @Test
    void aParentOfALaterVersionIsOfBoundedLength() {
        assertThat(TraceContext.of("cc" + PARENT.substring(2) + "-" + "x".repeat(1000), null)).isNull();
        assertThat(TraceContext.of(null, "a=1")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=1", "a=1,,b=2", " a=1 ,\tb=2", "0a=1", "a*_-/@z=!~", "a=with spaces in", "a=1;b"})
    void aStateOfTheStandardsGrammarGoesOnUnchanged(String state) {
        assertThat(TraceContext.of(PARENT, state).state()).isEqualTo(state);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", " ", "a", "=1", "a=", "A=1", "a=1,a=2", "a=1=2", "a=\u00e4", "a=\u0001", "a b=1", "_a=1",
        "a=1\n"})
    void anyOtherStateIsLeftOutAndTheParentGoesOn(String state) {
        assertThat(TraceContext.of(PARENT, state)).isEqualTo(new TraceContext(PARENT, null));
    }

    @Test
    void aStateIsBoundedInLengthAndInMembers() {
        assertThat(TraceContext.of(PARENT, "a=" + "x".repeat(256) + ",b=" + "x".repeat(251)).state()).hasSize(512);
        assertThat(TraceContext.of(PARENT, "a=" + "x".repeat(256) + ",b=" + "x".repeat(252)).state()).isNull();
        assertThat(TraceContext.of(PARENT, members(32)).state()).isNotNull();
        assertThat(TraceContext.of(PARENT, members(33)).state()).isNull();
        assertThat(TraceContext.of(PARENT, "a=" + "x".repeat(257)).state()).isNull();
    }

    private static String members(int count) {
        return IntStream.range(0, count).mapToObj(i -> "k" + i + "=1").collect(Collectors.joining(","));
    }

    @Test
    void amongNamedValuesTheParentIsFoundAndStatesAreOneList() {
        TraceReader reader = new TraceReader();
        reader.add("other", "x");
        reader.add("tracestate", "a=1");
        reader.add("traceparent", PARENT);
        reader.add("tracestate", "b=2");

        assertThat(reader.context()).isEqualTo(new TraceContext(PARENT, "a=1,b=2"));
    }

    @Test
    void twoParentsAreNone() {
        TraceReader reader = new TraceReader();
        reader.add("traceparent", PARENT);
        reader.add("traceparent", PARENT);

        assertThat(reader.context()).isNull();
    }

    @Test
    void statesWithoutEndTakeNoMemory() {
        TraceReader reader = new TraceReader();
        reader.add("traceparent", PARENT);
        for (int i = 0; i < 10_000; i++) {
            reader.add("tracestate", "k" + i + "=" + "x".repeat(200));
        }

        assertThat(reader.context()).isEqualTo(new TraceContext(PARENT, null));
    }

    @Test
    void namesInOtherLettersAreOtherNames() {
        TraceReader reader = new TraceReader();
        reader.add("Traceparent", PARENT);

        assertThat(reader.context()).isNull();
    }
}
