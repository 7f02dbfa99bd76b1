package dev.evenkeel.rule;

import dev.evenkeel.labels.Labels;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The deletion cost of a pod, and who wrote it. Evenkeel writes each cost to a second annotation too. If the two
 * differ, or the cost is gone, another writer has taken the pod over and evenkeel leaves its cost alone.
 */
public sealed interface DeletionCost {
    /** The syntax of costs that evenkeel writes. */
    Pattern WRITTEN = Pattern.compile("-?\\d{1,9}");

    /** No cost, which counts as 0. */
    record None() implements DeletionCost {}

    /** The cost that evenkeel wrote. */
    record Own(int cost) implements DeletionCost {}

    /**
     * Another writer's cost, or none if that writer has removed evenkeel's.
     *
     * @param marked whether evenkeel wrote one before that
     */
    record Foreign(boolean marked) implements DeletionCost {}

    /** The deletion cost in a pod's annotations. */
    static DeletionCost of(Labels annotations) {
        Optional<String> cost = annotations.get(Annotations.DELETION_COST);
        Optional<String> written = annotations.get(Annotations.WRITTEN_COST);
        if (written.isEmpty()) {
            return cost.isEmpty() ? new None() : new Foreign(false);
        }
        return cost.filter(each -> each.equals(written.get()))
                .filter(each -> WRITTEN.matcher(each).matches())
                .<DeletionCost>map(each -> new Own(Integer.parseInt(each)))
                .orElseGet(() -> new Foreign(true));
    }
}
