package dev.evenkeel.slots;

import dev.evenkeel.api.Permit;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.cluster.Moment;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The bindings of one pod to one node that were permitted, as long as it is not certain what came of them. Its place is
 * given back only when no binding is unanswered and none may still take effect.
 */
final class BindAttempt {
    /** The newest permit. */
    private Permit latest;
    /** The permits whose bindings were not answered yet; one of them may be sent off at any time. */
    private final Set<Long> unanswered = new HashSet<>();
    /** When it was last learnt that the outcome of a binding is unknown. */
    private @Nullable Moment doubt;
    /** When the pod was last known to be bound, which the watch has not shown yet. */
    private @Nullable Moment bound;
    /** How long the watch is waited for before the pod is looked up again. */
    private Duration patience = Duration.ZERO;
    /** The permit that a read was asked for, if one is under way. */
    private @Nullable Permit reading;

    BindAttempt(Permit first) {
        this.latest = first;
        unanswered.add(first.number());
    }

    void permit(Permit again) {
        latest = again;
        unanswered.add(again.number());
        reading = null;
    }

    Permit latest() {
        return latest;
    }

    /** A binding was answered: its outcome is no longer awaited. */
    void answered(Permit permit) {
        unanswered.remove(permit.number());
    }

    /** The outcome of a binding is unknown: it may have taken effect, or may yet. */
    void doubted(Moment now) {
        doubt = now;
    }

    void bound(Moment now) {
        bound = now;
        doubt = null;
    }

    /** Whether it is certain that no binding has taken effect, nor will. */
    boolean isOver() {
        return unanswered.isEmpty() && doubt == null && bound == null;
    }

    /** Whether it is time to look what the API server has. */
    boolean isDue(PlacementSettings settings, Moment now) {
        if (reading != null || !unanswered.isEmpty()) {
            return false;
        }
        boolean settles = doubt != null && !now.isBefore(doubt.plus(settings.settleAfter()));
        boolean missing = bound != null && !now.isBefore(bound.plus(patience(settings)));
        return settles || missing;
    }

    /** A watch that only lags will show the pod; one that has missed it never will, and then it may be gone. */
    private Duration patience(PlacementSettings settings) {
        Duration least = patience.compareTo(settings.settleAfter()) < 0 ? settings.settleAfter() : patience;
        return least.compareTo(settings.unseenLife()) < 0 ? least : settings.unseenLife();
    }

    void read() {
        reading = latest;
    }

    /** A read has shown the pod bound, which the watch still has not: the next one is made twice as much later. */
    void readBound(PlacementSettings settings, Moment now) {
        patience = patience(settings).multipliedBy(2);
        bound(now);
    }

    /** Ends a read; tells whether what it showed still says something, since nothing was permitted meanwhile. */
    boolean wasRead(Permit permit) {
        boolean tells = reading != null && reading.number() == permit.number();
        reading = null;
        return tells;
    }
}
