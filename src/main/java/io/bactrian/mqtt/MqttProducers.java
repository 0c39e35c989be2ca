package io.bactrian.mqtt;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** Puts the component where Camel looks for it, in place of the stock one. Needs a {@link MqttSettings} bean. */
@Singleton
public final class MqttProducers {

    @Produces
    @Singleton
    @Named("paho-mqtt5")
    MqttComponent component(MqttSettings settings) {
        return new MqttComponent(settings);
    }
}
