package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A pod of high priority that a rule binds, where others have to go for it. kube-scheduler looks for victims without asking
 * extenders, and only then has evenkeel choose among the nodes that it found.
 */
@Tag("e2e")
class PreemptionTest {

    @RegisterExtension
    static final EndToEnd e2e = EndToEnd.withEvenkeel();

    // kwok's nodes have 1,000 CPUs: beside one of these there is room for small pods only.
    private static final String MOST_OF_A_NODE = "600";

    private static final Workload FILLER = Workload.named("filler").onEvenkeel().requesting("cpu", MOST_OF_A_NODE);
    private static final Workload WEB =
            Workload.named("web").onEvenkeel().spread("required").ofPriority("high");
    private static final Workload LARGE_WEB = WEB.requesting("cpu", MOST_OF_A_NODE);

    private final LiveCluster cluster = e2e.cluster();

    @BeforeAll
    static void addPriorities() {
        e2e.cluster().addPriorityClass("lowest", 1);
        e2e.cluster().addPriorityClass("low", 10);
        e2e.cluster().addPriorityClass("high", 1_000);
    }

    // By priorities alone the scheduler would rather evict on node-1. It and node-3, where there is room, have
    // siblings.
    @Test
    void evictsOnlyFromTheHostThatHasNoSibling() {
        cluster.addNodes(3);
        var namespace = cluster.namespace("way-out");
        cluster.create(namespace, on("node-1", WEB).pod("sibling"));
        cluster.create(namespace, on("node-3", WEB).pod("other-sibling"));
        cluster.create(namespace, on("node-1", FILLER.ofPriority("lowest")).pod("spared"));
        cluster.create(namespace, on("node-2", FILLER.ofPriority("low")).pod("victim"));
        cluster.awaitBound(namespace, 4);

        int logged = e2e.scheduler().logged();
        cluster.create(namespace, LARGE_WEB.pod("preemptor"));
        awaitHost(namespace, "preemptor", "node-2");

        assertThat(pods(namespace)).containsExactlyInAnyOrder("sibling", "other-sibling", "spared", "preemptor");
        assertNoErrorStormSince(logged);
    }

    @Test
    void aSiblingOfLowerPriorityMayBeTheVictim() {
        cluster.addNodes(1);
        var namespace = cluster.namespace("sibling-goes");
        cluster.create(namespace, LARGE_WEB.ofPriority("low").pod("sibling"));
        cluster.awaitBound(namespace, 1);

        int logged = e2e.scheduler().logged();
        cluster.create(namespace, LARGE_WEB.pod("preemptor"));
        awaitHost(namespace, "preemptor", "node-1");

        assertThat(pods(namespace)).containsExactly("preemptor");
        assertNoErrorStormSince(logged);
    }

    // Everywhere there is a sibling. On nodes 1 and 2 there would be victims, on nodes 3 to 12 there is room.
    @Test
    void evictsNoPodIfPreemptionCannotHelp() {
        cluster.addNodes(12);
        var namespace = cluster.namespace("no-way-out");
        cluster.create(namespace, WEB.deployment(12));
        cluster.create(namespace, on("node-1", FILLER.ofPriority("low")).pod("spared-1"));
        cluster.create(namespace, on("node-2", FILLER.ofPriority("low")).pod("spared-2"));
        cluster.awaitBound(namespace, 14);
        var before = pods(namespace);

        int logged = e2e.scheduler().logged();
        cluster.create(namespace, LARGE_WEB.pod("preemptor"));
        cluster.awaitWaiting(
                namespace,
                "preemptor",
                "0/12 nodes are available",
                "2 Insufficient cpu",
                "10 host already has a pod of group app=web (required host max 1)",
                "preemption: no candidate node for preemption");

        assertNoPodWasEvicted(namespace, before);
        assertNoErrorStormSince(logged);
    }

    // There is room, and on each node a pod that could go and whose going would not help. If evenkeel's answer let the
    // scheduler look for victims there, each node would be an error.
    @Test
    void looksForNoVictimsIfOnlyTheRuleForbidsTheNode() {
        cluster.addNodes(12);
        var namespace = cluster.namespace("room-everywhere");
        cluster.create(namespace, WEB.deployment(12));
        cluster.create(namespace, Workload.named("bystander").ofPriority("low").daemonSet());
        cluster.awaitBound(namespace, 24);
        var before = pods(namespace);

        int logged = e2e.scheduler().logged();
        cluster.create(namespace, WEB.pod("preemptor"));
        cluster.awaitWaiting(
                namespace,
                "preemptor",
                "0/12 nodes are available: 12 host already has a pod of group app=web (required host max 1).",
                "preemption: 0/12 nodes are available: 12 Preemption is not helpful for scheduling");

        assertNoPodWasEvicted(namespace, before);
        assertNoErrorStormSince(logged);
    }

    // It could not take the place that it makes others leave, and would go on to the next.
    @Test
    void evictsNoPodForAPodWithAMalformedRule() {
        cluster.addNodes(2);
        var namespace = cluster.namespace("malformed-preemptor");
        cluster.create(namespace, FILLER.ofPriority("low").deployment(2));
        cluster.awaitBound(namespace, 2);
        var before = pods(namespace);

        cluster.create(namespace, LARGE_WEB.spread("requird").pod("preemptor"));
        cluster.awaitWaiting(namespace, "preemptor", "preemption: no candidate node for preemption");

        assertNoPodWasEvicted(namespace, before);
    }

    private void assertNoPodWasEvicted(String namespace, List<String> before) {
        assertThat(pods(namespace)).containsAll(before);
        assertThat(cluster.pods(namespace))
                .allSatisfy(pod ->
                        assertThat(pod.getMetadata().getDeletionTimestamp()).isNull());
        assertThat(cluster.pod(namespace, "preemptor").getStatus().getNominatedNodeName())
                .isNull();
    }

    private static Workload on(String node, Workload workload) {
        return workload.onNodesWith(LiveCluster.HOSTNAME, node);
    }

    private void awaitHost(String namespace, String pod, String node) {
        LiveCluster.await("%s on %s".formatted(pod, node))
                .untilAsserted(() -> assertThat(cluster.host(namespace, pod)).isEqualTo(node));
    }

    private List<String> pods(String namespace) {
        return cluster.pods(namespace).stream()
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }

    // A node that the scheduler takes for worth a preemption, and that has no victims, is an error in each cycle. A
    // cycle that
    // is repeated because the cluster has changed meanwhile is one, too.
    private void assertNoErrorStormSince(int logged) {
        assertThat(e2e.scheduler().loggedSince(logged))
                .noneMatch(line -> line.contains("expected at least one victim pod"))
                .filteredOn(line -> line.startsWith("E"))
                .hasSizeLessThan(3);
    }
}
