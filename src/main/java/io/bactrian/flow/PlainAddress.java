package io.bactrian.flow;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

import io.bactrian.mqtt.MqttHeaders;

/**
 * Step {@code plain-address}: an answer that cannot be sent as the device asked goes to its inference topic, without correlation data.
 * Throws the refusal again where the answer was addressed so already.
 */
final class PlainAddress implements Processor {
    private final Addressing addressing;
    private final FlowMeters meters;

    PlainAddress(Addressing addressing, FlowMeters meters) {
        this.addressing = addressing;
        this.meters = meters;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        if (exchange.getMessage().getHeader(MqttHeaders.ORIGIN) == null) {
            throw exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        }
        meters.readdressed();
        addressing.plain(exchange.getMessage(), MessageContext.envelope(exchange));
    }
}
