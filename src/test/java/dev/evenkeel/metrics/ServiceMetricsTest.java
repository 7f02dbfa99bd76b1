package dev.evenkeel.metrics;

import static dev.evenkeel.placement.ClusterPicture.cluster;
import static dev.evenkeel.placement.ClusterPicture.unsynced;
import static dev.evenkeel.placement.PodPicture.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.labels.Labels;
import dev.evenkeel.nodes.NodeTable;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.placement.Arbiter;
import dev.evenkeel.placement.Arbitration;
import dev.evenkeel.placement.ClusterPicture;
import dev.evenkeel.placement.NodePicture;
import dev.evenkeel.placement.PodPicture;
import dev.evenkeel.planner.PlanSettings;
import dev.evenkeel.planner.Planner;
import dev.evenkeel.traffic.Balancers;
import dev.evenkeel.traffic.Service;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class ServiceMetricsTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();

    /** The arbiter behind a picture, used by this test only. */
    private record Looking(ClusterPicture cluster) implements Arbitration {
        @Override
        public <T> T decide(BiFunction<Arbiter, Moment, T> decision) {
            return decision.apply(cluster.arbiter(), cluster.now());
        }

        @Override
        public NodeTable nodes() {
            return cluster.arbiter().cluster().table();
        }
    }

    private ServiceMetrics metrics(ClusterPicture cluster, int most) {
        return new ServiceMetrics(registry, new Looking(cluster), new Planner(PlanSettings.DEFAULTS), most);
    }

    private static Service service(String name, String app, String model, long version) {
        return new Service(
                PodPicture.DEFAULT_NAMESPACE,
                name,
                version,
                Labels.of(Balancers.OVERRIDE, model),
                Labels.of("app", app),
                Service.Exposure.LOAD_BALANCER,
                true,
                Optional.empty(),
                false);
    }

    private static Service web(String model, long version) {
        return service("web", "web", model, version);
    }

    /** The figures of a metric, by the Service's name and, where it has one, its model. */
    private Map<String, Double> figures(String name) {
        Map<String, Double> figures = new TreeMap<>();
        for (Meter meter : registry.getMeters()) {
            if (meter.getId().getName().equals(name) && meter instanceof Gauge gauge) {
                assertThat(meter.getId().getTag("service_namespace")).isEqualTo(PodPicture.DEFAULT_NAMESPACE);
                String model = meter.getId().getTag("model");
                String service = meter.getId().getTag("service_name");
                figures.put(service + (model == null ? "" : " " + model), gauge.value());
            }
        }
        return figures;
    }

    private double figure(String name) {
        return registry.get(name).gauge().value();
    }

    @Test
    void figuresOfAServiceAreThoseOfItsPods() {
        ClusterPicture cluster = cluster("a/z1:2 b/z2:2 c/z1:1").shows(web("node-even", 1));
        ServiceMetrics metrics = metrics(cluster, 10);
        assertThat(registry.find("evenkeel.service.imbalance.ratio").gauges()).isEmpty();

        metrics.refresh();

        assertThat(figures("evenkeel.service.imbalance.ratio").get("web node-even"))
                .isEqualTo(5.0 / 3, within(1e-9));
        assertThat(figures("evenkeel.service.planned.imbalance.ratio").get("web node-even"))
                .isEqualTo(1.25, within(1e-9));
        assertThat(figures("evenkeel.service.serving.pods")).containsExactly(Map.entry("web", 5.0));
        assertThat(figures("evenkeel.service.serving.nodes")).containsExactly(Map.entry("web", 3.0));
        assertThat(figures("evenkeel.service.serving.zones")).containsExactly(Map.entry("web", 2.0));
        assertThat(figures("evenkeel.service.plan.distance.pods")).containsExactly(Map.entry("web", 1.0));
        assertThat(figures("evenkeel.service.present.pods")).containsExactly(Map.entry("web", 5.0));
        assertThat(figures("evenkeel.service.expected.pods")).containsExactly(Map.entry("web", 5.0));
    }

    @Test
    void figuresFollowThePodsAndTheModel() {
        ClusterPicture cluster = cluster("a:2 b:1").shows(web("node-even", 1));
        ServiceMetrics metrics = metrics(cluster, 10);
        metrics.refresh();
        Gauge before = registry.get("evenkeel.service.serving.pods").gauge();

        cluster.shows(pod("web-9").on("b"));
        metrics.refresh();
        assertThat(figures("evenkeel.service.serving.pods")).containsExactly(Map.entry("web", 4.0));
        assertThat(registry.get("evenkeel.service.serving.pods").gauge())
                .as("the series continues without a gap")
                .isSameAs(before);

        cluster.shows(web("pod-even", 2));
        metrics.refresh();
        assertThat(figures("evenkeel.service.imbalance.ratio")).containsExactly(Map.entry("web pod-even", 1.0));
        cluster.shows(web("node-even", 3)).gone(pod("web-9"));
        metrics.refresh();
        assertThat(figures("evenkeel.service.imbalance.ratio")).containsExactly(Map.entry("web node-even", 1.5));
        assertThat(figures("evenkeel.service.serving.pods")).containsExactly(Map.entry("web", 3.0));
    }

    @Test
    void seriesEndWithTheirServiceAndStartAgain() {
        ClusterPicture cluster = cluster("a:1").shows(web("node-even", 1));
        ServiceMetrics metrics = metrics(cluster, 10);
        metrics.refresh();
        assertThat(figures("evenkeel.service.present.pods")).hasSize(1);

        cluster.serviceGone("web");
        metrics.refresh();
        assertThat(registry.getMeters())
                .noneMatch(meter -> meter.getId().getName().startsWith("evenkeel.service."));
        assertThat(figure("evenkeel.services")).isZero();

        cluster.shows(web("node-even", 5)).shows(pod("web-2").on("a"));
        metrics.refresh();
        assertThat(figures("evenkeel.service.present.pods")).containsExactly(Map.entry("web", 2.0));
    }

    @Test
    void theFirstByNameHaveSeriesAndTheOthersAreCounted() {
        ClusterPicture cluster = cluster("a:1");
        for (String name : new String[] {"d", "b", "a", "c"}) {
            cluster.shows(service(name, "web", "node-even", 1));
        }
        ServiceMetrics metrics = metrics(cluster, 2);
        metrics.refresh();

        assertThat(figures("evenkeel.service.present.pods")).containsOnlyKeys("a", "b");
        assertThat(figure("evenkeel.services")).isEqualTo(4);
        assertThat(figure("evenkeel.services.left.out")).isEqualTo(2);
        cluster.serviceGone("a");
        metrics.refresh();
        assertThat(figures("evenkeel.service.present.pods")).containsOnlyKeys("b", "c");
        assertThat(figure("evenkeel.services.left.out")).isEqualTo(1);
    }

    @Test
    void servicesThatAreTooLargeToPlanWellAreCounted() {
        ClusterPicture cluster = cluster("a/z1:2 b/z2:2")
                .shows(service("small", "web", "zone-node", 1))
                .shows(service("large", "mass", "zone-node kubernetes.io/hostname", 1));
        ServiceMetrics metrics = metrics(cluster, 10);
        metrics.refresh();
        assertThat(figure("evenkeel.services.coarse")).isZero();

        for (int i = 0; i < 1_000; i++) {
            cluster.shows(NodePicture.node("n" + i));
            cluster.shows(pod("mass-" + i).on("n" + i));
        }
        // Half of them have two.
        for (int i = 0; i < 500; i++) {
            cluster.shows(pod("mass-" + (1_000 + i)).on("n" + i));
        }
        metrics.refresh();
        assertThat(figure("evenkeel.services.coarse")).isEqualTo(1);

        cluster.serviceGone("large");
        metrics.refresh();
        assertThat(figure("evenkeel.services.coarse")).isZero();
    }

    @Test
    void hasNoSeriesBeforeTheClusterIsSynced() {
        ClusterPicture cluster = unsynced("a:1").shows(web("node-even", 1));
        ServiceMetrics metrics = metrics(cluster, 10);
        metrics.refresh();
        assertThat(figures("evenkeel.service.present.pods")).isEmpty();

        cluster.synced();
        metrics.refresh();
        assertThat(figures("evenkeel.service.present.pods")).hasSize(1);
    }

    @Test
    void aServiceWithoutAPlanHasNoSeries() {
        ClusterPicture cluster = cluster("a:1")
                .shows(new Service(
                        PodPicture.DEFAULT_NAMESPACE,
                        "web",
                        1,
                        Labels.NONE,
                        Labels.of("app", "web"),
                        Service.Exposure.LOAD_BALANCER,
                        false,
                        Optional.empty(),
                        false));
        ServiceMetrics metrics = metrics(cluster, 10);
        metrics.refresh();

        assertThat(figures("evenkeel.service.present.pods")).isEmpty();
        assertThat(figure("evenkeel.services")).isZero();
    }
}
