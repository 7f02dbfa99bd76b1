package dev.evenkeel.balance;

import dev.evenkeel.caps.CapUsage;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.Tally;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.nodes.Topology;
import dev.evenkeel.objects.Node;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.objects.Resources;
import dev.evenkeel.traffic.Workload;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The pods of one Service, counted by node: how many stay, how many are leaving, and what they require. A pod stays if
 * it is neither being deleted nor of an older revision. Pods are added and removed one by one; {@link #foresee} then
 * finds those that workloads are about to delete.
 */
public final class ServicePods {
    private static final long ENOUGH = Integer.MAX_VALUE;

    /** The pods that stay. */
    private final PerNode staying = new PerNode();
    /** Those of them that their workloads are about to delete. */
    private final PerNode surplus = new PerNode();
    /** The pods whose place will be free: being deleted, or of an older revision. */
    private final PerNode outgoing = new PerNode();
    /** The nodes where pods stay, those that workloads are about to delete included. */
    private final NodeSet nodes = new NodeSet();

    private final Map<String, ControllerPods> byController = new HashMap<>();
    /** The combinations of caps that pods carry, and how many pods carry each. */
    private final Map<List<CapUsage>, Integer> rules = new HashMap<>();

    private final RunningMaximum milliCpu = new RunningMaximum();
    private final RunningMaximum memoryBytes = new RunningMaximum();
    private final RunningMaximum slots = new RunningMaximum();
    private final Serving serving = new Serving();
    private int total;
    private int placed;
    private int balanced;

    /** For each group that every combination limits, and for each combination, its caps on that group. */
    private @Nullable List<List<List<CapUsage>>> sharedGroups;

    /** By UID, the workloads that make its pods, as of the last {@link #foresee}. */
    private Map<String, Workload> behind = Map.of();

    private List<Workload> behindList = List.of();
    /** By UID of a workload, how many pods it lacks, if any. */
    private final Map<String, Integer> lacking = new HashMap<>();

    private long lackingTotal;
    /** UIDs of the controllers that have changed, or whose pods have, since the last {@link #foresee}. */
    private final Set<String> unforeseen = new HashSet<>();

    // ---- pods are added and removed

    /** Adds a pod. */
    void add(ServicePod pod) {
        count(pod, 1);
    }

    /** Removes a pod that was added before. */
    void remove(ServicePod pod) {
        count(pod, -1);
    }

    private void count(ServicePod pod, int step) {
        serving.count(pod, step);
        balanced += pod.balanced() && pod.phase() == Pod.Phase.LIVE ? step : 0;
        if (!pod.stays()) {
            if (pod.isPlaced()) {
                outgoing.add(pod.node(), step);
            }
            return;
        }
        total += step;
        pod.controller().ifPresent(uid -> countController(uid, pod, step));
        countNeeds(pod, step);
        if (pod.isPlaced()) {
            countStaying(pod.node(), step);
        }
    }

    private void countStaying(int node, int step) {
        placed += step;
        staying.add(node, step);
        if (staying.at(node) > 0) {
            nodes.add(node);
        } else {
            nodes.remove(node);
        }
    }

    private void countController(String uid, ServicePod pod, int step) {
        unforeseen.add(uid);
        ControllerPods controllerPods = byController.computeIfAbsent(uid, first -> new ControllerPods());
        // The surplus is found again in foresee(); a pod that is removed must not be part of it.
        controllerPods.surplus().forEach(next -> countSurplus(next, -1));
        controllerPods.setSurplus(List.of());
        if (step > 0) {
            controllerPods.add(pod);
        } else {
            controllerPods.remove(pod);
        }
        if (controllerPods.isEmpty()) {
            byController.remove(uid);
        }
    }

    private void countNeeds(ServicePod pod, int step) {
        Resources requests = pod.requests();
        int before = rules.size();
        if (step > 0) {
            milliCpu.add(requests.milliCpu());
            memoryBytes.add(requests.memoryBytes());
            slots.add(requests.pods());
            rules.merge(pod.rule(), 1, Integer::sum);
        } else {
            milliCpu.remove(requests.milliCpu());
            memoryBytes.remove(requests.memoryBytes());
            slots.remove(requests.pods());
            rules.computeIfPresent(pod.rule(), (rule, count) -> count == 1 ? null : count - 1);
        }
        if (rules.size() != before) {
            sharedGroups = null;
        }
    }

    // ---- pods that workloads will create or delete

    /**
     * Counts pods as leaving that workloads are about to delete, since they want fewer than there are and evenkeel's
     * deletion costs decide which. To be called after pods were added or removed; looks only at workloads that have
     * changed or whose pods have.
     *
     * @param current the workloads that make the pods; the same list as long as none of them has changed
     */
    @SuppressWarnings("ReferenceEquality") // Another list may say the same, and then costs a look at each workload.
    void foresee(List<Workload> current) {
        if (current != behindList) {
            unforeseen.addAll(behind.keySet());
            behindList = current;
            behind = current.stream().collect(Collectors.toMap(Workload::uid, Function.identity()));
            unforeseen.addAll(behind.keySet());
        }
        unforeseen.forEach(this::foresee);
        unforeseen.clear();
    }

    private void foresee(String uid) {
        @Nullable Workload workload = behind.get(uid);
        @Nullable ControllerPods controllerPods = byController.get(uid);
        if (controllerPods != null) {
            List<ServicePod> next = workload != null && workload.honorsDeletionCost()
                    ? controllerPods.nextToDelete(workload.pods())
                    : List.of();
            controllerPods.surplus().forEach(pod -> countSurplus(pod, -1));
            next.forEach(pod -> countSurplus(pod, 1));
            controllerPods.setSurplus(next);
        }
        @Nullable Integer before = lacking.remove(uid);
        lackingTotal -= before == null ? 0 : before;
        int lacks = workload == null ? 0 : workload.pods() - of(uid);
        if (lacks > 0) {
            lacking.put(uid, lacks);
            lackingTotal += lacks;
        }
    }

    private void countSurplus(ServicePod pod, int step) {
        total -= step;
        placed -= step;
        surplus.add(pod.node(), step);
    }

    // ---- how many there are

    /**
     * The nodes where pods stay, those that workloads are about to delete included; not to be changed by the caller.
     */
    NodeSet nodes() {
        return nodes;
    }

    /** How many pods stay on the node; those that workloads are about to delete do not. */
    public int pinned(int node) {
        return staying.at(node) - surplus.at(node);
    }

    /** By number of the node below {@code numbers}, how many pods stay there; the caller's own. */
    int[] pinnedBelow(int numbers) {
        int[] pinned = new int[numbers];
        for (int node = 0; node < numbers; node++) {
            pinned[node] = pinned(node);
        }
        return pinned;
    }

    /** How many pods stay, with a place or without. */
    public int total() {
        return total;
    }

    /** How many of them have no place. */
    public int waiting() {
        return total - placed;
    }

    /** How many pods are placed by plans and not being deleted. */
    public int balanced() {
        return balanced;
    }

    /** Where pods serve. */
    public Serving serving() {
        return serving;
    }

    /** The largest requests of the pods that stay, for each resource by itself. */
    Resources each() {
        return new Resources(milliCpu.amount(), memoryBytes.amount(), slots.amount());
    }

    /** How many pods that stay a controller has. */
    public int of(String uid) {
        @Nullable ControllerPods controllerPods = byController.get(uid);
        return controllerPods == null ? 0 : controllerPods.staying();
    }

    /**
     * How many pods there will be: as many as workloads want, and no fewer than there are. At most {@link
     * Integer#MAX_VALUE}, even if many workloads want as many as that.
     */
    public int expected() {
        return (int) Math.min(Integer.MAX_VALUE, total + lackingTotal);
    }

    /** How many pods on the node are leaving: deleted, replaced, or about to be. */
    public int leaving(int node) {
        return outgoing.at(node) + surplus.at(node);
    }

    /**
     * How many more pods with the largest requests fit on the node once those that are leaving are gone; 0 or more.
     *
     * @param promised the requests of other pods for which room is kept on the node
     */
    public long fitting(Cluster cluster, int node, Resources promised) {
        Resources all = cluster.node(node).map(Node::allocatable).orElse(Resources.NONE);
        Resources used = cluster.used(node).plus(promised);
        Resources each = each();
        long fitting = fit(all.milliCpu() - used.milliCpu(), each.milliCpu());
        fitting = Math.min(fitting, fit(all.memoryBytes() - used.memoryBytes(), each.memoryBytes()));
        fitting = Math.min(fitting, fit(all.pods() - used.pods(), each.pods()));
        return fitting + leaving(node);
    }

    private static long fit(long free, long one) {
        return one == 0 ? ENOUGH : Math.max(0, free / one);
    }

    /**
     * How many more pods required rules allow on the node. Pods with different combinations of caps add up, but for a
     * group that every combination limits. Stops as soon as {@code enough} are found: each pod may have a combination
     * of its own.
     *
     * @param enough the highest answer
     */
    public long slots(int node, long enough) {
        if (rules.isEmpty() || enough <= 0) {
            return Math.max(0, enough);
        }
        long allowed = 0;
        for (Iterator<List<CapUsage>> each = rules.keySet().iterator(); each.hasNext() && allowed < enough; ) {
            allowed += least(each.next(), node);
        }
        for (List<List<CapUsage>> group : sharedGroups()) {
            allowed = Math.min(allowed, mostOf(group, node, enough));
        }
        return Math.min(allowed, enough);
    }

    private long least(List<CapUsage> usages, int node) {
        long least = ENOUGH;
        for (CapUsage usage : usages) {
            least = Math.min(least, slots(usage, node));
        }
        return least;
    }

    /** The most pods of a group that one of the combinations allows; by combination, its caps on the group. */
    private long mostOf(List<List<CapUsage>> group, int node, long enough) {
        long most = 0;
        for (int i = 0; i < group.size() && most < enough; i++) {
            most = Math.max(most, least(group.get(i), node));
        }
        return most;
    }

    /** The groups that every combination limits; found again when combinations have changed. */
    private List<List<List<CapUsage>>> sharedGroups() {
        if (sharedGroups == null) {
            sharedGroups = groupsOfAllRules().stream()
                    .map(group -> rules.keySet().stream()
                            .map(rule -> rule.stream()
                                    .filter(usage -> usage.group() == group)
                                    .toList())
                            .toList())
                    .toList();
        }
        return sharedGroups;
    }

    private Set<Tally> groupsOfAllRules() {
        Set<Tally> groups = new LinkedHashSet<>();
        if (rules.size() > 1) {
            Iterator<List<CapUsage>> each = rules.keySet().iterator();
            each.next().forEach(usage -> groups.add(usage.group()));
            while (each.hasNext() && !groups.isEmpty()) {
                groups.retainAll(
                        each.next().stream().map(usage -> usage.group()).toList());
            }
        }
        return groups;
    }

    private long slots(CapUsage usage, int node) {
        int domain = usage.group().topology().domain(node);
        int most = usage.cap().max();
        return switch (usage.cap().kind()) {
            case SPREAD -> domain == Topology.NO_DOMAIN ? 0 : free(usage, domain, most, node);
            case SPEC -> domain == Topology.NO_DOMAIN ? ENOUGH : free(usage, domain, most, node);
            case EXCLUSIVE -> free(usage, domain, most, node);
            case AVOID -> usage.group().possible(domain) > 0 ? 0 : ENOUGH;
        };
    }

    private long free(CapUsage usage, int domain, int most, int node) {
        return Math.max(0, Math.min(most, most - usage.group().possible(domain) + leaving(node)));
    }
}
