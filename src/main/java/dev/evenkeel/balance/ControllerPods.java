package dev.evenkeel.balance;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The pods of one controller that are there to stay, and which of them go next if it wants fewer. */
final class ControllerPods {
    /** Ready ones with a place, by the cost that evenkeel wrote; of one cost, by UID. */
    private final NavigableMap<Integer, NavigableMap<String, ServicePod>> byCost = new TreeMap<>();

    private int pods;
    private int ready;
    /** Those that are counted as on the way out already. */
    private List<ServicePod> going = List.of();

    void add(ServicePod pod) {
        pods++;
        if (pod.goesByCost()) {
            ready++;
            pod.cost()
                    .ifPresent(cost -> byCost.computeIfAbsent(cost, first -> new TreeMap<>())
                            .put(pod.uid(), pod));
        }
    }

    /** Takes a pod away that was added. */
    void remove(ServicePod pod) {
        pods--;
        if (pod.goesByCost()) {
            ready--;
            pod.cost()
                    .ifPresent(cost -> byCost.computeIfPresent(cost, (each, same) -> {
                        same.remove(pod.uid());
                        return same.isEmpty() ? null : same;
                    }));
        }
    }

    boolean isEmpty() {
        return pods == 0;
    }

    /** How many stay when those are gone that go next. */
    int staying() {
        return pods - going.size();
    }

    List<ServicePod> going() {
        return going;
    }

    void goes(List<ServicePod> next) {
        going = List.copyOf(next);
    }

    /**
     * Those that go if there shall be no more than {@code wanted}. The ReplicaSet controller takes pods without a node and unready
     * ones before it looks at costs (pkg/controller/controller_utils.go, ActivePodsWithRanks). Of those of one cost, which are no
     * order, one is taken for all.
     */
    List<ServicePod> next(int wanted) {
        return byCost.values().stream()
                .limit(Math.max(0, ready - wanted))
                .map(same -> same.lastEntry().getValue())
                .toList();
    }
}
