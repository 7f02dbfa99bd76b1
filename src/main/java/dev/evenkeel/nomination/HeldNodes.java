package dev.evenkeel.nomination;

import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.caps.Constraint;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.nodes.NodeTable;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.slots.Ledger;
import dev.evenkeel.slots.NominationFollower;
import dev.evenkeel.slots.PodStates;
import dev.evenkeel.slots.Reservation;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Holds the slots of a node for the pod that is nominated to it, whatever has nominated it: until the pod is bound,
 * deleted or no longer nominated, since kube-scheduler may prepare volumes there for minutes (KEP-5278). Holds them
 * only while the node is open to the pod as far as is known, and while the pod has no offer or permit.
 */
public final class HeldNodes implements NominationFollower {
    private final Cluster cluster;
    private final Ledger ledger;
    private final NominationBook book;
    private final PlacementSettings settings;
    private final NominatedPods nominated = new NominatedPods();

    /**
     * Nothing is held yet.
     *
     * @param ledger whose slots are held; it has to be given this
     * @param book evenkeel's own nominations
     */
    public HeldNodes(Cluster cluster, Ledger ledger, NominationBook book, PlacementSettings settings) {
        this.cluster = cluster;
        this.ledger = ledger;
        this.book = book;
        this.settings = settings;
    }

    // ---- what the ledger says

    @Override
    public void follow(PodEntry entry, Moment now) {
        String uid = entry.pod().id().uid();
        Optional<String> nominatedTo = book.nodeOf(entry.pod());
        nominated.follow(uid, entry.isBound() ? Optional.empty() : nominatedTo, now);
        int node = nominated.of(uid).map(cluster.table()::number).orElse(NodeTable.ABSENT);
        if (PodStates.waits(entry) && cluster.isOpen(node)) {
            hold(entry, ledger.index().constraints(entry), node, now);
        } else {
            release(entry, now);
        }
    }

    private void release(PodEntry entry, Moment now) {
        ledger.reservation(entry).filter(Reservation::held).ifPresent(reservation -> {
            if (!settings.binds() && PodStates.waits(entry)) {
                // kube-scheduler may still bind it there, and an offer would stand.
                ledger.reserve(entry, reservation.passing(now.plus(settings.reservationLife())));
            } else {
                ledger.release(entry);
            }
        });
    }

    @Override
    public void permitted(String uid) {
        book.permitted(uid);
    }

    @Override
    public void withdrawn(PodEntry entry, Moment sent) {
        book.withdrawn(entry.pod().id().uid(), sent);
        follow(entry, sent);
    }

    @Override
    public void gone(String uid) {
        book.gone(uid);
        nominated.remove(uid);
    }

    /** Costs as much as there are pods that are nominated to the node. */
    @Override
    public void nodeChanged(String node, boolean opened, Moment now) {
        if (opened) {
            nominated.on(node).forEach(uid -> nominated.reopen(uid, now));
        }
        for (String uid : nominated.on(node)) {
            cluster.podByUid(uid)
                    .filter(entry -> ledger.reservation(entry)
                            .filter(each -> !each.held())
                            .isEmpty())
                    .ifPresent(entry -> follow(entry, now));
        }
    }

    // ---- holding

    /** Holds the node's slots for the pod. */
    void hold(PodEntry entry, List<Constraint> constraints, int node, Moment now) {
        ledger.reserve(entry, Reservation.held(entry, NodeSet.of(node), constraints, now));
    }

    /** The node that is held for the pod, if one is. */
    public Optional<NodeSet> heldFor(PodEntry entry) {
        return ledger.reservation(entry).filter(Reservation::held).map(Reservation::nodes);
    }

    /** The node that is to be held for the pod as soon as it has no offer; empty if there is none. */
    public Optional<NodeSet> nominatedNode(PodEntry entry) {
        return nominated
                .of(entry.pod().id().uid())
                .map(cluster.table()::number)
                .filter(number -> number != NodeTable.ABSENT)
                .map(NodeSet::of);
    }

    /**
     * Pods go for one of these nodes, which kube-scheduler then nominates the pod to. Where it is nominated already the
     * watch shows no change. And if there is but one, its slots are kept from siblings until the watch shows that.
     */
    public void goesFor(PodEntry entry, List<Constraint> constraints, NodeSet nodes, Moment now) {
        offered(entry, nodes, now);
        if (nodes.size() == 1 && ledger.reservation(entry).isEmpty()) {
            ledger.reserve(
                    entry,
                    Reservation.until(
                            now.plus(settings.reservationLife()),
                            entry,
                            nodes,
                            Reservation.claims(constraints, nodes),
                            List.of()));
        }
    }

    /**
     * The pod may go to these nodes. If the one is among them that it is nominated to, that is not given up any more.
     */
    public void offered(PodEntry entry, NodeSet nodes, Moment now) {
        String uid = entry.pod().id().uid();
        if (isNominatedWithin(uid, nodes) && nominated.of(uid).isEmpty()) {
            nominated.reopen(uid, now);
            if (ledger.reservation(entry).isEmpty()) {
                follow(entry, now);
            }
        }
    }

    private boolean isNominatedWithin(String uid, NodeSet nodes) {
        return nominated
                .nominated(uid)
                .map(cluster.table()::number)
                .filter(nodes::contains)
                .isPresent();
    }

    // ---- ends

    /** The nomination of the pod has failed: gives back what is held for it. */
    public void giveUp(PodEntry entry) {
        nominated.giveUp(entry.pod().id().uid());
        if (heldFor(entry).isPresent()) {
            ledger.release(entry);
        }
    }

    /** kube-scheduler asks about the pod. */
    public void asked(PodEntry entry, Moment now) {
        nominated.asked(entry.pod().id().uid(), now);
    }

    /** Gives back what is held for pods that kube-scheduler has not asked about for too long. */
    public void endUnasked(Moment now) {
        for (String uid : nominated.unasked(now)) {
            cluster.podByUid(uid).ifPresent(this::giveUp);
        }
    }

    /**
     * Whether pods of a lower priority are on their way out there: kube-scheduler goes for no other node meanwhile
     * (PodEligibleToPreemptOthers), though it asks about others.
     */
    public boolean isBeingCleared(PodEntry entry, NodeSet nodes) {
        return nodes.stream()
                .mapToObj(cluster::podsOn)
                .flatMap(Collection::stream)
                .anyMatch(other -> other.pod().phase() == Pod.Phase.TERMINATING
                        && !other.isOverdue()
                        && priority(other) < priority(entry));
    }

    private static int priority(PodEntry entry) {
        return entry.pod().scheduling().priority();
    }
}
