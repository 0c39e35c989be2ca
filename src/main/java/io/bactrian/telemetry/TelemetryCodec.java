package io.bactrian.telemetry;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;

import io.bactrian.picture.PictureFormat;
import io.bactrian.text.Excerpt;
import io.bactrian.text.Utf8;

/**
 * Reads telemetry. Its format is that of its topic where that is Sparkplug's, else of its content type, else of its device as the
 * directory states it, else JSON: {@code {"id":"…","ts":1795431600123,"values":{"Pressure":0.38}}}, {@code id} and {@code ts}
 * optional, {@code "features":[…]} in place of {@code values}. Unknown fields are skipped, but what is in them is
 * UTF-8 and JSON too. A JPEG or PNG file is a picture, without values. Any thread; all that is kept from one message to the next
 * are Sparkplug's births.
 */
public final class TelemetryCodec {
    private static final long BIRTH_BYTES = 8 << 20;

    private static final int LONGEST_SHOWN = 80;

    private final int maxBytes;
    private final TimestampCheck timestamps;
    private final PayloadSettings.OfDevices devices;
    private final SparkplugBirths births;
    private final PayloadFormat forced;

    /**
     * @param maxBytes       the largest payload that is read
     * @param clockTolerance how far a device's clock may be from ours, either way
     */
    public TelemetryCodec(int maxBytes, Duration clockTolerance, Clock clock) {
        this(maxBytes, clockTolerance, clock, PayloadSettings.OfDevices.NONE);
    }

    /** @param devices asked for each message */
    public TelemetryCodec(int maxBytes, Duration clockTolerance, Clock clock, PayloadSettings.OfDevices devices) {
        this(maxBytes, new TimestampCheck(clockTolerance, clock), devices, new SparkplugBirths(BIRTH_BYTES), null);
    }

    private TelemetryCodec(int maxBytes, TimestampCheck timestamps, PayloadSettings.OfDevices devices, SparkplugBirths births,
            PayloadFormat forced) {
        this.maxBytes = maxBytes;
        this.timestamps = timestamps;
        this.devices = devices;
        this.births = births;
        this.forced = forced;
    }

    /**
     * The same for flat JSON, whatever content type and directory say: {@code {"id":"…","ts":1795431600123,"Pressure":0.38,"rssi":-71}}. Whatever is no number, no text of
     * usual length and not null is skipped, and so is later any channel that the device's model does not have.
     */
    public TelemetryCodec flat() {
        return new TelemetryCodec(maxBytes, timestamps, devices, births, PayloadFormat.FLAT_JSON);
    }

    /** The same for KubeEdge's device data, whatever content type and directory say. */
    public TelemetryCodec kubeEdge() {
        return new TelemetryCodec(maxBytes, timestamps, devices, births, PayloadFormat.KUBEEDGE);
    }

    /**
     * Null for a message of Sparkplug that has no values, such as a death.
     *
     * @throws BadInput naming what is wrong, with the message's id where it could be read
     */
    public Telemetry decode(Envelope envelope) {
        if (forced == null && SparkplugTopic.is(envelope.topic())) {
            return sparkplug(envelope);
        }
        PayloadSettings stated = devices.of(envelope.device());
        PayloadSettings settings = stated == null ? PayloadSettings.NONE : stated;
        PayloadFormat format = forced != null ? forced : PayloadFormat.of(envelope.contentType(), settings.format());
        boolean mayBePicture = format != PayloadFormat.TENSOR && PictureFormat.of(envelope.payload()) != null;
        return mayBePicture || format == PayloadFormat.PICTURE ? picture(envelope) : read(envelope, format, settings);
    }

    private Telemetry read(Envelope envelope, PayloadFormat format, PayloadSettings settings) {
        return switch (format) {
            case SENML -> read(envelope, format, new SenmlReader(settings, timestamps.now()));
            case KUBEEDGE -> read(envelope, format, new KubeEdgeReader(settings));
            case KUBEEDGE_TEXT -> read(envelope, format, new KubeEdgeTextReader(settings));
            case TENSOR -> read(envelope, format, new TensorReader(settings.element()));
            case SPARKPLUG ->
                throw new BadInput(ErrorCode.UNKNOWN_FORMAT, "the directory says sparkplug for this device, but the"
                        + " topic is none of Sparkplug's; expected spBv1.0/GROUP/TYPE/NODE/DEVICE");
            default -> read(envelope, format, new TelemetryReader(format.flat(), !format.json(), settings));
        };
    }

    private Telemetry sparkplug(Envelope envelope) {
        SparkplugTopic topic = SparkplugTopic.parse(envelope.topic());
        if (topic != null && topic.isDeath()) {
            births.remove(topic.source());
        }
        if (topic == null || !topic.hasValues()) {
            return null;
        }
        PayloadSettings stated = devices.of(envelope.device());
        return read(envelope, PayloadFormat.SPARKPLUG,
                new SparkplugReader(topic, births, stated == null ? PayloadSettings.NONE : stated));
    }

    private Telemetry read(Envelope envelope, PayloadFormat format, PayloadReader reader) {
        check(envelope, format);
        MessageHead head = reader.head;
        try {
            reader.read(envelope.payload());
        } catch (StreamConstraintsException e) {
            throw new BadInput(malformed(format), head.id(), "not read: more than " + Parsers.MOST_LEVELS
                    + " levels, or a number of more than " + Parsers.LONGEST_NUMBER + " digits" + where(e));
        } catch (JacksonException e) {
            throw new BadInput(malformed(format), head.id(), not(format) + e.getOriginalMessage() + where(e));
        } catch (BadInput e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new BadInput(malformed(format), head.id(), not(format) + e);
        }
        Readings readings = reader.readings;
        if (!format.json()) {
            readings.checkTexts(head);
        }
        String id = head.id() != null ? head.id() : envelope.derivedId();
        return new Telemetry(envelope, id, timestamps.check(head.timestamp(), head.id()),
                reader.named() ? readings.channels() : null, readings.values(), readings.texts(), readings.literals(), format);
    }

    private static ErrorCode malformed(PayloadFormat format) {
        return format.json() ? ErrorCode.NOT_JSON : ErrorCode.MALFORMED;
    }

    private static String not(PayloadFormat format) {
        return format.json() ? "not JSON: " : "not " + format.text() + ": ";
    }

    /** Its first bytes are those of a picture; the rest is looked at where it is decoded. */
    private Telemetry picture(Envelope envelope) {
        checkLength(envelope.length());
        if (PictureFormat.of(envelope.payload()) == null) {
            throw new BadInput(ErrorCode.BAD_PICTURE,
                    "the content type is '" + Excerpt.of(envelope.contentType(), LONGEST_SHOWN)
                            + "', but the message is no picture: expected a JPEG or PNG file");
        }
        return new Telemetry(envelope, envelope.derivedId(), timestamps.check(null, null), null, null, null, null,
                PayloadFormat.PICTURE);
    }

    private void checkLength(int length) {
        if (length > maxBytes) {
            throw new BadInput(ErrorCode.TOO_LARGE, "the message has " + length + " bytes, at most " + maxBytes
                    + " are read: send less, or raise bactrian.telemetry.max-bytes");
        }
    }

    /** Before a byte is parsed: a parser does not check what it skips, and accepts an unpaired surrogate. */
    private void check(Envelope envelope, PayloadFormat format) {
        byte[] payload = envelope.payload();
        if (payload.length == 0 && format != PayloadFormat.SPARKPLUG) {
            throw new BadInput(ErrorCode.EMPTY, "the message is empty; expected " + switch (format) {
                case JSON -> "a JSON object with \"values\" or \"features\"";
                case FLAT_JSON -> "a JSON object with a number a channel";
                default -> format.text();
            });
        }
        checkLength(envelope.length());
        if (format.json()) {
            checkJson(payload);
        }
    }

    private static void checkJson(byte[] payload) {
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
