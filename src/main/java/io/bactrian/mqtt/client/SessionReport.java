package io.bactrian.mqtt.client;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.netty.channel.EventLoop;

/** Makes a session's {@link MqttStatus}. */
final class SessionReport {
    private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final SessionSettings settings;
    private final Connection connection;
    private final PublishBudget budget;
    private final PublishWindow window;
    private final Subscriptions subscriptions;
    private final MqttCounters counters;
    private volatile String lastFailure;

    SessionReport(SessionSettings settings, Connection connection, PublishBudget budget, PublishWindow window,
            Subscriptions subscriptions, MqttCounters counters) {
        this.settings = settings;
        this.connection = connection;
        this.budget = budget;
        this.window = window;
        this.subscriptions = subscriptions;
        this.counters = counters;
    }

    /** Why an exchange failed last. Any thread. */
    void lastFailure(String failure) {
        lastFailure = failure;
    }

    /** Any thread; waits a second at most, and says so where the event loop does not answer. */
    MqttStatus status(EventLoop loop) {
        try {
            return loop.submit((Callable<MqttStatus>) this::now).get(1, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return dead("the MQTT event loop has not answered for a second: a route's step blocks it; see a thread dump");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return dead("interrupted");
        } catch (RejectedExecutionException e) {
            return dead("stopped");
        }
    }

    private MqttStatus dead(String why) {
        return new MqttStatus(connection.url(), settings.clientId(), false, connection.history().since(), false, why, null, 0,
                0, 0, 0,
                why, List.of());
    }

    private MqttStatus now() {
        Link link = connection.link();
        boolean connected = link != null && link.isUp();
        String refusal = subscriptions.refusal();
        return new MqttStatus(connection.url(), settings.clientId(), connected, connection.history().since(),
                connected && refusal == null, connected ? refusal : connection.history().lastError(),
                counters.held() > 0 ? lastFailure : null, Math.max(0, budget.count() - window.inFlight()), window.inFlight(),
                subscriptions.unclaimed(), connection.unacknowledged(), stalled(),
                window.isolated());
    }

    private String stalled() {
        long publishing = window.stalledNanos();
        if (publishing > STALLED_NANOS) {
            return "the broker has acknowledged no publish for %d s, and %d wait".formatted(
                    TimeUnit.NANOSECONDS.toSeconds(publishing), budget.count());
        }
        long still = connection.history().nanosSinceFinish();
        if (connection.unacknowledged() < settings.receiveMaximum() || still <= STALLED_NANOS) {
            return null;
        }
        Delivery oldest = connection.link().acknowledgements().oldest();
        return "all %d places of the receive maximum are taken, and no message was finished for %d s%s; see why, or restart"
                .formatted(settings.receiveMaximum(), TimeUnit.NANOSECONDS.toSeconds(still),
                        oldest == null ? "" : ", the oldest on " + oldest.topic());
    }
}
