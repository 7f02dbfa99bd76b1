package dev.evenkeel.report;

import dev.evenkeel.balance.ServicePlan;
import dev.evenkeel.balance.ServicePods;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.objects.Node;
import dev.evenkeel.objects.Resources;
import dev.evenkeel.traffic.ModelChoice;
import dev.evenkeel.traffic.Service;
import dev.evenkeel.traffic.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Builds the {@link ServiceView} of one Service from the count of its pods. Changes nothing; costs as much as there are
 * nodes in it.
 */
final class ServiceSurvey {
    private final Cluster cluster;
    private final Service service;
    private final ModelChoice choice;

    ServiceSurvey(Cluster cluster, Service service, ModelChoice choice) {
        this.cluster = cluster;
        this.service = service;
        this.choice = choice;
    }

    /**
     * The view of a Service that has a plan.
     *
     * @param target the plan's target, if it is to be shown
     */
    ServiceView planned(ServicePlan plan, Optional<ServicePlan.ServiceTarget> target) {
        return view(
                plan.servicePods(),
                plan.behind(),
                plan.recentCandidates(),
                plan.assigned(),
                target.orElse(null),
                plan.isCoarse());
    }

    /** The view of a Service without a plan: no nodes were asked about, and no pods assigned. */
    ServiceView unplanned(ServicePods servicePods, List<Workload> behind) {
        return view(servicePods, behind, new NodeSet(), 0, null, false);
    }

    private ServiceView view(
            ServicePods servicePods,
            List<Workload> behind,
            NodeSet asked,
            int assigned,
            ServicePlan.@Nullable ServiceTarget target,
            boolean isPlanCoarse) {
        NodeSet open = asked.and(cluster.nodes());
        return new ServiceView(
                service,
                choice,
                pods(servicePods, behind, assigned),
                new ServiceView.Nodes(cluster.nodes().size(), open.size(), rows(open, servicePods, target)),
                isPlanCoarse);
    }

    private static ServiceView.Pods pods(ServicePods servicePods, List<Workload> behind, int assigned) {
        List<ServiceView.Wanted> wanted = behind.stream()
                .map(each -> new ServiceView.Wanted(each.name(), each.pods(), servicePods.of(each.uid())))
                .toList();
        return new ServiceView.Pods(
                servicePods.expected(),
                servicePods.total(),
                servicePods.waiting(),
                assigned,
                servicePods.balanced(),
                wanted);
    }

    private List<ServiceView.NodeRow> rows(
            NodeSet open, ServicePods servicePods, ServicePlan.@Nullable ServiceTarget target) {
        NodeSet nodes = open.copy();
        nodes.addAll(servicePods.serving().nodes());
        List<ServiceView.NodeRow> rows = new ArrayList<>();
        nodes.forEach(
                number -> cluster.node(number).ifPresent(node -> rows.add(row(node, number, servicePods, target))));
        return rows;
    }

    private ServiceView.NodeRow row(
            Node node, int number, ServicePods servicePods, ServicePlan.@Nullable ServiceTarget target) {
        int expected = servicePods.expected();
        return new ServiceView.NodeRow(
                node,
                cluster.nodes().contains(number),
                servicePods.serving().at(number, service),
                servicePods.pinned(number),
                servicePods.leaving(number),
                target == null ? 0 : target.hints().countAt(number),
                (int) Math.min(expected, servicePods.fitting(cluster, number, Resources.NONE)),
                (int) servicePods.slots(number, expected),
                target == null ? OptionalInt.empty() : OptionalInt.of(target.planned(number)));
    }
}
