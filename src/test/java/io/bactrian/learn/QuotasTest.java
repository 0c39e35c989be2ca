package io.bactrian.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.bactrian.model.Sampling;
import io.bactrian.model.Sampling.Quota;

class QuotasTest {
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final long MIDNIGHT = 20_000 * DAY;

    private final Random random = new Random(1);
    private final Quotas quotas = new Quotas(100, 10);

    @Test
    void noMinuteHourOrDayHasMoreThanItsQuotaWhateverTheTraffic() {
        Sampling sampling = Messages.sampling("every", 0, new Quota(5, 40, 300), Quota.NONE);
        long[] minutes = new long[3 * 24 * 60];
        long now = MIDNIGHT;
        while (now < MIDNIGHT + 3 * DAY) {
            minutes[(int) ((now - MIDNIGHT) / MINUTE)] += kept(sampling, "d", null, now) ? 1 : 0;
            now += 1 + (long) (-Math.log(1 - random.nextDouble()) * (now / HOUR % 3 == 0 ? 1_000 : 30_000));
        }

        assertThat(sums(minutes, 1)).allMatch(kept -> kept <= 5);
        assertThat(sums(minutes, 60)).allMatch(kept -> kept <= 40);
        assertThat(sums(minutes, 24 * 60)).allMatch(kept -> kept <= 300).allMatch(kept -> kept > 200);
    }

    @Test
    void aQuotaIsSpreadOverItsPeriodAndNotSpentOnTheFirstComers() {
        Sampling sampling = Messages.sampling("every", 0, new Quota(null, 60, null), Quota.NONE);
        long[] quarters = new long[4];
        for (long now = MIDNIGHT; now < MIDNIGHT + 5 * HOUR; now += 1_000) {
            if (kept(sampling, "d", null, now) && now >= MIDNIGHT + HOUR) {
                quarters[(int) (now % HOUR / (HOUR / 4))]++;
            }
        }

        assertThat(sums(quarters, 1)).allMatch(kept -> kept > 35 && kept < 85);
    }

    @Test
    void aQuotaThatIsNotReachedLeavesNothingOut() {
        Sampling sampling = Messages.sampling("every", 0, new Quota(100, null, null), Quota.NONE);
        for (long now = MIDNIGHT; now < MIDNIGHT + HOUR; now += 1_000) {
            assertThat(quotas.take(sampling, "m", "d", null, now, 0.999_999)).isEqualTo(1);
        }
    }

    @Test
    void devicesAndLabelsAreCountedByThemselvesAndBothQuotasHold() {
        Sampling sampling = Messages.sampling("every", 0, new Quota(null, null, 4), new Quota(null, null, 6));
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            String device = "d-" + i % 4;
            String label = i / 4 % 2 == 0 ? "normal" : null;
            if (kept(sampling, device, label, MIDNIGHT + i * 40_000L)) {
                kept.add(device + " " + label);
            }
        }

        for (int device = 0; device < 4; device++) {
            String name = "d-" + device;
            assertThat(kept).filteredOn(one -> one.startsWith(name)).hasSizeLessThanOrEqualTo(4).isNotEmpty();
        }
        assertThat(kept).filteredOn(one -> one.endsWith("normal")).hasSizeLessThanOrEqualTo(6).isNotEmpty();
        assertThat(kept).filteredOn(one -> one.endsWith("null")).hasSizeLessThanOrEqualTo(6).isNotEmpty();
    }

    @Test
    void inventedNamesShareOneQuotaOnceThereAreTooMany() {
        Sampling sampling = Messages.sampling("every", 0, new Quota(null, null, 1), Quota.NONE);
        int kept = 0;
        for (int i = 0; i < 5_000; i++) {
            kept += kept(sampling, "invented-" + i, null, MIDNIGHT + i) ? 1 : 0;
        }

        assertThat(kept).isLessThanOrEqualTo(101);
        assertThat(quotas.stored(MIDNIGHT + 5_000)).hasSizeLessThanOrEqualTo(101);
    }

    @Test
    void namesThatHaveGoneMakeRoomForNewOnes() {
        Sampling sampling = Messages.sampling("every", 0, new Quota(1, null, null), Quota.NONE);
        for (int i = 0; i < 200; i++) {
            kept(sampling, "old-" + i, null, MIDNIGHT);
        }
        long later = MIDNIGHT + 3 * MINUTE;
        int kept = 0;
        for (int i = 0; i < 100; i++) {
            kept += kept(sampling, "new-" + i, null, later) ? 1 : 0;
        }

        assertThat(kept).isGreaterThan(95);
    }

    @Test
    void aClockThatIsSetBackALittleGivesNoSecondQuotaAndOneFarAheadDoesNotLockItUp() {
        Sampling sampling = Messages.sampling("every", 0, new Quota(null, 3, null), Quota.NONE);
        int kept = 0;
        for (int i = 0; i < 100; i++) {
            long now = MIDNIGHT + (i % 2 == 0 ? 100 : -100);
            kept += i > 0 && kept(sampling, "d", null, now) ? 1 : 0;
        }
        assertThat(kept).isLessThanOrEqualTo(6);

        Quotas fresh = new Quotas(100, 10);
        fresh.take(sampling, "m", "d", null, MIDNIGHT + 365 * DAY, 0);
        assertThat(fresh.take(sampling, "m", "d", null, MIDNIGHT, 0.5)).isEqualTo(1);
    }

    @Test
    void whatIsStoredAndRestoredGoesOnCounting() {
        Sampling sampling = Messages.sampling("every", 0, new Quota(10, 20, 30), new Quota(null, null, 25));
        for (int i = 0; i < 500; i++) {
            kept(sampling, "d-" + i % 3, "l-" + i % 2, MIDNIGHT + i * 10_000L);
        }
        long now = MIDNIGHT + 500 * 10_000L;
        Quotas after = new Quotas(100, 10);
        after.restore(quotas.stored(now));

        assertThat(after.stored(now)).containsExactlyInAnyOrderElementsOf(quotas.stored(now)).isNotEmpty();
        for (int i = 0; i < 300; i++) {
            double chance = random.nextDouble();
            assertThat(after.take(sampling, "m", "d-1", "l-0", now + i * 1_000L, chance)).isCloseTo(
                    quotas.take(sampling, "m", "d-1", "l-0", now + i * 1_000L, chance), within(0.0));
        }
    }

    private boolean kept(Sampling sampling, String device, String label, long now) {
        return quotas.take(sampling, "m", device, label, now, random.nextDouble()) > 0;
    }

    private static List<Long> sums(long[] values, int each) {
        List<Long> sums = new ArrayList<>();
        for (int from = 0; from < values.length; from += each) {
            long sum = 0;
            for (int i = from; i < from + each; i++) {
                sum += values[i];
            }
            sums.add(sum);
        }
        return sums;
    }
}
