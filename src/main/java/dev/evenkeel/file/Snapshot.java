package dev.evenkeel.file;

import dev.evenkeel.cluster.Node;
import dev.evenkeel.cluster.Pod;
import java.util.List;

/**
 * A cluster at one moment, as the API server has it.
 *
 * @param placed pods that are bound to a node
 * @param pending pods that wait to be scheduled, oldest first
 */
public record Snapshot(List<Node> nodes, List<Pod> placed, List<PodObject> pending) {
    public Snapshot {
        nodes = List.copyOf(nodes);
        placed = List.copyOf(placed);
        pending = List.copyOf(pending);
        requireEach(placed.stream().allMatch(pod -> pod.node().isPresent()), "a placed pod has a node");
        requireEach(pending.stream().allMatch(each -> each.pod().node().isEmpty()), "a pending pod has no node");
    }

    private static void requireEach(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(what);
        }
    }
}
