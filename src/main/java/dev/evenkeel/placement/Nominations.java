package dev.evenkeel.placement;

import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.cluster.PodId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The nominations that this process has made: one a pod in all its life. The slots behind them are the {@link Ledger}'s, held
 * leases like those of nominations that others have made.
 */
final class Nominations {
    /** How long after it was asked for a nomination that was not cleared is asked to be cleared again. */
    private static final Duration CLEARED_WITHIN = Duration.ofSeconds(10);

    /**
     * One nomination.
     *
     * @param number of the node
     * @param until from then on it is to be cleared, or to be cleared again if it has ended
     * @param sent whether the API server may have it
     * @param shown whether the watch has shown it
     * @param ended whether the pod is to be scheduled like any other again, and the API server told so
     */
    record Own(PodId pod, String node, int number, Moment until, boolean sent, boolean shown, boolean ended) {
        Own asSent() {
            return new Own(pod, node, number, until, true, shown, ended);
        }

        Own asShown() {
            return new Own(pod, node, number, until, true, true, ended);
        }

        Own asEnded(Moment due) {
            return new Own(pod, node, number, due, sent, shown, true);
        }
    }

    private final NominationLimits limits;
    private final Map<String, Own> byUid = new LinkedHashMap<>();
    /** UIDs of the known pods that have had their nomination. */
    private final Set<String> once = new HashSet<>();
    /** What is to be done outside, in this order. */
    private final List<Effect.Nomination> due = new ArrayList<>();

    Nominations(NominationLimits limits) {
        this.limits = limits;
    }

    NominationLimits limits() {
        return limits;
    }

    Optional<Own> of(String uid) {
        return Optional.ofNullable(byUid.get(uid));
    }

    /** The nominations that were not forgotten yet, as a list of the caller's own. */
    List<Own> all() {
        return List.copyOf(byUid.values());
    }

    boolean isNew(String uid) {
        return !once.contains(uid);
    }

    void begin(PodEntry entry, String node, int number, Moment now) {
        PodId pod = entry.pod().id();
        once.add(pod.uid());
        byUid.put(pod.uid(), new Own(pod, node, number, now.plus(limits.life()), false, false, false));
        due.add(new Effect.Nominate(pod, entry.pod().version(), node));
    }

    /** Whether a nomination still stands that is about to be sent; from then on the API server may have it. */
    boolean sends(Effect.Nominate nominate) {
        @Nullable Own own = byUid.get(nominate.pod().uid());
        if (own == null || own.ended()) {
            return false;
        }
        byUid.put(nominate.pod().uid(), own.asSent());
        return true;
    }

    /** The watch has shown the nomination. */
    void shown(Own own) {
        byUid.put(own.pod().uid(), own.asShown());
    }

    /** The nomination is over: what the API server never had is forgotten, the rest is to be cleared at the next tick. */
    void end(Own own, Moment now) {
        if (own.sent()) {
            byUid.put(own.pod().uid(), own.asEnded(now));
        } else {
            forget(own.pod().uid());
        }
    }

    /** Asks for what has ended to be cleared, and again if that has not been answered in time. */
    void clear(Own own, Moment now) {
        byUid.put(own.pod().uid(), own.asEnded(now.plus(CLEARED_WITHIN)));
        due.add(new Effect.Unnominate(own.pod(), own.node()));
    }

    /** Nothing has to be done about the nomination any more. */
    void forget(String uid) {
        if (byUid.remove(uid) != null) {
            due.removeIf(effect -> effect.pod().uid().equals(uid));
        }
    }

    /** The pod is gone. */
    void remove(String uid) {
        forget(uid);
        once.remove(uid);
    }

    /** What is to be done outside; the caller's from now on. */
    List<Effect.Nomination> take() {
        if (due.isEmpty()) {
            return List.of();
        }
        List<Effect.Nomination> taken = List.copyOf(due);
        due.clear();
        return taken;
    }
}
