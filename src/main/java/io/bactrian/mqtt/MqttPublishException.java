package io.bactrian.mqtt;

import java.io.IOException;

/** A publish that was not, and will not be, taken by the broker: refused there, refused here because too many wait, or given up at stop. */
public final class MqttPublishException extends IOException {
    private static final long serialVersionUID = 1L;
    private final int reasonCode;

    MqttPublishException(String message, int reasonCode) {
        super(message);
        this.reasonCode = reasonCode;
    }

    /** The broker's MQTT 5 reason code, 0x80 or more; 0 when the broker was not asked. */
    public int reasonCode() {
        return reasonCode;
    }
}
