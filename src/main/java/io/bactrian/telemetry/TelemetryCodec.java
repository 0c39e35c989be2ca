package io.bactrian.telemetry;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;

/**
 * Reads telemetry from JSON: {@code {"id":"…","ts":1795431600123,"values":{"Pressure":0.38}}}, {@code id} and {@code ts}
 * optional, {@code "features":[…]} in place of {@code values}. Fields it does not know are passed over. Any thread.
 */
public final class TelemetryCodec {
    private final JsonFactory json = JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER).build();
    private final int maxBytes;
    private final Duration clockTolerance;
    private final Clock clock;

    /**
     * @param maxBytes       the largest payload that is read
     * @param clockTolerance how far a device's clock may be from ours, either way
     */
    public TelemetryCodec(int maxBytes, Duration clockTolerance, Clock clock) {
        this.maxBytes = maxBytes;
        this.clockTolerance = clockTolerance;
        this.clock = clock;
    }

    /** @throws BadInput naming what is wrong, with the message's id where it could be read */
    public Telemetry decode(Envelope envelope) {
        byte[] payload = envelope.payload();
        if (payload.length == 0) {
            throw new BadInput(ErrorCode.EMPTY, "the message is empty; expected a JSON object with \"values\" or \"features\"");
        }
        if (payload.length > maxBytes) {
            throw new BadInput(ErrorCode.TOO_LARGE, "the message has " + payload.length + " bytes, at most " + maxBytes
                    + " are read: send less, or raise bactrian.telemetry.max-bytes");
        }
        if (payload[0] <= 0 || payload.length > 1 && payload[1] == 0) {
            throw new BadInput(ErrorCode.NOT_JSON,
                    "the message does not begin as JSON in UTF-8 without a byte order mark does");
        }
        TelemetryReader reader = new TelemetryReader();
        try (JsonParser parser = json.createParser(payload)) {
            reader.read(parser);
        } catch (JacksonException e) {
            throw new BadInput(ErrorCode.NOT_JSON, reader.id, "not JSON: " + e.getOriginalMessage() + where(e));
        } catch (IOException e) {
            throw new BadInput(ErrorCode.NOT_JSON, reader.id, "not JSON: " + e.getMessage());
        }
        String id = reader.id != null ? reader.id : DerivedId.of(envelope);
        return new Telemetry(envelope, id, timestamp(reader), reader.channels(), reader.values(), reader.texts(),
                reader.literals());
    }

    private long timestamp(TelemetryReader reader) {
        long now = clock.millis();
        if (reader.timestamp == null) {
            return now;
        }
        long off = reader.timestamp - now;
        if (Math.abs(off) > clockTolerance.toMillis()) {
            throw new BadInput(ErrorCode.CLOCK_OFF, reader.id,
                    "ts " + reader.timestamp + " is " + Duration.ofMillis(Math.abs(off))
                            .toHours() + " h " + (off < 0 ? "behind" : "ahead of") + " this node's clock, at most "
                            + clockTolerance.toHours() + " h are accepted: set the device's clock, or leave ts out");
        }
        return reader.timestamp;
    }

    private static String where(JacksonException e) {
        return e.getLocation() == null ? "" : " (byte " + e.getLocation().getByteOffset() + ")";
    }
}
