package io.bactrian.enrich;

import static io.bactrian.enrich.EnricherRig.FLAT;
import static io.bactrian.enrich.EnricherRig.again;
import static io.bactrian.enrich.EnricherRig.named;
import static io.bactrian.enrich.EnricherRig.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.model.Manifest;
import io.bactrian.model.Manifests;
import io.bactrian.telemetry.ErrorCode;

/** Windows of devices, over versions that change and candidates. */
@ExpectedErrors("io.bactrian.enrich")
class EnricherWindowsTest {
    @TempDir
    private Path dir;
    private EnricherRig rig;

    @BeforeEach
    void start() throws IOException {
        rig = new EnricherRig(dir);
    }

    @Test
    void aWindowWarmsUntilItIsFullAndThenSlides() {
        assertThat(rig.enricher.enrich(row("w", "1", 1)).data()).isNull();
        assertThat(rig.enricher.enrich(row("w", "2", 2)).have()).isEqualTo(2);
        assertThat(rig.enricher.enrich(row("w", "3", 3)).data()).containsExactly(1, 1, 2, 2, 3, 3);
        assertThat(rig.enricher.enrich(row("w", "4", 4)).data()).containsExactly(2, 2, 3, 3, 4, 4);
        assertThat(rig.enricher.enrich(row("w", "5", 5)).profile().labels()).containsEntry("site", "north");
    }

    @Test
    void aMessageDeliveredAgainIsInTheWindowOnce() {
        rig.enricher.enrich(row("w", "1", 1));
        rig.enricher.enrich(row("w", "2", 2));

        assertThat(rig.enricher.enrich(again("w", "2", 2)).have()).isEqualTo(2);
        assertThat(rig.enricher.enrich(row("w", "3", 3)).data()).containsExactly(1, 1, 2, 2, 3, 3);
        assertThat(rig.enricher.enrich(again("w", "3", 3)).data()).containsExactly(1, 1, 2, 2, 3, 3);
    }

    @Test
    void theWindowSeenLeastRecentlyGoesFirst() throws IOException {
        rig.devices("default: {model: windowed}\n");
        rig.devices.refresh();
        rig.enricher.enrich(row("d1", "1", 1));
        rig.enricher.enrich(row("d2", "1", 1));
        rig.enricher.enrich(row("d1", "2", 2));
        rig.enricher.enrich(row("d3", "1", 1));

        assertThat(rig.enricher.devices()).isEqualTo(2);
        assertThat(rig.enricher.enrich(row("d1", "3", 3)).have()).isEqualTo(3);
        assertThat(rig.enricher.enrich(row("d2", "2", 2)).have()).isEqualTo(1);
    }

    @Test
    void aChangedDirectoryCountsAtOnceAndKeepsWindowsThatStayGood() throws IOException {
        rig.enricher.enrich(row("w", "1", 1));
        rig.devices("default: refuse\ndevices: {w: {model: windowed, labels: {site: south}}}\n");
        rig.devices.refresh();

        Enriched next = rig.enricher.enrich(row("w", "2", 2));
        assertThat(next.have()).isEqualTo(2);
        assertThat(next.profile().labels()).containsEntry("site", "south");
        assertThat(rig.codeOf(row("x", "1", 1))).isEqualTo(ErrorCode.UNKNOWN_DEVICE);
    }

    @Test
    void aWindowOutlivesASwapToAVersionOfTheSameForm() {
        rig.enricher.enrich(row("w", "1", 1));
        rig.enricher.enrich(row("w", "2", 2));
        Manifest next = Manifests.of("windowed", "2", 3, "a", "b");
        rig.models.serve(next);

        Enriched third = rig.enricher.enrich(row("w", "3", 3));
        assertThat(third.data()).containsExactly(1, 1, 2, 2, 3, 3);
        assertThat(third.model()).isSameAs(next);
    }

    @Test
    void aCandidateOfTheSameFormSeesTheSameInput() {
        Manifest next = Manifests.of("flat", "2", 1, "a", "b");
        rig.models.serve(FLAT, next);

        Enriched question = rig.enricher.enrich(row("x", "1", 1));
        assertThat(question.model()).isSameAs(FLAT);
        assertThat(question.candidate().model()).isSameAs(next);
        assertThat(question.candidate().data()).isSameAs(question.data());
    }

    @Test
    void aCandidateOfAnotherFormFillsAWindowOfItsOwnWhichServesWhenItDoes() {
        Manifest next = Manifests.of("flat", "2", 2, "b", "a");
        rig.models.serve(FLAT, next);

        assertThat(rig.enricher.enrich(named("x", "1", "a", 1, "b", 10)).candidate()).isNull();
        Enriched second = rig.enricher.enrich(named("x", "2", "a", 2, "b", 20));
        assertThat(second.data()).containsExactly(2, 20);
        assertThat(second.candidate().data()).containsExactly(10, 1, 20, 2);
        rig.models.serve(next);
        assertThat(rig.enricher.enrich(named("x", "3", "a", 3, "b", 30)).data()).containsExactly(20, 2, 30, 3);
    }

    @Test
    void whatDoesNotFitACandidateIsAnsweredAllTheSame() {
        rig.models.serve(FLAT, Manifests.of("flat", "2", 1, "a", "b", "c"));

        Enriched question = rig.enricher.enrich(row("x", "1", 1));
        assertThat(question.data()).containsExactly(1, 1);
        assertThat(question.candidate()).isNull();
    }

    @Test
    void eachInputTakesItsOwnWindowOfItsOwnFeatures() {
        Manifest two = Manifests.with(Manifests.of("flat", "1", 1, "a"),
                Manifests.input("now", 1, "a"), Manifests.input("past", 2, "b"));
        rig.models.serve(two);

        rig.enricher.enrich(named("x", "1", "a", 1, "b", 10));
        assertThat(rig.enricher.enrich(named("x", "2", "a", 2, "b", 20)).data()).containsExactly(2, 10, 20);
        assertThat(rig.enricher.enrich(named("x", "3", "b", 30, "a", 3)).data()).containsExactly(3, 20, 30);
    }
}
