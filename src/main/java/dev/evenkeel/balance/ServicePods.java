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
 * The pods behind one Service, counted: who stays where, who is on the way out, and what each needs. Pods are added, and taken
 * away, one by one; what workloads take away next follows with {@link #foresee}.
 */
public final class ServicePods {
    private static final long ENOUGH = Integer.MAX_VALUE;

    /** The pods that are there to stay. */
    private final PerNode staying = new PerNode();
    /** Those of them that their workloads are about to take away. */
    private final PerNode going = new PerNode();
    /** The pods whose place will be free: deleted, or of an older revision. */
    private final PerNode outgoing = new PerNode();
    /** The nodes where pods stay, or stayed until their workload wanted fewer. */
    private final NodeSet nodes = new NodeSet();

    private final Map<String, ControllerPods> byController = new HashMap<>();
    /** The required terms that pods carry, each combination once, and how many carry it. */
    private final Map<List<CapUsage>, Integer> rules = new HashMap<>();

    private final Most milliCpu = new Most();
    private final Most memoryBytes = new Most();
    private final Most slots = new Most();
    private final Serving serving = new Serving();
    private int total;
    private int placed;
    private int balanced;

    /** By group that all rules speak of, what each of them says of it. */
    private @Nullable List<List<List<CapUsage>>> sharedGroups;

    /** The workloads that make its pods, by UID, as they were when it was last foreseen what they do. */
    private Map<String, Workload> behind = Map.of();

    private List<Workload> behindList = List.of();
    /** By UID of a workload, how many pods it lacks; only what is more than 0. */
    private final Map<String, Integer> lacking = new HashMap<>();

    private long lackingTotal;
    /** UIDs of the controllers whose pods have changed since. */
    private final Set<String> unforeseen = new HashSet<>();

    // ---- pods come and go

    void add(ServicePod pod) {
        count(pod, 1);
    }

    /** Takes a pod away that was added. */
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
        // Who goes next is found anew; a pod that is not there any more must not be among them.
        controllerPods.going().forEach(next -> goes(next, -1));
        controllerPods.goes(List.of());
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

    // ---- what workloads will do

    /**
     * Counts pods as on the way out that their workloads are about to take away: these want fewer than there are, and by
     * evenkeel's deletion costs those go next. To be called when all are counted that have changed; looks at no workload again of
     * which nothing has, and no pods but those that go next.
     *
     * @param current the workloads that make the pods; the same list as long as nothing of them has changed
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
                    ? controllerPods.next(workload.pods())
                    : List.of();
            controllerPods.going().forEach(pod -> goes(pod, -1));
            next.forEach(pod -> goes(pod, 1));
            controllerPods.goes(next);
        }
        @Nullable Integer before = lacking.remove(uid);
        lackingTotal -= before == null ? 0 : before;
        int lacks = workload == null ? 0 : workload.pods() - of(uid);
        if (lacks > 0) {
            lacking.put(uid, lacks);
            lackingTotal += lacks;
        }
    }

    private void goes(ServicePod pod, int step) {
        total -= step;
        placed -= step;
        going.add(pod.node(), step);
    }

    // ---- how many there are

    /** The nodes where pods stay, or stayed until their workload wanted fewer; not to be changed. */
    NodeSet nodes() {
        return nodes;
    }

    /** How many pods stay on the node. */
    public int pinned(int node) {
        return staying.at(node) - going.at(node);
    }

    /** By number of the node, how many pods stay there; the caller's own. */
    int[] pinnedBelow(int numbers) {
        int[] pinned = new int[numbers];
        for (int node = 0; node < numbers; node++) {
            pinned[node] = pinned(node);
        }
        return pinned;
    }

    /** The pods that stay, with a place or without. */
    public int total() {
        return total;
    }

    /** Those of them that have no place. */
    public int waiting() {
        return total - placed;
    }

    /** The pods that are placed by plans, and are not being deleted. */
    public int balanced() {
        return balanced;
    }

    /** Where pods serve. */
    public Serving serving() {
        return serving;
    }

    /** What the hungriest of the pods asks for. */
    Resources each() {
        return new Resources(milliCpu.amount(), memoryBytes.amount(), slots.amount());
    }

    /** How many pods that stay a workload has. */
    public int of(String uid) {
        @Nullable ControllerPods controllerPods = byController.get(uid);
        return controllerPods == null ? 0 : controllerPods.staying();
    }

    /**
     * How many pods there will be: what their workloads want, and no fewer than there are. {@link Integer#MAX_VALUE} if it would
     * be more: each of many workloads may want as many as that.
     */
    public int expected() {
        return (int) Math.min(Integer.MAX_VALUE, total + lackingTotal);
    }

    /** How many pods on the node will be gone. */
    public int leaving(int node) {
        return outgoing.at(node) + going.at(node);
    }

    /**
     * How many more of the pods the node has room for, those on the way out thought away.
     *
     * @param promised what is kept there for others
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
     * How many more of the pods required rules allow there; of several groups, of each as many as its own. A group that all
     * rules speak of is had once. No more rules are looked at than it takes to find {@code enough}: pods with labels of their own
     * may have a rule each.
     *
     * @param enough more than that is not told
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

    /** How many more the rule allows that allows the most of a group; by rule, what it says of it. */
    private long mostOf(List<List<CapUsage>> group, int node, long enough) {
        long most = 0;
        for (int i = 0; i < group.size() && most < enough; i++) {
            most = Math.max(most, least(group.get(i), node));
        }
        return most;
    }

    /** The groups of which every rule says how many there may be, found once the rules are others. */
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
            case AVOID -> usage.group().reckoned(domain) > 0 ? 0 : ENOUGH;
        };
    }

    private long free(CapUsage usage, int domain, int most, int node) {
        return Math.max(0, Math.min(most, most - usage.group().reckoned(domain) + leaving(node)));
    }
}
