package io.bactrian.telemetry;

/**
 * A topic of Sparkplug B: {@code spBv1.0/GROUP/TYPE/NODE}, or {@code spBv1.0/GROUP/TYPE/NODE/DEVICE}.
 *
 * @param type what the message is: {@code NBIRTH}, {@code DDATA}
 * @param source group, node and device, which together are nobody else's
 */
record SparkplugTopic(String type, String source, String node, String device) {
    private static final String NAMESPACE = "spBv1.0/";

    static boolean is(String topic) {
        return topic.startsWith(NAMESPACE);
    }

    /** Null where it is not of that form, as is {@code spBv1.0/STATE/HOST}. */
    static SparkplugTopic parse(String topic) {
        String[] levels = topic.split("/", -1);
        boolean ofNode = levels.length == 4;
        if (!ofNode && levels.length != 5) {
            return null;
        }
        String device = ofNode ? null : levels[4];
        return new SparkplugTopic(levels[2], levels[1] + "/" + levels[3] + (ofNode ? "" : "/" + device), levels[3], device);
    }

    /**
     * The device's name in this service, as it stands there; of a message of the node itself the node's.
     *
     * @param levels 1 for the device alone, 2 for node and device
     */
    String name(int levels) {
        if (device == null) {
            return node;
        }
        return levels == 1 ? device : node + "/" + device;
    }

    boolean isBirth() {
        return type.equals("NBIRTH") || type.equals("DBIRTH");
    }

    boolean isDeath() {
        return type.equals("NDEATH") || type.equals("DDEATH");
    }

    /** Whether it has values of the device. */
    boolean hasValues() {
        return isBirth() || type.equals("NDATA") || type.equals("DDATA");
    }
}
