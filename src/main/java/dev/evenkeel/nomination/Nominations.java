package dev.evenkeel.nomination;

import dev.evenkeel.api.Effect;
import dev.evenkeel.api.NominationOutcome;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.Moment;
import dev.evenkeel.cluster.NodeSet;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.slots.Constraint;
import dev.evenkeel.slots.HeldSlots;
import dev.evenkeel.slots.Ledger;
import dev.evenkeel.slots.PodState;
import dev.evenkeel.slots.PodStates;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Nominates nodes ({@code status.nominatedNodeName}, KEP-5278) for pods that wait for the same as one that kube-scheduler asks
 * about, and ends what leads nowhere. The slots behind nominations, whoever has made them, are held by {@link HeldNodes}.
 */
public final class Nominations {
    private final Cluster cluster;
    private final PodStates states;
    private final HeldSlots slots;
    private final HeldNodes held;
    private final NominationBook book;
    private final Nominees nominees;

    /**
     * Nothing is nominated yet.
     *
     * @param held holds the nodes that pods are nominated to
     * @param book evenkeel's own nominations
     * @param random decides between equal nodes
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
        this.slots = new HeldSlots(states, settings.binds());
        this.held = held;
        this.book = book;
        this.nominees = new Nominees(cluster, ledger.index(), book, settings, random);
    }

    /**
     * Takes slots for pods that wait for the same as this one and are to be nominated now: each gets a node that is neither
     * taken nor offered, and that leaves this pod all that it is offered.
     *
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
                // What this pod is offered, but claims nothing of, since nobody waited who could have taken it.
                boolean leavesAll = slots.lookingPastLower(
                        entry,
                        constraints,
                        () -> slots.heldForOthers(entry, constraints, offered).isEmpty());
                if (leavesAll) {
                    book.begin(sibling, cluster.table().name(node), now);
                }
                // Without a nomination it holds nothing any more.
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
     * Gives back the slot behind a nomination of evenkeel's own that has not led where it should.
     *
     * @param asked the nodes that kube-scheduler asks about for the pod
     * @param suits whether the nominated node is among them, and one that the pod may go to
     */
    public void followAsking(PodEntry entry, NodeSet asked, boolean suits, Moment now) {
        book.failedBy(entry, asked, suits, now).ifPresent(own -> end(own, now));
    }

    /** Gives back the slots behind nominations whose time is over, or whose node is gone or closed, and has them cleared. */
    public void clear(Moment now) {
        book.over(cluster, now).forEach(own -> end(own, now));
        book.clear(now);
        nominees.forget(now);
    }

    /** The pod can go nowhere, for nobody knows how long: nothing is set aside for it, and it is nominated here no more. */
    public void goesNowhere(PodEntry entry, Moment now) {
        book.of(entry.pod().id().uid()).filter(own -> !own.hasEnded()).ifPresent(own -> end(own, now));
        held.giveUp(entry);
    }

    /** Nobody else will clear what the pod is nominated to, and it leads nowhere. */
    public void leadsNowhere(PodEntry entry, Moment now) {
        book.leadsNowhere(entry, now);
    }

    private void end(NominationBook.Own own, Moment now) {
        book.end(own, now);
        cluster.pod(own.pod()).ifPresent(held::giveUp);
    }

    // ---- what is done outside

    /** Whether a nomination is to be sent still. */
    public boolean sends(Effect.Nominate nominate) {
        return book.sends(nominate);
    }

    /** What came of a nomination, or of its end. */
    public void answered(Effect.Nomination effect, NominationOutcome outcome, Moment now) {
        boolean failed = outcome == NominationOutcome.REFUSED || outcome == NominationOutcome.NOT_NOW;
        if (effect instanceof Effect.Nominate nominate && failed) {
            book.of(nominate.pod().uid()).ifPresent(own -> end(own, now));
        }
        book.answered(effect, outcome, now);
        if (effect instanceof Effect.Unnominate) {
            // Meanwhile it may have been shown that somebody else wants the same.
            cluster.pod(effect.pod()).ifPresent(entry -> held.follow(entry, now));
        }
    }

    /** How kube-scheduler has come to nodes that were nominated. */
    public NominationBook.Tries tries() {
        return book.tries();
    }

    /** What is to be done about nominations; to be taken once. */
    public List<Effect.Nomination> take() {
        return book.take();
    }
}
