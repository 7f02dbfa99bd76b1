package dev.evenkeel.leadership;

import java.time.Duration;

/**
 * The durations that leadership goes by.
 *
 * @param duration how long a Lease holds after a renewal, for those who wait for its end
 * @param renewal how long after it sent off its last successful renewal a holder goes on; shorter than {@code duration} by
 *     more than clocks' rates differ
 * @param confirmation where a scheduler's Lease is followed: how long after it asked for it an instance goes on by what it
 *     read. Longer than {@code pause}
 * @param pause between two looks at the Lease, or two renewals
 * @param quiet how long a binding may take effect after the authority to send it has ended
 */
public record LeaseTimes(Duration duration, Duration renewal, Duration confirmation, Duration pause, Duration quiet) {
    public static final LeaseTimes DEFAULTS = new LeaseTimes(
            Duration.ofSeconds(15),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10));

    public LeaseTimes {
        requireLonger("duration", duration, renewal);
        requireLonger("renewal", renewal, pause);
        requireLonger("confirmation", confirmation, pause);
        requireLonger("pause", pause, Duration.ZERO);
        if (quiet.isNegative()) {
            throw new IllegalArgumentException("quiet must not be negative, is " + quiet);
        }
    }

    private static void requireLonger(String name, Duration duration, Duration than) {
        if (duration.compareTo(than) <= 0) {
            throw new IllegalArgumentException(name + " must be longer than " + than + ", is " + duration);
        }
    }
}
