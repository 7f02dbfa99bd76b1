package dev.evenkeel.scaledown;

import dev.evenkeel.cluster.PodId;
import dev.evenkeel.rule.DeletionCost;
import java.util.Optional;

/**
 * A deletion cost to be written to a pod, or to be removed from it. It is void if the pod's annotations have changed since.
 *
 * @param before the deletion cost that the pod had when this was decided
 * @param cost the cost to write, below 0; empty to remove the cost that evenkeel wrote
 * @throws IllegalArgumentException if a cost is given for a pod with another writer's cost
 */
public record CostChange(PodId pod, DeletionCost before, Optional<Integer> cost) {
    public CostChange {
        if (cost.isPresent() && before instanceof DeletionCost.Foreign) {
            throw new IllegalArgumentException("another writer's deletion cost is left alone: " + pod);
        }
    }
}
