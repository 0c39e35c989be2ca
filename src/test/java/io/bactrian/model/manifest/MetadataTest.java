package io.bactrian.model.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names as trainers write them into ONNX files: read as they were meant, or left alone. */
class MetadataTest {
    @ParameterizedTest
    @ValueSource(strings = {"hot,cold", " hot , cold ", "[\"hot\", \"cold\"]", "['hot', 'cold']", "('hot', 'cold')",
        "['hot', \"cold\",]",
        "[\"h\\u006ft\",\"cold\"]"})
    void aListIsReadHoweverItIsWritten(String text) {
        assertThat(Metadata.features(Map.of("features", text))).containsExactly("hot", "cold");
        assertThat(Metadata.labels(Map.of("classes", text))).isEqualTo(LabelNames.of(List.of("hot", "cold")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{0: 'hot', 1: 'cold'}", "{\"0\": \"hot\", \"1\": \"cold\"}", "{1: 'cold', 0: \"hot\"}",
        "{'0': 'hot', '1': 'cold',}"})
    void aMappingGivesEachClassItsLabelAndIsNoListOfChannels(String text) {
        assertThat(Metadata.labels(Map.of("labels", text)).byValue()).containsExactlyInAnyOrderEntriesOf(
                Map.of("0", "hot", "1", "cold"));
        assertThat(Metadata.labels(Map.of("labels", text)).counted()).containsExactly("hot", "cold");
        assertThat(Metadata.features(Map.of("features", text))).isEmpty();
    }

    @Test
    void classesBelowZeroAreKept() {
        assertThat(Metadata.labels(Map.of("labels", "{-1: 'outlier', 1: 'normal'}")).byValue())
                .containsEntry("-1", "outlier").containsEntry("1", "normal").hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                                                                  Temp (°C),Flow [l/min    | -
                                                                  Temp (°C),Flow (l/min)   | Temp (°C);Flow (l/min)
                                                                  ["it's", "a \\"b\\""]      | it's;a "b"
                                                                  ['it\\'s', 'a\\\\b']        | it's;a\\b
                                                                  ['a, b', 'c']            | a, b;c
                                                                  """)
    void oddNamesStayWhatTheyAre(String text, String names) {
        assertThat(Metadata.features(Map.of("features", text)))
                .isEqualTo(names.equals("-") ? List.of() : List.of(names.split(";")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"['a' 'b']", "array(['a', 'b'], dtype=object)", "[\"a\", \"b\"", "['a', 1]", "[1, 2]",
        "[['a'], ['b']]",
        "{'a': 0, 'b': 1}", "{\"a\": 0}", "{0: 'a', 0: 'b'}", "{0: 'a' 1: 'b'}", "{0.5: 'a'}", "{01: 'a'}", "'a','b'",
        "\"a\", \"b\"",
        "0: a, 1: b", "0=a,1=b", "a,,b", "a,a", "['a', 'a']", "['a', '']", "['a', '\\x41']", "[u'a']", "<a>,<b>", "a\nb,c",
        "[None]", "(", "[", "{", "[]", "{}", "[\"\\ud83d\"]", "[\"a\"] x", "['a'", "dict_keys(['a'])", " "})
    void whatIsNoneOfTheseIsLeftAlone(String text) {
        assertThat(Metadata.features(Map.of("features", text))).isEmpty();
        assertThat(Metadata.labels(Map.of("labels", text)).none()).isTrue();
    }

    @Test
    void aTextWithoutEndTakesNoStackAndNoTime() {
        for (String piece : List.of("[", "'", "\\'", "{0:", "['a',", "(")) {
            assertThat(Metadata.labels(Map.of("labels", "['" + piece.repeat(20_000))).none()).isTrue();
            assertThat(Metadata.labels(Map.of("labels", "[" + piece.repeat(20_000))).none()).isTrue();
        }
    }
}
