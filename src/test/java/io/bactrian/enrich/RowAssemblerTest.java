package io.bactrian.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import io.bactrian.enrich.Assembly.Missing;
import io.bactrian.enrich.OpenRow.Part;
import io.bactrian.enrich.RowAssembler.Added;
import io.bactrian.model.FixedModels;
import io.bactrian.model.Manifest;
import io.bactrian.model.Manifests;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.Envelope;
import io.bactrian.telemetry.ErrorCode;
import io.bactrian.telemetry.PayloadFormat;
import io.bactrian.telemetry.Telemetry;

class RowAssemblerTest {
    private static final int MOST_HELD = 6;

    private final AtomicLong now = new AtomicLong(5);
    private final FixedModels models = new FixedModels();
    private final RowAssembler rows = assembler();
    private int messages;

    @Test
    void aRowGoesOnWithItsLastMessageWhenAllChannelsHaveCome() {
        Message first = new Message("strict", "b", 2, 1000);
        Message second = new Message("strict", "c", 3, 3000);
        Message third = new Message("strict", "a", 1, 2000);

        assertThat(first.added.waits()).isTrue();
        assertThat(second.added.waits()).isTrue();
        Telemetry row = third.added.row();
        assertThat(row.channels()).containsExactly("a", "b", "c");
        assertThat(row.values()).containsExactly(1, 2, 3);
        assertThat(row.id()).isEqualTo("m3");
        assertThat(row.timestamp()).isEqualTo(3000);
        assertThat(row.format()).isEqualTo(PayloadFormat.ROW);
        assertThat(third.added.others()).containsExactly(first, second);
        assertThat(rows.held()).isZero();
        assertThat(rows.complete()).isEqualTo(1);
    }

    @Test
    void aLaterValueOfAChannelReplacesAnEarlierOneAndBothMessagesWait() {
        new Message("strict", "a", 1, 0);
        new Message("strict", "a", 7, 0);
        new Message("strict", "b", 2, 0);
        Message last = new Message("strict", "c", 3, 0);

        assertThat(last.added.row().values()).containsExactly(7, 2, 3);
        assertThat(last.added.others()).hasSize(3);
    }

    @Test
    void devicesDoNotMix() {
        new Message("strict", "a", 1, 0);
        new Message("last", "b", 2, 0);
        Message other = new Message("last", "c", 3, 0);

        assertThat(other.added.waits()).isTrue();
        assertThat(rows.held()).isEqualTo(3);
    }

    @Test
    void whenItsTimeIsOverARowGoesOnWithTheLastValuesOrWithoutThem() {
        List.of("a", "b", "c").forEach(channel -> new Message("last", channel, 1, 0));
        Message late = new Message("last", "b", 5, 0);
        Message refused = new Message("strict", "b", 6, 0);
        pass(999);
        assertThat(late.row).isNull();
        pass(1);

        assertThat(late.row.values()).containsExactly(1, 5, 1);
        assertThat(refused.row.channels()).containsExactly("b");
        assertThat(rows.late()).isEqualTo(2);
        assertThat(rows.lastIncomplete()).contains("'strict'").contains("a").contains("c");
    }

    @Test
    void theTimeOfARowBeginsWithItsFirstValue() {
        new Message("strict", "a", 1, 0);
        pass(900);
        Message later = new Message("strict", "b", 1, 0);
        pass(100);

        assertThat(later.row).isNotNull();
    }

    @Test
    void beyondTheMostMessagesTheOldestRowIsClosedAndCounted() {
        Message oldest = new Message("d0", "a", 1, 0);
        for (int i = 1; i <= MOST_HELD; i++) {
            now.addAndGet(1);
            new Message("d" + i, "a", 1, 0);
        }

        assertThat(oldest.row).isNotNull();
        assertThat(rows.held()).isEqualTo(MOST_HELD);
        assertThat(rows.crowded()).isEqualTo(1);
    }

    @Test
    void aDeviceThatRepeatsOneChannelHoldsNoMoreThanItsRowMay() {
        Message last = null;
        RowAssembler many = assembler(10_000);
        for (int i = 0; i < 128; i++) {
            last = new Message(many, "strict", "a", i, 0);
        }

        assertThat(last.added.row()).isNotNull();
        assertThat(last.added.others()).hasSize(127);
        assertThat(many.held()).isZero();
    }

    @Test
    void whatTheModelDoesNotHaveIsPassedOverOrRefusedAsTheFormatSays() {
        Message unknown = new Message("strict", "rssi", -3, 0);
        assertThat(unknown.added.waits()).isFalse();
        assertThat(unknown.added.row()).isNull();
        assertThat(rows.passedOver()).isEqualTo(1);

        BadInput refusal = catchThrowableOfType(BadInput.class, () -> rows.add(
                new Telemetry(envelope("strict"), "x", 0, new String[]{"rssi"}, new double[]{1}, null, null,
                        PayloadFormat.JSON),
                rows.of("strict"), unknown));
        assertThat(refusal.code()).isEqualTo(ErrorCode.UNKNOWN_CHANNEL);
    }

    @Test
    void valuesByPositionCannotBeAssembled() {
        BadInput refusal = catchThrowableOfType(BadInput.class, () -> rows.add(
                new Telemetry(envelope("strict"), "x", 0, null, new double[]{1}, null, null, PayloadFormat.TENSOR),
                rows.of("strict"), null));

        assertThat(refusal).hasMessageContaining("'assemble'");
    }

    @Test
    void aDeviceWithoutAssemblyIsNone() {
        assertThat(rows.of("plain")).isNull();
    }

    @Test
    void whatWaitsFailsWhenItStopsAndNothingIsTakenAfterwards() {
        Message waiting = new Message("strict", "a", 1, 0);
        rows.close();

        assertThat(waiting.failure).isInstanceOf(RejectedExecutionException.class);
        assertThat(rows.held()).isZero();
        assertThat(catchThrowableOfType(RejectedExecutionException.class, () -> new Message("strict", "b", 1, 0))).isNotNull();
    }

    @Test
    void aRowWhoseModelIsGoneWhenItsTimeIsOverFailsForAllItsMessages() {
        Message waiting = new Message("strict", "a", 1, 0);
        models.fail("m", "it has no version in service");
        pass(1000);

        assertThat(waiting.failure).hasMessageContaining("no version in service");
        assertThat(rows.held()).isZero();
    }

    private void pass(long millis) {
        now.addAndGet(millis * 1_000_000);
        rows.closeDue();
    }

    private RowAssembler assembler() {
        return assembler(MOST_HELD);
    }

    private RowAssembler assembler(int most) {
        models.serve(Manifests.of("m", "1", 1, new Manifest.Feature("a", null, null), new Manifest.Feature("b", null, null),
                new Manifest.Feature("c", null, null)));
        Map<String, DeviceProfile> profiles = new HashMap<>();
        profiles.put("last", profile(new Assembly(Duration.ofSeconds(1), Missing.LAST)));
        profiles.put("plain", profile(null));
        DeviceSource devices = new DeviceFile(
                new DeviceDirectory(profiles, profile(new Assembly(Duration.ofSeconds(1), Missing.REFUSE))));
        return new RowAssembler(devices, new Enricher(devices, models, 10), 10, most, now::get);
    }

    private static DeviceProfile profile(Assembly assembly) {
        return new DeviceProfile("m", null, null, null, null, null, null, assembly);
    }

    private static Envelope envelope(String device) {
        return new Envelope(device, "devices/" + device + "/telemetry", new byte[0], 1, false, 0, null, null, Envelope.NEVER);
    }

    private final class Message implements Part {
        private final List<Part> told = new ArrayList<>();
        private final Added added;
        private Telemetry row;
        private Exception failure;

        Message(String device, String channel, double value, long timestamp) {
            this(rows, device, channel, value, timestamp);
        }

        Message(RowAssembler to, String device, String channel, double value, long timestamp) {
            added = to.add(new Telemetry(envelope(device), "m" + ++messages, timestamp, new String[]{channel},
                    new double[]{value}, null, null, PayloadFormat.KUBEEDGE), to.of(device), this);
        }

        @Override
        public void lead(Telemetry leading, List<Part> others) {
            row = leading;
            told.addAll(others);
        }

        @Override
        public void end() {
            throw new AssertionError("nobody ends it here");
        }

        @Override
        public void fail(Exception cause) {
            failure = cause;
        }
    }
}
