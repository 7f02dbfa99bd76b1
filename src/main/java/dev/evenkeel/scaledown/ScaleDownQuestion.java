package dev.evenkeel.scaledown;

import dev.evenkeel.cluster.PodId;
import dev.evenkeel.rule.DeletionCost;
import java.util.List;

/**
 * The pods of a Service that somebody may take away, workload by workload: each takes its own pods only, by their costs.
 * Equal ones have equal answers.
 */
public record ScaleDownQuestion(List<WorkloadPods> workloads) {
    public ScaleDownQuestion {
        workloads = List.copyOf(workloads);
    }

    /** The pods that have a cost of another writer. */
    List<PodId> foreign() {
        return workloads.stream()
                .flatMap(workload -> workload.pods.stream())
                .filter(head -> head.cost instanceof DeletionCost.Foreign)
                .map(PodOnNode::pod)
                .toList();
    }

    /**
     * The pods of one workload.
     *
     * @param views of the Services that all of them are behind
     */
    record WorkloadPods(List<PodOnNode> pods, List<ScaleDown.View> views) {
        WorkloadPods {
            pods = List.copyOf(pods);
            views = List.copyOf(views);
        }
    }

    /**
     * A pod.
     *
     * @param node its place in the views
     */
    record PodOnNode(PodId pod, int node, DeletionCost cost) {}
}
