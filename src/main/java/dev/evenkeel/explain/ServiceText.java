package dev.evenkeel.explain;

import dev.evenkeel.labels.OneLine;
import dev.evenkeel.report.ServiceOutlook.Arrangement;
import dev.evenkeel.report.ServiceOutlook.Closed;
import dev.evenkeel.report.ServiceReading;
import dev.evenkeel.report.ServiceView;
import java.util.Locale;

/** The explanation of a Service as text for a terminal. */
final class ServiceText {
    private static final String EVEN_ANYWAY =
            "none: with this model the place of pods does not change how traffic is split, or all goes to one node";

    private static final String COARSE = "a better one was not looked for, since that would cost too much";

    private final StringBuilder text = new StringBuilder();

    private ServiceText() {}

    static String of(ServiceReading.Unconcerned reading) {
        ServiceText out = new ServiceText();
        out.field("service", reading.service().id());
        out.field("plan", "none: " + reading.why().message());
        return out.text.toString();
    }

    static String of(ServiceExplanation explanation) {
        ServiceText out = new ServiceText();
        out.field("service", explanation.view().service().id());
        out.model(explanation);
        out.pods(explanation.view().pods());
        out.nodesLookedAt(explanation);
        out.field(
                "distance",
                explanation.outlook().isPlanned()
                        ? explanation.distance() + " to move, until pods are placed as in a plan from scratch"
                        : "0");
        out.coarse("plan", explanation.plan());
        out.coarse("scratch", explanation.fromScratch());
        out.table(explanation);
        out.nodes(explanation);
        return out.text.toString();
    }

    private void model(ServiceExplanation explanation) {
        var choice = explanation.view().choice();
        field("model", choice.model().word() + ": " + choice.why());
        choice.problem().ifPresent(problem -> field("problem", problem));
        choice.advice().ifPresent(advice -> field("advice", advice));
        if (!explanation.outlook().isPlanned()) {
            field("plan", EVEN_ANYWAY);
        }
    }

    private void pods(ServiceView.Pods pods) {
        field(
                "pods",
                "%d expected, %d there, of which %d wait, %d of those assigned a node"
                        .formatted(pods.expected(), pods.present(), pods.waiting(), pods.assigned()));
        pods.workloads()
                .forEach(each -> field("", "%s wants %d, has %d".formatted(each.workload(), each.wants(), each.has())));
        field(
                "balanced",
                pods.balanced() == 0
                        ? "none carries evenkeel.dev/balance: on, so none is placed by the plan"
                        : pods.balanced() + " carry evenkeel.dev/balance: on");
    }

    private void nodesLookedAt(ServiceExplanation explanation) {
        ServiceView.Nodes nodes = explanation.view().nodes();
        field(
                "nodes",
                "%d looked at: those that pods are on, and %d asked about in the last ten minutes; of %d in all"
                        .formatted(nodes.each().size(), nodes.asked(), nodes.known()));
        explanation
                .closed()
                .forEach((why, count) -> field("", "%d without further pods: %s".formatted(count, why.message())));
    }

    private void coarse(String name, Arrangement plan) {
        if (plan.isCoarse()) {
            field("coarse", name + ": " + COARSE);
        }
    }

    // ---- tables

    private void table(ServiceExplanation explanation) {
        line("");
        line("%-10s %5s %6s %6s  %s".formatted("", "PODS", "NODES", "ZONES", "BUSIEST POD"));
        row("now", explanation.now(), "those that serve");
        row("plan", explanation.plan(), "by which further pods are placed; pods that have a place keep it");
        row("scratch", explanation.fromScratch(), "if all pods were placed from scratch by a plan");
        row("spreading", explanation.spreading(), "if they were spread over hosts and zones");
    }

    private void row(String name, Arrangement arrangement, String meaning) {
        double imbalance = arrangement.split().imbalance();
        String busiest = imbalance == 0 ? "-" : String.format(Locale.ROOT, "%.2f x mean", imbalance);
        line("%-10s %5d %6d %6d  %-12s  %s"
                .formatted(
                        name,
                        arrangement.total(),
                        arrangement.split().servingNodes(),
                        arrangement.split().servingZones(),
                        busiest,
                        meaning));
    }

    private void nodes(ServiceExplanation explanation) {
        int width = explanation.shown().stream()
                .mapToInt(node -> explanation.node(node).node().name().length())
                .max()
                .orElse(0);
        String format = "%-" + Math.max(4, width) + "s  %-14s %7s %5s %7s %8s %5s %7s %9s  %9s  %9s  %s";
        line("");
        line(format.formatted(
                "NODE",
                "ZONE",
                "SERVING",
                "PODS",
                "LEAVING",
                "ASSIGNED",
                "PLAN",
                "SCRATCH",
                "SPREADING",
                "NODE GETS",
                "POD GETS",
                ""));
        explanation.shown().forEach(node -> line(format.formatted(cells(explanation, node))));
        if (explanation.leftOut() > 0) {
            line("and %d nodes more; those off the plan come first".formatted(explanation.leftOut()));
        }
    }

    private static Object[] cells(ServiceExplanation explanation, int number) {
        ServiceView.NodeRow node = explanation.node(number);
        return new Object[] {
            node.node().name(),
            explanation.outlook().zone(node).orElse("-"),
            count(node.serving()),
            count(node.pods()),
            count(node.leaving()),
            count(node.assigned()),
            count(explanation.plan().pods()[number]),
            count(explanation.fromScratch().pods()[number]),
            count(explanation.spreading().pods()[number]),
            percent(explanation.now().split().ofNode(number)),
            percent(explanation.now().split().ofPodOn(number)),
            explanation.outlook().closed(node).map(Closed::label).orElse("")
        };
    }

    private static String count(int pods) {
        return pods == 0 ? "-" : Integer.toString(pods);
    }

    private static String percent(double share) {
        return share == 0 ? "-" : String.format(Locale.ROOT, "%.2f%%", 100 * share);
    }

    private void field(String name, String value) {
        line("%-10s %s".formatted(name, value));
    }

    private void line(String line) {
        text.append(OneLine.of(line.stripTrailing())).append('\n');
    }
}
