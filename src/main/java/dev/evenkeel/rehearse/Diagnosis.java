package dev.evenkeel.rehearse;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Why no node would do, put together as kube-scheduler does: reasons of equal text are counted. */
final class Diagnosis {
    private final int nodes;
    private final Map<String, Integer> counts = new HashMap<>();

    /**
     * @param nodes how many nodes the cluster has
     */
    Diagnosis(int nodes) {
        this.nodes = nodes;
    }

    /** Counts what rules one node out. */
    void add(List<String> reasons) {
        reasons.forEach(reason -> counts.merge(reason, 1, Integer::sum));
    }

    /**
     * The text of the Event, {@code FitError.Error} in k8s.io/kubernetes/pkg/scheduler/framework: counts and reasons
     * sorted as text, so that 10 comes before 2.
     */
    @Override
    public String toString() {
        String head = "0/" + nodes + " nodes are available:";
        if (counts.isEmpty()) {
            return head;
        }
        return counts.entrySet().stream()
                .map(each -> each.getValue() + " " + each.getKey())
                .sorted()
                .collect(Collectors.joining(", ", head + " ", "."));
    }
}
