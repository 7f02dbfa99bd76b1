package dev.evenkeel.placement;

import java.time.Duration;

/**
 * The durations that the arbiter goes by.
 *
 * @param settleAfter how long after a binding was sent a read may show that it did not happen: etcd may finish a
 *     request after the API server gave up on it, which it does after some 7 s
 * @param unseenLife how long a pod that only a filter call has shown is remembered without the watch showing it
 */
public record PlacementSettings(Duration settleAfter, Duration unseenLife) {
    public static final PlacementSettings DEFAULTS =
            new PlacementSettings(Duration.ofSeconds(10), Duration.ofMinutes(10));

    public PlacementSettings {
        requirePositive("settleAfter", settleAfter);
        requirePositive("unseenLife", unseenLife);
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " must be longer than nothing, is " + duration);
        }
    }
}
