package io.bactrian.it;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What the hostile device does, each with how often it does it among the others. */
enum HostileAction {
    /** An honest question; the broker denies the answer while it denies the device's inference topic. */
    PLAIN(60, HostileDeeds::plain),
    /** More levels than mosquitto takes. */
    DEEP_RESPONSE_TOPIC(40, HostileDeeds::deepResponseTopic),
    /** Its own, where the broker lets nobody publish. */
    DENIED_RESPONSE_TOPIC(40, HostileDeeds::deniedResponseTopic),
    /** Another device's. */
    FOREIGN_RESPONSE_TOPIC(20, HostileDeeds::foreignResponseTopic),
    /** 60,000 characters. */
    LONG_RESPONSE_TOPIC(10, HostileDeeds::longResponseTopic),
    /** The model gives a tensor without elements. */
    EMPTY_OUTPUT(60, HostileDeeds::emptyOutput),
    /** The model's run fails. */
    FAILING_MODEL(20, HostileDeeds::failingModel),
    /** An answer that is larger than the limits, where there are some. */
    LARGE_ANSWER(20, HostileDeeds::largeAnswer),
    /** 1,900 to 60,000 bytes of correlation data, which the answer has to carry. */
    LARGE_CORRELATION(40, HostileDeeds::largeCorrelation),
    /** A thousand with correlation data at once, of a size that the answer can carry back, or of one that the limits keep it from. */
    BURST(2, HostileDeeds::burst),
    /** A thousand whose Response Topics are denied. */
    BURST_OF_DENIED(1, HostileDeeds::burstOfDenied),
    /** A thousand with empty outputs. */
    BURST_OF_EMPTY(1, HostileDeeds::burstOfEmpty),
    /** 300 KB. */
    LARGE_PAYLOAD(10, HostileDeeds::largePayload),
    /** 20 MB. */
    HUGE_PAYLOAD(2, HostileDeeds::hugePayload),
    /** 200 MB, a few times. */
    GIANT_PAYLOAD(1, HostileDeeds::giantPayload),
    /** Any bytes. */
    GARBAGE(30, HostileDeeds::garbage),
    /** JSON with bytes that are no UTF-8. */
    NOT_UTF8(20, HostileDeeds::notUtf8),
    /** JSON with half a character. */
    LONE_SURROGATE(10, HostileDeeds::loneSurrogate),
    /** 50,000 arrays in one another. */
    DEEP_JSON(20, HostileDeeds::deepJson),
    /** Numbers of many digits. */
    HUGE_NUMBERS(20, HostileDeeds::hugeNumbers),
    /** MQTT properties and topics that are wrong or rare. */
    ODD_PROPERTIES(30, HostileDeeds::oddProperties),
    /** Messages that expire in a second. */
    EXPIRING(20, HostileDeeds::expiring),
    /** Two thousand at QoS 0. */
    QOS0_FLOOD(2, HostileDeeds::qos0Flood),
    /** Messages that come again at each subscription. */
    RETAINED(5, HostileDeeds::retained),
    /** It goes without a word, and comes back. */
    RECONNECT(10, HostileDevice::reconnect);

    /** What an action does; fails when the broker ends the connection. */
    interface Act {
        void by(HostileDevice hostile) throws IOException;
    }

    static final long SHORT_REST = 100_000_000;
    private static final long LONG_REST = 2_000_000_000;
    private static final int RARE = 2;

    private final int weight;
    private final Act act;

    HostileAction(int weight, Act act) {
        this.weight = weight;
        this.act = act;
    }

    int weight() {
        return weight;
    }

    /** Nanoseconds that the device rests behind it: what is rare is heavy, and alone should not be more than the broker can take. */
    long rest() {
        return weight <= RARE ? LONG_REST : SHORT_REST;
    }

    void by(HostileDevice hostile) throws IOException {
        act.by(hostile);
    }

    /** As it is named in {@value ChaosSettings#ACTIONS}. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Those named, separated by commas; {@code all} for all and an empty text for none. */
    static Set<HostileAction> named(String names) {
        if (names.equals("all")) {
            return EnumSet.allOf(HostileAction.class);
        }
        return Arrays.stream(names.split(",")).filter(name -> !name.isBlank()).map(HostileAction::of)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(HostileAction.class)));
    }

    private static HostileAction of(String name) {
        return Arrays.stream(values()).filter(action -> action.text().equals(name.strip())).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("-D" + ChaosSettings.ACTIONS + ": no action " + name
                        + "; expected all or some of " + Arrays.stream(values()).map(HostileAction::text).toList()));
    }
}
