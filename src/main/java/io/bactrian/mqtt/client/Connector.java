package io.bactrian.mqtt.client;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.bactrian.threads.Backoff;
import io.bactrian.threads.UncaughtErrors;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;

/** Makes a session's connections, one at a time: to each address in turn, with growing pauses. On the event loop. */
final class Connector {
    private static final int ANSWER_SECONDS = 3;

    private final SessionSettings settings;
    private final EventLoop loop;
    private final Executor blocking;
    private final Backoff backoff;
    private int attempts;

    /** @param blocking runs what may block: looking up hosts, reading TLS files */
    Connector(SessionSettings settings, EventLoop loop, Executor blocking) {
        this.settings = settings;
        this.loop = loop;
        this.blocking = blocking;
        this.backoff = Backoff.jittered(Math.min(100, settings.maxReconnectMillis()),
                Math.min(10_000, settings.maxReconnectMillis()));
    }

    /** For the next attempt. */
    Link newLink(LinkListener listener) {
        return new Link(listener, new Pipeline(settings, address()), loop);
    }

    /** Begins to connect it; it tells its listener how it went. */
    void open(Link link) {
        blocking.execute(() -> {
            try {
                link.pipeline().connect(loop, link)
                        .addListener((ChannelFutureListener) done -> {
                            if (!done.isSuccess()) {
                                link.end(Reasons.text(done.cause()));
                            }
                        });
            } catch (IOException | RuntimeException e) {
                loop.execute(() -> UncaughtErrors.guard(() -> link.end(Reasons.text(e))));
            }
        });
        loop.schedule(() -> UncaughtErrors.guard(() -> {
            if (!link.isUp()) {
                link.end("no answer from the broker in time");
            }
        }), settings.connectSeconds() + ANSWER_SECONDS, TimeUnit.SECONDS);
    }

    /** The connection did not come about: the next address is next. */
    void failed() {
        attempts++;
    }

    /** The connection was good for something: the next pause is a short one. */
    void worked() {
        backoff.reset();
    }

    long nextPauseMillis() {
        return backoff.nextMillis();
    }

    String url() {
        return address().url();
    }

    private BrokerAddress address() {
        return settings.urls().get(attempts % settings.urls().size());
    }
}
