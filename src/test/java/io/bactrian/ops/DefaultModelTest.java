package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.model.Manifest;
import io.bactrian.model.Manifests;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.model.ServingModels;
import io.bactrian.model.VersionSelection;
import io.bactrian.rollout.ModelStatus;
import io.bactrian.rollout.ModelStatus.VersionStatus;
import io.bactrian.rollout.State;

@ExpectedErrors("io.bactrian.ops")
class DefaultModelTest {
    private final Map<String, VersionSelection> folder = new TreeMap<>();
    private final Set<String> empty = new TreeSet<>();
    private DefaultModel model = model(false, null);

    private DefaultModel model(boolean deviceFile, String configured) {
        return new DefaultModel(new Folder(), Path.of("models"), deviceFile, Optional.ofNullable(configured));
    }

    private void look(String... names) {
        folder.clear();
        for (String name : names) {
            folder.put(name, new VersionSelection(Manifests.of(name, "1", 1, "p"), null));
        }
        model.look(status());
    }

    private List<ModelStatus> status() {
        Set<String> all = new TreeSet<>(folder.keySet());
        all.addAll(empty);
        return all.stream().map(name -> empty.contains(name)
                ? new ModelStatus(name, null, List.of())
                : new ModelStatus(name, 1, List.of(new VersionStatus(1, State.SERVING, null, null)))).toList();
    }

    private HealthCheckResponse health(String... named) {
        return Health.model(status(), Set.of(named), model, null);
    }

    private String answering(String directorySays) {
        return model.choose(directorySays, "d1", null).orElseThrow().serving().name();
    }

    private void assertHeld(String directorySays, String... reason) {
        assertThatThrownBy(() -> model.choose(directorySays, "d1", null)).isInstanceOf(ModelUnavailable.class)
                .message().contains(reason);
        HealthCheckResponse health = health(directorySays);
        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.getData().orElseThrow().get("problem").toString()).contains(reason);
    }

    @Test
    void beforeTheFolderIsLookedAtMessagesAreHeld() {
        assertHeld(DefaultModel.UNKNOWN, "not been scanned yet");
    }

    @Test
    void theOnlyModelAnswersAllDevices() {
        look("pump");
        assertThat(answering(DefaultModel.UNKNOWN)).isEqualTo("pump");
        assertThat(health(DefaultModel.UNKNOWN).getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void aFolderThatIsFilledLaterIsServedWithoutARestart() {
        look();
        assertHeld(DefaultModel.UNKNOWN, "holds no model", "put a folder NAME/VERSION");
        look("pump");
        assertThat(answering(DefaultModel.UNKNOWN)).isEqualTo("pump");
        assertThat(health(DefaultModel.UNKNOWN).getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void ofSeveralNoneIsChosenAndHealthSaysWhatToSet() {
        look("fan", "pump");
        assertHeld(DefaultModel.UNKNOWN, "bactrian.devices.file", "bactrian.models.default", "[fan, pump]");
        look("fan");
        assertThat(answering(DefaultModel.UNKNOWN)).isEqualTo("fan");
    }

    @Test
    void aFolderWithoutAVersionIsNoModel() {
        empty.add("lost");
        look("pump");
        assertThat(answering(DefaultModel.UNKNOWN)).isEqualTo("pump");
    }

    @Test
    void aSecondModelThatComesLaterTakesNoDeviceAwayAndIsWarnedOf() {
        look("pump");
        look("fan", "pump");
        assertThat(answering(DefaultModel.UNKNOWN)).isEqualTo("pump");
        HealthCheckResponse health = health(DefaultModel.UNKNOWN);
        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getData().orElseThrow().get("warning").toString()).contains("[fan, pump]", "after a restart",
                "bactrian.models.default");
    }

    @Test
    void theConfiguredModelAnswersWheneverItComes() {
        model = model(false, "pump");
        look("fan", "motor");
        assertHeld("pump", "bactrian.models.default is 'pump'", "[fan, motor]");
        look("fan", "motor", "pump");
        assertThat(answering("pump")).isEqualTo("pump");
        look();
        assertHeld("pump", "NAME being pump");
    }

    @Test
    void aStateFolderThatCannotBeUsedIsNotReadyAndSaysWhy() {
        look("pump");
        HealthCheckResponse health = Health.model(status(), Set.of(DefaultModel.UNKNOWN), model, "rollout cannot be made");
        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.getData().orElseThrow().get("bactrian.rollout.dir")).isEqualTo("rollout cannot be made");
        assertThat(answering(DefaultModel.UNKNOWN)).isEqualTo("pump");
    }

    @Test
    void withADeviceFileOnlyAnEmptyFolderHoldsMessages() {
        model = model(true, null);
        look();
        assertHeld("pump", "holds no model");
        look("fan", "motor");
        assertThat(model.choose("pump", "d1", null)).isEmpty();
        assertThat(answering("fan")).isEqualTo("fan");
        assertThat(health("fan", "pump").getStatus()).isEqualTo(Status.UP);
        assertThat(health("fan", "pump").getData().orElseThrow().get("pump").toString()).contains("not in the models folder");
    }

    private final class Folder implements ServingModels {
        @Override
        public Optional<VersionSelection> choose(String name, String device, Integer version) {
            return Optional.ofNullable(folder.get(name));
        }

        @Override
        public SortedMap<Integer, Manifest> answering(String model) {
            return Collections.emptySortedMap();
        }

        @Override
        public Set<String> names() {
            return folder.keySet();
        }
    }
}
