package dev.evenkeel.balance;

import dev.evenkeel.caps.CapUsage;
import dev.evenkeel.caps.ConstraintIndex;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.objects.Resources;
import dev.evenkeel.rule.DeletionCost;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What one pod adds to a {@link ServicePods}, as it was when it was counted: that much is taken off again when it has changed.
 *
 * @param stays whether it is there to stay: neither deleted nor of an older revision
 * @param node where it has its place, or {@link PodEntry#NOWHERE}
 * @param rule what binds it
 * @param ready whether it is ready
 * @param bound whether its place is certain
 * @param balanced whether it is placed by plans
 * @param cost what evenkeel wrote as its deletion cost
 */
record ServicePod(
        String uid,
        Pod.Phase phase,
        boolean stays,
        int node,
        Optional<String> controller,
        Resources requests,
        List<CapUsage> rule,
        boolean ready,
        boolean bound,
        boolean balanced,
        OptionalInt cost) {
    /** A pod as it is; one that has finished is none. */
    static Optional<ServicePod> of(PodEntry entry, boolean superseded, ConstraintIndex index) {
        Pod pod = entry.pod();
        if (pod.phase() == Pod.Phase.FINISHED) {
            return Optional.empty();
        }
        OptionalInt cost = DeletionCost.of(pod.settings()) instanceof DeletionCost.Own(int own)
                ? OptionalInt.of(own)
                : OptionalInt.empty();
        return Optional.of(new ServicePod(
                pod.id().uid(),
                pod.phase(),
                pod.phase() == Pod.Phase.LIVE && !superseded,
                entry.node(),
                pod.controller(),
                pod.requests(),
                index.usages(pod.id()),
                pod.ready(),
                entry.isBound(),
                index.isBalanced(entry),
                cost));
    }

    boolean isPlaced() {
        return node != PodEntry.NOWHERE;
    }

    /** Whether its ReplicaSet may take it by its cost, rather than because it does not serve yet. */
    boolean goesByCost() {
        return stays && isPlaced() && ready;
    }
}
