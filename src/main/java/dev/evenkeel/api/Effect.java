package dev.evenkeel.api;

import dev.evenkeel.objects.PodId;

/** What the shell around the arbiter does next, outside the lock. */
public sealed interface Effect {
    /** Read the pod consistently, then {@code Arbiter.read}. */
    record ReadPod(Permit permit) implements Effect {}

    /** Something about a pod's {@code status.nominatedNodeName}; what concerns one pod is to be done in order. */
    sealed interface Nomination extends Effect {
        PodId pod();

        String node();
    }

    /**
     * Nominate the node for the pod if {@code Arbiter.sends} it still, then {@code Nominations.answered}.
     *
     * @param version the pod's resourceVersion; if that is another by now, the nomination is not to happen
     */
    record Nominate(PodId pod, long version, String node) implements Nomination {}

    /** Clear the pod's nomination if it is of that node, then {@code Nominations.answered}. */
    record Unnominate(PodId pod, String node) implements Nomination {}
}
