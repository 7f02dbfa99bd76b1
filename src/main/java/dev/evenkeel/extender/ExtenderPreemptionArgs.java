package dev.evenkeel.extender;

import dev.evenkeel.cluster.Pod;
import java.util.List;
import java.util.Map;

/** A pod, and on which nodes which pods would have to make way for it. */
public record ExtenderPreemptionArgs(Pod pod, Map<String, Victims> candidates) {
    /** The UIDs of the pods that would go, and how many PodDisruptionBudgets that would break. */
    public record Victims(List<String> uids, long pdbViolations) {}
}
