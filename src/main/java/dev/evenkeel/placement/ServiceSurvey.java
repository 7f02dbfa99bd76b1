package dev.evenkeel.placement;

import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.Node;
import dev.evenkeel.cluster.NodeSet;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.cluster.Population;
import dev.evenkeel.cluster.Resources;
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
import java.util.stream.IntStream;
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
     * @param isPlanCoarse whether that plan is a coarse one
     */
    ServiceView view(
            Service service, ModelChoice choice, NodeSet asked, Optional<ServicePlan.Wish> wish, boolean isPlanCoarse) {
        Selector selector = Selector.of(service.selector());
        List<PodEntry> pods = cluster.pods(new Population.Matching(service.namespace(), selector))
                .filter(entry -> entry.pod().phase() != Pod.Phase.FINISHED)
                .toList();
        Muster muster = new Muster(cluster.table().size(), workloads, limits);
        pods.forEach(muster::count);
        List<Workload> behind = workloads.current(service.namespace(), selector);
        muster.foresee(behind, pods::stream);
        int expected = muster.expected(behind);
        NodeSet open = asked.and(cluster.nodes());
        return new ServiceView(
                service,
                choice,
                pods(pods, muster, behind, expected),
                new ServiceView.Nodes(
                        cluster.nodes().size(),
                        open.size(),
                        standings(service, pods, open, muster, expected, wish.orElse(null))),
                isPlanCoarse);
    }

    private ServiceView.Pods pods(List<PodEntry> pods, Muster muster, List<Workload> behind, int expected) {
        long balanced = pods.stream()
                .filter(entry -> entry.pod().phase() == Pod.Phase.LIVE && isBalanced.test(entry))
                .count();
        List<ServiceView.Wanted> wanted = behind.stream()
                .map(each -> new ServiceView.Wanted(each.name(), each.pods(), muster.of(each.uid())))
                .toList();
        int waiting = muster.total - IntStream.of(muster.settled).sum();
        long served = pods.stream()
                .filter(entry -> !entry.isPlaced() && isServed.test(entry))
                .count();
        return new ServiceView.Pods(expected, muster.total, waiting, (int) served, (int) balanced, wanted);
    }

    private List<ServiceView.Standing> standings(
            Service service,
            List<PodEntry> pods,
            NodeSet open,
            Muster muster,
            int expected,
            ServicePlan.@Nullable Wish wish) {
        int[] serving = new int[cluster.table().size()];
        NodeSet nodes = open.copy();
        for (PodEntry entry : pods) {
            if (entry.isPlaced()) {
                nodes.add(entry.node());
                Pod pod = entry.pod();
                serving[entry.node()] += entry.isBound() && service.isServedBy(pod.ready(), pod.phase()) ? 1 : 0;
            }
        }
        List<ServiceView.Standing> standings = new ArrayList<>();
        nodes.forEach(number -> cluster.node(number)
                .ifPresent(node -> standings.add(standing(node, number, serving[number], muster, expected, wish))));
        return standings;
    }

    private ServiceView.Standing standing(
            Node node, int number, int serving, Muster muster, int expected, ServicePlan.@Nullable Wish wish) {
        return new ServiceView.Standing(
                node,
                cluster.nodes().contains(number),
                serving,
                muster.settled[number],
                muster.leaving(number),
                wish == null ? 0 : wish.claims().countAt(number),
                (int) Math.min(expected, muster.fitting(cluster, number, Resources.NONE)),
                (int) Math.min(expected, muster.slots(number)),
                wish == null ? OptionalInt.empty() : OptionalInt.of(wish.planned(number)));
    }
}
