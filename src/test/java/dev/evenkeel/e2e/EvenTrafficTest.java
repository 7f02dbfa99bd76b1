package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.evenkeel.traffic.Balancers;
import dev.evenkeel.traffic.TrafficModel;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pods behind a Local Service with {@code evenkeel.dev/balance: on}, under the real control plane. */
@Tag("e2e")
class EvenTrafficTest {
    private static final int NODES = 8;
    private static final int REPLICAS = 15;

    @RegisterExtension
    static final EndToEnd e2e = EndToEnd.withEvenkeel();

    private final LiveCluster cluster = e2e.cluster();

    // Fifteen pods on eight nodes: spread, one of them stands alone with an eighth of the traffic, 1.88 times the mean.
    @Test
    void trafficIsEvenWhereSpreadingLeavesAPodAlone() {
        cluster.addNodes(NODES);
        var spread = cluster.namespace("spread");
        cluster.create(spread, Workload.named("web").evenlyOnHosts().deployment(REPLICAS));
        cluster.awaitRolledOut(spread, "web");
        assertThat(cluster.imbalance(spread)).isGreaterThan(1.8);

        var even = cluster.namespace("even");
        cluster.create(even, service("web"));
        cluster.create(even, Workload.named("web").onEvenkeel().balanced().deployment(REPLICAS));
        cluster.awaitRolledOut(even, "web");
        assertThat(cluster.imbalance(even)).isLessThan(1.10);

        cluster.rollOut(even, "web");
        cluster.awaitRolledOut(even, "web");
        assertThat(cluster.imbalance(even)).as("rolled out").isLessThan(1.10);
    }

    // A host each is what the rule says; which seven of the eight does not matter to this balancer.
    @Test
    void aRequiredRuleHoldsBesideThePlan() {
        cluster.addNodes(NODES);
        var namespace = cluster.namespace("strict");
        cluster.create(namespace, service("web"));
        cluster.create(
                namespace,
                Workload.named("web").onEvenkeel().balanced().spread("required").deployment(NODES - 1));
        cluster.awaitRolledOut(namespace, "web");

        assertThat(cluster.hosts(namespace)).hasSize(NODES - 1).doesNotHaveDuplicates();
        assertThat(cluster.imbalance(namespace)).isEqualTo(1);
    }

    // What is said of the Service is what the API server's pods make of it, by arithmetic of the test's own.
    @Test
    void explainAndMetricsAgreeWithThePods() throws JsonProcessingException {
        cluster.addNodes(NODES);
        var namespace = cluster.namespace("figures");
        cluster.create(namespace, service("web"));
        cluster.create(namespace, Workload.named("web").evenlyOnHosts().deployment(REPLICAS));
        cluster.awaitRolledOut(namespace, "web");
        awaitFigure("evenkeel_service_imbalance_ratio", namespace, busiestOverMean(namespace));
        awaitFigure("evenkeel_service_serving_nodes", namespace, NODES);
        awaitFigure("evenkeel_service_plan_distance_pods", namespace, 1);

        var explained = JsonMapper.builder().build().readTree(e2e.evenkeel().explainService(namespace, "web"));
        assertThat(explained.at("/now/imbalance").asDouble()).isEqualTo(busiestOverMean(namespace), within(1e-9));
        assertThat(explained.at("/fromScratch/servingNodes").asInt()).isEqualTo(NODES - 1);
        assertThat(explained.at("/pods/expected").asInt()).isEqualTo(REPLICAS);
        assertThat(explained.at("/pods/workloads/0/workload").asText()).startsWith("ReplicaSet web-");
        for (JsonNode node : explained.path("nodes")) {
            var here = cluster.hosts(namespace).stream()
                    .filter(node.path("name").asText()::equals)
                    .count();
            assertThat(node.path("serving").asLong()).isEqualTo(here);
            assertThat(node.path("shareOfPod").asDouble()).isEqualTo(1.0 / NODES / here, within(1e-9));
        }

        cluster.scale(namespace, "web", NODES);
        cluster.awaitRolledOut(namespace, "web");
        awaitFigure("evenkeel_service_imbalance_ratio", namespace, busiestOverMean(namespace));
        cluster.client().services().inNamespace(namespace).withName("web").delete();
        LiveCluster.await("the end of the series")
                .until(() ->
                        figure("evenkeel_service_imbalance_ratio", namespace).isEmpty());
    }

    // A problem that comes later is told after every look at the first that there is meanwhile.
    @Test
    void anUnknownModelIsOneEventOnTheService() {
        var namespace = cluster.namespace("unknown");
        cluster.create(namespace, misread("first"));
        awaitEvents(namespace, "first");
        var changed = cluster.client()
                .services()
                .inNamespace(namespace)
                .withName("first")
                .edit(first -> new ServiceBuilder(first)
                        .editMetadata()
                        .addToLabels("changed", "yes")
                        .endMetadata()
                        .build());
        cluster.create(namespace, misread("second"));
        awaitEvents(namespace, "second");

        assertThat(events(namespace, "first")).singleElement().satisfies(event -> {
            assertThat(event.getType()).isEqualTo("Warning");
            assertThat(event.getReason()).isEqualTo("UnknownTrafficModel");
            assertThat(event.getMessage()).contains("\"node-evn\"").contains(TrafficModel.WORDS);
            assertThat(event.getInvolvedObject().getUid())
                    .isEqualTo(changed.getMetadata().getUid());
        });
    }

    private void awaitEvents(String namespace, String service) {
        LiveCluster.await("an Event on Service " + service)
                .until(() -> !events(namespace, service).isEmpty());
    }

    private List<Event> events(String namespace, String service) {
        return cluster.client().v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getKind().equals("Service"))
                .filter(event -> event.getInvolvedObject().getName().equals(service))
                .toList();
    }

    private static Service misread(String app) {
        return new ServiceBuilder(service(app))
                .editMetadata()
                .addToAnnotations(Balancers.OVERRIDE, "node-evn")
                .endMetadata()
                .build();
    }

    private void awaitFigure(String metric, String namespace, double expected) {
        LiveCluster.await(metric + " " + expected)
                .untilAsserted(() -> assertThat(figure(metric, namespace)).hasValueCloseTo(expected, within(1e-9)));
    }

    private OptionalDouble figure(String metric, String namespace) {
        return Scrape.of(e2e.evenkeel().managementPort()).series().entrySet().stream()
                .filter(series -> series.getKey().startsWith(metric + "{")
                        && series.getKey().contains("service_namespace=\"%s\"".formatted(namespace)))
                .mapToDouble(Map.Entry::getValue)
                .findFirst();
    }

    /** Each of N nodes gets the same: with R pods, one that shares its node with the fewest gets R / (N n) times the mean. */
    private double busiestOverMean(String namespace) {
        Map<String, Long> byHost = cluster.boundPods(namespace).stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .filter(pod -> pod.getStatus().getConditions().stream()
                        .anyMatch(each -> each.getType().equals("Ready")
                                && each.getStatus().equals("True")))
                .collect(Collectors.groupingBy(pod -> pod.getSpec().getNodeName(), Collectors.counting()));
        long pods = byHost.values().stream().mapToLong(Long::longValue).sum();
        long fewest = byHost.values().stream().mapToLong(Long::longValue).min().orElseThrow();
        return (double) pods / (byHost.size() * fewest);
    }

    private static Service service(String app) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(app)
                .endMetadata()
                .withNewSpec()
                .withType("LoadBalancer")
                .withExternalTrafficPolicy("Local")
                .addToSelector("app", app)
                .addNewPort()
                .withPort(80)
                .endPort()
                .endSpec()
                .build();
    }
}
