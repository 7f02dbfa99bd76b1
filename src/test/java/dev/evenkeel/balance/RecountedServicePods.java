package dev.evenkeel.balance;

import dev.evenkeel.caps.CapUsage;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.cluster.Tally;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.nodes.Topology;
import dev.evenkeel.objects.Node;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.objects.Resources;
import dev.evenkeel.rule.DeletionCost;
import dev.evenkeel.traffic.Workload;
import dev.evenkeel.traffic.Workloads;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The pods behind one Service, counted in the plainest way, all of them anew: what a {@link ServicePods} has to say too. */
final class RecountedServicePods {
    private static final long ENOUGH = Integer.MAX_VALUE;

    /** By number of the node, the pods that stay there. */
    final int[] pinned;
    /** By number of the node, the pods there whose place will be free: deleted or about to be, or of an older revision. */
    private final int[] leaving;
    /** The nodes where pods stay, or stayed until their workload wanted fewer. */
    final NodeSet nodes = new NodeSet();
    /** The pods that stay, with a place or without. */
    int total;

    private final Workloads workloads;
    private final Function<PodEntry, List<CapUsage>> usages;
    private final Map<String, Integer> byController = new HashMap<>();
    private final Map<String, Boolean> superseded = new HashMap<>();
    /** The required terms that pods carry, each combination once. */
    private final Set<List<CapUsage>> rules = new LinkedHashSet<>();

    /** By group that all rules speak of, what each of them says of it. */
    private @Nullable List<List<List<CapUsage>>> sharedGroups;

    /** What the hungriest of the pods asks for. */
    Resources each = Resources.NONE;

    /**
     * Nobody yet.
     *
     * @param size how many nodes have a number
     * @param usages what binds a pod
     */
    RecountedServicePods(int size, Workloads workloads, Function<PodEntry, List<CapUsage>> usages) {
        this.pinned = new int[size];
        this.leaving = new int[size];
        this.workloads = workloads;
        this.usages = usages;
    }

    void count(PodEntry entry) {
        Pod pod = entry.pod();
        if (pod.phase() == Pod.Phase.FINISHED) {
            return;
        }
        if (pod.phase() == Pod.Phase.TERMINATING || isSuperseded(pod)) {
            if (entry.isPlaced()) {
                leaving[entry.node()]++;
            }
            return;
        }
        total++;
        pod.controller().ifPresent(uid -> byController.merge(uid, 1, Integer::sum));
        each = most(each, pod.requests());
        rules.add(usages.apply(entry));
        if (entry.isPlaced()) {
            pinned[entry.node()]++;
            nodes.add(entry.node());
        }
    }

    /**
     * Counts pods as on the way out that their workloads are about to take away: these want fewer than there are, and by
     * evenkeel's deletion costs those go next. To be called once, after all are counted. The ReplicaSet controller takes pods
     * without a node and unready ones before it looks at costs (pkg/controller/controller_utils.go, ActivePodsWithRanks).
     *
     * @param pods all that were counted; looked at again only if some workload wants fewer
     */
    void foresee(List<Workload> behind, Supplier<Stream<PodEntry>> pods) {
        for (Workload workload : behind) {
            int surplus = of(workload.uid()) - workload.pods();
            if (surplus > 0 && workload.honorsDeletionCost()) {
                foresee(workload.uid(), surplus, pods.get());
            }
        }
    }

    private void foresee(String uid, int surplus, Stream<PodEntry> pods) {
        List<PodEntry> ready = pods.filter(entry -> entry.pod().phase() == Pod.Phase.LIVE
                        && entry.pod().controller().equals(Optional.of(uid))
                        && entry.isPlaced()
                        && entry.pod().ready())
                // Of those of one cost the last one goes.
                .sorted(Comparator.comparing(entry -> entry.pod().id().uid()))
                .toList();
        int unready = of(uid) - ready.size();
        TreeMap<Integer, PodEntry> byCost = new TreeMap<>();
        for (PodEntry entry : ready) {
            if (DeletionCost.of(entry.pod().settings()) instanceof DeletionCost.Own(int cost)) {
                byCost.put(cost, entry);
            }
        }
        byCost.values().stream().limit(Math.max(0, surplus - unready)).forEach(this::goes);
    }

    private void goes(PodEntry entry) {
        total--;
        entry.pod().controller().ifPresent(uid -> byController.merge(uid, -1, Integer::sum));
        pinned[entry.node()]--;
        leaving[entry.node()]++;
    }

    private boolean isSuperseded(Pod pod) {
        return pod.controller()
                .filter(uid -> superseded.computeIfAbsent(uid, workloads::isSuperseded))
                .isPresent();
    }

    private static Resources most(Resources a, Resources b) {
        return new Resources(
                Math.max(a.milliCpu(), b.milliCpu()),
                Math.max(a.memoryBytes(), b.memoryBytes()),
                Math.max(a.pods(), b.pods()));
    }

    /** How many pods that stay a workload has. */
    int of(String uid) {
        return byController.getOrDefault(uid, 0);
    }

    /**
     * How many pods there will be: what their workloads want, and no fewer than there are. {@link Integer#MAX_VALUE} if it would
     * be more: each of many workloads may want as many as that.
     */
    int expected(List<Workload> behind) {
        long expected = total;
        for (Workload workload : behind) {
            expected += Math.max(0, workload.pods() - of(workload.uid()));
        }
        return (int) Math.min(Integer.MAX_VALUE, expected);
    }

    /** How many pods on the node will be gone. */
    int leaving(int node) {
        return leaving[node];
    }

    /**
     * How many more of the pods the node has room for, those on the way out thought away.
     *
     * @param promised what is kept there for others
     */
    long fitting(Cluster cluster, int node, Resources promised) {
        Resources all = cluster.node(node).map(Node::allocatable).orElse(Resources.NONE);
        Resources used = cluster.used(node).plus(promised);
        long fitting = fit(all.milliCpu() - used.milliCpu(), each.milliCpu());
        fitting = Math.min(fitting, fit(all.memoryBytes() - used.memoryBytes(), each.memoryBytes()));
        fitting = Math.min(fitting, fit(all.pods() - used.pods(), each.pods()));
        return fitting + leaving[node];
    }

    private static long fit(long free, long one) {
        return one == 0 ? ENOUGH : Math.max(0, free / one);
    }

    /**
     * How many more of the pods required rules allow there; of several groups, of each as many as its own. A group that all
     * rules speak of is had once.
     */
    long slots(int node) {
        long slots = 0;
        for (List<CapUsage> rule : rules) {
            slots += least(rule, node);
        }
        for (List<List<CapUsage>> group : sharedGroups()) {
            slots = Math.min(slots, mostOf(group, node));
        }
        return rules.isEmpty() ? ENOUGH : slots;
    }

    private long least(List<CapUsage> usages, int node) {
        long least = ENOUGH;
        for (CapUsage usage : usages) {
            least = Math.min(least, slots(usage, node));
        }
        return least;
    }

    /** How many more the rule allows that allows the most of a group; by rule, what it says of it. */
    private long mostOf(List<List<CapUsage>> group, int node) {
        long most = 0;
        for (List<CapUsage> rule : group) {
            most = Math.max(most, least(rule, node));
        }
        return most;
    }

    /** The groups of which every rule says how many there may be, found once all pods are counted. */
    private List<List<List<CapUsage>>> sharedGroups() {
        if (sharedGroups == null) {
            Set<Tally> groups = new LinkedHashSet<>();
            if (rules.size() > 1) {
                rules.iterator().next().forEach(usage -> groups.add(usage.group()));
                rules.forEach(rule -> groups.retainAll(
                        rule.stream().map(usage -> usage.group()).toList()));
            }
            sharedGroups = groups.stream()
                    .map(group -> rules.stream()
                            .map(rule -> rule.stream()
                                    .filter(usage -> usage.group() == group)
                                    .toList())
                            .toList())
                    .toList();
        }
        return sharedGroups;
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
        return Math.max(0, Math.min(most, most - usage.group().reckoned(domain) + leaving[node]));
    }
}
