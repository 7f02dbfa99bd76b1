package dev.evenkeel.objects;

import java.time.Duration;

/**
 * An instant of one process's monotonic clock, in nanoseconds from an arbitrary origin. Never compared with another
 * process's, and never with the time of day.
 */
public record Moment(long nanos) implements Comparable<Moment> {
    /** So much later. */
    public Moment plus(Duration duration) {
        return new Moment(nanos + duration.toNanos());
    }

    /** How long it is from {@code earlier} to this moment. */
    public Duration since(Moment earlier) {
        return Duration.ofNanos(nanos - earlier.nanos);
    }

    /** Whether it is earlier than the other, by the same clock. */
    public boolean isBefore(Moment other) {
        return compareTo(other) < 0;
    }

    @Override
    public int compareTo(Moment other) {
        // By difference: the origin is arbitrary and the counter may wrap (System.nanoTime).
        return Long.signum(nanos - other.nanos);
    }
}
