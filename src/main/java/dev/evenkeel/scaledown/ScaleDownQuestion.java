package dev.evenkeel.scaledown;

import dev.evenkeel.cluster.PodId;
import dev.evenkeel.rule.DeletionCost;
import java.util.List;

/**
 * The pods of a Service whose order of deletion has to be found, workload by workload: each one deletes only its own pods, by
 * their costs. Equal questions have equal answers.
 */
public record ScaleDownQuestion(List<WorkloadPods> workloads) {
    public ScaleDownQuestion {
        workloads = List.copyOf(workloads);
    }

    /** The pods with another writer's cost. */
    List<PodId> foreign() {
        return workloads.stream()
                .flatMap(workload -> workload.pods.stream())
                .filter(pod -> pod.cost instanceof DeletionCost.Foreign)
                .map(PodOnNode::pod)
                .toList();
    }

    /**
     * The pods of one workload that the same Services select.
     *
     * @param views of these Services, over the same nodes
     */
    record WorkloadPods(List<PodOnNode> pods, List<ScaleDown.View> views) {
        WorkloadPods {
            pods = List.copyOf(pods);
            views = List.copyOf(views);
        }
    }

    /**
     * A pod on its node.
     *
     * @param node the number of the node in the views
     */
    record PodOnNode(PodId pod, int node, DeletionCost cost) {}
}
