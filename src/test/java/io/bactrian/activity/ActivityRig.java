package io.bactrian.activity;

import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.bactrian.enrich.Enriched;

/** What devices said lately, with a clock that stands still until it is set. */
final class ActivityRig {
    static final ObjectMapper JSON = new ObjectMapper();

    long now = 1_795_431_600_000L;
    final DeviceActivity activity = new DeviceActivity(10, 1 << 20, () -> now);

    void answer(String device, double score, double... values) {
        Enriched input = DeviceMessages.input(device, values.length == 0 ? new double[]{1, 2} : values);
        activity.answered(input, DeviceMessages.output(input, score));
    }

    JsonNode json(String device) throws Exception {
        return JSON.readTree(DeviceActivityJson.device(activity.device(device, 0, 0)));
    }

    DevicePage page(String search, String after, int limit, int points) {
        return activity.page(new DeviceQuery(search, after, limit, points), 0);
    }

    static List<String> names(DevicePage page) {
        return page.devices().stream().map(DeviceSnapshot::device).toList();
    }

    static String[] labels(ScoreHistory.Points points) {
        String[] labels = new String[points.labels().length];
        Arrays.setAll(labels, i -> points.names()[points.labels()[i]]);
        return labels;
    }
}
