package dev.evenkeel.nomination;

import dev.evenkeel.api.Effect;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.caps.Constraint;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.slots.HeldSlots;
import dev.evenkeel.slots.Ledger;
import dev.evenkeel.slots.PodState;
import dev.evenkeel.slots.PodStates;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Nominates nodes ({@code status.nominatedNodeName}, KEP-5278) for waiting pods with the same rule as a pod that
 * kube-scheduler asks about, and ends nominations that fail. {@link HeldNodes} holds the slots of nominated pods,
 * whether evenkeel has nominated them or something else has.
 */
public final class Nominations {
    private final Cluster cluster;
    private final PodStates states;
    private final HeldSlots slots;
    private final HeldNodes held;
    private final NominationBook book;
    private final Nominees nominees;

    /**
     * Without nominations.
     *
     * @param held holds the slots of nominated pods
     * @param book evenkeel's own nominations
     * @param random chooses among equal nodes
     */
    public Nominations(
            Cluster cluster,
            Ledger ledger,
            HeldNodes held,
            NominationBook book,
            PlacementSettings settings,
            RandomGenerator random) {
        this.cluster = cluster;
        this.states = ledger.states();
        this.slots = ledger.slots();
        this.held = held;
        this.book = book;
        this.nominees = new Nominees(cluster, ledger.index(), book, settings, random);
    }

    /**
     * Nominates waiting pods with the same rule as this one and takes slots for them: each gets a node whose slot is
     * neither taken nor offered, and without which this pod keeps all nodes that it is offered.
     *
     * @param constraints the constraints of this pod
     * @param asked the nodes that kube-scheduler has asked about for this pod
     * @param offered those of them that the pod is offered
     */
    public void nominateSiblings(
            PodEntry entry, List<Constraint> constraints, NodeSet asked, NodeSet offered, Moment now) {
        Nominees.Round round = nominees.round(entry, asked, this::isUntouched, now);
        if (round.pods().isEmpty()) {
            return;
        }
        NodeSet free = round.nodes();
        Constraint.refuse(constraints, free);
        for (PodEntry sibling : round.pods()) {
            free.removeAll(HeldSlots.claimed(constraints, free));
            nominees.nodeFor(sibling, free).ifPresent(node -> {
                held.hold(sibling, constraints, node, now);
                // This pod may be offered slots that it does not claim, since no waiting pod could have taken them.
                boolean leavesAll = slots.lookingPastLower(
                        entry,
                        constraints,
                        () -> slots.heldForOthers(entry, constraints, offered).isEmpty());
                if (leavesAll) {
                    book.begin(sibling, cluster.table().name(node), now);
                }
                // Without a nomination the sibling holds nothing any more.
                held.follow(sibling, now);
            });
        }
    }

    /** Whether the watch has shown the pod, and nobody has asked about it yet. */
    private boolean isUntouched(String uid) {
        PodState state = states.of(uid);
        return state.reservation() == null && state.lastOffer() == null && state.lastHeard() == null;
    }

    // ---- ends

    /**
     * Ends a nomination of evenkeel's that has failed, and gives its slot back.
     *
     * @param asked the nodes that kube-scheduler asks about for the pod
     * @param suits whether the nominated node is among them and open to the pod
     */
    public void followAsking(PodEntry entry, NodeSet asked, boolean suits, Moment now) {
        book.failedBy(entry, asked, suits, now).ifPresent(own -> end(own, now));
    }

    /**
     * Ends nominations that have expired or whose node is gone or closed, gives their slots back, and has them cleared.
     */
    public void clear(Moment now) {
        book.expired(cluster, now).forEach(own -> end(own, now));
        book.clear(now);
        nominees.forget(now);
    }

    /** No node is open to the pod: ends a nomination of evenkeel's and gives back all that is held for the pod. */
    public void goesNowhere(PodEntry entry, Moment now) {
        book.of(entry.pod().id().uid()).filter(own -> !own.hasEnded()).ifPresent(own -> end(own, now));
        held.giveUp(entry);
    }

    /** The pod's nomination fails and nothing else will clear it, whatever has made it: has it cleared. */
    public void leadsNowhere(PodEntry entry, Moment now) {
        book.leadsNowhere(entry, now);
    }

    private void end(NominationBook.OwnNomination own, Moment now) {
        book.end(own, now);
        cluster.pod(own.pod()).ifPresent(held::giveUp);
    }

    // ---- effects

    /** Whether a nomination that is about to be sent is still valid. */
    public boolean sends(Effect.Nominate nominate) {
        return book.sends(nominate);
    }

    /** Takes in the result of a nomination, or of clearing it. */
    public void answered(Effect.Nomination effect, NominationOutcome outcome, Moment now) {
        boolean failed = outcome == NominationOutcome.REFUSED || outcome == NominationOutcome.NOT_NOW;
        if (effect instanceof Effect.Nominate nominate && failed) {
            book.of(nominate.pod().uid()).ifPresent(own -> end(own, now));
        }
        book.answered(effect, outcome, now);
        if (effect instanceof Effect.Unnominate) {
            // The watch may have shown another nomination of the pod in the meantime.
            cluster.pod(effect.pod()).ifPresent(entry -> held.follow(entry, now));
        }
    }

    /** How kube-scheduler has tried nominated nodes. */
    public NominationBook.Tries tries() {
        return book.tries();
    }

    /** The nominations to send and to clear since the last call. */
    public List<Effect.Nomination> take() {
        return book.take();
    }
}
