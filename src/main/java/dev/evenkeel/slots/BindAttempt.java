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
 *
 * @param latest the newest permit
 * @param unanswered the permits whose bindings were not answered yet; one of them may be sent off at any time
 * @param doubt when it was last learnt that the outcome of a binding is unknown
 * @param bound when the pod was last known to be bound, which the watch has not shown yet
 * @param patience how long the watch is waited for before the pod is looked up again
 * @param reading the permit that a read was asked for, if one is under way
 */
public record BindAttempt(
        Permit latest,
        Set<Long> unanswered,
        @Nullable Moment doubt,
        @Nullable Moment bound,
        Duration patience,
        @Nullable Permit reading) {
    public BindAttempt {
        unanswered = Set.copyOf(unanswered);
    }

    /** The first permit of a pod. */
    static BindAttempt of(Permit first) {
        return new BindAttempt(first, Set.of(first.number()), null, null, Duration.ZERO, null);
    }

    /** One more permit, to the same node. What a read that is under way shows says nothing any more. */
    BindAttempt permitted(Permit again) {
        Set<Long> open = new HashSet<>(unanswered);
        open.add(again.number());
        return new BindAttempt(again, open, doubt, bound, patience, null);
    }

    /** A binding was answered: its outcome is no longer awaited. */
    BindAttempt answered(Permit permit) {
        Set<Long> open = new HashSet<>(unanswered);
        open.remove(permit.number());
        return new BindAttempt(latest, open, doubt, bound, patience, reading);
    }

    /** The outcome of a binding is unknown: it may have taken effect, or may yet. */
    BindAttempt doubted(Moment now) {
        return new BindAttempt(latest, unanswered, now, bound, patience, reading);
    }

    /** A binding has taken effect. */
    BindAttempt succeeded(Moment now) {
        return new BindAttempt(latest, unanswered, null, now, patience, reading);
    }

    /** Whether it is certain that no binding has taken effect, nor will. */
    boolean isOver() {
        return unanswered.isEmpty() && doubt == null && bound == null;
    }

    // ---- reads

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

    /** A read begins. */
    BindAttempt readBegins() {
        return new BindAttempt(latest, unanswered, doubt, bound, patience, latest);
    }

    /** A read has ended. */
    BindAttempt readEnded() {
        return new BindAttempt(latest, unanswered, doubt, bound, patience, null);
    }

    /** Whether what the read for this permit shows still says something, since nothing was permitted meanwhile. */
    boolean isReadFor(Permit permit) {
        return reading != null && reading.number() == permit.number();
    }

    /** A read has shown the pod bound, which the watch still has not: the next one is made twice as much later. */
    BindAttempt readBound(PlacementSettings settings, Moment now) {
        return new BindAttempt(latest, unanswered, null, now, patience(settings).multipliedBy(2), reading);
    }
}
