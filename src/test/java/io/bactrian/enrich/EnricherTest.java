package io.bactrian.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.model.ModelRepository;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.Envelope;
import io.bactrian.telemetry.ErrorCode;
import io.bactrian.telemetry.Telemetry;

class EnricherTest {
    @TempDir
    Path dir;
    private Enricher enricher;
    private DeviceFile devices;

    @BeforeEach
    void twoModelsAndThreeDevices() throws IOException {
        model("flat", "{name: x, channels: [a, b]}");
        model("windowed", "{name: x, window: 3, channels: [a, b]}");
        Files.createDirectories(dir.resolve("models/broken/1"));
        devices("""
                default: {model: flat}
                devices:
                  w: {model: windowed, labels: {site: north}}
                  c: {model: flat, channels: {b: {scale: 0.5, offset: 10}}}
                  u: {model: missing}
                  k: {model: broken}
                """);
        devices = new DeviceFile(dir.resolve("devices.yaml"));
        enricher = new Enricher(devices, new ModelRepository(dir.resolve("models")), 2);
    }

    @Test
    void channelsAreOrderedAsTheModelWantsThem() {
        assertThat(enricher.enrich(named("x", "1", "b", 2, "a", 1)).data()).containsExactly(1, 2);
    }

    @Test
    void calibrationScalesAndShifts() {
        assertThat(enricher.enrich(named("c", "1", "a", 1, "b", 2)).data()).containsExactly(1, 11);
    }

    @Test
    void aWindowWarmsUntilItIsFullAndThenSlides() {
        assertThat(enricher.enrich(row("w", "1", 1)).data()).isNull();
        assertThat(enricher.enrich(row("w", "2", 2)).have()).isEqualTo(2);
        assertThat(enricher.enrich(row("w", "3", 3)).data()).containsExactly(1, 1, 2, 2, 3, 3);
        assertThat(enricher.enrich(row("w", "4", 4)).data()).containsExactly(2, 2, 3, 3, 4, 4);
        assertThat(enricher.enrich(row("w", "5", 5)).profile().labels()).containsEntry("site", "north");
    }

    @Test
    void aMessageDeliveredAgainIsInTheWindowOnce() {
        enricher.enrich(row("w", "1", 1));
        enricher.enrich(row("w", "2", 2));

        assertThat(enricher.enrich(again("w", "2", 2)).have()).isEqualTo(2);
        assertThat(enricher.enrich(row("w", "3", 3)).data()).containsExactly(1, 1, 2, 2, 3, 3);
        assertThat(enricher.enrich(again("w", "3", 3)).data()).containsExactly(1, 1, 2, 2, 3, 3);
    }

    @Test
    void theWindowSeenLeastRecentlyGoesFirst() throws IOException {
        devices("default: {model: windowed}\n");
        devices.refresh();
        enricher.enrich(row("d1", "1", 1));
        enricher.enrich(row("d2", "1", 1));
        enricher.enrich(row("d1", "2", 2));
        enricher.enrich(row("d3", "1", 1));

        assertThat(enricher.devices()).isEqualTo(2);
        assertThat(enricher.enrich(row("d1", "3", 3)).have()).isEqualTo(3);
        assertThat(enricher.enrich(row("d2", "2", 2)).have()).isEqualTo(1);
    }

    @Test
    void aChangedDirectoryCountsAtOnceAndKeepsWindowsThatStayGood() throws IOException {
        enricher.enrich(row("w", "1", 1));
        devices("default: refuse\ndevices: {w: {model: windowed, labels: {site: south}}}\n");
        devices.refresh();

        Enriched next = enricher.enrich(row("w", "2", 2));
        assertThat(next.have()).isEqualTo(2);
        assertThat(next.profile().labels()).containsEntry("site", "south");
        assertThat(codeOf(row("x", "1", 1))).isEqualTo(ErrorCode.UNKNOWN_DEVICE);
    }

    @Test
    void aDirectoryThatCannotBeReadLeavesTheOneBefore() throws IOException {
        devices("default: {model: flat, modle: flat}\n");
        devices.refresh();

        assertThat(devices.problem()).contains("modle");
        assertThat(enricher.enrich(row("x", "1", 1)).data()).containsExactly(1, 1);
        assertThatThrownBy(() -> new DeviceFile(dir.resolve("devices.yaml"))).hasMessageContaining("devices.yaml");
    }

    @Test
    void whatDoesNotFitTheModelIsNamed() {
        assertThat(codeOf(named("x", "1", "a", 1))).isEqualTo(ErrorCode.MISSING_CHANNEL);
        assertThat(codeOf(named("x", "1", "a", 1, "b", 2, "z", 3))).isEqualTo(ErrorCode.UNKNOWN_CHANNEL);
        assertThat(codeOf(named("x", "1", "a", 1, "a", 2))).isEqualTo(ErrorCode.WRONG_COUNT);
        assertThat(codeOf(named("x", "1", "a", 1, "b", 1e200))).isEqualTo(ErrorCode.NOT_FINITE);
        assertThat(codeOf(features("x", 1, 2, 3))).isEqualTo(ErrorCode.WRONG_COUNT);
        assertThat(codeOf(row("u", "1", 1))).isEqualTo(ErrorCode.UNKNOWN_MODEL);
    }

    @Test
    void aModelThatIsThereButBrokenIsNoFaultOfTheMessage() {
        assertThatThrownBy(() -> enricher.enrich(row("k", "1", 1))).isInstanceOf(ModelUnavailable.class)
                .hasMessageContaining("broken");
    }

    private ErrorCode codeOf(Telemetry telemetry) {
        return catchThrowableOfType(BadInput.class, () -> enricher.enrich(telemetry)).code();
    }

    private void model(String name, String input) throws IOException {
        Path version = Files.createDirectories(dir.resolve("models/" + name + "/1"));
        Files.writeString(version.resolve("model.yaml"), "input: " + input + "\noutputs: [y]\n");
        Files.createFile(version.resolve("model.onnx"));
    }

    private void devices(String text) throws IOException {
        Files.writeString(dir.resolve("devices.yaml"), text);
    }

    private static Telemetry row(String device, String id, double value) {
        return named(device, id, "a", value, "b", value);
    }

    private static Telemetry again(String device, String id, double value) {
        Telemetry first = row(device, id, value);
        return new Telemetry(envelope(device, true), id, 0, first.channels(), first.values());
    }

    private static Telemetry features(String device, double... values) {
        return new Telemetry(envelope(device, false), "1", 0, null, values);
    }

    private static Telemetry named(String device, String id, Object... pairs) {
        String[] names = new String[pairs.length / 2];
        double[] values = new double[pairs.length / 2];
        for (int i = 0; i < names.length; i++) {
            names[i] = (String) pairs[2 * i];
            values[i] = ((Number) pairs[2 * i + 1]).doubleValue();
        }
        return new Telemetry(envelope(device, false), id, 0, names, values);
    }

    private static Envelope envelope(String device, boolean again) {
        return new Envelope(device, "devices/" + device + "/telemetry", new byte[0], 1, again, 0, null, null, Envelope.NEVER);
    }
}
