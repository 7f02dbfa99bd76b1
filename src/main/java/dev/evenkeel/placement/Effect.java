package dev.evenkeel.placement;

import dev.evenkeel.cluster.PodId;

/** What the shell around the arbiter does next, outside the lock. */
public sealed interface Effect {
    /** Send the binding, then {@link Arbiter#settle} the permit. */
    record Bind(PodId pod, String node) implements Effect {}

    /** Read the pod consistently, then {@link Arbiter#read}. */
    record ReadPod(Permit permit) implements Effect {}
}
