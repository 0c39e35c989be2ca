package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.bactrian.flow.DeadLetter.Way;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.Envelope;
import io.bactrian.telemetry.ErrorCode;

class DeadLettersTest {
    private final DeadLetters letters = new DeadLetters();

    @Test
    void theNewestIsListedFirstAndMoreWithTheIdOfTheLast() {
        for (int i = 0; i < 5; i++) {
            letters.add(letter("pump-" + i, "m-" + i));
        }
        List<DeadLetters.Kept> first = letters.list(null, Long.MAX_VALUE, 2);

        assertThat(payloads(first)).containsExactly("m-4", "m-3");
        assertThat(payloads(letters.list(null, first.get(1).id(), 9))).containsExactly("m-2", "m-1", "m-0");
        assertThat(payloads(letters.list("pump-1", Long.MAX_VALUE, 9))).containsExactly("m-1");
        assertThat(letters.count()).isEqualTo(5);
    }

    @Test
    void aDeviceThatSendsNothingElseDisplacesItsOwnAndNobodyElses() {
        letters.add(letter("pump-1", "of another"));
        for (int i = 0; i < 10 * DeadLetters.MOST; i++) {
            letters.add(letter("hostile", "h-" + i));
        }

        assertThat(payloads(letters.list("pump-1", Long.MAX_VALUE, 100))).containsExactly("of another");
        assertThat(letters.list("hostile", Long.MAX_VALUE, 1_000)).hasSize(DeadLetters.MOST_OF_A_DEVICE);
        assertThat(payloads(letters.list("hostile", Long.MAX_VALUE, 1))).containsExactly("h-" + (10 * DeadLetters.MOST - 1));
    }

    @Test
    void soManyAndSoManyBytesAreKeptAndNoMore() {
        for (int i = 0; i < 2 * DeadLetters.MOST; i++) {
            letters.add(letter("pump-" + i, "m"));
        }
        assertThat(letters.list(null, Long.MAX_VALUE, 10_000)).hasSize(DeadLetters.MOST);
        for (int i = 0; i < DeadLetters.MOST; i++) {
            letters.add(letter("large-" + i, "x".repeat(100_000)));
        }

        List<DeadLetters.Kept> all = letters.list(null, Long.MAX_VALUE, 10_000);
        assertThat(all.stream().mapToLong(kept -> kept.letter().payload().length).sum())
                .isLessThanOrEqualTo(DeadLetters.MOST_BYTES);
        assertThat(all.get(0).letter().whole()).isFalse();
        assertThat(all.get(0).letter().length()).isEqualTo(100_000);
    }

    @Test
    void whatADeviceMayMakeAsLongAsItLikesIsCut() {
        String topic = "devices/" + "p".repeat(60_000) + "/telemetry";
        var envelope = new Envelope("p".repeat(60_000), topic, new byte[]{1}, 1, false, 0, null, null, Envelope.NEVER);
        DeadLetter letter = DeadLetter.of(Instant.EPOCH, envelope,
                new BadInput(ErrorCode.BAD_DEVICE_NAME, "r".repeat(10_000)), Way.MQTT);

        assertThat(letter.device().length() + letter.topic().length() + letter.reason().length()).isLessThan(2_000);
        assertThat(letter.way()).isEqualTo(Way.NONE);
    }

    @Test
    void oneAtATimeSendsALetterAgainUntilItWasAnswered() {
        letters.add(letter("pump-1", "m"));
        long id = letters.list(null, Long.MAX_VALUE, 1).get(0).id();

        assertThat(letters.claim(id)).isTrue();
        assertThat(letters.claim(id)).isFalse();
        letters.release(id, false);
        assertThat(letters.claim(id)).isTrue();
        letters.release(id, true);
        assertThat(letters.claim(id)).isFalse();
        assertThat(letters.find(id).orElseThrow().state()).isEqualTo(DeadLetters.State.SENT);
        assertThat(letters.claim(id + 1)).isFalse();
    }

    @Test
    void aLetterThatIsDisplacedWhileItIsSentIsGone() {
        letters.add(letter("pump-1", "m"));
        long id = letters.list(null, Long.MAX_VALUE, 1).get(0).id();
        letters.claim(id);
        for (int i = 0; i < DeadLetters.MOST_OF_A_DEVICE; i++) {
            letters.add(letter("pump-1", "later"));
        }
        letters.release(id, true);

        assertThat(letters.find(id)).isEmpty();
    }

    private static List<String> payloads(List<DeadLetters.Kept> kept) {
        return kept.stream().map(one -> new String(one.letter().payload(), StandardCharsets.UTF_8)).toList();
    }

    private static DeadLetter letter(String device, String payload) {
        var envelope = new Envelope(device, "devices/" + device + "/telemetry", payload.getBytes(StandardCharsets.UTF_8), 1,
                false, 0, null, null, Envelope.NEVER);
        return DeadLetter.of(Instant.EPOCH, envelope, new BadInput(ErrorCode.NOT_JSON, "no JSON"), Way.MQTT);
    }
}
