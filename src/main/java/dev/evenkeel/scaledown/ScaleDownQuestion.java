package dev.evenkeel.scaledown;

import dev.evenkeel.cluster.PodId;
import dev.evenkeel.rule.DeletionCost;
import java.util.List;

/**
 * The pods of a Service that somebody may take away, workload by workload: each takes its own pods only, by their costs.
 * Equal ones have equal answers.
 */
public record ScaleDownQuestion(List<Herd> herds) {
    public ScaleDownQuestion {
        herds = List.copyOf(herds);
    }

    /** The pods that have a cost of another writer. */
    List<PodId> foreign() {
        return herds.stream()
                .flatMap(herd -> herd.pods.stream())
                .filter(head -> head.cost instanceof DeletionCost.Foreign)
                .map(Head::pod)
                .toList();
    }

    /**
     * The pods of one workload.
     *
     * @param views of the Services that all of them are behind
     */
    record Herd(List<Head> pods, List<ScaleDown.View> views) {
        Herd {
            pods = List.copyOf(pods);
            views = List.copyOf(views);
        }
    }

    /**
     * A pod.
     *
     * @param node its place in the views
     */
    record Head(PodId pod, int node, DeletionCost cost) {}
}
