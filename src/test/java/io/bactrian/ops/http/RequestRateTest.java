package io.bactrian.ops.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

class RequestRateTest {
    private final AtomicLong clock = new AtomicLong();
    private final RequestRate rate = new RequestRate(5, clock::get);

    private int allowed(String client, int requests) {
        int allowed = 0;
        for (int i = 0; i < requests; i++) {
            allowed += rate.allows(client) ? 1 : 0;
        }
        return allowed;
    }

    @Test
    void aClientMaySendSoManyAtOnceAndAsManyEachSecond() {
        assertThat(allowed("a", 20)).isEqualTo(5);
        clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(allowed("a", 20)).isEqualTo(5);
        clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(400));
        assertThat(allowed("a", 20)).isEqualTo(2);
        clock.addAndGet(TimeUnit.HOURS.toNanos(1));
        assertThat(allowed("a", 20)).isEqualTo(5);
    }

    @Test
    void oneClientTakesNothingFromAnother() {
        assertThat(allowed("a", 20)).isEqualTo(5);
        assertThat(allowed("b", 20)).isEqualTo(5);
    }

    @Test
    void inventedClientsHaveABound() {
        for (int i = 0; i < 30_000; i++) {
            rate.allows("client-" + i);
        }
        assertThat(rate.clients()).isEqualTo(10_000);
    }
}
