package io.bactrian.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Server-sent events for who follows something: the answers of a device, or what a view of the page shows. Where nobody follows, an event
 * costs one read of a number. Any thread; nothing waits.
 */
public final class AnswerStreams {
    private static final byte[] EVENT = "event: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "\ndata: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private final int most;
    private final String key;
    private final Duration heartbeat;
    private final AtomicInteger count = new AtomicInteger();
    private final LongAdder cutOff = new LongAdder();
    private final Map<String, List<AnswerStream>> followed = new ConcurrentHashMap<>();

    /** Of devices' answers. */
    public AnswerStreams(int most) {
        this(most, HEARTBEAT);
    }

    /** @param heartbeat how often a stream gets a comment: the server ends connections on which nothing goes for 30 s */
    public AnswerStreams(int most, Duration heartbeat) {
        this(most, "bactrian.devices.viewers", heartbeat);
    }

    /** @param key the configuration's that has {@code most}: streams at once */
    public AnswerStreams(int most, String key) {
        this(most, key, HEARTBEAT);
    }

    private AnswerStreams(int most, String key, Duration heartbeat) {
        this.most = most;
        this.key = key;
        this.heartbeat = heartbeat;
    }

    /**
     * The body of a route that begins a stream of that device's answers, or of that view's events.
     *
     * @throws ApiProblem when there are as many as there may be
     */
    public Object follow(String name) throws ApiProblem {
        if (count.get() >= most) {
            throw new ApiProblem(503, "as many follow as may, " + most + ": try again later, or raise " + key);
        }
        return new AnswerStream(this, name, heartbeat);
    }

    /** Whether anybody follows it. */
    public boolean isFollowed(String name) {
        return count.get() > 0 && followed.containsKey(name);
    }

    /** @param json an answer, in one line */
    public void answered(String device, byte[] json) {
        publish(device, "answer", json);
    }

    /** @param json an error, in one line */
    public void refused(String device, byte[] json) {
        publish(device, "error", json);
    }

    /** @param json in one line */
    public void publish(String name, String event, byte[] json) {
        if (count.get() == 0) {
            return;
        }
        List<AnswerStream> streams = followed.get(name);
        if (streams != null) {
            byte[] frame = frame(event.getBytes(StandardCharsets.US_ASCII), json);
            streams.forEach(stream -> stream.offer(frame));
        }
    }

    private static byte[] frame(byte[] event, byte[] json) {
        byte[] frame = new byte[EVENT.length + event.length + DATA.length + json.length + END.length];
        int at = 0;
        for (byte[] part : List.of(EVENT, event, DATA, json, END)) {
            System.arraycopy(part, 0, frame, at, part.length);
            at += part.length;
        }
        return frame;
    }

    /** Whether it may begin; it is to be ended then. */
    boolean begun(AnswerStream stream) {
        if (count.incrementAndGet() > most) {
            count.decrementAndGet();
            return false;
        }
        followed.compute(stream.device(), (device, streams) -> {
            List<AnswerStream> more = streams == null ? new CopyOnWriteArrayList<>() : streams;
            more.add(stream);
            return more;
        });
        return true;
    }

    /** Once a stream that has begun. */
    void ended(AnswerStream stream, boolean tooSlow) {
        count.decrementAndGet();
        if (tooSlow) {
            cutOff.increment();
        }
        followed.computeIfPresent(stream.device(), (device, streams) -> {
            streams.remove(stream);
            return streams.isEmpty() ? null : streams;
        });
    }

    /** Streams that are open. */
    public int open() {
        return count.get();
    }

    /** Streams ended because their reader did not keep up. */
    public long cutOff() {
        return cutOff.sum();
    }
}
