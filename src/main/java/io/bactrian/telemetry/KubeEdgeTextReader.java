package io.bactrian.telemetry;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.bactrian.text.Utf8;

/** Reads what the MQTT push of KubeEdge's mapper template sends: {@code time is 2026-01-02 15:04:05  TOPIC: VALUE}. */
final class KubeEdgeTextReader extends PayloadReader {
    private static final Pattern FORM = Pattern.compile("time is (\\S{10} \\S{8})  ([^\\n]{1,512}?): (.{0,1024})",
            Pattern.DOTALL);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss")
            .withResolverStyle(ResolverStyle.STRICT);

    private final PayloadSettings settings;

    KubeEdgeTextReader(PayloadSettings settings) {
        this.settings = settings;
    }

    @Override
    void read(byte[] payload) {
        int fault = Utf8.fault(payload);
        Matcher matcher = FORM.matcher(fault >= 0 ? "" : new String(payload, StandardCharsets.UTF_8));
        if (!matcher.matches()) {
            throw new BadInput(ErrorCode.MALFORMED, fault >= 0
                    ? "not UTF-8 at byte " + fault
                    : "the text is not of the form 'time is 2026-01-02 15:04:05  TOPIC: VALUE'");
        }
        try {
            head.timestamp(LocalDateTime.parse(matcher.group(1), TIME).toInstant(ZoneOffset.UTC).toEpochMilli());
        } catch (DateTimeException e) {
            throw new BadInput(ErrorCode.MALFORMED, "the time is '" + matcher.group(1) + "'; expected 2026-01-02 15:04:05");
        }
        String topic = matcher.group(2);
        String given = settings.names().get(topic);
        String channel = given != null ? given : settings.channel(topic.substring(topic.lastIndexOf('/') + 1));
        ScalarText.add(readings, head, channel, matcher.group(3).strip(), false);
        head.check();
    }
}
