package dev.evenkeel.slots;

import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.objects.Moment;

/**
 * Holds slots for pods that are nominated to a node, by whatever. The ledger says when a pod has nothing else that keeps a slot
 * for it; what is held then goes through {@link PodStates}.
 */
public interface NominationFollower {
    /** Nobody holds anything. */
    NominationFollower NONE = new NominationFollower() {};

    /** The pod has no offer and no permit, or is known differently: what it is nominated to counts. */
    default void follow(PodEntry entry, Moment now) {}

    /** The pod is permitted to a node. */
    default void permitted(String uid) {}

    /**
     * The pod has not been bound, though it was permitted.
     *
     * @param sent when its binding was
     */
    default void withdrawn(PodEntry entry, Moment sent) {}

    /** The pod is known no more. */
    default void gone(String uid) {}

    /**
     * A node is known differently, or gone.
     *
     * @param opened whether kube-scheduler would put pods there now, and would not before
     */
    default void nodeChanged(String node, boolean opened, Moment now) {}
}
