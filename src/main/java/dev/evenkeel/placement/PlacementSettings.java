package dev.evenkeel.placement;

import java.time.Duration;
import java.util.Set;

/**
 * The durations and switches that the arbiter goes by.
 *
 * @param settleAfter how long after an outcome was found unknown a read may show that it did not happen: etcd may finish a
 *     request after the API server gave up on it, which it does after some 7 s
 * @param unseenLife how long a pod that only a filter call has shown is remembered without the watch showing it, and a
 *     binding without the watch showing that
 * @param leaseLife how long an offer keeps its slots for its pod: longer than kube-scheduler usually takes from filter to
 *     bind, and short, since slots that nobody comes for are kept from others as long
 * @param binds whether bindings come this way and are checked; if another binds, a lease is all that keeps siblings apart
 * @param nominations how far nodes are nominated for waiting pods
 * @param schedulers the names of the schedulers whose pods come this way; if there are none, those that calls have shown
 */
public record PlacementSettings(
        Duration settleAfter,
        Duration unseenLife,
        Duration leaseLife,
        boolean binds,
        NominationLimits nominations,
        Set<String> schedulers) {
    public static final PlacementSettings DEFAULTS =
            new PlacementSettings(Duration.ofSeconds(10), Duration.ofMinutes(10), Duration.ofSeconds(10), true);

    public PlacementSettings {
        schedulers = Set.copyOf(schedulers);
        requirePositive("settleAfter", settleAfter);
        requirePositive("unseenLife", unseenLife);
        requirePositive("leaseLife", leaseLife);
    }

    /** Settings by which nothing is nominated. */
    public PlacementSettings(Duration settleAfter, Duration unseenLife, Duration leaseLife, boolean binds) {
        this(settleAfter, unseenLife, leaseLife, binds, NominationLimits.OFF, Set.of());
    }

    /** The same settings, with nominations. */
    public PlacementSettings nominating(NominationLimits limits) {
        return new PlacementSettings(settleAfter, unseenLife, leaseLife, binds, limits, schedulers);
    }

    /** The same settings, for the pods of these schedulers; none for those that calls show. */
    public PlacementSettings serving(Set<String> names) {
        return new PlacementSettings(settleAfter, unseenLife, leaseLife, binds, nominations, names);
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " must be longer than nothing, is " + duration);
        }
    }
}
