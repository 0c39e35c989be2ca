package io.bactrian.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.model.FixedModels;
import io.bactrian.model.Manifest;
import io.bactrian.model.Manifests;
import io.bactrian.model.ServingModels;
import io.bactrian.model.VersionSelection;

@ExpectedErrors("io.bactrian.enrich")
class DeviceFileTest {
    private static final String GOOD = "default: {model: flat}\ndevices: {p: {model: flat, channels: {a: {scale: 2}}}}\n";

    @TempDir
    Path dir;
    private final FixedModels models = new FixedModels();
    private final Errors errors = new Errors();
    private DeviceFile devices;

    @BeforeEach
    void aGoodDirectoryIsInUse() throws IOException {
        Logger.getLogger(DeviceFile.class.getName()).addHandler(errors);
        models.serve(Manifests.of("flat", "1", 1, "a", "b"));
        write(GOOD);
        devices = new DeviceFile(file());
        devices.checkAgainst(models);
    }

    @AfterEach
    void noLongerListen() {
        Logger.getLogger(DeviceFile.class.getName()).removeHandler(errors);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
                                                                  default: {model: flat}\\ndevices:              | line 2, column 9: 'devices' is without a value
                                                                  default:\\ndevices: {p: {model: flat}}         | line 1, column 9: 'default' is without a value
                                                                  default: null                                  | line 1, column 10: 'default' is null
                                                                  default: {model: flat}\\ndevices: {p: }        | line 2, column 13: 'p' is without a value
                                                                  default: {model: flat}\\ndevices: {p: {model: flat, labels: }}  | 'labels' is without a value
                                                                  default: {model: flat}\\ndevices: {p: {model: flat}, p: {model: flat}} | line 2, column 29: 'p' is there a second time, first on line 2, column 11
                                                                  default: {model: flat}\\n---\\ndevices: {}     | line 2, column 1: a second document
                                                                  default: refuse\\ndefault: {model: flat}       | line 2, column 1: 'default' is there a second time
                                                                  default: &d {model: flat}\\ndevices: {p: *d}   | '&d' is an anchor
                                                                  default: {model: flat}\\ndevices: {p: {<<: {model: flat}}} | line 2, column 15: '<<' merges
                                                                  default: !!str refuse                          | is a tag
                                                                  default: Refuse                                | line 1, column 1: default is 'Refuse'; expected refuse or
                                                                  default: [flat]                                | default is a list; expected a mapping
                                                                  {}                                             | default is missing; expected {model: NAME}
                                                                  # nothing                                      | default is missing
                                                                  - default                                      | the document is a list; expected a mapping
                                                                  refuse                                         | the document is 'refuse'; expected a mapping
                                                                  default: {}                                    | line 1, column 1: default.model is missing
                                                                  default: {modle: flat}                         | default.modle is no known key; did you mean 'model'?
                                                                  default: {model: [flat]}                       | default.model is a list; expected a text
                                                                  default: {model: flat}\\nDevices: {}           | line 2, column 1: Devices is no known key; did you mean 'devices'?
                                                                  default: {model: flat, version: 0}             | default.version is 0; expected a whole number from 1
                                                                  default: {model: flat, version: 01}            | default.version is '01'; expected a whole number
                                                                  default: {model: flat, version: 1e0}           | default.version is 1e0; expected a whole number
                                                                  default: {model: flat, labels: {site: [x]}}    | default.labels.site is a list; expected a text
                                                                  default: {model: flat, channels: {a: 2}}       | default.channels.a is 2; expected a mapping
                                                                  default: {model: flat, channels: {a: {scale: x}}}    | default.channels.a.scale is 'x'; expected a number
                                                                  default: {model: flat, channels: {a: {scale: .inf}}} | default.channels.a.scale is .inf; expected a number
                                                                  default: {model: flat, channels: {a: {skale: 2}}}    | default.channels.a.skale is no known key; did you mean 'scale'?
                                                                  default: {model: flat}\\ndevices: {p/q/r: {model: flat}} | line 2, column 11: devices.p/q/r is no name of a device
                                                                  default: {model: flat}\\ndevices: {"": {model: flat}}  | is no name of a device
                                                                  default: {model: flat}\\ndevices: {p: {model: flat, channels: {aa: {scale: 2}}}} | line 2, column 39: devices.p.channels.aa is no channel of numbers of the model 'flat'; did you mean 'a'?
                                                                  default: {model: flat, channels: {rotations: {}}}    | line 1, column 35: default.channels.rotations is no channel of numbers of the model 'flat'; expected one of [a, b]
                                                                  """)
    void anEditThatCannotBeUsedIsReportedOnceAndTheNextIsUsed(String yaml, String reason) throws IOException {
        DeviceDirectory before = devices.directory();
        write(yaml.replace("\\n", "\n"));
        for (int i = 0; i < 3; i++) {
            devices.refresh();
        }

        assertThat(devices.directory()).isSameAs(before);
        assertThat(devices.problem()).contains("devices.yaml: ").contains(reason);
        assertThat(errors.texts).hasSize(1).first().asString().contains(reason, "stays in use");

        write("default: refuse\n");
        devices.refresh();

        assertThat(devices.problem()).isNull();
        assertThat(devices.directory().profile("anybody")).isNull();
        assertThat(errors.texts).hasSize(1);
    }

    @Test
    void eachEditIsReportedThoughItIsWrongInTheSameWay() throws IOException {
        for (int i = 0; i < 3; i++) {
            write("default: {}\n# edit " + i);
            devices.refresh();
            devices.refresh();
        }
        assertThat(errors.texts).hasSize(3);
    }

    @Test
    void aMissingFileIsReportedOnceAndReadAgainWhenItIsBack() throws IOException {
        Files.delete(file());
        devices.refresh();
        devices.refresh();

        assertThat(devices.problem()).contains("devices.yaml", "NoSuchFile");
        assertThat(errors.texts).hasSize(1);
        assertThat(devices.directory().profile("p").model()).isEqualTo("flat");
        write(GOOD);
        devices.refresh();
        assertThat(devices.problem()).isNull();
    }

    @Test
    void everythingWrongIsReportedTogether() throws IOException {
        write("default: {modell: flat}\ndevices:\n  p: {model: flat, version: 0}\n");
        devices.refresh();

        assertThat(devices.problem()).contains("line 1, column 11: default.modell", "default.model is missing",
                "line 3, column 20: devices.p.version is 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"007", "1e3", "yes", "0x10", "1.10", "on", "-5", "2026-01-31", "a.b:c@d-e", ".5",
        "123456789012345678901"})
    void namesAreAsTheyAreWritten(String name) throws IOException {
        write("default: refuse\ndevices:\n  %1$s: {model: %1$s, labels: {%1$s: %1$s}, channels: {%1$s: {scale: 2}}}\n"
                .formatted(name));
        devices.refresh();

        assertThat(devices.problem()).isNull();
        DeviceProfile profile = devices.directory().profile(name);
        assertThat(profile.model()).isEqualTo(name);
        assertThat(profile.labels()).containsEntry(name, name);
        assertThat(profile.channels()).containsOnlyKeys(name);
    }

    @Test
    void bytesThatAreNoUtf8AndAFileWithoutEndAreRejected() throws IOException {
        Files.write(file(), "default: {model: pümp}".getBytes(StandardCharsets.ISO_8859_1));
        devices.refresh();
        assertThat(devices.problem()).contains("line 1, column 19: not UTF-8");

        write("#".repeat((16 << 20) + 1));
        devices.refresh();
        assertThat(devices.problem()).contains("is longer than 16777216 bytes");
    }

    @Test
    void aCalibrationForAModelThatIsNotThereYetIsAcceptedAndReportedWhenTheModelComesWithoutTheChannel() throws IOException {
        write("default: {model: late, channels: {a: {scale: 2}, c: {scale: 3}}}\n");
        devices.refresh();
        assertThat(devices.problem()).isNull();

        models.serve(Manifests.of("late", "1", 1, "a", "b"));
        devices.refresh();
        devices.refresh();
        assertThat(devices.problem())
                .contains("line 1, column 50: default.channels.c is no channel of numbers of the model 'late'");
        assertThat(devices.directory().profile("x").channels()).containsKeys("a", "c");
        assertThat(errors.texts).hasSize(1).first().asString().contains("without effect");

        models.serve(Manifests.of("late", "2", 1, "a", "c"));
        devices.refresh();
        assertThat(devices.problem()).isNull();
    }

    @Test
    void aChannelOfAVersionThatIsTriedOutMayBeCalibratedBeforeItServes() throws IOException {
        models.serve(Manifests.of("flat", "1", 1, "a", "b"), Manifests.of("flat", "2", 1, "a", "z"));
        write("default: {model: flat, channels: {z: {scale: 2}}}\n");
        devices.refresh();

        assertThat(devices.problem()).isNull();
    }

    @Test
    void whatDependsOnAModelThatFailsIsNoReasonToStopLooking() throws IOException {
        devices.checkAgainst(new ServingModels() {
            @Override
            public Optional<VersionSelection> choose(String model, String device, Integer version) {
                throw new IllegalStateException("no table");
            }

            @Override
            public SortedMap<Integer, Manifest> answering(String model) {
                return Collections.emptySortedMap();
            }

            @Override
            public Set<String> names() {
                return Set.of();
            }
        });
        write(GOOD + "# again");
        for (int i = 0; i < 5; i++) {
            devices.refresh();
        }
        assertThat(devices.problem()).contains("no table");
        assertThat(errors.texts).hasSize(2);

        devices.checkAgainst(models);
        write(GOOD);
        devices.refresh();
        assertThat(devices.problem()).isNull();
    }

    @Test
    void aStartWithABadDirectoryNamesFileAndPlace() throws IOException {
        write("default:\n");

        assertThatThrownBy(() -> new DeviceFile(file())).isInstanceOf(IOException.class)
                .hasMessageContainingAll("devices.yaml", "line 1, column 9: 'default' is without a value");
    }

    private Path file() {
        return dir.resolve("devices.yaml");
    }

    private void write(String text) throws IOException {
        Files.writeString(file(), text);
    }

    private static final class Errors extends Handler {
        final List<String> texts = new ArrayList<>();

        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= Level.SEVERE.intValue()) {
                texts.add(new PatternFormatter("%s").format(record));
            }
        }

        @Override
        public void flush() {
        }

        @Override
        public void close() {
        }
    }
}
