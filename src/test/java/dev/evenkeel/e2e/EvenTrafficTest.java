package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.traffic.Split;
import dev.evenkeel.traffic.TrafficModel;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.List;
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
        assertThat(imbalance(spread)).isGreaterThan(1.8);

        var even = cluster.namespace("even");
        cluster.create(even, service("web"));
        cluster.create(even, Workload.named("web").onEvenkeel().balanced().deployment(REPLICAS));
        cluster.awaitRolledOut(even, "web");
        assertThat(imbalance(even)).isLessThan(1.10);

        cluster.rollOut(even, "web");
        cluster.awaitRolledOut(even, "web");
        assertThat(imbalance(even)).as("rolled out").isLessThan(1.10);
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
        assertThat(imbalance(namespace)).isEqualTo(1);
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

    /** The busiest pod's share over the mean, where each node gets the same. */
    private double imbalance(String namespace) {
        List<String> hosts = cluster.boundPods(namespace).stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .map(pod -> pod.getSpec().getNodeName())
                .toList();
        int[] pods = hosts.stream()
                .distinct()
                .mapToInt(host -> (int) hosts.stream().filter(host::equals).count())
                .toArray();
        return Split.of(new TrafficModel.NodeEven(), new int[pods.length], pods).imbalance();
    }
}
