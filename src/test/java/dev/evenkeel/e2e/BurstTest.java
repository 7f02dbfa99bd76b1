package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Many pods made at once, without a controller, under the real control plane: none is placed wrongly, and all are placed
 * that can be. {@link BurstBench} does the same at full size and takes the time.
 */
@Tag("e2e")
class BurstTest {

    @RegisterExtension
    static final EndToEnd e2e = EndToEnd.withEvenkeel();

    /** How long nothing may happen in a burst before it is given up. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Of the binds of a test, one in so many may be refused: siblings may be asked about before the watch shows them. */
    private static final int BINDS_PER_REFUSED = 10;

    private final LiveCluster cluster = e2e.cluster();
    private Scrape before = scrape();

    @BeforeEach
    void startCounting() {
        before = scrape();
    }

    // A wrong placement that evenkeel let pass would not be refused: both are held.
    @AfterEach
    void fewBindsWereRefused() {
        var added = scrape().since(before);
        assertThat(added.refusedBinds())
                .as("refused among %d binds", added.calls("bind"))
                .isLessThanOrEqualTo(added.calls("bind") / BINDS_PER_REFUSED);
    }

    @Test
    void aHundredPodsOfOneGroupTakeAHundredNodes() {
        cluster.addNodes(100);
        var namespace = cluster.namespace("one-group");

        burst(namespace, pods(spread("web"), 100), 100);

        assertThat(cluster.hosts(namespace)).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void twelveGroupsOfTenOnTwelveNodesKeepApartEachForItself() {
        cluster.addNodes(12);
        var namespace = cluster.namespace("twelve-groups");
        var pods = IntStream.rangeClosed(1, 12)
                .boxed()
                .flatMap(group -> pods(spread("group-" + group), 10).stream())
                .toList();

        burst(namespace, pods, 120);

        assertThat(cluster.boundPods(namespace).stream()
                        .collect(Collectors.groupingBy(
                                pod -> pod.getMetadata().getLabels().get("app"),
                                Collectors.mapping(pod -> pod.getSpec().getNodeName(), Collectors.toList()))))
                .hasSize(12)
                .allSatisfy((group, hosts) -> assertThat(hosts).hasSize(10).doesNotHaveDuplicates());
    }

    @Test
    void ofOnePodMoreThanNodesExactlyOneWaits() {
        cluster.addNodes(20);
        var namespace = cluster.namespace("one-too-many");

        burst(namespace, pods(spread("web"), 21), 20);

        LiveCluster.await("one pod to be given up for now")
                .untilAsserted(() -> assertThat(cluster.waitingPods(namespace))
                        .singleElement()
                        .satisfies(pod -> assertThat(LiveCluster.whyWaiting(pod).orElse("no reason yet"))
                                .startsWith("0/20 nodes are available")));
        assertThat(cluster.hosts(namespace)).hasSize(20).doesNotHaveDuplicates();
    }

    @Test
    void unplaceablePodsKeepNoPodFromAPlaceLikeThoseOfTheInTreeRule() {
        cluster.addNodes(10);
        var ours = cluster.namespace("ours");
        var inTree = cluster.namespace("in-tree");
        burst(ours, pods(spread("web"), 40), 10);
        burst(inTree, pods(Workload.named("web").requiredAntiAffinity(), 40), 10);
        for (var namespace : List.of(ours, inTree)) {
            LiveCluster.await("all that cannot be placed to be given up for now")
                    .until(() -> cluster.waitingPods(namespace).stream()
                            .allMatch(pod -> LiveCluster.whyWaiting(pod).isPresent()));
        }

        // Each binding and each deletion may wake those that wait.
        for (int round = 1; round <= 5; round++) {
            comeAndGo("beside-ours-" + round, Workload.named("other").onEvenkeel());
            comeAndGo("beside-in-tree-" + round, Workload.named("other"));
        }

        for (var namespace : List.of(ours, inTree)) {
            assertThat(cluster.hosts(namespace)).hasSize(10).doesNotHaveDuplicates();
            assertThat(cluster.waitingPods(namespace)).hasSize(30);
        }
    }

    private void comeAndGo(String name, Workload others) {
        var namespace = cluster.namespace(name);
        burst(namespace, pods(others, 6), 6);
        cluster.client().pods().inNamespace(namespace).withGracePeriod(0).delete();
        LiveCluster.await("none of the others")
                .until(() -> cluster.pods(namespace).isEmpty());
    }

    private void burst(String namespace, List<Pod> pods, int placeable) {
        try (var burst = new Burst(cluster, namespace)) {
            burst.create(pods);
            assertThat(burst.awaitBound(placeable, PATIENCE))
                    .as("%d of %d are bound", burst.bound(), placeable)
                    .isTrue();
        }
    }

    private static Workload spread(String group) {
        return Workload.named(group).onEvenkeel().spread("required");
    }

    private static List<Pod> pods(Workload workload, int count) {
        return Stream.iterate(1, number -> number + 1)
                .limit(count)
                .map(number -> workload.pod(workload.name() + "-" + number))
                .toList();
    }

    private static Scrape scrape() {
        return Scrape.of(e2e.evenkeel().managementPort());
    }
}
