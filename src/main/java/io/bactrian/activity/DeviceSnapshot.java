package io.bactrian.activity;

import java.util.List;
import java.util.Locale;

import io.bactrian.enrich.DeviceProfile;
import io.bactrian.model.Manifest;
import io.bactrian.telemetry.ErrorCode;

/**
 * What a device said lately, at one moment. Times are in milliseconds since the epoch.
 *
 * @param seen       when its last message came
 * @param state      what that one led to
 * @param profile    of the device directory; null before it was answered
 * @param model      the version that answered last; null before it was answered
 * @param label      of the last answer, or null
 * @param score      of the last answer, or NaN
 * @param have       rows in its window
 * @param need       rows that an answer needs
 * @param anomalous  whether a detector's last answer was not the normal one
 * @param outOfRange channels of the last message whose values are not in the range that the directory states
 * @param answers    since it is known
 * @param errors     messages that were refused since it is known
 * @param refusal    the last; null for none
 * @param anomaly    the last; null for none
 * @param history    null where there is no memory for it
 * @param channels   null where they are not kept
 */
public record DeviceSnapshot(String device, long seen, State state, DeviceProfile profile, Manifest model, String label,
        double score,
        int have, int need, boolean anomalous, List<String> outOfRange, long answers, long errors, Refusal refusal,
        Anomaly anomaly,
        ScoreHistory.Points history, ChannelHistory.Rows channels) {

    /** How many answers its history has had, those that are no more in it included; 0 where there is none. */
    public long historyWritten() {
        return history == null ? 0 : history.written();
    }

    /** The same of its channels. */
    public long channelsWritten() {
        return channels == null ? 0 : channels.written();
    }

    /** What a message led to. */
    enum State {
        ANSWERED, WARMING, REFUSED;

        private final String text = name().toLowerCase(Locale.ROOT);

        String text() {
            return text;
        }
    }

    /** A message that was refused. */
    record Refusal(long at, ErrorCode code, String message) {
    }

    /**
     * An answer that was not the normal one; of a model that is no detector, one that says why.
     *
     * @param why           null where the manifest does not ask for it
     * @param contributions by channel; not copied; null for none
     */
    record Anomaly(long at, String label, double score, Manifest.Why why, double[] contributions) {
    }
}
