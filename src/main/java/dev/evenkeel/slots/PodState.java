package dev.evenkeel.slots;

import dev.evenkeel.caps.PodConstraints;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.objects.Moment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger keeps of one pod beside what the cluster shows of it. A new state takes the place of the old one in
 * {@link PodStates#change}, which counts what a pod holds and waits for: nothing of it can be forgotten.
 *
 * <pre>
 *                           reserve again,              permit again              permit again
 *                           hold                          +-----+                   +-----+
 *                             +-----+                     |     v                   |     v
 *        put            reserve     v        permit     +-----------+   doubted   +----------+
 *  GONE ----> PENDING ---------> RESERVED ------------> | PERMITTED | ----------> | IN DOUBT |
 *             ^  ^  |  <---------                       +-----------+             +----------+
 *             |  |  |  time over, offer ended, released      ^  |  |                 |    |
 *             |  |  +----------------------------------------+  |  | bound           |    | bound, or a read
 *             |  |              permit                          |  v                 |    v shows it bound
 *             |  +----------------------------------------------+  BOUND <-----------|---- (the watch shows
 *             |                     failed                                           |     it bound: from any)
 *             +----------------------------------------------------------------------+
 *                                   a read shows it unbound
 * </pre>
 *
 * <p>Each state ends with the pod, which is GONE then; nothing of it is left.
 *
 * <p>A reservation is for a time, or held for as long as the pod is nominated to the node.
 *
 * @param constraints what the pod asks for, if it asks for anything
 * @param reservation the slots that are kept for it, if any
 * @param generation of the table that the reservation's nodes are from
 * @param attempt its bindings, if it is permitted, or bound and not shown so yet
 * @param lastOffer what it was offered last while it waits; says which of the free nodes come first
 * @param lastHeard when it was last heard of, if only filter calls have shown it
 * @param leavingSince since when it is on its way out, if its end is waited for
 */
public record PodState(
        @Nullable PodConstraints constraints,
        @Nullable Reservation reservation,
        long generation,
        @Nullable BindAttempt attempt,
        @Nullable NodeSet lastOffer,
        @Nullable Moment lastHeard,
        @Nullable Moment leavingSince) {
    /** Of a pod that nothing is kept of. */
    static final PodState PLAIN = new PodState(null, null, 0, null, null, null, null);

    /** Whether nothing is kept of the pod. */
    public boolean isPlain() {
        return constraints == null
                && reservation == null
                && attempt == null
                && lastOffer == null
                && lastHeard == null
                && leavingSince == null;
    }

    /** The slots that are held for as long as the pod is nominated to their node. */
    public Optional<Reservation> held() {
        return Optional.ofNullable(reservation).filter(Reservation::held);
    }

    /** With other constraints. */
    public PodState constrainedBy(@Nullable PodConstraints other) {
        return new PodState(other, reservation, generation, attempt, lastOffer, lastHeard, leavingSince);
    }

    /**
     * With another reservation.
     *
     * @param tableGeneration of the table that its nodes are from
     */
    public PodState reserving(Reservation other, long tableGeneration) {
        return new PodState(constraints, other, tableGeneration, attempt, lastOffer, lastHeard, leavingSince);
    }

    /** Nothing is kept for the pod. */
    public PodState unreserved() {
        return new PodState(constraints, null, 0, attempt, lastOffer, lastHeard, leavingSince);
    }

    /** It waits no longer. */
    public PodState notWaiting() {
        return new PodState(constraints, null, 0, attempt, null, lastHeard, leavingSince);
    }

    /** With other bindings, or none. */
    public PodState attempting(@Nullable BindAttempt other) {
        return new PodState(constraints, reservation, generation, other, lastOffer, lastHeard, leavingSince);
    }

    /** With another last offer. */
    public PodState offered(NodeSet nodes) {
        return new PodState(constraints, reservation, generation, attempt, nodes, lastHeard, leavingSince);
    }

    /** Heard of then, by filter calls alone; or shown by the watch. */
    public PodState heard(@Nullable Moment when) {
        return new PodState(constraints, reservation, generation, attempt, lastOffer, when, leavingSince);
    }

    /** On its way out since then; or not. */
    public PodState leaving(@Nullable Moment since) {
        return new PodState(constraints, reservation, generation, attempt, lastOffer, lastHeard, since);
    }
}
