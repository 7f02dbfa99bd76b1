package dev.evenkeel.extender;

import dev.evenkeel.objects.Pod;
import java.util.List;
import java.util.Map;

/** A pod, and for each candidate node the pods that would be evicted for it. */
public record ExtenderPreemptionArgs(Pod pod, Map<String, Victims> candidates) {
    /** The UIDs of the pods that would be evicted, and how many PodDisruptionBudgets that would violate. */
    public record Victims(List<String> uids, long pdbViolations) {}
}
