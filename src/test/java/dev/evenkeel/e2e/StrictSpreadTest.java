package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Required spread over hosts, under the real control plane. */
@Tag("e2e")
class StrictSpreadTest {

    @RegisterExtension
    static final EndToEnd e2e = EndToEnd.withEvenkeel();

    private static final Workload WEB = Workload.named("web").onEvenkeel().spread("required");

    private final LiveCluster cluster = e2e.cluster();

    @Test
    void tenReplicasMadeOneAfterAnotherLandOnTenOfTwelveNodes() {
        cluster.addNodes(12);
        var namespace = cluster.namespace("ten-on-twelve");
        cluster.create(namespace, WEB.deployment(0));

        scaleOneByOne(namespace, 10);

        assertThat(cluster.hosts(namespace)).hasSize(10).doesNotHaveDuplicates();
    }

    @Test
    void theEleventhReplicaOnTenNodesSaysWhyItWaitsAndBindsWhenANodeIsAdded() {
        cluster.addNodes(10);
        var namespace = cluster.namespace("eleven-on-ten");
        cluster.create(namespace, WEB.deployment(11));

        cluster.awaitBound(namespace, 10);
        cluster.awaitOneWaiting(
                namespace,
                "0/10 nodes are available: 10 host already has a pod of group app=web (required host max 1).");

        cluster.addNode("node-11", "a");
        cluster.awaitBound(namespace, 11);
        assertThat(cluster.hosts(namespace)).doesNotHaveDuplicates().contains("node-11");
    }

    // Bound pods carry the labels of their node's zone and waiting ones do not. If a bound pod's group took them in, it
    // would no longer count pods that wait, and its rule would not hold against them.
    @Test
    void theZoneLabelsThatPodsGetAtBindDoNotSplitTheirGroup() {
        assumeThat(podsGetZoneLabels()).as("pods get zone labels").isTrue();
        cluster.addNodes(3);
        var namespace = cluster.namespace("zones");
        cluster.create(namespace, WEB.deployment(0));

        scaleOneByOne(namespace, 3);
        assertThat(zonesByLabelOfThePod(namespace))
                .isEqualTo(zonesByNode(namespace))
                .containsValues("a", "b", "c");

        cluster.create(namespace, Workload.named("web").onEvenkeel().pod("of-the-group-but-without-a-rule"));
        cluster.awaitOneWaiting(
                namespace, "3 host has a pod whose rule allows no more of group app=web (its required host max 1)");
    }

    @Test
    void anUninterestedPodIsUntouched() {
        cluster.addNodes(1);
        var namespace = cluster.namespace("uninterested");
        var plain = Workload.named("plain").onEvenkeel();
        cluster.create(namespace, plain.pod("first"));
        cluster.create(namespace, plain.pod("second"));

        cluster.awaitBound(namespace, 2);

        assertThat(cluster.hosts(namespace)).containsExactly("node-1", "node-1");
        assertThat(cluster.pods(namespace)).allSatisfy(pod -> {
            assertThat(pod.getMetadata().getAnnotations()).isNullOrEmpty();
            assertThat(pod.getMetadata().getLabels())
                    .isEqualTo(
                            podsGetZoneLabels()
                                    ? Map.of("app", "plain", LiveCluster.ZONE, "a")
                                    : Map.of("app", "plain"));
            assertThat(pod.getSpec().getSchedulerName()).isEqualTo(Workload.EVENKEEL_SCHEDULER);
        });
    }

    @Test
    void withEvenkeelDownAPodThatIsNotRoutedToItStillBinds() {
        cluster.addNodes(2);
        e2e.evenkeel().process().stop();
        var others = cluster.namespace("not-routed");
        var routed = cluster.namespace("routed");
        cluster.create(routed, WEB.deployment(1));
        cluster.create(others, Workload.named("plain").deployment(1));

        cluster.awaitBound(others, 1);
        cluster.awaitOneWaiting(routed, "/extender/filter");

        e2e.evenkeel().process().start();
        cluster.awaitBound(routed, 1);
    }

    // Since 1.35 the API server copies them from the node (PodTopologyLabels).
    private static boolean podsGetZoneLabels() {
        return e2e.controlPlane().options().minorVersion() >= 35;
    }

    private void scaleOneByOne(String namespace, int replicas) {
        for (int count = 1; count <= replicas; count++) {
            cluster.scale(namespace, WEB.name(), count);
            cluster.awaitBound(namespace, count);
        }
    }

    private Map<String, String> zonesByLabelOfThePod(String namespace) {
        return cluster.boundPods(namespace).stream()
                .collect(Collectors.toMap(
                        StrictSpreadTest::name,
                        pod -> String.valueOf(pod.getMetadata().getLabels().get(LiveCluster.ZONE))));
    }

    private Map<String, String> zonesByNode(String namespace) {
        var zones = cluster.nodes().stream()
                .collect(Collectors.toMap(
                        node -> node.getMetadata().getName(),
                        (Node node) -> node.getMetadata().getLabels().get(LiveCluster.ZONE)));
        return cluster.boundPods(namespace).stream()
                .collect(Collectors.toMap(
                        StrictSpreadTest::name,
                        pod -> zones.getOrDefault(pod.getSpec().getNodeName(), "")));
    }

    private static String name(Pod pod) {
        return pod.getMetadata().getName();
    }
}
