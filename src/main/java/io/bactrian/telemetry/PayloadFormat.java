package io.bactrian.telemetry;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import io.bactrian.text.Excerpt;

/** The forms of a payload; docs/interfaces.md has one example each. */
public enum PayloadFormat {
    JSON(Encoding.JSON, false), FLAT_JSON(Encoding.JSON, true), CBOR(Encoding.BINARY, false), FLAT_CBOR(Encoding.BINARY,
            true), SENML(Encoding.JSON, true), SPARKPLUG(Encoding.BINARY,
                    true), KUBEEDGE(Encoding.JSON, true), KUBEEDGE_TEXT(Encoding.TEXT, true), TENSOR(Encoding.BINARY, false),
    /** A JPEG or PNG file, known by its first bytes: no directory needs to say so. */
    PICTURE(Encoding.BINARY, false),
    /** A row made of several messages: no device sends it. */
    ROW(Encoding.TEXT, true);

    private static final int LONGEST_SHOWN = 80;
    private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');
    private final Encoding encoding;
    private final boolean flat;

    PayloadFormat(Encoding encoding, boolean flat) {
        this.encoding = encoding;
        this.flat = flat;
    }

    private enum Encoding {
        JSON, BINARY, TEXT
    }

    /** As the directory names it: {@code flat-json}. */
    public String text() {
        return text;
    }

    /** Whether channels that the device's model does not have are ignored. */
    public boolean flat() {
        return flat;
    }

    /** Whether a payload of it is JSON. */
    public boolean json() {
        return encoding == Encoding.JSON;
    }

    private boolean isStated() {
        return this != ROW && this != PICTURE;
    }

    /** Those that the directory may state. */
    public static List<String> names() {
        return Stream.of(values()).filter(PayloadFormat::isStated).map(PayloadFormat::text).toList();
    }

    /** @throws IllegalArgumentException naming those that there are */
    public static PayloadFormat parse(String text) {
        return Stream.of(values()).filter(format -> format.isStated() && format.text.equals(text)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + Excerpt.of(text, LONGEST_SHOWN)
                        + "'; expected one of " + String.join(", ", names())));
    }

    /**
     * The format of a message. A content type that leaves it open, as {@code application/json} does, is that of the device's format where
     * that is of this kind.
     *
     * @param contentType of the message, or null
     * @param ofDevice    the format that the device directory states, or null
     * @throws BadInput when nothing here reads that content type
     */
    static PayloadFormat of(String contentType, PayloadFormat ofDevice) {
        if (contentType == null || contentType.isEmpty()) {
            return ofDevice == null ? JSON : ofDevice;
        }
        int end = contentType.indexOf(';');
        String type = (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return switch (type) {
            case "image/jpeg", "image/png" -> PICTURE;
            case "application/senml+json" -> SENML;
            case "application/cbor" -> ofDevice == FLAT_CBOR ? FLAT_CBOR : CBOR;
            case "application/octet-stream" -> ofDevice != null && ofDevice.encoding == Encoding.BINARY ? ofDevice : TENSOR;
            case "text/plain" -> ofDevice == null ? JSON : ofDevice;
            case "application/json" -> jsonOf(ofDevice);
            default -> {
                if (type.endsWith("+json") || type.equals("text/json")) {
                    yield jsonOf(ofDevice);
                }
                throw new BadInput(ErrorCode.UNKNOWN_FORMAT, "the content type is '" + Excerpt.of(type, LONGEST_SHOWN)
                        + "'; expected application/json, application/cbor, application/senml+json, application/octet-stream, image/jpeg"
                        + " or image/png,"
                        + " or none and the format in the device directory");
            }
        };
    }

    private static PayloadFormat jsonOf(PayloadFormat ofDevice) {
        return ofDevice != null && ofDevice.json() ? ofDevice : JSON;
    }
}
