package dev.evenkeel.rule;

import dev.evenkeel.labels.Labels;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a pod says of its deletion cost, and whose word it is. Beside a cost evenkeel writes down that it did; whoever
 * writes another one, or takes it off, has taken it over.
 */
public sealed interface DeletionCost {
    /** As evenkeel writes costs. */
    Pattern WRITTEN = Pattern.compile("-?\\d{1,9}");

    /** Nothing, which counts as 0. */
    record None() implements DeletionCost {}

    /** The cost that evenkeel wrote. */
    record Own(int cost) implements DeletionCost {}

    /**
     * Another writer's.
     *
     * @param marked whether evenkeel wrote one before that
     */
    record Foreign(boolean marked) implements DeletionCost {}

    /** What annotations say. */
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
