package io.bactrian.flow;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import org.jboss.logging.Logger;

/**
 * Decides whose failure it was. A failure is the message's own when others have been answered since its last try, and counts against it
 * then; a known failure of the service never does. After so many that count, or so long, the message is not tried again. Any thread.
 */
public final class Retries {
    private static final Logger LOG = Logger.getLogger(Retries.class);
    private static final int MOST_OF_A_DEVICE = 256;
    private static final long RECORD_BYTES = 15 << 20;
    private static final long NEVER = Long.MIN_VALUE;
    private static final long QUIET_NANOS = 60_000_000_000L;

    private final RetrySettings settings;
    private final Predicate<Throwable> ofTheService;
    private final ProcessClock clock;
    private final FlowMeters meters;
    private final Pace pace = new Pace();
    private final Map<String, Integer> waiting = new ConcurrentHashMap<>();
    private volatile long lastAnswer = NEVER;
    private volatile String lastFailure;
    private volatile long warnedAt = NEVER;

    Retries(RetrySettings settings, Predicate<Throwable> ofTheService, ProcessClock clock, FlowMeters meters) {
        this.settings = settings;
        this.ofTheService = ofTheService;
        this.clock = clock;
        this.meters = meters;
    }

    /** Why the last message that waits, or waited, failed, with its device and topic; null while none did. */
    public String lastFailure() {
        return lastFailure;
    }

    /** Some message was answered. */
    void answered() {
        lastAnswer = clock.now().nanos();
    }

    /** Judges the failure that made the consumer set the message aside; one that its device has no place for has used up its tries. */
    SetAsideMessage setAside(String device, SetAsideMessage message, Throwable cause) {
        meters.setAside.increment();
        note(device, message);
        boolean own = own(clock.nanos(message.arrival()), cause);
        if (own && waiting.getOrDefault(device, 0) >= MOST_OF_A_DEVICE) {
            return message.over("its device has " + MOST_OF_A_DEVICE + " messages that failed already; ");
        }
        return message.payload().length > Math.min(settings.maxBytes(), RECORD_BYTES) / 2
                ? message.over("it is too large to be kept for retries; ")
                : message;
    }

    /** Judges a try that failed. */
    Judgement failed(String device, SetAsideMessage message, Throwable cause) {
        boolean own = own(clock.nanos(message.lastTry()), cause);
        SetAsideMessage next = message.failedAgain(clock.now(), own, text(cause));
        note(device, next);
        meters.retriesFailed.increment();
        return new Judgement(next, own ? Pace.OWN_MILLIS : pace.service(clock.now().nanos(), lastAnswer));
    }

    /** The message as it waits now, and how many ms the next tries wait, for the pace. */
    record Judgement(SetAsideMessage message, long pauseMillis) {
    }

    boolean exhausted(SetAsideMessage message) {
        return message.over() || message.tries() >= settings.maxTries() || age(message) > settings.maxAge().toNanos();
    }

    long age(SetAsideMessage message) {
        return clock.now().nanos() - clock.nanos(message.firstFailure());
    }

    void waits(String device) {
        waiting.merge(device, 1, Integer::sum);
    }

    /** A retry succeeded. */
    void succeeded(String device) {
        meters.retriesSucceeded.increment();
        left(device);
    }

    void left(String device) {
        waiting.computeIfPresent(device, (name, count) -> count > 1 ? count - 1 : null);
    }

    void gaveUp(String device, SetAsideMessage message) {
        meters.retriesExhausted.increment();
        long now = clock.now().nanos();
        if (warnedAt == NEVER || now - warnedAt > QUIET_NANOS) {
            warnedAt = now;
            LOG.warnf(
                    "The message of device '%s' on %s is given up after %d tries and goes to the dead letters: %s. Others within a minute"
                            + " are counted only (bactrian_retries_exhausted_total).",
                    device, message.topic(), message.tries(), message.error());
        }
    }

    static String text(Throwable cause) {
        return cause == null
                ? "unknown"
                : cause.getMessage() == null
                        ? cause.toString()
                        : cause.getClass().getSimpleName() + ": "
                                + cause.getMessage();
    }

    private boolean own(long since, Throwable cause) {
        long answer = lastAnswer;
        return answer != NEVER && answer - since > 0 && (cause == null || !ofTheService.test(cause));
    }

    private void note(String device, SetAsideMessage message) {
        lastFailure = "device '" + device + "', topic " + message.topic() + ": " + message.error();
    }

    /** Whether a failure is known to be one of the service, whatever the message: no version in service, a full queue or disk. */
    @FunctionalInterface
    public interface ServiceFailures extends Predicate<Throwable> {
    }

    /**
     * How long retries pause: shortly after a message's own failure; after one of the service twice as long each time, up to 15 s, but
     * shortly while others are answered. Any thread.
     */
    static final class Pace {
        private static final long OWN_MILLIS = 100;
        private static final long FIRST_MILLIS = 250;
        private static final long LAST_MILLIS = 15_000;

        private long pause;
        private long since;

        /** All that fail within the pause are one failure; {@code lastAnswer} is when some message was answered. */
        synchronized long service(long now, long lastAnswer) {
            if (pause == 0 || lastAnswer > since) {
                pause = FIRST_MILLIS;
                since = now;
            } else if (now - since >= pause * 1_000_000L) {
                pause = Math.min(LAST_MILLIS, pause * 2);
                since = now;
            }
            return pause;
        }
    }
}
