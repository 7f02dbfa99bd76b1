package dev.evenkeel.api;

import java.time.Duration;
import java.util.Set;

/**
 * The durations and switches that the arbiter goes by.
 *
 * @param settleAfter how long after an outcome was found unknown a read may show that it did not happen: etcd may finish a
 *     request after the API server gave up on it, which it does after some 7 s
 * @param unseenLife how long a pod that only a filter call has shown is remembered without the watch showing it, and a
 *     binding without the watch showing that
 * @param reservationLife how long an offer keeps its slots for its pod: longer than kube-scheduler usually takes from filter to
 *     bind, and short, since slots that nobody comes for are kept from others as long
 * @param terminatingPatience how long the end of a pod that is seen to be on its way out is waited for: until then who could
 *     have its place is put off rather than refused; longer than pods are given to end by default, 30 s
 * @param binds whether bindings come this way and are checked; if another binds, a reservation is all that keeps siblings apart
 * @param nominations how far nodes are nominated for waiting pods
 * @param schedulers the names of the schedulers whose pods come this way; if there are none, those that calls have shown
 */
public record PlacementSettings(
        Duration settleAfter,
        Duration unseenLife,
        Duration reservationLife,
        Duration terminatingPatience,
        boolean binds,
        NominationLimits nominations,
        Set<String> schedulers) {
    private static final Duration USUAL_PATIENCE = Duration.ofSeconds(40);

    public static final PlacementSettings DEFAULTS =
            new PlacementSettings(Duration.ofSeconds(10), Duration.ofMinutes(10), Duration.ofSeconds(10), true);

    public PlacementSettings {
        schedulers = Set.copyOf(schedulers);
        requirePositive("settleAfter", settleAfter);
        requirePositive("unseenLife", unseenLife);
        requirePositive("reservationLife", reservationLife);
        requirePositive("terminatingPatience", terminatingPatience);
    }

    /** Settings by which nothing is nominated, and pods on their way out are waited for as long as usual. */
    public PlacementSettings(Duration settleAfter, Duration unseenLife, Duration reservationLife, boolean binds) {
        this(settleAfter, unseenLife, reservationLife, USUAL_PATIENCE, binds, NominationLimits.OFF, Set.of());
    }

    /** The same settings, with nominations. */
    public PlacementSettings nominating(NominationLimits limits) {
        return new PlacementSettings(
                settleAfter, unseenLife, reservationLife, terminatingPatience, binds, limits, schedulers);
    }

    /** The same settings, with another patience with pods on their way out. */
    public PlacementSettings waiting(Duration patience) {
        return new PlacementSettings(
                settleAfter, unseenLife, reservationLife, patience, binds, nominations, schedulers);
    }

    /** The same settings, for the pods of these schedulers; none for those that calls show. */
    public PlacementSettings serving(Set<String> names) {
        return new PlacementSettings(
                settleAfter, unseenLife, reservationLife, terminatingPatience, binds, nominations, names);
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " must be longer than nothing, is " + duration);
        }
    }
}
