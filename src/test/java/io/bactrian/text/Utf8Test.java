package io.bactrian.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
    private static final HexFormat HEX = HexFormat.of();

    @ParameterizedTest
    @ValueSource(strings = {"80", "bf", "c0af", "c1bf", "c2", "c241", "e08080", "e09fbf", "e1", "e180", "e18041", "eda080",
        "edbfbf",
        "eda0bdedb880", "f0808080", "f08fbfbf", "f1808041", "f4908080", "f5808080", "f8", "fe", "ff"})
    void whatIsNoUtf8IsFoundAtEachPlaceOfAText(String hex) {
        for (int before = 0; before < 20; before++) {
            byte[] bytes = around(before, HEX.parseHex(hex), 20 - before);

            assertThat(Utf8.fault(bytes)).as("after %d bytes", before).isEqualTo(before);
            assertThat(Utf8.jsonFault(bytes)).as("after %d bytes", before).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "7f", "c280", "dfbf", "e0a080", "ed9fbf", "ee8080", "efbfbf", "f0908080", "f48fbfbf"})
    void theFirstAndLastCharactersOfEachLengthAreUtf8(String hex) {
        for (int before = 0; before < 20; before++) {
            byte[] bytes = around(before, HEX.parseHex(hex), 20 - before);

            assertThat(Utf8.fault(bytes)).isEqualTo(-1);
            assertThat(Utf8.jsonFault(bytes)).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "\\uDBFF!", "\\udc00", "\\uDFFF\\ud800", "\\ud83d\\ud83d", "\\ud83dx\\ude00",
        "\\ud83d\\n",
        "\\ud83d\\u0041"})
    void theEscapeOfHalfAPairIsFoundWhereItBegins(String half) {
        for (int before = 0; before < 20; before++) {
            byte[] bytes = around(before, half.getBytes(StandardCharsets.UTF_8), 20 - before);

            assertThat(Utf8.jsonFault(bytes)).isEqualTo(before);
            assertThat(Utf8.fault(bytes)).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud83d\\ude00", "\\\\ud800", "\\\\\\ud83d\\ude00", "\\u0000\\uFFFF", "\\n\\\"", "\\", "\\u12",
        "\\ué"})
    void otherEscapesAreLeftToTheParser(String escape) {
        for (int before = 0; before < 20; before++) {
            assertThat(Utf8.jsonFault(around(before, escape.getBytes(StandardCharsets.UTF_8), 20 - before))).isEqualTo(-1);
            assertThat(Utf8.jsonFault(around(before, escape.getBytes(StandardCharsets.UTF_8), 0))).isEqualTo(-1);
        }
    }

    @Test
    void itAgreesWithThePlatformsDecoderOnRandomBytes() {
        Random random = new Random(42);
        byte[] alphabet = HEX.parseHex("41227f8090a0bfc0c2dfe0e1edeff0f1f4f5ff");
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[random.nextInt(14)];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = alphabet[random.nextInt(alphabet.length)];
            }
            assertThat(Utf8.fault(bytes) < 0).as(HEX.formatHex(bytes)).isEqualTo(decodes(bytes));
            assertThat(Utf8.jsonFault(bytes)).isEqualTo(Utf8.fault(bytes));
        }
    }

    @Test
    void inAFileThePlaceIsALineAndAColumn() {
        byte[] bytes = "aä\nöb\n\"é\ud83d\ude00\\ud800\"".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> Utf8.decodeJson(bytes)).isInstanceOf(MalformedText.class)
                .hasMessageContaining("line 3, column 4: half of a surrogate pair");
        assertThatThrownBy(() -> Utf8.decode(HEX.parseHex("610ac0"))).hasMessageContaining("line 2, column 1: not UTF-8");
    }

    private static boolean decodes(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static byte[] around(int before, byte[] middle, int after) {
        byte[] bytes = new byte[before + middle.length + after];
        Arrays.fill(bytes, (byte) 'a');
        System.arraycopy(middle, 0, bytes, before, middle.length);
        return bytes;
    }
}
