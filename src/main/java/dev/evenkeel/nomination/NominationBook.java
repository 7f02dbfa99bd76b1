package dev.evenkeel.nomination;

import dev.evenkeel.api.Effect;
import dev.evenkeel.api.NominationLimits;
import dev.evenkeel.api.NominationOutcome;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.Moment;
import dev.evenkeel.cluster.NodeSet;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.cluster.PodId;
import dev.evenkeel.cluster.Resources;
import dev.evenkeel.cluster.Versions;
import dev.evenkeel.slots.Ledger;
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
 * reservations like those of nominations that others have made.
 */
public final class NominationBook {
    /** How long after it was asked for a nomination that was not cleared is asked to be cleared again. */
    private static final Duration CLEARED_WITHIN = Duration.ofSeconds(10);

    /** How long kube-scheduler may work on a pod's volumes before it binds it (its bindTimeoutSeconds). */
    private static final Duration PREPARATION = Duration.ofMinutes(10);
    /** For how long nothing is nominated after the API server had too much to do, or did not answer. */
    private static final Duration REST = Duration.ofSeconds(5);

    /**
     * One nomination.
     *
     * @param version of the pod for which it was made; in any later one the API server either has the nomination, or never will
     * @param until from then on it is to be cleared, or to be cleared again if it has ended
     * @param unsettled until when the API server may still take it, if whether it has is not known
     * @param stage how far it has come
     */
    record Own(PodId pod, long version, String node, Moment until, Optional<Moment> unsettled, Stage stage) {
        Own asSent() {
            return new Own(pod, version, node, until, unsettled, Stage.SENT);
        }

        Own triedUntil(Moment latest) {
            return new Own(pod, version, node, latest, unsettled, Stage.TRIED);
        }

        Own endedUntil(Moment due) {
            return new Own(pod, version, node, due, unsettled, Stage.ENDED);
        }

        Own unsettledUntil(Moment latest) {
            return new Own(pod, version, node, until, Optional.of(latest), stage);
        }

        boolean isSent() {
            return stage != Stage.MADE;
        }

        boolean hasEnded() {
            return stage == Stage.ENDED;
        }
    }

    /** How far a nomination has come; never back. */
    enum Stage {
        /** It was not sent yet. */
        MADE,
        /** The API server may have it. */
        SENT,
        /** kube-scheduler was offered its node. */
        TRIED,
        /** The pod is to be scheduled like any other again, and the API server told so. */
        ENDED
    }

    private final NominationLimits limits;
    private final Duration settleAfter;
    private final Map<String, Own> byUid = new LinkedHashMap<>();
    /** UIDs of the known pods that have had their nomination. */
    private final Set<String> once = new HashSet<>();

    private Tries tries = new Tries(0, 0);
    private Optional<Moment> restUntil = Optional.empty();
    /** What is to be done outside, in this order. */
    private final List<Effect.Nomination> due = new ArrayList<>();

    public NominationBook(PlacementSettings settings) {
        this.limits = settings.nominations();
        this.settleAfter = settings.settleAfter();
    }

    Optional<Own> of(String uid) {
        return Optional.ofNullable(byUid.get(uid));
    }

    boolean isNew(String uid) {
        return !once.contains(uid);
    }

    /** Whether the API server is to be left alone with nominations for now. */
    boolean isAtRest(Moment now) {
        return restUntil.filter(now::isBefore).isPresent();
    }

    /** How many nominated pods are not bound yet. Those whose binding is under way are among them, as it may fail. */
    int outstanding(Cluster cluster) {
        int outstanding = 0;
        for (Own own : byUid.values()) {
            outstanding += cluster.pod(own.pod()).filter(PodEntry::isBound).isPresent() ? 0 : 1;
        }
        return outstanding;
    }

    /** What pods that are nominated to a node and have no place yet will want there. */
    Resources requests(Cluster cluster, int number) {
        Resources requests = Resources.NONE;
        String node = cluster.table().name(number);
        for (Own own : byUid.values()) {
            if (own.node().equals(node)) {
                requests = requests.plus(cluster.pod(own.pod())
                        .filter(entry -> !entry.isPlaced())
                        .map(entry -> entry.pod().requests())
                        .orElse(Resources.NONE));
            }
        }
        return requests;
    }

    // ---- a nomination's way

    void begin(PodEntry entry, String node, Moment now) {
        PodId pod = entry.pod().id();
        once.add(pod.uid());
        long version = entry.pod().version();
        byUid.put(pod.uid(), new Own(pod, version, node, now.plus(limits.life()), Optional.empty(), Stage.MADE));
        due.add(new Effect.Nominate(pod, version, node));
    }

    /** Whether a nomination still stands that is about to be sent; from then on the API server may have it. */
    boolean sends(Effect.Nominate nominate) {
        @Nullable Own own = byUid.get(nominate.pod().uid());
        if (own == null || own.hasEnded()) {
            return false;
        }
        byUid.put(own.pod().uid(), own.asSent());
        return true;
    }

    /**
     * The node that the pod is nominated to: by what is known of it, or by this process if that cannot have been shown yet.
     * Forgets a nomination that what is shown has outlived.
     */
    public Optional<String> nodeOf(Pod pod) {
        Optional<String> seen = pod.scheduling().nominated();
        @Nullable Own own = byUid.get(pod.id().uid());
        if (own == null) {
            return seen;
        }
        boolean later = Versions.isOlder(own.version(), pod.version());
        boolean others = seen.filter(node -> !node.equals(own.node())).isPresent();
        if (others || (seen.isEmpty() && later)) {
            // Somebody else knows better, or has cleared it.
            forget(own.pod().uid());
            return seen;
        }
        return own.hasEnded() ? Optional.empty() : Optional.of(own.node());
    }

    /**
     * The nomination of the pod if what kube-scheduler asks about shows that it leads nowhere: the node will not do; it comes to
     * the pod for the second time; or it comes before the nomination was even sent. Otherwise it is going to take the node, and
     * may then make volumes there.
     *
     * @param suits whether the nominated node is among {@code asked}, and one that the pod may go to
     */
    Optional<Own> failedBy(PodEntry entry, NodeSet asked, boolean suits, Moment now) {
        @Nullable Own own = byUid.get(entry.pod().id().uid());
        if (own == null || own.hasEnded()) {
            return Optional.empty();
        }
        if (own.stage() != Stage.SENT || !suits) {
            return Optional.of(own);
        }
        tries = asked.size() == 1 ? tries.oneMoreAlone() : tries.oneMoreAmongOthers();
        byUid.put(own.pod().uid(), own.triedUntil(now.plus(PREPARATION)));
        return Optional.empty();
    }

    /** How kube-scheduler has come to nodes that were nominated. */
    Tries tries() {
        return tries;
    }

    /**
     * How kube-scheduler has come to nodes that were nominated, since the start.
     *
     * @param alone it asked about that node only
     * @param amongOthers it had looked at others too, as if it had not heard of the nomination yet
     */
    public record Tries(long alone, long amongOthers) {
        Tries oneMoreAlone() {
            return new Tries(alone + 1, amongOthers);
        }

        Tries oneMoreAmongOthers() {
            return new Tries(alone, amongOthers + 1);
        }
    }

    // ---- its end

    /**
     * The nominations that are to end: their time is over, or their node is gone or closed. Those of pods that are bound or
     * leave are forgotten: by that they keep nothing from anybody.
     */
    List<Own> over(Cluster cluster, Moment now) {
        List<Own> over = new ArrayList<>();
        for (Own own : List.copyOf(byUid.values())) {
            @Nullable PodEntry entry = cluster.pod(own.pod()).orElse(null);
            if (entry == null || entry.isBound() || entry.pod().phase() != Pod.Phase.LIVE) {
                forget(own.pod().uid());
            } else if (!entry.isPlaced()
                    && !own.hasEnded()
                    && (!now.isBefore(own.until())
                            || !cluster.isOpen(cluster.table().number(own.node())))) {
                over.add(own);
            }
        }
        return over;
    }

    /** The nomination is over: what the API server never had is forgotten, the rest is to be cleared at the next tick. */
    void end(Own own, Moment now) {
        if (own.isSent()) {
            byUid.put(own.pod().uid(), own.endedUntil(now));
        } else {
            forget(own.pod().uid());
        }
    }

    /**
     * What the pod is nominated to leads nowhere, and kube-scheduler leaves it as it is. It is cleared at the next tick, whoever has
     * made it: it may be of a process of evenkeel's that is gone. Not where nothing is nominated, and nothing may be cleared.
     */
    void leadsNowhere(PodEntry entry, Moment now) {
        Pod pod = entry.pod();
        String uid = pod.id().uid();
        if (limits.isOff() || byUid.containsKey(uid)) {
            return;
        }
        pod.scheduling().nominated().ifPresent(node -> {
            once.add(uid);
            byUid.put(uid, new Own(pod.id(), pod.version(), node, now, Optional.empty(), Stage.ENDED));
        });
    }

    /** Asks for those that have ended to be cleared, and again if that has not been answered in time. */
    void clear(Moment now) {
        restUntil = restUntil.filter(now::isBefore);
        for (Own own : List.copyOf(byUid.values())) {
            if (own.hasEnded() && !now.isBefore(own.until())) {
                byUid.put(own.pod().uid(), own.endedUntil(now.plus(CLEARED_WITHIN)));
                due.add(new Effect.Unnominate(own.pod(), own.node()));
            }
        }
    }

    /** What came of a nomination, or of clearing it. What is not known stands, or is cleared again, in its time. */
    void answered(Effect.Nomination effect, NominationOutcome outcome, Moment now) {
        if (outcome == NominationOutcome.NOT_NOW || outcome == NominationOutcome.UNKNOWN) {
            restUntil = Optional.of(now.plus(REST));
        }
        @Nullable Own own = byUid.get(effect.pod().uid());
        if (own == null) {
            return;
        }
        switch (effect) {
            case Effect.Nominate nominate -> {
                switch (outcome) {
                    case DONE -> {
                        // It stands.
                    }
                    case REFUSED, NOT_NOW -> forget(own.pod().uid());
                    case UNKNOWN -> byUid.put(own.pod().uid(), own.unsettledUntil(now.plus(settleAfter)));
                }
            }
            case Effect.Unnominate clear -> {
                // There was nothing to be cleared; but it may come yet.
                boolean mayCome = own.unsettled().filter(now::isBefore).isPresent();
                if (outcome == NominationOutcome.DONE || (outcome == NominationOutcome.REFUSED && !mayCome)) {
                    forget(own.pod().uid());
                }
            }
        }
    }

    /** The pod has its place, and needs no nomination any more that was not sent yet. */
    public void permitted(String uid) {
        of(uid).filter(own -> !own.isSent()).ifPresent(own -> forget(uid));
    }

    /** Nothing has to be done about the nomination any more. */
    private void forget(String uid) {
        if (byUid.remove(uid) != null) {
            due.removeIf(effect -> effect.pod().uid().equals(uid));
        }
    }

    /** A nomination that its pod did not take has led nowhere. */
    public void withdrawn(String uid, Moment sent) {
        of(uid).ifPresent(own -> end(own, sent));
    }

    public void gone(String uid) {
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
