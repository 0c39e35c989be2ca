package io.bactrian.flow;

import jakarta.inject.Singleton;

import org.apache.camel.Exchange;
import org.apache.camel.Message;

import io.bactrian.activity.DeviceActivity;
import io.bactrian.activity.DeviceActivityJson;
import io.bactrian.activity.DeviceQuery;
import io.bactrian.activity.DeviceSnapshot;
import io.bactrian.http.ApiProblem;
import io.bactrian.http.ApiRequest;
import io.bactrian.http.JsonResponse;
import io.bactrian.steps.StepRegistry;

/** The steps of what devices said lately, over HTTP. */
@Singleton
final class DeviceViewSteps {
    private static final int USUAL_LIMIT = 100;
    private static final int LONGEST_TEXT = 256;

    private final DeviceActivity activity;
    private final DeviceViews views;

    DeviceViewSteps(DeviceActivity activity, DeviceViews views) {
        this.activity = activity;
        this.views = views;
    }

    void bind(StepRegistry steps) {
        steps.step("list-devices", this::list);
        steps.step("show-device", this::show);
    }

    private void list(Exchange exchange) throws ApiProblem {
        Message message = exchange.getMessage();
        ApiRequest request = new ApiRequest(message);
        DeviceQuery query = new DeviceQuery(text(request, "search"), text(request, "after"),
                (int) request.whole("limit", USUAL_LIMIT, 1, DeviceQuery.MOST_DEVICES),
                (int) request.whole("points", 0, 0, DeviceQuery.MOST_POINTS));
        if (watched(request)) {
            stream(message, views.follow(query));
        } else {
            JsonResponse.set(message, 200, DeviceActivityJson.page(activity.page(query, 0)));
        }
    }

    private void show(Exchange exchange) throws ApiProblem {
        Message message = exchange.getMessage();
        ApiRequest request = new ApiRequest(message);
        String device = request.parameter("device");
        boolean watched = watched(request);
        DeviceSnapshot found = activity.device(device, 0, 0);
        if (found == null) {
            throw ApiProblem.notFound("nothing is known of a device of this name: it has sent no message since the start,"
                    + " or was dropped for others (bactrian.devices.listed)");
        }
        if (watched) {
            stream(message, views.follow(device));
        } else {
            JsonResponse.set(message, 200, DeviceActivityJson.device(found));
        }
    }

    private static void stream(Message message, Object stream) {
        message.removeHeaders("*");
        message.setBody(stream);
    }

    private static boolean watched(ApiRequest request) throws ApiProblem {
        String text = text(request, "watch");
        if (!text.isEmpty() && !text.equals("true") && !text.equals("false")) {
            throw ApiProblem.badRequest("'watch' in the query: expected true or false");
        }
        return text.equals("true");
    }

    /** Empty where it is not given. */
    private static String text(ApiRequest request, String name) throws ApiProblem {
        String text = request.query(name);
        if (text != null && text.length() > LONGEST_TEXT) {
            throw ApiProblem.badRequest("'" + name + "' in the query: expected " + LONGEST_TEXT + " characters at most");
        }
        return text == null ? "" : text;
    }
}
