package io.bactrian.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class FollowersTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration OVER = Duration.ofNanos(-1);
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-26T10:00:00Z"), ZoneOffset.UTC);

    private final Followers followers = new Followers(CLOCK, 3, 1 << 20);

    @Test
    void nobodyIsFollowedUntilSomebodyAsks() {
        assertThat(followers.idle()).isTrue();
        assertThat(followers.ofDevice("pump-7", 0)).isNull();
        assertThat(followers.ofMessage("m-1", "pump-7", 0)).isNull();
    }

    @Test
    void aDevicesNextMessageIsFollowedAndThoseBehindItAreNot() {
        followers.device("pump-7", 1, LONG);

        assertThat(followers.idle()).isFalse();
        assertThat(followers.ofDevice("pump-8", 0)).isNull();
        assertThat(followers.ofDevice("pump-7", 1).device()).isEqualTo("pump-7");
        assertThat(followers.ofDevice("pump-7", 2)).isNull();
        assertThat(followers.idle()).isTrue();
    }

    @Test
    void aMessageIsFollowedByItsId() {
        followers.message("m-1", 1, LONG);

        assertThat(followers.ofMessage("m-2", "pump-7", 0)).isNull();
        assertThat(followers.ofMessage("m-1", "pump-7", 0)).isNotNull();
    }

    @Test
    void aRequestEndsWhenItsTimeIsOverWithoutAnyMessageOfIt() {
        followers.device("pump-7", 5, OVER);
        followers.message("m-1", 5, OVER);

        assertThat(followers.ofDevice("pump-7", 0)).isNull();
        assertThat(followers.ofMessage("m-1", "pump-7", 0)).isNull();
        followers.endOver();
        assertThat(followers.idle()).isTrue();
    }

    @Test
    void thereAreOnlySoManyRequestsAndOneThatIsOverGivesItsPlace() {
        IntStream.range(1, Followers.MOST_REQUESTS).forEach(n -> assertThat(followers.device("d-" + n, 1, LONG)).isPresent());
        assertThat(followers.device("over", 1, OVER)).isPresent();
        assertThat(followers.message("next", 1, LONG)).isPresent();

        assertThat(followers.message("one-more", 1, LONG)).isEmpty();
        assertThat(followers.requests()).hasSize(Followers.MOST_REQUESTS);
    }

    @Test
    void theOldestTrailGoesWhenThereAreTooMany() {
        var trails = IntStream.range(0, 5).mapToObj(n -> followers.begin("d-" + n)).toList();

        assertThat(followers.trails(null, 10)).containsExactly(trails.get(4), trails.get(3), trails.get(2));
        assertThat(followers.trail(trails.get(1).key())).isNull();
    }

    @Test
    void theOldestTrailsGoWhenAllTakeTooManyBytes() {
        var small = new Followers(CLOCK, 1000, 100_000);
        for (int n = 0; n < 50; n++) {
            Trail trail = small.begin("d");
            IntStream.range(0, 20).forEach(i -> trail.add("step", "{\"text\":\"" + "x".repeat(1000) + "\"}"));
        }

        assertThat(small.trails(null, 1000)).hasSizeBetween(2, 5);
        assertThat(small.bytes()).isLessThanOrEqualTo(100_000);
    }

    @Test
    void aTrailIsBoundedInStepsAndDetails() {
        Trail trail = followers.begin("d");
        IntStream.range(0, 1000).forEach(n -> trail.add("step", "{}"));
        Trail wide = followers.begin("d");
        wide.add("step", "{\"text\":\"" + "x".repeat(Trail.MOST_DETAILS) + "\"}");

        assertThat(trail.steps()).hasSize(Trail.MOST_STEPS);
        assertThat(wide.steps()).singleElement().satisfies(step -> assertThat(step.details()).isEqualTo("{\"cut\":true}"));
    }

    @Test
    void pagesFollowOneAnother() {
        var trails = IntStream.range(0, 3).mapToObj(n -> followers.begin("d-" + n)).toList();

        assertThat(followers.trails(null, 2)).containsExactly(trails.get(2), trails.get(1));
        assertThat(followers.trails(trails.get(1).key(), 2)).containsExactly(trails.get(0));
    }

    @Test
    void aTrailIsOpenUntilKafkaHasItsRecordAndTheMessageHasEnded() {
        Trail trail = followers.begin("d");
        trail.begun();
        trail.awaitRecord("m-1");
        assertThat(followers.awaitsNoRecord()).isFalse();
        followers.stored("m-1", "samples", "{\"row\":7}");
        trail.ended();
        assertThat(trail.isOpen()).isTrue();
        assertThat(followers.idle()).isFalse();
        followers.notDelivered("m-1", "{}");
        assertThat(trail.isOpen()).isTrue();

        followers.delivered("m-1", "{\"offset\":3}");

        assertThat(trail.isOpen()).isFalse();
        assertThat(followers.idle()).isTrue();
        assertThat(followers.awaitsNoRecord()).isTrue();
        assertThat(trail.steps()).extracting(TrailStep::name).containsExactly("stored", "kafka-failed", "kafka");
    }

    private Trail stored(String id, String spool) {
        Trail trail = followers.begin("d");
        trail.begun();
        trail.awaitRecord(id);
        followers.stored(id, spool, "{}");
        trail.ended();
        return trail;
    }

    @Test
    void aRecordBehindAFailingBatchSaysWhyItWaits() {
        Trail before = stored("m-1", "samples");
        followers.notDelivered("m-1", "away");
        followers.sent("samples", "away");
        followers.sent("samples", "away");
        Trail behind = stored("m-2", "samples");
        Trail elsewhere = stored("m-3", "dead-letters");

        assertThat(before.steps()).extracting(TrailStep::name).as("once").containsExactly("stored", "kafka-failed");
        assertThat(behind.steps()).last().isEqualTo(behind.steps().get(1)).satisfies(step -> {
            assertThat(step.name()).isEqualTo("kafka-failed");
            assertThat(step.details()).isEqualTo("away");
        });
        assertThat(elsewhere.steps()).extracting(TrailStep::name).containsExactly("stored");
    }

    @Test
    void anotherReasonIsSaidToAllThatWaitAndNoneOnceRecordsAreTaken() {
        Trail waiting = stored("m-1", "samples");
        followers.sent("samples", "away");
        followers.sent("samples", "denied");
        followers.sent("samples", null);
        Trail later = stored("m-2", "samples");

        assertThat(waiting.steps()).extracting(TrailStep::details).containsExactly("{}", "away", "denied");
        assertThat(later.steps()).extracting(TrailStep::name).containsExactly("stored");
    }

    @Test
    void aRecordThatIsNotOnTheDiskWhenItsMessageEndsIsNotWaitedFor() {
        Trail trail = followers.begin("d");
        trail.begun();
        trail.awaitRecord("m-1");
        trail.ended();

        assertThat(trail.steps()).extracting(TrailStep::name).containsExactly("dropped");
        assertThat(followers.idle()).isTrue();
        assertThat(followers.awaitsNoRecord()).isTrue();
    }

    @Test
    void aTrailThatHasGoneIsWaitedForNoMore() {
        Trail trail = followers.begin("d");
        trail.begun();
        trail.awaitRecord("m-1");
        IntStream.range(0, 3).forEach(n -> followers.begin("d-" + n));

        assertThat(followers.idle()).isTrue();
        assertThat(followers.awaitsNoRecord()).isTrue();
        trail.begun();
        trail.awaitRecord("m-2");
        trail.setAside("{}");
        assertThat(followers.idle()).isTrue();
        assertThat(followers.awaitsNoRecord()).isTrue();
    }

    @Test
    void ofTwoMessagesWithOneIdTheSecondIsWaitedFor() {
        Trail first = followers.begin("d");
        first.awaitRecord("m-1");
        Trail again = followers.begin("d");
        again.awaitRecord("m-1");

        followers.delivered("m-1", "{}");

        assertThat(first.isOpen()).isFalse();
        assertThat(first.steps()).extracting(TrailStep::name).containsExactly("repeated");
        assertThat(again.isOpen()).isFalse();
    }

    @Test
    void aMessageThatIsSetAsideIsWaitedForAndFoundAgain() {
        followers.device("pump-7", 1, LONG);
        Trail trail = followers.ofDevice("pump-7", 42);
        trail.begun();
        trail.ended();
        trail.setAside("{}");

        assertThat(trail.isOpen()).isTrue();
        assertThat(trail.state().text()).isEqualTo("set-aside");
        assertThat(followers.find("pump-7", 42)).isSameAs(trail);
        assertThat(followers.find("pump-8", 42)).isNull();
        trail.begun();
        assertThat(trail.state()).isEqualTo(Trail.State.UNDER_WAY);
        trail.ended();
        assertThat(followers.idle()).isTrue();
    }

    @Test
    void timesAreThoseOfOneClockFromTheArrivalOn() {
        long arrival = System.nanoTime() - 5_000_000_000L;
        followers.device("d", 1, LONG);
        Trail trail = followers.ofDevice("d", arrival);
        trail.addAt(arrival, "received", "{}");
        trail.add("decoded", "{}");

        assertThat(trail.received()).isBetween(CLOCK.instant().minusSeconds(3600), CLOCK.instant().minusSeconds(5));
        assertThat(trail.steps().get(0).nanos()).isZero();
        assertThat(trail.steps().get(1).nanos()).isGreaterThanOrEqualTo(5_000_000_000L);
    }
}
