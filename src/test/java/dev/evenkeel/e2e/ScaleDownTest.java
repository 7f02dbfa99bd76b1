package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.rule.Annotations;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The real ReplicaSet controller takes pods away by the deletion costs that evenkeel writes. */
@Tag("e2e")
class ScaleDownTest {
    private static final int NODES = 8;
    private static final int REPLICAS = 16;
    /** So many that every plain choice leaves some nodes with two pods and some with one. */
    private static final int FEWER = 10;

    @RegisterExtension
    static final EndToEnd e2e = EndToEnd.with(controlPlane -> {
        controlPlane.manifests().withoutPods().forEach(controlPlane.cluster()::apply);
        Installation.allowScaleDown(controlPlane.cluster());
        return Installation.on(controlPlane, Map.of("evenkeel.traffic.scale-down", "true"));
    });

    private final LiveCluster cluster = e2e.cluster();

    @Test
    void scaleDownLeavesAnEvenSpreadThatItWouldNotLeaveWithoutCosts() {
        cluster.addNodes(NODES);
        var even = cluster.namespace("even");
        cluster.create(
                even,
                new ServiceBuilder()
                        .withNewMetadata()
                        .withName("web")
                        .endMetadata()
                        .withNewSpec()
                        .withType("LoadBalancer")
                        .withExternalTrafficPolicy("Local")
                        .addToSelector("app", "web")
                        .addNewPort()
                        .withPort(80)
                        .endPort()
                        .endSpec()
                        .build());
        cluster.create(even, Workload.named("web").onEvenkeel().balanced().deployment(REPLICAS));
        var plain = cluster.namespace("plain");
        cluster.create(plain, Workload.named("web").evenlyOnHosts().deployment(REPLICAS));
        cluster.awaitRolledOut(even, "web");
        cluster.awaitRolledOut(plain, "web");
        LiveCluster.await("deletion costs on the half that would go first")
                .until(() -> costly(even).size() == REPLICAS / 2);

        for (var namespace : List.of(even, plain)) {
            cluster.scale(namespace, "web", FEWER);
            cluster.awaitRolledOut(namespace, "web");
        }

        assertThat(cluster.imbalance(plain)).isGreaterThan(1.2);
        assertThat(cluster.imbalance(even)).isEqualTo(1);
        assertThat(costly(plain)).isEmpty();
    }

    private List<Pod> costly(String namespace) {
        return cluster.stayingPods(namespace).stream()
                .filter(pod -> {
                    var annotations =
                            Objects.requireNonNullElse(pod.getMetadata().getAnnotations(), Map.<String, String>of());
                    return annotations.containsKey(Annotations.DELETION_COST);
                })
                .toList();
    }
}
