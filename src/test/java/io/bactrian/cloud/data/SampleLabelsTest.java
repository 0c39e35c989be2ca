package io.bactrian.cloud.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

class SampleLabelsTest extends DataRig {
    @Test
    void aRangeLabelsItsDevicesMessagesFromItsBeginUpToWithoutItsEnd() throws IOException {
        for (int i = 0; i < 5; i++) {
            sample("pump", "a", "r-" + i, NOW.plusSeconds(i));
        }
        sample("pump", "b", "r-2", NOW.plusSeconds(2));
        data.label(List.of(Label.between("a", NOW.plusSeconds(1), NOW.plusSeconds(3), "anomaly", "import", NOW)));

        assertThat(labels()).containsExactly(null, "anomaly", "anomaly", null, null, null);
        assertThat(data.counts("pump").labelled()).isEqualTo(2);
    }

    @Test
    void theLastWordOfASourceCountsWhicheverComesFirst() throws IOException {
        sample("pump", "a", "r-1", NOW);
        sample("pump", "a", "r-2", NOW);
        data.label(List.of(Label.of("a", "r-1", "second", "x", NOW.minusSeconds(1)),
                Label.of("a", "r-1", "first", "x", NOW.minusSeconds(2)),
                Label.of("a", "r-2", "first", "x", NOW.minusSeconds(2)),
                Label.between("a", NOW, NOW.plusSeconds(1), "range", "x", NOW.minusSeconds(1))));

        assertThat(labels()).containsExactly("second", "range");
    }

    @Test
    void whatASourceTakesBackIsAsIfItHadSaidNothing() throws IOException {
        sample("pump", "a", "r-1", NOW);
        data.label(List.of(Label.of("a", "r-1", "normal", "import", NOW.minusSeconds(9)),
                Label.of("a", "r-1", "anomaly", "technician", NOW.minusSeconds(8))));
        assertThat(labels()).containsExactly("anomaly");

        data.label(List.of(Label.of("a", "r-1", null, "technician", NOW.minusSeconds(7))));
        assertThat(labels()).containsExactly("normal");
        data.label(List.of(Label.of("a", "r-1", null, "import", NOW.minusSeconds(7))));
        assertThat(labels()).containsExactly((String) null);
        assertThat(data.counts("pump").labelled()).isZero();
    }

    @Test
    void aTrustedSourceGoesFirstAndOfOthersTheLatest() throws IOException {
        sample("pump", "a", "r-1", NOW);
        data.label(List.of(Label.of("a", "r-1", "by-a", "a", NOW.minusSeconds(3)),
                Label.of("a", "r-1", "by-b", "b", NOW.minusSeconds(2))));
        assertThat(labels()).containsExactly("by-b");
        data.label(List.of(Label.of("a", "r-1", "by-import", "import", NOW.minusSeconds(9))));
        assertThat(labels()).containsExactly("by-import");
        data.label(List.of(Label.of("a", "r-1", "by-technician", "technician", NOW.minusSeconds(10))));
        assertThat(labels()).containsExactly("by-technician");
        assertThat(rows("pump").get(0).by()).isEqualTo("technician");
        assertThat(rows("pump").get(0).labelledAt()).isEqualTo(NOW.minusSeconds(10));
    }

    @Test
    void aLabelWithoutADeviceIsOfEveryMessageWithThatId() throws IOException {
        sample("pump", "a", "r-1", NOW);
        sample("pump", "b", "r-1", NOW);
        data.label(List.of(Label.of(null, "r-1", "anomaly", "x", NOW.minusSeconds(1))));
        data.label(List.of(Label.of("b", "r-1", "normal", "x", NOW)));

        assertThat(labels()).containsExactly("anomaly", "normal");
    }

    @Test
    void aNumberIsALabelToo() throws IOException {
        sample("pump", "a", "r-1", NOW);
        data.append(List.of(
                Records.of(Kind.LABEL, "[{\"device\":\"a\",\"id\":\"r-1\",\"value\":0.4,\"by\":\"lab\"},7]", 99, Map.of())));

        LabelledSample sample = rows("pump").get(0);
        assertThat(sample.value()).isEqualTo(0.4);
        assertThat(sample.label()).isNull();
        assertThat(sample.labelled()).isTrue();
        assertThat(data.stats().added(Kind.LABEL)).isEqualTo(1);
        assertThat(data.stats().added(Kind.REJECTED)).as("the record with the 7").isEqualTo(1);
    }

    @Test
    void newLabelsAndNewSamplesOfOldLabelsAreCountedFromATimeOn() throws IOException {
        sample("pump", "a", "r-1", NOW);
        sample("pump", "a", "r-2", NOW);
        data.label(List.of(Label.of("a", "r-1", "normal", "x", NOW), Label.of("a", "r-3", "normal", "x", NOW)));
        Instant then = now();
        later(Duration.ofMinutes(1));
        assertThat(data.counts("pump").labelledSince(then)).isZero();
        data.label(List.of(Label.of("a", "r-2", "normal", "x", NOW.minusSeconds(100))));
        sample("pump", "a", "r-3", NOW);

        assertThat(data.counts("pump").labelledSince(then)).isEqualTo(2);
        assertThat(data.counts("pump").labelled()).isEqualTo(3);
    }

    @Test
    void moreLabelsThanThereMayBeAreRefusedAndKnownOnesAreStillCorrected() throws IOException {
        for (int i = 0; i < 1000; i++) {
            assertThat(data.label(List.of(Label.of("a", "r-" + i, "normal", "x", NOW.minusSeconds(1))))).containsOnlyNulls();
        }
        assertThat(data.label(List.of(Label.of("a", "r-1000", "normal", "x", NOW), Label.of("a", "r-1", "anomaly", "x", NOW))))
                .satisfiesExactly(refused -> assertThat(refused).contains("bactrian.cloud.data.max-labels"),
                        taken -> assertThat(taken).isNull());
        reopen();
        assertThat(data.label(List.of(Label.between("a", NOW, NOW.plusSeconds(1), "normal", "x", NOW)))).doesNotContainNull();
    }

    @Test
    void labelsOfNoSampleGoWhenTheyAreOldAndThoseOfSamplesStay() throws IOException {
        sample("pump", "a", "r-1", NOW.plus(Duration.ofDays(20)));
        data.label(List.of(Label.of("a", "r-1", "normal", "x", NOW), Label.of("a", "r-2", "normal", "x", NOW),
                Label.of("b", "r-1", "normal", "x", NOW), Label.between("a", NOW, NOW.plusSeconds(1), "normal", "y", NOW)));
        later(Duration.ofDays(20));
        sample("pump", "a", "r-1b", NOW.plus(Duration.ofDays(20)));
        data.label(List.of(Label.of("a", "r-1b", "normal", "x", NOW)));
        later(Duration.ofDays(11));
        data.step();

        try (Sql sql = Sql.reading(dir.resolve("_index.db"))) {
            assertThat(sql.list(row -> row.getString(1), "SELECT device || ' ' || id FROM label")).containsExactly("a r-1b");
            assertThat(sql.number(-1, "SELECT count(*) FROM span")).isZero();
            assertThat(sql.number(-1, "SELECT labels FROM total")).isEqualTo(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatIsNoLabelIsRefusedByItsPlaceWithWhatWasExpected() throws IOException {
        LabelReader.Document document = LabelReader
                .read("""
                      [{"id":"1","device":"a","label":"x","by":"me"}, {"id":"1","label":"x"}, {"label":"x","by":"me"},
                       {"device":"a","from":"2026-01-01T00:00:00Z","to":"2026-01-01T00:00:00Z","label":"x","by":"me"},
                       {"id":"1","by":"me"}, {"id":"1","label":null,"value":1,"by":"me"}, {"id":"1","label":7,"by":"me"},
                       {"id":"1","label":"x","by":"me","at":"yesterday"}, {"id":"1","label":"x\\u0000","by":"me"}, 4,
                       {"id":"1","label":"x","by":"me","at":"2099-01-01T00:00:00Z"}]""".getBytes(StandardCharsets.UTF_8), NOW);

        assertThat(document.labels()).containsOnlyKeys(0, 10);
        assertThat(document.labels().get(10).at()).as("not in the future").isEqualTo(NOW);
        assertThat(document.problems()).containsOnlyKeys(1, 2, 3, 4, 5, 6, 7, 8, 9)
                .allSatisfy((place, reason) -> assertThat(reason).contains("expected"));
        assertThatThrownBy(() -> LabelReader.read("7".getBytes(StandardCharsets.UTF_8), NOW)).hasMessageContaining("expected");
    }

    private List<String> labels() throws IOException {
        return rows("pump").stream().map(LabelledSample::label).toList();
    }
}
