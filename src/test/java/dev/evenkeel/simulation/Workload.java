package dev.evenkeel.simulation;

import dev.evenkeel.cluster.Resources;
import dev.evenkeel.labels.Labels;
import java.time.Duration;
import java.util.Map;

/**
 * What makes pods: a Deployment, or a StatefulSet, which uses its names again.
 *
 * @param namesAgain whether the name of a pod that is gone is used again
 * @param replicas how many it wants at first
 * @param preparation how long the volumes of its pods take before they are bound
 * @param gatedFor how long its pods have a scheduling gate
 */
record Workload(
        String name,
        Map<String, String> labels,
        PodRules rules,
        boolean namesAgain,
        int replicas,
        Resources requests,
        Labels nodeSelector,
        int priority,
        String schedulerName,
        Duration preparation,
        Duration gatedFor) {
    static final String NAMESPACE = "shop";

    Workload {
        labels = Map.copyOf(labels);
    }

    /** The same, whose pods may be scheduled at once. */
    Workload(
            String name,
            Map<String, String> labels,
            PodRules rules,
            boolean namesAgain,
            int replicas,
            Resources requests,
            Labels nodeSelector,
            int priority,
            String schedulerName,
            Duration preparation) {
        this(
                name,
                labels,
                rules,
                namesAgain,
                replicas,
                requests,
                nodeSelector,
                priority,
                schedulerName,
                preparation,
                Duration.ZERO);
    }

    Workload wanting(int other) {
        return new Workload(
                name,
                labels,
                rules,
                namesAgain,
                other,
                requests,
                nodeSelector,
                priority,
                schedulerName,
                preparation,
                gatedFor);
    }

    Workload gatedFor(Duration other) {
        return new Workload(
                name,
                labels,
                rules,
                namesAgain,
                replicas,
                requests,
                nodeSelector,
                priority,
                schedulerName,
                preparation,
                other);
    }

    @Override
    public String toString() {
        return name + ": " + replicas + (namesAgain ? " in a set" : "") + " x " + requests.milliCpu() + "m " + labels
                + " " + rules + " by " + schedulerName
                + (nodeSelector.isEmpty() ? "" : " only on " + nodeSelector)
                + (priority == 0 ? "" : " priority " + priority)
                + (preparation.isZero() ? "" : " volumes take " + preparation.toMillis() + " ms")
                + (gatedFor.isZero() ? "" : " gated for " + gatedFor.toMillis() + " ms");
    }
}
