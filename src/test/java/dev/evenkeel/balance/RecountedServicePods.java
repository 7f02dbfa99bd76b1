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

/** A plain recount of the pods of one Service, which a {@link ServicePods} has to equal. */
final class RecountedServicePods {
    private static final long ENOUGH = Integer.MAX_VALUE;

    /** By number of the node, the pods that stay there. */
    final int[] pinned;
    /**
     * By number of the node, the pods there whose place will be free: deleted or about to be, or of an older revision.
     */
    private final int[] leaving;
    /** The nodes where pods stay, those that workloads are about to delete included. */
    final NodeSet nodes = new NodeSet();
    /** The pods that stay, with a place or without. */
    int total;

    private final Workloads workloads;
    private final Function<PodEntry, List<CapUsage>> usages;
    private final Map<String, Integer> byController = new HashMap<>();
    private final Map<String, Boolean> superseded = new HashMap<>();
    /** The combinations of caps that pods carry. */
    private final Set<List<CapUsage>> rules = new LinkedHashSet<>();

    /** For each group that every combination limits, and for each combination, its caps on that group. */
    private @Nullable List<List<List<CapUsage>>> sharedGroups;

    /** The largest requests of the pods that stay, for each resource by itself. */
    Resources each = Resources.NONE;

    /**
     * An empty count.
     *
     * @param size how many nodes have a number
     * @param usages the caps that a pod carries
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
     * Counts pods as leaving that workloads are about to delete, since they want fewer than there are and evenkeel's
     * deletion costs decide which. To be called once, after all pods are counted. The ReplicaSet controller deletes
     * pods without a node and unready ones before it looks at costs (pkg/controller/controller_utils.go,
     * ActivePodsWithRanks).
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
                // Of pods of the same cost the last one counts.
                .sorted(Comparator.comparing(entry -> entry.pod().id().uid()))
                .toList();
        int unready = of(uid) - ready.size();
        TreeMap<Integer, PodEntry> byCost = new TreeMap<>();
        for (PodEntry entry : ready) {
            if (DeletionCost.of(entry.pod().settings()) instanceof DeletionCost.Own(int cost)) {
                byCost.put(cost, entry);
            }
        }
        byCost.values().stream().limit(Math.max(0, surplus - unready)).forEach(this::countSurplus);
    }

    private void countSurplus(PodEntry entry) {
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

    /** How many pods that stay a controller has. */
    int of(String uid) {
        return byController.getOrDefault(uid, 0);
    }

    /**
     * How many pods there will be: as many as workloads want, and no fewer than there are; at most {@link
     * Integer#MAX_VALUE}.
     */
    int expected(List<Workload> behind) {
        long expected = total;
        for (Workload workload : behind) {
            expected += Math.max(0, workload.pods() - of(workload.uid()));
        }
        return (int) Math.min(Integer.MAX_VALUE, expected);
    }

    /** How many pods on the node are leaving. */
    int leaving(int node) {
        return leaving[node];
    }

    /**
     * How many more pods with the largest requests fit on the node once those that are leaving are gone.
     *
     * @param promised the requests of other pods for which room is kept on the node
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
     * How many more pods required rules allow on the node. Pods with different combinations of caps add up, but for a
     * group that every combination limits.
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

    /** The most pods of a group that one of the combinations allows; by combination, its caps on the group. */
    private long mostOf(List<List<CapUsage>> group, int node) {
        long most = 0;
        for (List<CapUsage> rule : group) {
            most = Math.max(most, least(rule, node));
        }
        return most;
    }

    /** The groups that every combination limits, found once all pods are counted. */
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
            case AVOID -> usage.group().possible(domain) > 0 ? 0 : ENOUGH;
        };
    }

    private long free(CapUsage usage, int domain, int most, int node) {
        return Math.max(0, Math.min(most, most - usage.group().possible(domain) + leaving[node]));
    }
}
