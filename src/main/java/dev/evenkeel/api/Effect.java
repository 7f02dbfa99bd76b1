package dev.evenkeel.api;

import dev.evenkeel.objects.PodId;
import dev.evenkeel.placement.Arbiter;

/** What the shell around the arbiter does next, outside the lock. */
public sealed interface Effect {
    /** Send the binding, then {@link Arbiter#settle} the permit. */
    record Bind(PodId pod, String node) implements Effect {}

    /** Read the pod consistently, then {@link Arbiter#read}. */
    record ReadPod(Permit permit) implements Effect {}

    /** Something about a pod's {@code status.nominatedNodeName}; what concerns one pod is to be done in order. */
    sealed interface Nomination extends Effect {
        PodId pod();

        String node();
    }

    /**
     * Nominate the node for the pod if {@link Arbiter#sends} it still, then {@link Arbiter#nominated}.
     *
     * @param version the pod's resourceVersion; if that is another by now, the nomination is not to happen
     */
    record Nominate(PodId pod, long version, String node) implements Nomination {}

    /** Clear the pod's nomination if it is of that node, then {@link Arbiter#nominated}. */
    record Unnominate(PodId pod, String node) implements Nomination {}
}
