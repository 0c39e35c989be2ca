package io.bactrian.it;

/**
 * What was seen in one second.
 *
 * @param at seconds since the watch began
 * @param ready whether readiness said 200; no answer within two seconds, or as much longer as the machine is slower, is none
 * @param why what readiness gave as the reason, empty where it was ready
 * @param waited seconds that a good device has waited for its oldest answer
 * @param cause what the test had taken away just then, null for nothing
 * @param slowness how much slower the machine was than one that tests run well on, by {@link io.bactrian.kit.Echo}; at least 1
 * @param sinceCause seconds since the last such thing was given back; infinite where there was none
 */
record Moment(double at, String phase, boolean ready, String why, double waited, double slowness, String cause,
        double sinceCause, int threads, int files, long residentMegabytes) {
    @Override
    public String toString() {
        return "%.0f s (%s%s): %s, longest wait %.1f s, slowness %.1f%s".formatted(at, phase,
                cause == null ? "" : ", without " + cause,
                ready ? "ready" : "not ready", waited, slowness, why.isEmpty() ? "" : ", " + why);
    }
}
