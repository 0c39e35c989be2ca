package io.bactrian.mqtt.client;

import java.io.IOException;

/** A publish that was not taken and may be taken later: too many wait, or its producer was stopped. */
public class MqttPublishException extends IOException {
    private static final long serialVersionUID = 1L;

    public MqttPublishException(String message) {
        super(message);
    }
}
