package io.bactrian.ops.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.vertx.core.buffer.Buffer;

class WholeMessagesTest {
    private static final int MOST = 1000;

    private final List<Buffer> handedOn = new ArrayList<>();
    private final WholeMessages messages = new WholeMessages(MOST, handedOn::add);

    private static Buffer message(int length) {
        Buffer message = Buffer.buffer().appendByte((byte) 0).appendInt(length);
        IntStream.range(0, length).forEach(i -> message.appendByte((byte) i));
        return message;
    }

    private static Buffer together(List<Buffer> parts) {
        Buffer all = Buffer.buffer();
        parts.forEach(all::appendBuffer);
        return all;
    }

    @Test
    void aMessageInManyPartsIsHandedOnOnceAndWhole() {
        Buffer message = message(MOST);
        for (int i = 0; i < message.length(); i++) {
            assertThat(handedOn).isEmpty();
            messages.handle(message.getBuffer(i, i + 1));
        }

        assertThat(handedOn).containsExactly(message);
    }

    @Test
    void whatIsWholeIsNotHeldForWhatIsNot() {
        Buffer parts = together(List.of(message(3), message(0), message(5).getBuffer(0, 7)));
        messages.handle(parts);
        assertThat(handedOn).containsExactly(together(List.of(message(3), message(0))));
        messages.handle(message(5).getBuffer(7, 10));

        assertThat(handedOn).containsExactly(together(List.of(message(3), message(0))), message(5));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whateverThePartsNothingIsLostOrAddedAndEachPartHandedOnIsWholeMessages(long seed) {
        Random random = new Random(seed);
        List<Buffer> sent = random.ints(200, 0, 60).mapToObj(WholeMessagesTest::message).toList();
        Buffer all = together(sent);
        for (int at = 0; at < all.length();) {
            int end = Math.min(all.length(), at + 1 + random.nextInt(90));
            messages.handle(all.getBuffer(at, end));
            at = end;
        }

        assertThat(together(handedOn)).isEqualTo(all);
        assertThat(handedOn).allSatisfy(part -> {
            int end = 0;
            while (end < part.length()) {
                end += 5 + part.getInt(end + 1);
            }
            assertThat(end).isEqualTo(part.length());
        });
    }

    @Test
    void aMessageThatIsTooLongIsNotHeld() {
        Buffer tooLong = Buffer.buffer().appendByte((byte) 0).appendInt(MOST + 1).appendString("first");
        messages.handle(tooLong);
        messages.handle(Buffer.buffer("rest"));

        assertThat(handedOn).containsExactly(tooLong, Buffer.buffer("rest"));
    }

    @Test
    void aLengthAboveWhatAnIntHoldsIsTooLong() {
        Buffer tooLong = Buffer.buffer().appendByte((byte) 0).appendInt(-1);
        messages.handle(tooLong);

        assertThat(handedOn).containsExactly(tooLong);
    }
}
