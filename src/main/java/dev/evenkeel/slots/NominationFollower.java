package dev.evenkeel.slots;

import dev.evenkeel.cluster.Moment;
import dev.evenkeel.cluster.PodEntry;

/**
 * Holds slots for pods that are nominated to a node, by whomever. The ledger says when a pod has nothing else that keeps a slot
 * for it; what is held then goes through {@link PodStates}.
 */
public interface NominationFollower {
    /** Nobody holds anything. */
    NominationFollower NONE = new NominationFollower() {
        @Override
        public void follow(PodEntry entry, Moment now) {}

        @Override
        public void permitted(String uid) {}

        @Override
        public void withdrawn(PodEntry entry, Moment sent) {}

        @Override
        public void gone(String uid) {}

        @Override
        public void nodeChanged(String node, boolean opened, Moment now) {}
    };

    /** The pod has no offer and no permit, or is known differently: what it is nominated to counts. */
    void follow(PodEntry entry, Moment now);

    /** The pod is permitted to a node. */
    void permitted(String uid);

    /**
     * The pod has not been bound, though it was permitted.
     *
     * @param sent when its binding was
     */
    void withdrawn(PodEntry entry, Moment sent);

    /** The pod is known no more. */
    void gone(String uid);

    /**
     * A node is known differently, or gone.
     *
     * @param opened whether kube-scheduler would put pods there now, and would not before
     */
    void nodeChanged(String node, boolean opened, Moment now);
}
