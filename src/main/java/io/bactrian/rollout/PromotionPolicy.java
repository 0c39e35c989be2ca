package io.bactrian.rollout;

/** How single versions come into service, where that is said apart from the configuration. Any thread. */
@FunctionalInterface
public interface PromotionPolicy {
    /** Null for {@code bactrian.rollout.promote}. */
    Promote of(String model, int version);
}
