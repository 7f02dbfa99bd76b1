package dev.evenkeel.metrics;

import dev.evenkeel.placement.Arbitration;
import dev.evenkeel.planner.Planner;
import dev.evenkeel.report.ServiceOutlook;
import dev.evenkeel.report.ServiceReading;
import dev.evenkeel.report.ServiceReports;
import dev.evenkeel.report.ServiceView;
import dev.evenkeel.traffic.Service;
import dev.evenkeel.traffic.ServiceList;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * How even the traffic of Services is. The number of series is bounded: the first Services by namespace and name have
 * some, and how many were left out is a metric too. Series end with their Service.
 *
 * <p>Values are as of the last {@link #refresh}, which holds the lock for one Service at a time, to read its pods and
 * nodes, and plans without it. A Service that has not changed is not planned again.
 */
public final class ServiceMetrics {
    private final Arbitration arbitration;
    private final Planner planner;
    private final int most;
    private final List<Column> columns;
    /** By {@link Service#id}; used by the refreshing thread only. */
    private Map<String, Figures> known = Map.of();

    private volatile long coarse;
    private volatile ServiceList listed = new ServiceList(List.of(), 0);

    /** One metric of all Services. */
    private record Column(MultiGauge gauge, boolean byModel, ToDoubleFunction<Figures> figure) {
        void register(Iterable<Figures> all) {
            List<MultiGauge.Row<?>> rows = new ArrayList<>();
            all.forEach(each -> rows.add(MultiGauge.Row.of(each.tags(byModel), each, figure)));
            // Existing rows read their values again by themselves; replacing them would leave a gap.
            gauge.register(rows, false);
        }
    }

    /** The figures of one Service, as long as it is there. */
    private static final class Figures {
        private final Tags tags;
        private ServiceView seen;
        private volatile Values values;

        Figures(ServiceView view, Planner planner) {
            this.tags = Tags.of(
                    "service_namespace",
                    view.service().namespace(),
                    "service_name",
                    view.service().name());
            this.seen = view;
            this.values = Values.of(view, planner);
        }

        Tags tags(boolean byModel) {
            return byModel ? tags.and("model", seen.choice().model().word()) : tags;
        }

        void update(ServiceView view, Planner planner) {
            if (!view.equals(seen)) {
                values = Values.of(view, planner);
                seen = view;
            }
        }
    }

    private record Values(
            double imbalance,
            double planned,
            int pods,
            int nodes,
            int zones,
            int distance,
            int expected,
            int present,
            boolean coarse) {
        static Values of(ServiceView view, Planner planner) {
            ServiceOutlook outlook = new ServiceOutlook(view, planner);
            ServiceOutlook.Arrangement now = outlook.now();
            ServiceOutlook.Arrangement fromScratch = outlook.fromScratch();
            return new Values(
                    now.split().imbalance(),
                    fromScratch.split().imbalance(),
                    now.total(),
                    now.split().servingNodes(),
                    now.split().servingZones(),
                    outlook.distance(fromScratch),
                    view.pods().expected(),
                    view.pods().present(),
                    view.isPlanCoarse() || fromScratch.isCoarse());
        }
    }

    /**
     * Registers the metrics, without any Service before the first {@link #refresh}.
     *
     * @param most how many Services have series
     */
    public ServiceMetrics(MeterRegistry registry, Arbitration arbitration, Planner planner, int most) {
        this.arbitration = arbitration;
        this.planner = planner;
        this.most = most;
        this.columns = List.of(
                column(
                        registry,
                        "imbalance",
                        "ratio",
                        true,
                        "The busiest pod's share of the traffic over the mean; 0 if none serves",
                        each -> each.values.imbalance),
                column(
                        registry,
                        "planned.imbalance",
                        "ratio",
                        true,
                        "What the imbalance would be if a plan placed all expected pods from scratch",
                        each -> each.values.planned),
                column(registry, "serving", "pods", false, "Pods that get traffic", each -> each.values.pods),
                column(registry, "serving", "nodes", false, "Nodes with such a pod", each -> each.values.nodes),
                column(registry, "serving", "zones", false, "Zones with such a pod", each -> each.values.zones),
                column(
                        registry,
                        "plan.distance",
                        "pods",
                        false,
                        "Pods that would have to move to be placed as in a plan from scratch",
                        each -> each.values.distance),
                column(registry, "expected", "pods", false, "Pods that there will be", each -> each.values.expected),
                column(
                        registry,
                        "present",
                        "pods",
                        false,
                        "Pods that there are, with a place or without",
                        each -> each.values.present));
        gauge(
                registry,
                "evenkeel.services",
                "Services for which the place of their pods matters",
                each -> each.listed.services().size() + each.listed.leftOut());
        gauge(
                registry,
                "evenkeel.services.left.out",
                "Those of them without series, since there are too many",
                each -> each.listed.leftOut());
        gauge(
                registry,
                "evenkeel.services.coarse",
                "Those with series whose plan is coarse, since looking for the best would cost too much",
                each -> each.coarse);
    }

    private static Column column(
            MeterRegistry registry,
            String name,
            String unit,
            boolean byModel,
            String description,
            ToDoubleFunction<Figures> figure) {
        MultiGauge gauge = MultiGauge.builder("evenkeel.service." + name + "." + unit)
                .description(description)
                .register(registry);
        return new Column(gauge, byModel, figure);
    }

    private void gauge(
            MeterRegistry registry, String name, String description, ToDoubleFunction<ServiceMetrics> figure) {
        Gauge.builder(name, this, figure)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    /** Reads the Services again; not to be called by two threads at once. */
    public void refresh() {
        ServiceList list = arbitration.decide((arbiter, now) ->
                arbiter.isSynced() ? arbiter.plans().catalog().concerned(most) : new ServiceList(List.of(), 0));
        Map<String, Figures> figures = new HashMap<>();
        list.services().forEach(service -> look(service, each -> figures.put(service.id(), figures(service, each))));
        known = figures;
        listed = list;
        coarse = figures.values().stream().filter(each -> each.values.coarse).count();
        columns.forEach(column -> column.register(figures.values()));
    }

    private void look(Service service, Consumer<ServiceView> concerned) {
        arbitration
                .decide((arbiter, now) ->
                        new ServiceReports(arbiter.cluster(), arbiter.constraints(), arbiter.plans()).lookAt(service))
                .ifPresent(reading -> {
                    if (reading instanceof ServiceReading.Concerned(var view)) {
                        concerned.accept(view);
                    }
                });
    }

    private Figures figures(Service service, ServiceView view) {
        @Nullable Figures before = known.get(service.id());
        if (before == null) {
            return new Figures(view, planner);
        }
        before.update(view, planner);
        return before;
    }
}
