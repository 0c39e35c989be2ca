package io.bactrian.cloud.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.kit.ExpectedErrors;

@ExpectedErrors("io.bactrian.cloud.data")
class BadRecordsTest extends DataRig {
    private static final String GOOD = "{\"id\":\"r-1\",\"ts\":1795431600123,\"model\":\"pump\"}";

    @ParameterizedTest
    @ValueSource(strings = {"", "no JSON", "[]", "{}", GOOD + GOOD, "{\"id\":\"r-1\",\"ts\":1795431600123}",
        "{\"id\":\"r-1\",\"id\":\"r-1\",\"ts\":1795431600123,\"model\":\"pump\"}",
        "{\"id\":\"r-1\",\"ts\":\"now\",\"model\":\"pump\"}",
        "{\"id\":\"\",\"ts\":1795431600123,\"model\":\"pump\"}", "{\"id\":\"r-1\",\"ts\":1795431600123,\"model\":\"../pump\"}",
        "{\"id\":\"r-1\",\"ts\":1795431600123,\"model\":\"_rejected\"}",
        "{\"id\":\"r-1\",\"ts\":1795431600123,\"model\":\".\"}",
        "{\"id\":\"r-1\",\"ts\":1795431600123,\"model\":\"a/b\"}", "{\"id\":\"r-1\",\"ts\":1e999,\"model\":\"pump\"}",
        "{\"collected\":1,\"id\":\"r-1\",\"ts\":1795431600123,\"model\":\"pump\"}",
        "{\"id\":\"r-1\",\"ts\":1795431600123,\"model\":\"pump\",\"x\":\"\\ud800\"}",
        "{\"id\":\"r-1\",\"ts\":99999999999999999999,\"model\":\"pump\"}"})
    void aBadRecordIsKeptApartWithItsReasonAndTheOthersAreTaken(String bad) throws IOException {
        data.append(List.of(Records.sample("pump", "a", "before", NOW, 0), Records.sample(bad, 1),
                Records.sample("pump", "a", "then", NOW, 2)));

        assertThat(rows("pump")).extracting(LabelledSample::id).containsExactly("before", "then");
        assertThat(data.offset(Records.TOPIC, 0)).isEqualTo(3);
        List<String> rejected = Files.readAllLines(dir.resolve("_rejected/2026-11-26.jsonl"));
        ObjectNode line = SampleDecoder.object(rejected.get(0).getBytes(StandardCharsets.UTF_8));
        assertThat(rejected).hasSize(1);
        assertThat(line.path("reason").asText()).isNotEmpty();
        assertThat(line.path("offset").asLong()).isEqualTo(1);
        assertThat(line.path("value").binaryValue()).isEqualTo(bad.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u0000", "../../other/x.png", "/etc/passwd", "..", ""})
    void aSampleNamesNoFileButAPictureOfItsFolder(String picture) throws IOException {
        text("{\"id\":\"r-1\",\"ts\":1795431600123,\"model\":\"pump\",\"picture\":\"" + picture + "\"}");
        sample("pump", "a", "then", NOW);

        assertThat(rows("pump")).hasSize(2).allSatisfy(row -> assertThat(row.json().has("picture")).isFalse());
    }

    @Test
    void aRecordThatIsNoUtf8IsKeptApart() throws IOException {
        Incoming record = new Incoming(Kind.SAMPLE, new Incoming.Origin("t", 0, 0, NOW), Map.of(),
                GOOD.getBytes(StandardCharsets.UTF_16));
        data.append(List.of(record, new Incoming(Kind.SAMPLE, new Incoming.Origin("t", 0, 1, NOW), Map.of(), null)));
        assertThat(data.stats().added(Kind.REJECTED)).isEqualTo(2);
    }

    @Test
    void aClockThatIsFarOffMakesNoDaysAndItsSamplesStayAsLongAsOthers() throws IOException {
        for (long year : new long[]{-40000, 1970, 2099, 40000}) {
            sample("pump", "a", "r-" + year, NOW.plus(Duration.ofDays((year - 2026) * 365)));
        }
        sample("pump", "a", "least", Instant.ofEpochMilli(Long.MIN_VALUE));
        sample("pump", "a", "most", Instant.ofEpochMilli(Long.MAX_VALUE));
        data.step();

        assertThat(data.counts("pump").days()).singleElement()
                .satisfies(day -> assertThat(day.day()).isEqualTo("2026-11-26"));
        assertThat(rows("pump")).hasSize(5);
        later(Duration.ofDays(31));
        data.step();
        assertThat(rows("pump")).isEmpty();
    }

    @Test
    void modelsThatAreInventedAreKeptApartBeyondTheLimitAndThoseThereGoOn() throws IOException {
        for (int i = 0; i < 8; i++) {
            sample("model-" + i, "a", "r-1", NOW);
        }
        sample("model-0", "a", "r-2", NOW);

        assertThat(data.models()).hasSize(5);
        assertThat(rows("model-0")).hasSize(2);
        assertThat(Files.readString(dir.resolve("_rejected/2026-11-26.jsonl"))).contains("bactrian.cloud.data.max-models");
    }

    @Test
    void aFullDiskIsSaidAndNothingIsReadUntilThereIsRoom() throws IOException {
        boolean[] full = {true};
        data.close();
        data = open(new DataSettings(dir, Duration.ofDays(30), 10L << 30, 1 << 20, 5, 1000, List.of()), new Disk() {
            @Override
            long free(Path dir) {
                return full[0] ? 1000 : Long.MAX_VALUE;
            }
        });

        assertThatThrownBy(() -> sample("pump", "a", "r-1", NOW)).isInstanceOf(IOException.class)
                .hasMessageContaining("1000 bytes free").hasMessageContaining("bactrian.cloud.data.max-bytes");
        assertThat(data.problem()).contains("expected at least 1048576");
        assertThat(data.offset(Records.TOPIC, 0)).isEqualTo(-1);
        full[0] = false;
        sample("pump", "a", "r-1", NOW);
        assertThat(data.problem()).isNull();
        assertThat(rows("pump")).hasSize(1);
    }

    @Test
    void aFileThatSomebodyHasCutOrDeletedLosesWhatIsGoneAndNoMore() throws IOException {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            sample("pump", "a", "r-" + i, NOW.plusSeconds(i));
            ids.add("r-" + i);
        }
        sample("fan", "a", "r-1", NOW);
        data.close();
        Path file = dir.resolve("pump/2026-11-26.jsonl");
        byte[] content = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(content, content.length - 10));
        Files.delete(dir.resolve("fan/2026-11-26.jsonl"));
        data = open(settings());
        sample("pump", "a", "r-10", NOW.plusSeconds(10));
        sample("fan", "a", "r-1", NOW);

        assertThat(rows("pump")).extracting(LabelledSample::id).containsExactly("r-0", "r-1", "r-2", "r-3", "r-4", "r-5", "r-6",
                "r-7",
                "r-8", "r-10");
        assertThat(rows("fan")).hasSize(1);
        assertThat(Files.readAllLines(file)).hasSize(10);
        assertThat(data.counts("pump").samples()).isEqualTo(10);
    }

    @Test
    void whatIsBeyondTheCommittedLengthIsCutOffAtTheStart() throws IOException {
        sample("pump", "a", "r-1", NOW);
        data.close();
        Path file = dir.resolve("pump/2026-11-26.jsonl");
        Files.writeString(file, "{\"half a li", StandardOpenOption.APPEND);
        data = open(settings());
        data.step();

        assertThat(Files.readAllLines(file)).singleElement().asString().endsWith("}");
    }

    @Test
    void filesWithoutTheirIndexAreNotWrittenOver() throws IOException {
        sample("pump", "a", "r-1", NOW);
        data.close();
        Files.delete(dir.resolve("_index.db"));
        data = open(settings());

        assertThatThrownBy(() -> sample("pump", "a", "r-2", NOW)).hasMessageContaining("restore it from a backup");
        assertThat(Files.readAllLines(dir.resolve("pump/2026-11-26.jsonl"))).hasSize(1);
    }

    @Test
    void anIndexOfANewerVersionIsLeftAlone() throws Exception {
        sample("pump", "a", "r-1", NOW);
        data.close();
        try (Sql sql = Sql.writing(dir.resolve("_index.db"))) {
            sql.execute("PRAGMA user_version=99");
        }
        data = open(settings());
        assertThatThrownBy(() -> sample("pump", "a", "r-2", NOW)).hasMessageContaining("newer version of Bactrian");
        assertThatThrownBy(() -> rows("pump")).hasMessageContaining("newer version of Bactrian");
    }
}
