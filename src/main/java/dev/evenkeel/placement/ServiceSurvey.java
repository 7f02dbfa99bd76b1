package dev.evenkeel.placement;

import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.Node;
import dev.evenkeel.cluster.NodeSet;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.cluster.Population;
import dev.evenkeel.cluster.Selector;
import dev.evenkeel.cluster.Service;
import dev.evenkeel.cluster.Workload;
import dev.evenkeel.cluster.Workloads;
import dev.evenkeel.traffic.ModelChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Draws up what is known of one Service; changes nothing. Its cost follows the Service's pods and nodes. */
final class ServiceSurvey {
    private final Cluster cluster;
    private final Workloads workloads;
    private final Function<PodEntry, List<Limit>> limits;
    private final Predicate<PodEntry> isServed;
    private final Predicate<PodEntry> isBalanced;

    /**
     * A survey of this cluster.
     *
     * @param limits what binds a pod
     * @param isServed whether a waiting pod was told where to go
     * @param isBalanced whether a pod is placed by plans
     */
    ServiceSurvey(
            Cluster cluster,
            Workloads workloads,
            Function<PodEntry, List<Limit>> limits,
            Predicate<PodEntry> isServed,
            Predicate<PodEntry> isBalanced) {
        this.cluster = cluster;
        this.workloads = workloads;
        this.limits = limits;
        this.isServed = isServed;
        this.isBalanced = isBalanced;
    }

    /**
     * The Service as it is.
     *
     * @param asked the nodes that its pods were asked about
     * @param wish what the plan that pods are placed by wants, if it is to be shown
     */
    ServiceView view(Service service, ModelChoice choice, NodeSet asked, Optional<ServicePlan.Wish> wish) {
        Selector selector = Selector.of(service.selector());
        Muster muster = new Muster(cluster.table().size(), workloads, limits, isServed);
        int[] serving = new int[cluster.table().size()];
        NodeSet nodes = asked.and(cluster.nodes());
        int askedAbout = nodes.size();
        int balanced = 0;
        Stream<PodEntry> pods = cluster.pods(new Population.Matching(service.namespace(), selector));
        for (PodEntry entry : (Iterable<PodEntry>) pods::iterator) {
            muster.count(entry);
            Pod pod = entry.pod();
            balanced += pod.phase() == Pod.Phase.LIVE && isBalanced.test(entry) ? 1 : 0;
            if (entry.isPlaced() && pod.phase() != Pod.Phase.FINISHED) {
                nodes.add(entry.node());
                serving[entry.node()] += entry.isBound() && service.isServedBy(pod.ready(), pod.phase()) ? 1 : 0;
            }
        }
        List<Workload> behind = workloads.current(service.namespace(), selector);
        List<ServiceView.Wanted> wanted = behind.stream()
                .map(each -> new ServiceView.Wanted(each.name(), each.pods(), muster.of(each.uid())))
                .toList();
        ServicePlan.@Nullable Wish followed = wish.orElse(null);
        List<ServiceView.Standing> each = new ArrayList<>();
        nodes.forEach(node -> cluster.node(node)
                .ifPresent(found -> each.add(standing(found, node, serving[node], muster, followed))));
        return new ServiceView(
                service,
                choice,
                new ServiceView.Pods(
                        muster.expected(behind), muster.total, muster.waiting, muster.served, balanced, wanted),
                new ServiceView.Nodes(cluster.nodes().size(), askedAbout, each));
    }

    private ServiceView.Standing standing(
            Node node, int number, int serving, Muster muster, ServicePlan.@Nullable Wish wish) {
        return new ServiceView.Standing(
                node,
                cluster.nodes().contains(number),
                serving,
                muster.settled[number],
                muster.leaving(number),
                wish == null ? 0 : wish.claims().countAt(number),
                muster.fitting(cluster, number),
                muster.slots(number),
                wish == null ? OptionalInt.empty() : OptionalInt.of(wish.planned(number)));
    }
}
