package io.bactrian.mqtt.client;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** How many publishes, and of how many bytes, may be on their way at a time. Any thread. */
final class PublishBudget {
    private static final long MOST_BYTES = 64L << 20;

    private final int most;
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    PublishBudget(int most) {
        this.most = most;
    }

    int count() {
        return count.get();
    }

    void take(Publish publish) throws MqttPublishException {
        int now = count.incrementAndGet();
        long size = bytes.addAndGet(publish.size());
        if (now > most || size > MOST_BYTES && now > 1) {
            give(publish);
            throw new MqttPublishException("publish to " + publish.topic + " refused: " + (now - 1) + " publishes wait for the "
                    + "broker already, of " + (size - publish.size()) + " bytes (" + most + " and " + MOST_BYTES
                    + " may); see why it does not take them, or raise maxWaitingPublishes");
        }
    }

    void give(Publish publish) {
        count.decrementAndGet();
        bytes.addAndGet(-publish.size());
    }
}
