package dev.evenkeel.leadership;

import java.time.Duration;

/**
 * The durations of leader election, named as client-go and the settings {@code evenkeel.leader.*} name them.
 *
 * @param duration how long a Lease holds after a renewal, for those who wait for its end
 * @param renewDeadline how long after sending its last successful renewal a holder continues; shorter than
 *     {@code duration} by more than clocks' rates differ
 * @param confirmWithin where a scheduler's Lease is followed: how long after asking for it an instance relies on what
 *     it read. Longer than {@code retryPeriod}
 * @param retryPeriod between two reads of the Lease, or two renewals
 * @param quietMargin how long after the end of the authority to send it a binding may still take effect: its deadline
 *     and the setting of this name together
 */
public record LeaseTimes(
        Duration duration, Duration renewDeadline, Duration confirmWithin, Duration retryPeriod, Duration quietMargin) {
    public static final LeaseTimes DEFAULTS = new LeaseTimes(
            Duration.ofSeconds(15),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10));

    public LeaseTimes {
        requireLonger("duration", duration, renewDeadline);
        requireLonger("renewDeadline", renewDeadline, retryPeriod);
        requireLonger("confirmWithin", confirmWithin, retryPeriod);
        requireLonger("retryPeriod", retryPeriod, Duration.ZERO);
        if (quietMargin.isNegative()) {
            throw new IllegalArgumentException("quietMargin must not be negative, is " + quietMargin);
        }
    }

    private static void requireLonger(String name, Duration duration, Duration than) {
        if (duration.compareTo(than) <= 0) {
            throw new IllegalArgumentException(name + " must be longer than " + than + ", is " + duration);
        }
    }
}
