package dev.evenkeel.metrics;

import dev.evenkeel.placement.Arbitration;
import dev.evenkeel.report.GroupsOfOne;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** How large the cluster is as evenkeel sees it, and which build this is. */
public final class ClusterMetrics {
    private ClusterMetrics() {}

    /** Registers the gauges; each is read when it is scraped. */
    public static void register(
            MeterRegistry registry, Arbitration arbitration, GroupsOfOne groupsOfOne, String version) {
        gauge(registry, "evenkeel.cluster.nodes", "Nodes known", arbitration, ClusterMetrics::nodes);
        gauge(registry, "evenkeel.cluster.pods", "Pods known", arbitration, ClusterMetrics::pods);
        gauge(
                registry,
                "evenkeel.synced",
                "1 once the whole cluster has been seen",
                arbitration,
                ClusterMetrics::synced);
        gauge(
                registry,
                "evenkeel.workloads.with.groups.of.one",
                "Workloads whose pods are each in a group of one, and so are not kept apart",
                arbitration,
                each -> each.decide((arbiter, now) -> groupsOfOne.workloads()));
        Gauge.builder("evenkeel.build.info", () -> 1)
                .description("Always 1; the labels say which build this is")
                .tag("version", version)
                .tag("java", Runtime.version().toString())
                .register(registry);
    }

    private static void gauge(
            MeterRegistry registry,
            String name,
            String description,
            Arbitration arbitration,
            ToDoubleFunction<Arbitration> figure) {
        Gauge.builder(name, arbitration, figure).description(description).register(registry);
    }

    private static double nodes(Arbitration arbitration) {
        return arbitration.decide((arbiter, now) -> arbiter.cluster().nodes().size());
    }

    private static double pods(Arbitration arbitration) {
        return arbitration.decide((arbiter, now) -> arbiter.cluster().pods().size());
    }

    private static double synced(Arbitration arbitration) {
        return arbitration.decide((arbiter, now) -> arbiter.isSynced()) ? 1 : 0;
    }
}
