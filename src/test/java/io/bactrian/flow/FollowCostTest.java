package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

import com.sun.management.ThreadMXBean;

import io.bactrian.follow.Followers;
import io.bactrian.telemetry.Envelope;
import io.bactrian.telemetry.TelemetryCodec;

/**
 * What following costs a message that nobody follows, on all places that a trail has. It is compared with reading the shortest message
 * there is, one that has no values, in the processor's time of the same thread and in turns: a slow or loaded machine slows down both.
 */
class FollowCostTest {
    private static final int ROUNDS = 40;
    private static final int MESSAGES = 50_000;
    private static final int PAYLOAD = 4 << 10;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Followers followers = new Followers(Clock.systemUTC());
    private final MessageTrails trails = new MessageTrails(followers);
    private final TelemetryCodec codec = new TelemetryCodec(PAYLOAD, Duration.ofDays(30), Clock.systemUTC());
    private final Exchange exchange = Trip.exchange();
    private final MessageContext context = MessageContext.begin(exchange,
            new Envelope("pump-7", "spBv1.0/STATE/north", new byte[PAYLOAD], 7, false, 0, null, null, Envelope.NEVER));
    private int seen;

    /** Reads the message as if there were no trails. */
    private void read() {
        seen += codec.decode(context.envelope()) == null ? 1 : 0;
    }

    /** The same where it may have a trail. */
    private void readWithTrail() {
        seen += trails.decode(exchange, context, codec) == null ? 1 : 0;
    }

    /** The places behind it, of a message from the broker that is answered and sampled. */
    private void passPlaces() {
        TrailNotes.enriched(context);
        seen += trails.runs(exchange) == null ? 1 : 0;
        TrailNotes.answered(context, null, null);
        TrailNotes.published(context);
        TrailNotes.selected(context);
        trails.stored(exchange, "samples", 1);
        seen += trails.awaitsNoRecord() ? 1 : 0;
    }

    /** Each in a loop of its own, so that each is compiled for itself. */
    private double nanosOfReading() {
        long before = THREADS.getCurrentThreadCpuTime();
        for (int n = 0; n < MESSAGES; n++) {
            read();
        }
        return (double) (THREADS.getCurrentThreadCpuTime() - before) / MESSAGES;
    }

    private double nanosOfReadingWithTrails() {
        long before = THREADS.getCurrentThreadCpuTime();
        for (int n = 0; n < MESSAGES; n++) {
            readWithTrail();
            passPlaces();
        }
        return (double) (THREADS.getCurrentThreadCpuTime() - before) / MESSAGES;
    }

    @Test
    void aMessageThatNobodyFollowsCostsLittleBesideReadingTheShortestOne() {
        double alone = Double.MAX_VALUE;
        double withTrails = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            alone = Math.min(alone, nanosOfReading());
            withTrails = Math.min(withTrails, nanosOfReadingWithTrails());
        }
        System.out.printf("reading the shortest message: %.1f ns of the processor, with the places of a trail %.1f ns%n", alone,
                withTrails);

        assertThat(followers.idle()).isTrue();
        assertThat(seen).isPositive();
        assertThat(withTrails / alone).isLessThan(1.3);
    }

    @Test
    void nothingIsAllocatedForAMessageThatNobodyFollows() {
        long before = 0;
        for (int n = -1000; n < MESSAGES; n++) {
            if (n == 0) {
                before = THREADS.getCurrentThreadAllocatedBytes();
            }
            passPlaces();
        }

        assertThat((double) (THREADS.getCurrentThreadAllocatedBytes() - before) / MESSAGES).isLessThan(1);
    }
}
