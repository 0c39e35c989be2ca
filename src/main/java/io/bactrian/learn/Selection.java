package io.bactrian.learn;

import java.util.Set;

import io.bactrian.model.SampleReason;

/**
 * What was decided of one message.
 *
 * @param reasons     why it is kept; empty where it is not, in the order of {@link SampleReason}
 * @param probability with which a message like this was to be kept at that moment, above 0; NaN where nobody knows
 */
public record Selection(Set<SampleReason> reasons, double probability) {
    public static final Selection EVERY = new Selection(Set.of(SampleReason.EVERY), 1);
    static final Selection NOT = new Selection(Set.of(), Double.NaN);
    static final Selection OVER_QUOTA = new Selection(Set.of(), Double.NaN);

    public boolean kept() {
        return !reasons.isEmpty();
    }

    /** There was a reason, and a quota left it out. */
    public boolean overQuota() {
        return this == OVER_QUOTA;
    }

    /** {@code entropy,random}. */
    public String reason() {
        if (reasons.size() == 1) {
            return reasons.iterator().next().text();
        }
        StringBuilder text = new StringBuilder();
        for (SampleReason reason : reasons) {
            text.append(text.isEmpty() ? "" : ",").append(reason.text());
        }
        return text.toString();
    }
}
