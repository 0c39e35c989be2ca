package io.bactrian.telemetry;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;

import io.bactrian.picture.PictureFormat;
import io.bactrian.text.Utf8;

/**
 * Reads telemetry from JSON: {@code {"id":"…","ts":1795431600123,"values":{"Pressure":0.38}}}, {@code id} and {@code ts}
 * optional, {@code "features":[…]} in place of {@code values}. Unknown fields are skipped, but what is in them is
 * UTF-8 and JSON too. A JPEG or PNG file is a picture, without values. Any thread.
 */
public final class TelemetryCodec {
    private static final int MOST_LEVELS = 64;
    private static final int LONGEST_NUMBER = 1000;
    private static final JsonFactory JSON = JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER).streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MOST_LEVELS).maxNumberLength(LONGEST_NUMBER).build())
            .build();

    private final int maxBytes;
    private final TimestampCheck timestamps;
    private final boolean flat;

    /**
     * @param maxBytes       the largest payload that is read
     * @param clockTolerance how far a device's clock may be from ours, either way
     */
    public TelemetryCodec(int maxBytes, Duration clockTolerance, Clock clock) {
        this(maxBytes, new TimestampCheck(clockTolerance, clock), false);
    }

    private TelemetryCodec(int maxBytes, TimestampCheck timestamps, boolean flat) {
        this.maxBytes = maxBytes;
        this.timestamps = timestamps;
        this.flat = flat;
    }

    /**
     * The same for flat JSON: {@code {"id":"…","ts":1795431600123,"Pressure":0.38,"rssi":-71}}. Whatever is no number, no text of
     * usual length and not null is skipped, and so is later any channel that the device's model does not have.
     */
    public TelemetryCodec flat() {
        return new TelemetryCodec(maxBytes, timestamps, true);
    }

    /** @throws BadInput naming what is wrong, with the message's id where it could be read */
    public Telemetry decode(Envelope envelope) {
        byte[] payload = envelope.payload();
        if (PictureFormat.of(payload) != null) {
            return picture(envelope);
        }
        checkText(payload, envelope.length());
        TelemetryReader reader = new TelemetryReader(flat);
        try (JsonParser parser = JSON.createParser(payload)) {
            reader.read(parser);
        } catch (StreamConstraintsException e) {
            throw new BadInput(ErrorCode.NOT_JSON, reader.head.id(),
                    "not read: more than " + MOST_LEVELS + " levels, or a number of more than "
                            + LONGEST_NUMBER + " digits" + where(e));
        } catch (JacksonException e) {
            throw new BadInput(ErrorCode.NOT_JSON, reader.head.id(), "not JSON: " + e.getOriginalMessage() + where(e));
        } catch (BadInput e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new BadInput(ErrorCode.NOT_JSON, reader.head.id(), "not JSON: " + e);
        }
        MessageHead head = reader.head;
        String id = head.id() != null ? head.id() : envelope.derivedId();
        return new Telemetry(envelope, id, timestamps.check(head.timestamp(), head.id()),
                reader.named() ? reader.readings.channels() : null, reader.readings.values(), reader.readings.texts(),
                reader.readings.literals(), flat);
    }

    /** Its first bytes are those of a picture; the rest is looked at where it is decoded. */
    private Telemetry picture(Envelope envelope) {
        checkLength(envelope.length());
        return new Telemetry(envelope, envelope.derivedId(), timestamps.check(null, null), null, null, null, null, flat);
    }

    private void checkLength(int length) {
        if (length > maxBytes) {
            throw new BadInput(ErrorCode.TOO_LARGE, "the message has " + length + " bytes, at most " + maxBytes
                    + " are read: send less, or raise bactrian.telemetry.max-bytes");
        }
    }

    /** Before a byte is parsed: a parser does not check what it skips, and accepts an unpaired surrogate. */
    private void checkText(byte[] payload, int length) {
        if (payload.length == 0) {
            throw new BadInput(ErrorCode.EMPTY, "the message is empty; expected a JSON object with "
                    + (flat ? "a number a channel" : "\"values\" or \"features\""));
        }
        checkLength(length);
        if (payload[0] <= 0 || payload.length > 1 && payload[1] == 0) {
            throw new BadInput(ErrorCode.NOT_JSON,
                    "the message does not begin as JSON in UTF-8 without a byte order mark does, nor as a JPEG or PNG file");
        }
        int fault = Utf8.jsonFault(payload);
        if (fault >= 0) {
            throw new BadInput(ErrorCode.NOT_JSON, payload[fault] == '\\'
                    ? "half of a surrogate pair at byte " + fault + "; expected both halves, or neither"
                    : "not UTF-8 at byte " + fault + ": " + HexFormat.of().toHexDigits(payload[fault]));
        }
    }

    private static String where(JacksonException e) {
        return e.getLocation() == null ? "" : " (byte " + e.getLocation().getByteOffset() + ")";
    }
}
