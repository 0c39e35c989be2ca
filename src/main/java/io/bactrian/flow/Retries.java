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
    private final RetryMeters meters;
    private final RetryPace pace;
    private final Map<String, Integer> waiting = new ConcurrentHashMap<>();
    private volatile long lastAnswer = NEVER;
    private volatile String lastFailure;
    private volatile long saidAt = NEVER;

    Retries(RetrySettings settings, Predicate<Throwable> ofTheService, ProcessClock clock, RetryMeters meters) {
        this.settings = settings;
        this.ofTheService = ofTheService;
        this.clock = clock;
        this.meters = meters;
        this.pace = new RetryPace();
    }

    /** Why the last message that waits, or waited, failed, with its device and topic; null while none did. */
    public String lastFailure() {
        return lastFailure;
    }

    RetryMeters meters() {
        return meters;
    }

    /** Some message was answered. */
    void answered() {
        lastAnswer = clock.now().nanos();
    }

    /** Judges the failure that made the consumer set the message aside; one that its device has no place for has used up its tries. */
    SetAsideMessage setAside(String device, SetAsideMessage message, Throwable cause) {
        meters.setAside();
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
        meters.retried();
        return new Judgement(next, own ? pace.own() : pace.service(clock.now().nanos(), lastAnswer));
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

    void left(String device) {
        waiting.computeIfPresent(device, (name, count) -> count > 1 ? count - 1 : null);
    }

    void gaveUp(String device, SetAsideMessage message) {
        meters.exhausted();
        long now = clock.now().nanos();
        if (saidAt == NEVER || now - saidAt > QUIET_NANOS) {
            saidAt = now;
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
}
