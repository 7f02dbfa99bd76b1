package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A burst where evenkeel nominates nodes for the pods that wait. */
@Tag("e2e")
class NominatedBurstTest {

    private static final int NODES = 120;
    private static final int PODS = 110;

    /** As it counts what the API server has taken. */
    private static final String NOMINATED = "evenkeel_nominations_total{action=\"nominate\",result=\"done\"}";

    @RegisterExtension
    static final EndToEnd e2e = EndToEnd.with(controlPlane -> {
        var installation = Installation.on(
                controlPlane, Map.of("evenkeel.nominate.enabled", "true", "evenkeel.nominate.least-nodes", "5"));
        Installation.allowNominations(controlPlane.cluster());
        return installation;
    });

    private final LiveCluster cluster = e2e.cluster();

    @Test
    void placesAllPodsApartAndLeavesNoneNominated() {
        cluster.addNodes(NODES);
        var namespace = cluster.namespace("nominated");
        var web = Workload.named("web").onEvenkeel().spread("required");

        try (var burst = new Burst(cluster, namespace)) {
            burst.create(IntStream.rangeClosed(1, PODS)
                    .mapToObj(number -> web.pod("web-" + number))
                    .toList());
            assertThat(burst.awaitBound(PODS, Duration.ofSeconds(60)))
                    .as("%d of %d are bound", burst.bound(), PODS)
                    .isTrue();
        }

        assertThat(cluster.hosts(namespace)).hasSize(PODS).doesNotHaveDuplicates();
        assertThat(cluster.waitingPods(namespace)).isEmpty();
        assertThat(nominated()).as("nominations that the API server has taken").isPositive();
    }

    @Test
    void ofPodsThatFindNoRoomNoneStaysNominated() {
        cluster.addNodes(10);
        var namespace = cluster.namespace("too-many");
        var web = Workload.named("web").onEvenkeel().spread("required");

        try (var burst = new Burst(cluster, namespace)) {
            burst.create(IntStream.rangeClosed(1, 25)
                    .mapToObj(number -> web.pod("web-" + number))
                    .toList());
            assertThat(burst.awaitBound(10, Duration.ofSeconds(60))).isTrue();
        }

        LiveCluster.await("nobody to be nominated that is not bound")
                .until(() -> cluster.waitingPods(namespace).stream()
                        .allMatch(pod -> pod.getStatus().getNominatedNodeName() == null));
        assertThat(cluster.hosts(namespace)).hasSize(10).doesNotHaveDuplicates();
    }

    private static double nominated() {
        return e2e.evenkeel()
                .metrics()
                .lines()
                .filter(line -> line.startsWith(NOMINATED))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
