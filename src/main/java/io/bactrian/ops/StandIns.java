package io.bactrian.ops;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.support.ExpressionAdapter;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.eclipse.microprofile.config.Config;

import io.bactrian.infer.InferComponent;
import io.bactrian.mqtt.MqttComponent;
import io.bactrian.spool.OverflowPolicy;
import io.bactrian.spool.SpoolSettings;
import io.bactrian.spool.Spools;
import io.bactrian.spool.camel.SpoolComponent;

/**
 * What routes name, for a context that makes routes and never starts: the service's own components without what is behind them, the
 * steps of a role by their names, and the keys of the configuration.
 */
final class StandIns {
    private StandIns() {
    }

    static void bind(CamelContext context, Settings settings, Config config) throws IOException {
        Configuration configuration = settings.configuration();
        context.getPropertiesComponent().addPropertiesSource(new Keys(config));
        context.addComponent("paho-mqtt5", new MqttComponent(configuration.mqtt().url(), configuration.mqtt().clientId()));
        context.addComponent("infer", new InferComponent(null, null));
        context.addComponent("spool", new SpoolComponent(
                new Spools(new SpoolSettings(configuration.spool().dir(), Long.MAX_VALUE, OverflowPolicy.BLOCK))));
        names(configuration.role()).lines().map(line -> line.split(" "))
                .forEach(line -> context.getRegistry().bind(line[1], standIn(line[0])));
    }

    /** By line: what it is, and its name. */
    private static String names(Role role) throws IOException {
        try (InputStream in = StandIns.class.getResourceAsStream("/steps/" + role.name().toLowerCase(Locale.ROOT))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Object standIn(String kind) {
        return switch (kind) {
            case "step" -> (Processor) exchange -> {
            };
            case "condition" -> (Predicate) exchange -> true;
            case "expression" -> new Nothing();
            case "offsets" -> new MemoryStateRepository();
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static final class Nothing extends ExpressionAdapter {
        @Override
        public Object evaluate(Exchange exchange) {
            return "";
        }
    }

    private record Keys(Config config) implements PropertiesSource {
        @Override
        public String getName() {
            return "configuration";
        }

        @Override
        public String getProperty(String name) {
            return config.getOptionalValue(name, String.class).orElseGet(() -> ConfigurationReader.keys().containsKey(name)
                    ? ConfigurationReader.keys().get(name).getDefaultValue()
                    : null);
        }
    }
}
