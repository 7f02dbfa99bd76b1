package dev.evenkeel.explain;

import dev.evenkeel.planner.Planner;
import dev.evenkeel.report.ServiceOutlook;
import dev.evenkeel.report.ServiceOutlook.Arrangement;
import dev.evenkeel.report.ServiceOutlook.Closed;
import dev.evenkeel.report.ServiceView;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What is shown of a Service and its outlook.
 *
 * @param plan by which further pods are placed
 * @param fromScratch if a plan placed all pods from scratch
 * @param spreading if a scheduler that spreads pods placed all of them from scratch
 * @param distance how many pods are where {@code fromScratch} has no place for them
 * @param closed how many nodes get no further pod, by reason
 * @param shown the nodes to show, by their place in the view: those that stray from the plan first, then by zone and
 *     name
 * @param leftOut how many nodes are not shown
 */
record ServiceExplanation(
        ServiceView view,
        ServiceOutlook outlook,
        Arrangement now,
        Arrangement plan,
        Arrangement fromScratch,
        Arrangement spreading,
        int distance,
        Map<Closed, Integer> closed,
        List<Integer> shown,
        int leftOut) {
    /** How many nodes one answer names at most. */
    static final int MOST_NODES = 200;

    static ServiceExplanation of(ServiceView view, Planner planner) {
        ServiceOutlook outlook = new ServiceOutlook(view, planner);
        Arrangement fromScratch = outlook.fromScratch();
        List<Integer> nodes = ordered(view, outlook, fromScratch);
        List<Integer> shown = nodes.stream().limit(MOST_NODES).toList();
        return new ServiceExplanation(
                view,
                outlook,
                outlook.now(),
                outlook.plan(),
                fromScratch,
                outlook.spreading(),
                outlook.distance(fromScratch),
                closed(view, outlook),
                shown,
                nodes.size() - shown.size());
    }

    private static List<Integer> ordered(ServiceView view, ServiceOutlook outlook, Arrangement fromScratch) {
        List<ServiceView.NodeRow> nodes = view.nodes().each();
        return IntStream.range(0, nodes.size())
                .boxed()
                .sorted(Comparator.<Integer, Boolean>comparing(
                                node -> nodes.get(node).pods() == fromScratch.pods()[node])
                        .thenComparing(node -> outlook.zone(nodes.get(node)).orElse(""))
                        .thenComparing(node -> nodes.get(node).node().name()))
                .toList();
    }

    private static Map<Closed, Integer> closed(ServiceView view, ServiceOutlook outlook) {
        Map<Closed, Integer> closed = new EnumMap<>(Closed.class);
        view.nodes().each().forEach(node -> outlook.closed(node).ifPresent(why -> closed.merge(why, 1, Integer::sum)));
        return closed;
    }

    ServiceView.NodeRow node(int number) {
        return view.nodes().each().get(number);
    }
}
