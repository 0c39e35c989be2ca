package io.bactrian.flow;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import jakarta.inject.Singleton;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

import com.fasterxml.jackson.databind.JsonNode;

import io.bactrian.follow.FollowRequest;
import io.bactrian.follow.Followers;
import io.bactrian.follow.Trail;
import io.bactrian.http.ApiProblem;
import io.bactrian.http.ApiRequest;
import io.bactrian.http.ControlApi;
import io.bactrian.page.LiveViews;
import io.bactrian.steps.StepRegistry;

/** The steps of following messages over HTTP. */
@Singleton
final class FollowSteps {
    private static final String VIEW = "follow";
    private static final int USUAL_SECONDS = 600;
    private static final int USUAL_PAGE = 50;
    private static final int MOST_PAGE = 200;
    private static final int LONGEST_ID = 1024;

    private final Followers followers;
    private final MessageTrails trails;
    private final LiveViews live;

    FollowSteps(Followers followers, MessageTrails trails, LiveViews live) {
        this.followers = followers;
        this.trails = trails;
        this.live = live;
    }

    void bind(StepRegistry steps) {
        live.add(VIEW, () -> FollowJson.list(followers.requests(), followers.trails(null, USUAL_PAGE)));
        steps.step("follow-live", this::live);
        steps.step("follow", query(this::follow));
        steps.step("follow-list", query(this::list));
        steps.step("follow-trail", query(this::trail));
        steps.step("follow-publish", this::publish);
    }

    /** Reads or begins something, and returns the answer. */
    private interface Query {
        JsonNode run(ApiRequest request) throws ApiProblem;
    }

    private static Processor query(Query query) {
        return exchange -> ControlApi.respond(exchange.getMessage(), 200, query.run(new ApiRequest(exchange.getMessage())));
    }

    private JsonNode follow(ApiRequest request) throws ApiProblem {
        JsonNode body = request.body();
        allow(body, Set.of("device", "id", "messages", "seconds"));
        String device = text(body, "device");
        String id = text(body, "id");
        if ((device == null) == (id == null)) {
            throw ApiProblem.badRequest("the body names " + (device == null ? "nothing" : "both")
                    + " of 'device' and 'id'; expected one of them");
        }
        Duration time = Duration.ofSeconds(number(body, "seconds", USUAL_SECONDS, (int) Followers.LONGEST.toSeconds()));
        int messages = number(body, "messages", body.has("seconds") ? Followers.MOST_TRAILS : 1, Followers.MOST_TRAILS);
        Optional<FollowRequest> begun = device != null
                ? followers.device(device, messages, time)
                : followers.message(id, messages, time);
        return FollowJson.request(begun.orElseThrow(() -> new ApiProblem(409, Followers.MOST_REQUESTS
                + " devices and ids are followed already, the most there may be: wait until one has ended")));
    }

    private JsonNode list(ApiRequest request) throws ApiProblem {
        int limit = (int) request.whole("limit", USUAL_PAGE, 1, MOST_PAGE);
        String before = request.query("before");
        if (before != null && followers.trail(before) == null) {
            throw unknown(before);
        }
        return FollowJson.list(followers.requests(), followers.trails(before, limit));
    }

    private JsonNode trail(ApiRequest request) throws ApiProblem {
        String key = request.parameter("trail");
        Trail trail = followers.trail(key);
        if (trail == null) {
            throw unknown(key);
        }
        return FollowJson.trail(trail);
    }

    /** The response goes on until its reader goes. */
    private void live(Exchange exchange) throws ApiProblem {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(live.follow(VIEW));
    }

    private static ApiProblem unknown(String key) {
        return ApiProblem.notFound("there is no trail '" + key + "'; the last " + Followers.MOST_TRAILS
                + " are kept, fewer where they are long, and a restart forgets them");
    }

    /** The body becomes a device's telemetry, as if the device had sent it over HTTP; its trail begins, and {@code respond} names it. */
    private void publish(Exchange exchange) throws ApiProblem {
        Message message = exchange.getMessage();
        JsonNode body = new ApiRequest(message).body();
        allow(body, Set.of("device", "payload", "contentType"));
        String device = text(body, "device");
        JsonNode payload = body.path("payload");
        if (device == null || payload.isMissingNode()) {
            throw ApiProblem.badRequest("expected 'device' and 'payload' in the body");
        }
        String type = text(body, "contentType");
        trails.begin(exchange, device);
        message.setHeader("device", device);
        message.setHeader(Exchange.CONTENT_TYPE, type == null ? "application/json" : type);
        message.setBody((payload.isTextual() ? payload.textValue() : payload.toString()).getBytes(StandardCharsets.UTF_8));
    }

    private static void allow(JsonNode body, Set<String> known) throws ApiProblem {
        for (String name : (Iterable<String>) body::fieldNames) {
            if (!known.contains(name)) {
                throw ApiProblem.badRequest("'" + name + "' in the body is not known; expected some of " + known.stream()
                        .sorted().toList());
            }
        }
    }

    /** Null where it is not there. */
    private static String text(JsonNode body, String name) throws ApiProblem {
        JsonNode value = body.path(name);
        if (value.isMissingNode()) {
            return null;
        }
        if (!value.isTextual() || value.textValue().isEmpty() || value.textValue().length() > LONGEST_ID) {
            throw ApiProblem.badRequest("'" + name + "' in the body: expected a text of 1 to " + LONGEST_ID + " characters");
        }
        return value.textValue();
    }

    private static int number(JsonNode body, String name, int usual, int most) throws ApiProblem {
        JsonNode value = body.path(name);
        if (value.isMissingNode()) {
            return usual;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1 || value.intValue() > most) {
            throw ApiProblem.badRequest("'" + name + "' in the body: expected a whole number from 1 to " + most);
        }
        return value.intValue();
    }
}
