package dev.evenkeel.scaledown;

import dev.evenkeel.cluster.PodId;
import dev.evenkeel.rule.DeletionCost;
import java.util.Optional;

/**
 * A deletion cost to be written.
 *
 * @param before what the pod said of it when this was decided; if it says something else by now, this is void
 * @param cost what it shall cost; if nothing, what evenkeel wrote is taken off, but never another writer's cost
 */
public record CostChange(PodId pod, DeletionCost before, Optional<Integer> cost) {
    public CostChange {
        if (cost.isPresent() && before instanceof DeletionCost.Foreign) {
            throw new IllegalArgumentException("another writer's deletion cost is left alone: " + pod);
        }
    }
}
