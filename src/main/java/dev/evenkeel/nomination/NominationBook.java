package dev.evenkeel.nomination;

import dev.evenkeel.api.Effect;
import dev.evenkeel.api.NominationLimits;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.objects.PodId;
import dev.evenkeel.objects.Resources;
import dev.evenkeel.objects.Versions;
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
 * The nominations that this process has made, at most one for each pod, and their states: made, sent, tried, ended.
 * Their slots are reservations in the {@link Ledger}, like those of nominations that others have made.
 */
public final class NominationBook {
    /** After this time without an answer, clearing a nomination is requested again. */
    private static final Duration CLEARED_WITHIN = Duration.ofSeconds(10);

    /** How long kube-scheduler may prepare a pod's volumes before it binds it (its bindTimeoutSeconds). */
    private static final Duration PREPARATION = Duration.ofMinutes(10);
    /** For how long nothing is nominated after the API server was overloaded or did not answer. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /**
     * One nomination.
     *
     * @param version the pod's resourceVersion for which it was made; a later one either has the nomination, or never
     *     will
     * @param until when it is to be cleared, or cleared again if it has ended
     * @param uncertain if it is not known whether the API server has taken it, until when it still may
     * @param stage its state
     */
    record OwnNomination(PodId pod, long version, String node, Moment until, Optional<Moment> uncertain, Stage stage) {
        OwnNomination asSent() {
            return new OwnNomination(pod, version, node, until, uncertain, Stage.SENT);
        }

        OwnNomination triedUntil(Moment latest) {
            return new OwnNomination(pod, version, node, latest, uncertain, Stage.TRIED);
        }

        OwnNomination endedUntil(Moment due) {
            return new OwnNomination(pod, version, node, due, uncertain, Stage.ENDED);
        }

        OwnNomination uncertainUntil(Moment latest) {
            return new OwnNomination(pod, version, node, until, Optional.of(latest), stage);
        }

        boolean isSent() {
            return stage != Stage.MADE;
        }

        boolean hasEnded() {
            return stage == Stage.ENDED;
        }
    }

    /** The states of a nomination, in their order; it never goes back. */
    enum Stage {
        /** It has not been sent. */
        MADE,
        /** It has been sent, and the API server may have it. */
        SENT,
        /** kube-scheduler has been offered its node. */
        TRIED,
        /** It is void and has to be cleared at the API server. */
        ENDED
    }

    private final NominationLimits limits;
    private final Duration settleAfter;
    private final Map<String, OwnNomination> byUid = new LinkedHashMap<>();
    /** UIDs of the known pods that have been nominated. */
    private final Set<String> once = new HashSet<>();

    private Tries tries = new Tries(0, 0);
    private Optional<Moment> pausedUntil = Optional.empty();
    /** The effects to be carried out, in this order. */
    private final List<Effect.Nomination> due = new ArrayList<>();

    /** Without nominations. */
    public NominationBook(PlacementSettings settings) {
        this.limits = settings.nominations();
        this.settleAfter = settings.settleAfter();
    }

    Optional<OwnNomination> of(String uid) {
        return Optional.ofNullable(byUid.get(uid));
    }

    boolean isNew(String uid) {
        return !once.contains(uid);
    }

    /** Whether nothing is to be nominated now, to spare the API server. */
    boolean isPaused(Moment now) {
        return pausedUntil.filter(now::isBefore).isPresent();
    }

    /** How many nominated pods are not bound yet, those whose binding is under way included, as it may fail. */
    int outstanding(Cluster cluster) {
        int outstanding = 0;
        for (OwnNomination own : byUid.values()) {
            outstanding += cluster.pod(own.pod()).filter(PodEntry::isBound).isPresent() ? 0 : 1;
        }
        return outstanding;
    }

    /** The requests of the pods that are nominated to a node and have no place yet. */
    Resources requests(Cluster cluster, int number) {
        Resources requests = Resources.NONE;
        String node = cluster.table().name(number);
        for (OwnNomination own : byUid.values()) {
            if (own.node().equals(node)) {
                requests = requests.plus(cluster.pod(own.pod())
                        .filter(entry -> !entry.isPlaced())
                        .map(entry -> entry.pod().requests())
                        .orElse(Resources.NONE));
            }
        }
        return requests;
    }

    // ---- the states of a nomination

    /** Nominates the pod; the effect is among the next that are taken. */
    void begin(PodEntry entry, String node, Moment now) {
        PodId pod = entry.pod().id();
        once.add(pod.uid());
        long version = entry.pod().version();
        byUid.put(
                pod.uid(),
                new OwnNomination(pod, version, node, now.plus(limits.life()), Optional.empty(), Stage.MADE));
        due.add(new Effect.Nominate(pod, version, node));
    }

    /** Whether a nomination that is about to be sent is still valid; if so, it counts as sent. */
    boolean sends(Effect.Nominate nominate) {
        @Nullable OwnNomination own = byUid.get(nominate.pod().uid());
        if (own == null || own.hasEnded()) {
            return false;
        }
        byUid.put(own.pod().uid(), own.asSent());
        return true;
    }

    /**
     * The node that the pod is nominated to: as the watch has shown it, or as this process has nominated it if the
     * watch cannot have shown that yet. Forgets a nomination that the watch shows to be replaced or cleared.
     */
    public Optional<String> nodeOf(Pod pod) {
        Optional<String> seen = pod.scheduling().nominated();
        @Nullable OwnNomination own = byUid.get(pod.id().uid());
        if (own == null) {
            return seen;
        }
        boolean later = Versions.isOlder(own.version(), pod.version());
        boolean others = seen.filter(node -> !node.equals(own.node())).isPresent();
        if (others || (seen.isEmpty() && later)) {
            // It has been replaced or cleared by something else.
            forget(own.pod().uid());
            return seen;
        }
        return own.hasEnded() ? Optional.empty() : Optional.of(own.node());
    }

    /**
     * The nomination of the pod if it has failed by what kube-scheduler asks about: the node is not open to the pod, or
     * kube-scheduler tries the pod for the second time, or before the nomination was sent. Otherwise kube-scheduler is
     * going to take the node, and may then prepare volumes there.
     *
     * @param suits whether the nominated node is among {@code asked} and open to the pod
     */
    Optional<OwnNomination> failedBy(PodEntry entry, NodeSet asked, boolean suits, Moment now) {
        @Nullable OwnNomination own = byUid.get(entry.pod().id().uid());
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

    /** How often kube-scheduler has tried nominated nodes. */
    Tries tries() {
        return tries;
    }

    /**
     * How often kube-scheduler has tried nominated nodes, since the start.
     *
     * @param alone how often it asked about that node only
     * @param amongOthers how often it asked about other nodes too, as if it had not seen the nomination yet
     */
    public record Tries(long alone, long amongOthers) {
        Tries oneMoreAlone() {
            return new Tries(alone + 1, amongOthers);
        }

        Tries oneMoreAmongOthers() {
            return new Tries(alone, amongOthers + 1);
        }
    }

    // ---- the end of a nomination

    /**
     * The nominations to end: they have expired, or their node is gone or closed. Forgets those of pods that are bound
     * or being deleted, which hold nothing.
     */
    List<OwnNomination> expired(Cluster cluster, Moment now) {
        List<OwnNomination> expired = new ArrayList<>();
        for (OwnNomination own : List.copyOf(byUid.values())) {
            @Nullable PodEntry entry = cluster.pod(own.pod()).orElse(null);
            if (entry == null || entry.isBound() || entry.pod().phase() != Pod.Phase.LIVE) {
                forget(own.pod().uid());
            } else if (!entry.isPlaced()
                    && !own.hasEnded()
                    && (!now.isBefore(own.until())
                            || !cluster.isOpen(cluster.table().number(own.node())))) {
                expired.add(own);
            }
        }
        return expired;
    }

    /** Ends a nomination: one that was never sent is forgotten, another one is cleared at the next tick. */
    void end(OwnNomination own, Moment now) {
        if (own.isSent()) {
            byUid.put(own.pod().uid(), own.endedUntil(now));
        } else {
            forget(own.pod().uid());
        }
    }

    /**
     * The pod's nomination fails, and kube-scheduler does not clear it. It is cleared at the next tick even if another
     * process has made it, such as an evenkeel that has been restarted since. Does nothing if nominations are off.
     */
    void leadsNowhere(PodEntry entry, Moment now) {
        Pod pod = entry.pod();
        String uid = pod.id().uid();
        if (limits.isOff() || byUid.containsKey(uid)) {
            return;
        }
        pod.scheduling().nominated().ifPresent(node -> {
            once.add(uid);
            byUid.put(uid, new OwnNomination(pod.id(), pod.version(), node, now, Optional.empty(), Stage.ENDED));
        });
    }

    /** Requests that ended nominations be cleared, and again if that was not answered in time. */
    void clear(Moment now) {
        pausedUntil = pausedUntil.filter(now::isBefore);
        for (OwnNomination own : List.copyOf(byUid.values())) {
            if (own.hasEnded() && !now.isBefore(own.until())) {
                byUid.put(own.pod().uid(), own.endedUntil(now.plus(CLEARED_WITHIN)));
                due.add(new Effect.Unnominate(own.pod(), own.node()));
            }
        }
    }

    /** Takes in the result of a nomination, or of clearing it. An unknown one stays as it is, and is cleared later. */
    void answered(Effect.Nomination effect, NominationOutcome outcome, Moment now) {
        if (outcome == NominationOutcome.NOT_NOW || outcome == NominationOutcome.UNKNOWN) {
            pausedUntil = Optional.of(now.plus(PAUSE));
        }
        @Nullable OwnNomination own = byUid.get(effect.pod().uid());
        if (own == null) {
            return;
        }
        switch (effect) {
            case Effect.Nominate nominate -> {
                switch (outcome) {
                    case DONE -> {
                        // It stays until the pod is bound or it expires.
                    }
                    case REFUSED, NOT_NOW -> forget(own.pod().uid());
                    case UNKNOWN -> byUid.put(own.pod().uid(), own.uncertainUntil(now.plus(settleAfter)));
                }
            }
            case Effect.Unnominate clear -> {
                // There was nothing to clear, but the API server may still take the nomination.
                boolean mayBeTaken = own.uncertain().filter(now::isBefore).isPresent();
                if (outcome == NominationOutcome.DONE || (outcome == NominationOutcome.REFUSED && !mayBeTaken)) {
                    forget(own.pod().uid());
                }
            }
        }
    }

    /** The pod has a place: a nomination that was not sent is not needed any more. */
    public void permitted(String uid) {
        of(uid).filter(own -> !own.isSent()).ifPresent(own -> forget(uid));
    }

    /** Forgets the nomination and its pending effects. */
    private void forget(String uid) {
        if (byUid.remove(uid) != null) {
            due.removeIf(effect -> effect.pod().uid().equals(uid));
        }
    }

    /** The pod did not take the nominated node: ends the nomination. */
    public void withdrawn(String uid, Moment sent) {
        of(uid).ifPresent(own -> end(own, sent));
    }

    /** The pod is known no more. */
    public void gone(String uid) {
        forget(uid);
        once.remove(uid);
    }

    /** The effects to carry out since the last call. */
    List<Effect.Nomination> take() {
        if (due.isEmpty()) {
            return List.of();
        }
        List<Effect.Nomination> taken = List.copyOf(due);
        due.clear();
        return taken;
    }
}
