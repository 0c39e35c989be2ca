package io.bactrian.mqtt.client;

/** A publish that will not be taken as it is, however often it is sent: refused by the broker, too large for it, or isolated. */
public final class PublishRefusedException extends MqttPublishException {
    private static final long serialVersionUID = 1L;
    private final int reasonCode;

    PublishRefusedException(String topic, String why, int reasonCode) {
        super("publish to %s refused: %s (reason 0x%02x)".formatted(topic, why, reasonCode));
        this.reasonCode = reasonCode;
    }

    /** The MQTT 5 reason code, 0x80 or more: the broker's own, or the one that fits best. */
    public int reasonCode() {
        return reasonCode;
    }
}
