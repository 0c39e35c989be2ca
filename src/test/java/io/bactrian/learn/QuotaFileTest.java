package io.bactrian.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.model.Sampling;
import io.bactrian.model.Sampling.Quota;

@ExpectedErrors("io.bactrian.learn")
class QuotaFileTest {
    private static final Sampling THREE_A_DAY = Messages.sampling("every", 0, new Quota(null, null, 3), Quota.NONE);
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-01-31T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path dir;

    @Test
    void aQuotaThatIsUsedUpStaysSoOverARestart() {
        SampleSelector before = selector(NOON);
        assertThat(kept(before, 1_000)).isEqualTo(3);
        before.close();

        assertThat(kept(selector(NOON), 1_000)).isZero();
    }

    @Test
    void withoutAWordOfTheEndTheCountsOfTheLastSecondButOneAreThere() {
        SampleSelector killed = selector(NOON);
        kept(killed, 1_000);
        killed.save();

        assertThat(kept(selector(NOON), 1_000)).isZero();
    }

    @Test
    void theNextDayHasAQuotaOfItsOwn() {
        SampleSelector before = selector(NOON);
        kept(before, 1_000);
        before.close();

        assertThat(kept(selector(Clock.offset(NOON, Duration.ofDays(1))), 1_000)).isPositive();
    }

    @Test
    void nothingIsWrittenWhereNothingHasChanged() throws IOException {
        SampleSelector selector = selector(NOON);
        selector.save();
        assertThat(file()).doesNotExist();
        kept(selector, 1);
        selector.save();
        byte[] first = Files.readAllBytes(file());
        Files.delete(file());
        selector.save();

        assertThat(first).isNotEmpty();
        assertThat(file()).doesNotExist();
    }

    @Test
    void aLargeFileIsWrittenSeldom() throws IOException {
        SettableClock clock = new SettableClock(NOON.instant());
        Quotas quotas = new Quotas(10_000, 10);
        QuotaFile file = new QuotaFile(file(), quotas, clock);
        for (int i = 0; i < 500; i++) {
            quotas.take(THREE_A_DAY, "m", "device-" + i, null, NOON.millis(), 0);
        }
        file.save();
        long size = Files.size(file());
        Files.delete(file());
        quotas.take(THREE_A_DAY, "m", "device-1", null, NOON.millis(), 0);
        clock.goOn(Duration.ofMillis(Math.min(60_000, size) - 1));
        file.save();
        assertThat(file()).doesNotExist();
        clock.goOn(Duration.ofMillis(1));
        file.save();

        assertThat(size).isGreaterThan(10_000);
        assertThat(file()).exists();
    }

    @Test
    void aFileThatIsDamagedIsSetAsideAndCountingBeginsAnew() throws IOException {
        for (String damaged : new String[]{"", "null", "{", "[{\"model\":\"m\"}]", "[null]", "[{\"nonsense\":1}]"}) {
            Files.createDirectories(file().getParent());
            Files.writeString(file(), damaged);
            SampleSelector selector = selector(NOON);

            assertThat(kept(selector, 1_000)).as(damaged).isEqualTo(3);
            assertThat(dir.resolve("learning/quotas.json.corrupt")).hasContent(damaged);
            Files.delete(dir.resolve("learning/quotas.json.corrupt"));
        }
    }

    @Test
    void aFolderThatCannotBeUsedIsSaidAndKeepsNobodyFromSampling() throws IOException {
        Files.writeString(dir.resolve("learning"), "in its place");
        SampleSelector selector = selector(NOON);

        assertThat(kept(selector, 1_000)).isEqualTo(3);
        selector.save();
        assertThat(selector.problem()).contains("learning").contains("make its folder writable");

        Files.delete(dir.resolve("learning"));
        selector.close();
        assertThat(selector.problem()).isNull();
        assertThat(file()).exists();
    }

    private Path file() {
        return dir.resolve("learning/quotas.json");
    }

    private SampleSelector selector(Clock clock) {
        return new SampleSelector(THREE_A_DAY, (model, input) -> false, 100, file(), clock);
    }

    private static long kept(SampleSelector selector, int messages) {
        return Messages.ids(messages).stream()
                .filter(id -> selector.select(Messages.input(Messages.CLASSIFIER, "d", 1, 2), null, id).kept()).count();
    }
}
