package io.bactrian.flow;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.announce.RolloutReport;
import io.bactrian.announce.RolloutReportJson;
import io.bactrian.announced.TableReader;
import io.bactrian.codec.CloudEvent;
import io.bactrian.delivery.OrderStatus;
import io.bactrian.delivery.OrderStatusJson;
import io.bactrian.delivery.OrderStatuses;
import io.bactrian.delivery.StatusReport;
import io.bactrian.http.ControlApi;
import io.bactrian.kube.OrderSync;
import io.bactrian.steps.StepRegistry;

/** The steps of the routes of orders and deliveries. They make nothing unless these run. */
@Singleton
final class DeliverySteps {
    private final Instance<OrderSync> orders;
    private final Instance<StatusReport> report;
    private final Instance<TableReader> announcements;
    private final OrderStatuses statuses;

    DeliverySteps(Instance<OrderSync> orders, Instance<StatusReport> report, Instance<TableReader> announcements,
            OrderStatuses statuses) {
        this.announcements = announcements;
        this.statuses = statuses;
        this.orders = orders;
        this.report = report;
    }

    void bind(StepRegistry steps) {
        steps.step("sync-orders", exchange -> orders.get().sync());
        steps.expression("orders-jitter", exchange -> String.valueOf(orders.get().jitterMillis()));
        steps.step("write-order-states", exchange -> report.get().write());
        steps.step("read-announcements", exchange -> announcements.get().poll());
        steps.step("report", DeliverySteps::report);
        steps.step("deliveries", this::list);
        steps.step("delivery-event", DeliverySteps::encode);
    }

    private void list(Exchange exchange) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        statuses.all().forEach(status -> all.add(OrderStatusJson.of(status)));
        ControlApi.respond(exchange.getMessage(), 200, all);
    }

    /** JSON, with headers for Kafka in place of all others. */
    static void report(Exchange exchange) throws InvalidPayloadException {
        RolloutReport report = exchange.getMessage().getMandatoryBody(RolloutReport.class);
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader(KafkaConstants.KEY, report.node());
        CloudEvent.rollout(report.id(), report.node(), report.at().toEpochMilli()).forEach(exchange.getMessage()::setHeader);
        exchange.getMessage().setBody(RolloutReportJson.write(report));
    }

    /** The status becomes JSON, with the topic where the model's other events are. */
    static void encode(Exchange exchange) throws InvalidPayloadException {
        OrderStatus status = exchange.getMessage().getMandatoryBody(OrderStatus.class);
        ObjectNode event = JsonNodeFactory.instance.objectNode()
                .put("id", status.order() + "-" + status.version() + "-" + status.state() + "-" + status.since().toEpochMilli())
                .put("at", status.since().toString()).put("event", "delivery");
        event.setAll(OrderStatusJson.of(status));
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader(PahoMqtt5Constants.CAMEL_PAHO_OVERRIDE_TOPIC, ControlSteps.eventTopic(status.model()));
        exchange.getMessage().setBody(ModelJson.bytes(event));
    }
}
