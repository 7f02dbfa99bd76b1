package dev.evenkeel.report;

import dev.evenkeel.balance.Muster;
import dev.evenkeel.balance.ServicePlan;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.Node;
import dev.evenkeel.cluster.NodeSet;
import dev.evenkeel.cluster.Resources;
import dev.evenkeel.traffic.ModelChoice;
import dev.evenkeel.traffic.Service;
import dev.evenkeel.traffic.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Draws up what is known of one Service, whose pods are counted; changes nothing. Its cost follows the Service's nodes. */
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
     * A Service that pods are placed for.
     *
     * @param wish what the plan wants, if it is to be shown
     */
    ServiceView planned(ServicePlan plan, Optional<ServicePlan.Wish> wish) {
        return view(plan.muster(), plan.behind(), plan.askedLately(), plan.told(), wish.orElse(null), plan.isCoarse());
    }

    /** A Service that no pods were placed for lately: nothing was asked about, and nobody told anything. */
    ServiceView unplanned(Muster muster, List<Workload> behind) {
        return view(muster, behind, new NodeSet(), 0, null, false);
    }

    private ServiceView view(
            Muster muster,
            List<Workload> behind,
            NodeSet asked,
            int told,
            ServicePlan.@Nullable Wish wish,
            boolean isPlanCoarse) {
        NodeSet open = asked.and(cluster.nodes());
        return new ServiceView(
                service,
                choice,
                pods(muster, behind, told),
                new ServiceView.Nodes(cluster.nodes().size(), open.size(), standings(open, muster, wish)),
                isPlanCoarse);
    }

    private static ServiceView.Pods pods(Muster muster, List<Workload> behind, int told) {
        List<ServiceView.Wanted> wanted = behind.stream()
                .map(each -> new ServiceView.Wanted(each.name(), each.pods(), muster.of(each.uid())))
                .toList();
        return new ServiceView.Pods(
                muster.expected(), muster.total(), muster.waiting(), told, muster.balanced(), wanted);
    }

    private List<ServiceView.Standing> standings(NodeSet open, Muster muster, ServicePlan.@Nullable Wish wish) {
        NodeSet nodes = open.copy();
        nodes.addAll(muster.serving().nodes());
        List<ServiceView.Standing> standings = new ArrayList<>();
        nodes.forEach(
                number -> cluster.node(number).ifPresent(node -> standings.add(standing(node, number, muster, wish))));
        return standings;
    }

    private ServiceView.Standing standing(Node node, int number, Muster muster, ServicePlan.@Nullable Wish wish) {
        int expected = muster.expected();
        return new ServiceView.Standing(
                node,
                cluster.nodes().contains(number),
                muster.serving().at(number, service),
                muster.settled(number),
                muster.leaving(number),
                wish == null ? 0 : wish.claims().countAt(number),
                (int) Math.min(expected, muster.fitting(cluster, number, Resources.NONE)),
                (int) muster.slots(number, expected),
                wish == null ? OptionalInt.empty() : OptionalInt.of(wish.planned(number)));
    }
}
