package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.builder.ExchangeBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

import io.bactrian.activity.DeviceActivity;
import io.bactrian.activity.DeviceActivityJson;
import io.bactrian.activity.DeviceQuery;
import io.bactrian.enrich.DeviceProfile;
import io.bactrian.enrich.Enriched;
import io.bactrian.homeassistant.Discovery;
import io.bactrian.http.AnswerStreams;
import io.bactrian.model.Datatype;
import io.bactrian.model.ModelOutput;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.Envelope;
import io.bactrian.telemetry.ErrorCode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** From answers and refusals to what is kept of devices, and to Home Assistant. */
class DeviceObserverTest {
    private static final DefaultCamelContext CAMEL = new DefaultCamelContext();

    private final DeviceActivity activity = new DeviceActivity(10, 1 << 20, System::currentTimeMillis);
    private final Discovery discovery = new Discovery(true, "homeassistant", Trip.TOPICS::inference, System::nanoTime);
    private final ReplySteps replies = new ReplySteps(Trip.TOPICS, new FlowMeters(new SimpleMeterRegistry()), null,
            Trip.NO_TWINS, DriftObserver.NONE, new AnswerStreams(10), new DeviceObserver(activity, discovery));

    @Test
    void anAnswerIsKeptAndItsDeviceAnnounced() {
        replies.answer(full(null));

        assertThat(kept()).contains("\"state\":\"answered\"", "\"score\":2.5", "\"answers\":1");
        assertThat(discovery.next(10)).extracting(sensor -> sensor.device()).containsExactly("pump-7");
    }

    @Test
    void whileTheWindowFillsTheDeviceIsListedAndNotAnnounced() {
        Envelope envelope = envelope(null);
        Exchange exchange = ExchangeBuilder.anExchange(CAMEL).build();
        MessageContext.begin(exchange, envelope).enriched(Trip.input(envelope));
        replies.answer(exchange);

        assertThat(kept()).contains("\"state\":\"warming\"", "\"have\":2,\"need\":30");
        assertThat(discovery.next(10)).isEmpty();
    }

    @Test
    void aRefusalIsKeptWithItsReason() {
        Exchange exchange = ExchangeBuilder.anExchange(CAMEL).build();
        MessageContext context = MessageContext.begin(exchange, envelope(null));
        replies.error(context, new BadInput(ErrorCode.WRONG_COUNT, "r-1", "3 features"));

        assertThat(kept()).contains("\"state\":\"refused\"", "\"errors\":1", "\"code\":\"wrong-count\"",
                "\"message\":\"3 features\"");
    }

    @Test
    void aDeviceWhoseAnswersAreElsewhereIsNotAnnounced() {
        replies.answer(full("devices/pump-7/mine"));

        assertThat(kept()).contains("\"state\":\"answered\"");
        assertThat(discovery.next(10)).isEmpty();
        replies.answer(full("devices/pump-8/not-its-own"));
        assertThat(discovery.next(10)).as("its answer went to its inference topic").hasSize(1);
    }

    private String kept() {
        return new String(DeviceActivityJson.page(activity.page(new DeviceQuery("pump-7", "", 10, 0), 0)));
    }

    private static Exchange full(String responseTopic) {
        Envelope envelope = envelope(responseTopic);
        Enriched input = new Enriched(Trip.input(envelope).telemetry(), new DeviceProfile("pumps", Map.of(), Map.of()),
                Trip.MODEL, new double[30], null, 30, null);
        Exchange exchange = ExchangeBuilder.anExchange(CAMEL).build();
        MessageContext.begin(exchange, envelope).enriched(input);
        exchange.getMessage().setBody(new ModelOutput(input, Trip.MODEL,
                List.of(new ModelOutput.Tensor("score", Datatype.FP32, new double[]{2.5}))));
        return exchange;
    }

    private static Envelope envelope(String responseTopic) {
        return new Envelope("pump-7", "devices/pump-7/telemetry", new byte[0], 7, false, 0, responseTopic, null,
                Envelope.NEVER);
    }
}
