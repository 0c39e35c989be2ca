package io.bactrian.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

class YamlDocumentTest {
    @ParameterizedTest
    @ValueSource(strings = {"1.10", "007", "0x9C41", "0o17", "1e3", "1_000", "+5", "-0", "yes", "NO", "on", "true",
        "2026-01-31",
        "12:30:45", "1.", ".5", ".inf", "-.INF", ".nan", "=", "a b", "1e99999", "123456789012345678901234567890", "x#y", "é"})
    void aTextIsAsItIsWrittenAsValueAndAsKey(String text) throws MalformedText {
        assertThat(parse("- " + text).root().get(0).asText()).isEqualTo(text);
        assertThat(parse(text + ": x").root().fieldNames().next()).isEqualTo(text);
        assertThat(parse("['" + text + "']").root().get(0).isTextual()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "12, 12", "-3, -3", "+3, 3", "1.50, 1.5", "1e3, 1000", "1.5E-2, 0.015", ".5, 0.5", "-0, 0",
        ".nan, NaN", ".Inf, Infinity", "-.inf, -Infinity", "1e999, Infinity", "99999999999999999999, 1e20"})
    void whatLooksLikeANumberAlsoIsOne(String text, Double value) throws MalformedText {
        JsonNode node = parse("- " + text).root().get(0);

        assertThat(node.isNumber()).isTrue();
        assertThat(node.doubleValue()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"007", "0x10", "0o17", "1_000", "12:30", "1;5", "'5'", "true", "5 m", "--5", "1e", "e5"})
    void whatCouldBeReadInTwoWaysIsNoNumber(String text) throws MalformedText {
        assertThat(parse("[" + text + "]").root().get(0).isNumber()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
                                                                  a: 1\\nb: 2\\na: 3                  | line 3, column 1: 'a' is there a second time, first on line 1, column 1
                                                                  a: {x: 1, "x": 2}                   | line 1, column 11: 'x' is there a second time, first on line 1, column 5
                                                                  a: 1\\n---\\nb: 2                   | line 2, column 1: a second document begins
                                                                  ---\\n---\\nb: 2                    | line 2, column 1: a second document begins
                                                                  a: 1\\n...\\nb: 2                   | line 3, column 1
                                                                  a:                                  | line 1, column 3: 'a' is without a value
                                                                  a:\\nb: 1                           | line 1, column 3: 'a' is without a value
                                                                  a: ~                                | line 1, column 4: 'a' is ~
                                                                  a: [1, null]                        | line 1, column 8: an entry of the list is null
                                                                  - a\\n-\\n- b                       | line 2, column 2: an entry of the list is without a value
                                                                  [a, , b]                            | line 1, column
                                                                  {a, b: 1}                           | line 1, column 3: 'a' is without a value
                                                                  ~: 1                                | line 1, column 1: a key is ~
                                                                  null: 1                             | line 1, column 1: a key is null
                                                                  : 1                                 | line 1, column 1: expected <block end>, but found ':'
                                                                  null                                | line 1, column 1: the document is null
                                                                  a: &x 1                             | line 1, column 4: '&x' is an anchor
                                                                  a: &x {b: 1}                        | line 1, column 4: '&x' is an anchor
                                                                  &x a: 1                             | '&x' is an anchor
                                                                  a: *x                               | line 1, column 4: '*x' is an alias
                                                                  *x : 1                              | line 1, column 1: a key that is no text
                                                                  a: {<<: {b: 1}}                     | line 1, column 5: '<<' merges mappings
                                                                  a: !!binary aGk=                    | line 1, column 4: 'tag:yaml.org,2002:binary' is a tag
                                                                  a: !!str 5                          | is a tag
                                                                  a: !x {b: 1}                        | '!x' is a tag
                                                                  a: !!set [b]                        | is a tag
                                                                  ? [a]\\n: 1                         | line 1, column 3: a key that is no text
                                                                  \\ta: 1                             | line 1, column 1
                                                                  a:\\n\\tb: 1                        | line 2, column 1
                                                                  a: [1                               | line 1, column 6
                                                                  a: 'x                               | line
                                                                  a: b: c                             | line 1, column 5: mapping values are not allowed here
                                                                  a: @x                               | line 1, column 4
                                                                  a: 1\\n  b: 2                       | line 2, column 4
                                                                  """)
    void whatIsNotReadExactlyIsRejectedWithItsPlace(String yaml, String reason) {
        assertThatThrownBy(() -> parse(yaml.replace("\\n", "\n").replace("\\t", "\t"))).isInstanceOf(MalformedText.class)
                .hasMessageContaining(reason).hasMessageStartingWith("line ");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 0x1b, 0x7f, 0x85, 0x9f, 0xfeff, 0x2028, 0x2029, 0xfffe, 0xffff, 0xfdd0})
    void whatCannotBeSeenIsRejectedWhereverItStands(int character) {
        String c = Character.toString(character);

        assertThatThrownBy(() -> parse("x: 1\nab" + c + ": 1")).isInstanceOf(MalformedText.class)
                .hasMessageContaining("line 2, column 3").hasMessageContaining(String.format("U+%04X", character));
        assertThatThrownBy(() -> parse("x: \"a" + String.format("\\u%04x", character) + "\"")).isInstanceOf(MalformedText.class)
                .hasMessageContaining(String.format("line 1, column 4: 'x' holds the character U+%04X", character));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\\ud800\"", "\"\\udc00x\"", "\"\\ude00\\ud83d\""})
    void halfASurrogatePairIsRejected(String text) {
        assertThatThrownBy(() -> parse("a: " + text)).isInstanceOf(MalformedText.class)
                .hasMessageContaining("line 1, column 4");
    }

    @Test
    void bytesThatAreNoUtf8AreRejected() {
        assertThatThrownBy(() -> YamlDocument.parse(new byte[]{'a', ':', ' ', '\n', (byte) 0xe4}))
                .isInstanceOf(MalformedText.class).hasMessageContaining("line 2, column 1: not UTF-8");
        assertThatThrownBy(() -> YamlDocument.parse("a: 1".getBytes(StandardCharsets.UTF_16LE)))
                .isInstanceOf(MalformedText.class).hasMessageContaining("line 1, column 2");
    }

    @Test
    void aByteOrderMarkInFrontIsPassedOver() throws MalformedText {
        assertThat(parse("\ufeffa: 1").root().get("a").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "# nothing\n", "---\n", "---\n...\n", "\ufeff"})
    void aFileWithoutContentHasNoRoot(String text) throws MalformedText {
        assertThat(parse(text).root().isMissingNode()).isTrue();
    }

    @Test
    void depthIsBoundedHoweverDeepTheFileGoes() {
        assertThatCode(() -> parse("[".repeat(32) + "1" + "]".repeat(32))).doesNotThrowAnyException();
        assertThatThrownBy(() -> parse("[".repeat(33) + "1" + "]".repeat(33))).hasMessageContaining("line 1, column 33")
                .hasMessageContaining("more than 32 levels");
        assertThatThrownBy(() -> parse("[".repeat(1 << 20))).isInstanceOf(MalformedText.class);
        assertThatThrownBy(() -> parse("{a: ".repeat(1 << 18))).isInstanceOf(MalformedText.class);
        assertThatThrownBy(() -> parse("- ".repeat(1 << 18))).isInstanceOf(MalformedText.class);
    }

    @Test
    void thousandLaughsEndAtTheFirst() {
        List<String> lines = new ArrayList<>(List.of("a0: &a0 [ha]"));
        for (int i = 1; i < 30; i++) {
            lines.add("a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ",").repeat(10) + "]");
        }
        assertThatThrownBy(() -> parse(String.join("\n", lines))).hasMessageContaining("line 1, column 5: '&a0' is an anchor");
    }

    @Test
    void aProblemIsFoundAtTheValueItBeginsWith() throws MalformedText {
        Places places = parse("""
                              inputs:
                                - name: x
                                  features: [a, {name: b}]
                              devices:
                                a.b: {model: m}
                                a: {b.c: 1}
                              """).places();

        assertThat(places.of("inputs is wrong")).isEqualTo("line 1, column 1: ");
        assertThat(places.of("inputs[0].features[1].name is wrong")).isEqualTo("line 3, column 20: ");
        assertThat(places.of("inputs[0].features[1].fill: wrong")).isEqualTo("line 3, column 19: ");
        assertThat(places.of("inputs[0].window is missing")).isEqualTo("line 2, column 5: ");
        assertThat(places.of("inputs[7] is missing")).isEqualTo("line 1, column 1: ");
        assertThat(places.of("devices.a.b.model is wrong")).isEqualTo("line 5, column 9: ");
        assertThat(places.of("devices.a.b.c is wrong")).isEqualTo("line 5, column 3: ");
        assertThat(places.of("other is missing")).isEmpty();
    }

    private static YamlDocument parse(String text) throws MalformedText {
        return YamlDocument.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
