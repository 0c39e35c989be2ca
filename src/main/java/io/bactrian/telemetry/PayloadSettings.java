package io.bactrian.telemetry;

import java.util.List;
import java.util.Map;

/**
 * What the device directory says of a device's payloads.
 *
 * @param format  null for JSON
 * @param path    the names of the objects, from the outermost, in which the channels of a flat format are; empty for the message itself
 * @param names   the channel's name by the name that the device sends; what is not named keeps its own
 * @param element of raw tensors
 */
public record PayloadSettings(PayloadFormat format, List<String> path, Map<String, String> names, TensorElement element) {
    static final PayloadSettings NONE = new PayloadSettings(null, null, null, null);

    public PayloadSettings {
        path = path == null ? List.of() : List.copyOf(path);
        names = names == null ? Map.of() : Map.copyOf(names);
        element = element == null ? TensorElement.FP32 : element;
    }

    /** Why these do not go together, or null. */
    public String problem() {
        boolean flat = format == PayloadFormat.FLAT_JSON || format == PayloadFormat.FLAT_CBOR;
        if (!path.isEmpty() && !flat) {
            return "path is for flat-json and flat-cbor";
        }
        if (!names.isEmpty() && (format == PayloadFormat.TENSOR)) {
            return "names are not for tensor, whose values come by position";
        }
        return element != TensorElement.FP32 && format != PayloadFormat.TENSOR ? "datatype is for tensor" : null;
    }

    String channel(String sent) {
        return names.isEmpty() ? sent : names.getOrDefault(sent, sent);
    }

    /** What is known of a device's payloads. */
    @FunctionalInterface
    public interface OfDevices {
        /** Nobody's. */
        OfDevices NONE = device -> null;

        /** Null where nothing is stated. */
        PayloadSettings of(String device);
    }
}
