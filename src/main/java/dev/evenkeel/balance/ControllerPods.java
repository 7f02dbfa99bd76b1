package dev.evenkeel.balance;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The pods of one controller that stay, that is, are neither being deleted nor replaced by a roll-out, and which of
 * them the controller will delete next if it wants fewer.
 */
final class ControllerPods {
    /** By the cost that evenkeel wrote, then by UID, the ready pods with a place. */
    private final NavigableMap<Integer, NavigableMap<String, ServicePod>> byCost = new TreeMap<>();

    private int pods;
    private int ready;
    /** The pods that the controller will delete, which count as leaving already. */
    private List<ServicePod> surplus = List.of();

    void add(ServicePod pod) {
        pods++;
        if (pod.isOrderedByCost()) {
            ready++;
            pod.cost()
                    .ifPresent(cost -> byCost.computeIfAbsent(cost, first -> new TreeMap<>())
                            .put(pod.uid(), pod));
        }
    }

    /** Removes a pod that was added before. */
    void remove(ServicePod pod) {
        pods--;
        if (pod.isOrderedByCost()) {
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

    /** How many pods are left once the surplus is deleted. */
    int staying() {
        return pods - surplus.size();
    }

    /** The pods that the controller will delete, as last set. */
    List<ServicePod> surplus() {
        return surplus;
    }

    /** Sets the pods that the controller will delete. */
    void setSurplus(List<ServicePod> next) {
        surplus = List.copyOf(next);
    }

    /**
     * The pods that a ReplicaSet deletes to have no more than {@code wanted}, as far as their costs decide. It deletes
     * pods without a node and unready ones before it looks at costs (pkg/controller/controller_utils.go,
     * ActivePodsWithRanks). Pods of the same cost are in no order, so only one of them counts.
     */
    List<ServicePod> nextToDelete(int wanted) {
        return byCost.values().stream()
                .limit(Math.max(0, ready - wanted))
                .map(same -> same.lastEntry().getValue())
                .toList();
    }
}
