package io.bactrian.page;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.model.CatchDefinition;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.HasExpressionType;
import org.apache.camel.model.ProcessDefinition;
import org.apache.camel.model.RemoveHeadersDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.SetHeaderDefinition;
import org.apache.camel.model.TryDefinition;
import org.apache.camel.model.WhenDefinition;
import org.apache.camel.model.language.ExpressionDefinition;
import org.apache.camel.util.URISupport;

/** What a step of a route does, in words. Options of endpoints are left out: they may hold secrets. */
final class StepWords {
    private static final Map<String, String> PLAIN = Map.of("otherwise", "otherwise", "doFinally", "at the end", "multicast",
            "to each of", "split", "for each part of the message", "setBody", "set the body", "log", "write to the log",
            "stop", "end here", "loop", "again and again");

    private final CamelContext context;

    StepWords(CamelContext context) {
        this.context = context;
    }

    String of(NamedNode step) {
        if (step.getDescriptionText() != null) {
            return step.getDescriptionText();
        }
        if (step instanceof ProcessDefinition process) {
            return process.getRef() == null ? "process" : spaced(process.getRef());
        }
        if (step instanceof SendDefinition<?> send) {
            return to(endpoint(send.getEndpointUri()));
        }
        if (step instanceof FilterDefinition || step instanceof WhenDefinition) {
            return "only if " + condition(((HasExpressionType) step).getExpressionType());
        }
        if (step instanceof TryDefinition) {
            return "try";
        }
        if (step instanceof ChoiceDefinition) {
            return "choose";
        }
        if (step instanceof CatchDefinition caught) {
            return "if it fails with " + classes(caught.getExceptions());
        }
        if (step instanceof SetHeaderDefinition header) {
            return "set header " + header.getName();
        }
        if (step instanceof RemoveHeadersDefinition headers) {
            return "remove headers " + headers.getPattern();
        }
        return PLAIN.getOrDefault(step.getShortName(), step.getShortName());
    }

    private static String spaced(String name) {
        return name.replace('-', ' ');
    }

    private static String condition(ExpressionDefinition expression) {
        return expression == null || expression.getExpression() == null
                ? "its condition holds"
                : expression.getLanguage().equals("ref") ? spaced(expression.getExpression()) : expression.getExpression();
    }

    private static String classes(List<String> names) {
        return names.stream().map(name -> name.substring(name.lastIndexOf('.') + 1)).collect(Collectors.joining(", "));
    }

    private static String to(String endpoint) {
        String path = path(endpoint);
        return switch (scheme(endpoint)) {
            case "direct" -> "then " + path;
            case "infer" -> "ask the model";
            case "spool" -> "keep on disk in spool " + path;
            case "kafka" -> "send to Kafka topic " + path;
            case "paho-mqtt5" -> "publish to the broker" + (path.equals("topic-from-header") ? "" : " on " + path);
            default -> "send to " + endpoint;
        };
    }

    /** Where a route begins. */
    static String from(String endpoint) {
        String path = path(endpoint);
        return switch (scheme(endpoint)) {
            case "paho-mqtt5" -> "MQTT topic " + path;
            case "kafka" -> "Kafka topic " + path;
            case "spool" -> "spool " + path;
            case "timer" -> "timer " + path;
            case "rest" -> rest(path);
            case "platform-http" -> "HTTP " + path;
            default -> endpoint;
        };
    }

    /** {@code get:/bactrian:/flow} becomes {@code GET /bactrian/flow}. */
    private static String rest(String path) {
        String[] parts = path.split(":", 2);
        return parts.length < 2
                ? path
                : parts[0].toUpperCase(Locale.ROOT) + " " + parts[1].replace(":", "").replace("%7B", "{").replace("%7D", "}");
    }

    /** Without its options, with values of the configuration in place, and without a password. */
    String endpoint(String uri) {
        String bare = uri == null ? "" : uri.split("\\?", 2)[0];
        return URISupport.sanitizeUri(context.resolvePropertyPlaceholders(bare)).replace("://", ":");
    }

    static String scheme(String endpoint) {
        int colon = endpoint.indexOf(':');
        return colon < 0 ? endpoint : endpoint.substring(0, colon);
    }

    static String path(String endpoint) {
        return endpoint.substring(endpoint.indexOf(':') + 1);
    }
}
