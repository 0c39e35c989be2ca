package io.bactrian.flow;

import jakarta.inject.Singleton;

import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;

import io.bactrian.homeassistant.Discovery;
import io.bactrian.homeassistant.DiscoveryMessage;
import io.bactrian.homeassistant.Sensor;
import io.bactrian.steps.StepRegistry;

/** The steps that tell Home Assistant of devices. */
@Singleton
final class HomeAssistantSteps {
    /** With a timer of a second, the most configurations a second. */
    private static final int MOST = 50;
    private static final String SENSOR = "bactrian.sensor";

    private final Discovery discovery;

    HomeAssistantSteps(Discovery discovery) {
        this.discovery = discovery;
    }

    void bind(StepRegistry steps) {
        steps.step("next-sensors", exchange -> exchange.getMessage().setBody(discovery.next(MOST)));
        steps.step("sensor-configuration", this::configuration);
        steps.step("sensor-published", exchange -> discovery.published());
        steps.step("sensor-failed", this::failed);
        steps.step("home-assistant-status",
                exchange -> discovery.status(exchange.getMessage().getMandatoryBody(String.class)));
    }

    private void configuration(Exchange exchange) throws InvalidPayloadException {
        Message message = exchange.getMessage();
        Sensor sensor = message.getMandatoryBody(Sensor.class);
        exchange.setProperty(SENSOR, sensor);
        DiscoveryMessage configuration = discovery.message(sensor);
        message.removeHeaders("*");
        message.setHeader(PahoMqtt5Constants.CAMEL_PAHO_OVERRIDE_TOPIC, configuration.topic());
        message.setBody(configuration.payload());
    }

    private void failed(Exchange exchange) {
        discovery.failed(exchange.getProperty(SENSOR, Sensor.class),
                exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class).getMessage());
    }
}
