package dev.evenkeel.e2e;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the annotations can say of a group and its terms, under the real control plane. */
@Tag("e2e")
class GrammarTest {

    @RegisterExtension
    static final EndToEnd e2e = EndToEnd.withEvenkeel();

    private static final Workload WEB = Workload.named("web").onEvenkeel();

    private final LiveCluster cluster = e2e.cluster();

    // ---- terms

    @Test
    void twoOfAZoneAndNoThird() {
        cluster.addNodes(9);
        var namespace = cluster.namespace("zone-max-2");
        cluster.create(namespace, WEB.spread("required zone max 2").deployment(7));

        cluster.awaitBound(namespace, 6);

        assertThat(podsByZone(namespace)).isEqualTo(Map.of("a", 2L, "b", 2L, "c", 2L));
        cluster.awaitOneWaiting(
                namespace,
                "0/9 nodes are available: 9 zone already has 2 pods of group app=web (required zone max 2).");
    }

    @Test
    void everyRequiredTermHolds() {
        cluster.addNodesIn("a", "a", "a", "a", "b");
        var namespace = cluster.namespace("several-terms");
        cluster.create(
                namespace,
                WEB.spread("required, required zone max 2, preferred region").deployment(4));

        cluster.awaitBound(namespace, 3);

        assertThat(cluster.hosts(namespace)).doesNotHaveDuplicates();
        assertThat(podsByZone(namespace)).isEqualTo(Map.of("a", 2L, "b", 1L));
        cluster.awaitOneWaiting(
                namespace,
                "3 host already has a pod of group app=web (required host max 1)",
                "2 zone already has 2 pods of group app=web (required zone max 2)");
    }

    @Test
    void aPreferredTermKeepsNoPodWaiting() {
        cluster.addNodes(1);
        var namespace = cluster.namespace("preferred");
        cluster.create(namespace, WEB.spread("preferred, preferred zone").deployment(3));

        cluster.awaitBound(namespace, 3);
    }

    // Each old pod makes way only once a new one is ready: with a pod on every node, that one goes beside an old one.
    @Test
    void perRevisionRollsOutOnAsManyNodesAsReplicas() {
        cluster.addNodes(3);
        var namespace = cluster.namespace("per-revision");
        var deployment = new DeploymentBuilder(
                        WEB.spread("required per-revision").deployment(3))
                .editSpec()
                .withNewStrategy()
                .withNewRollingUpdate()
                .withNewMaxSurge(1)
                .withNewMaxUnavailable(0)
                .endRollingUpdate()
                .endStrategy()
                .endSpec()
                .build();
        cluster.create(namespace, deployment);
        cluster.awaitRolledOut(namespace, "web");
        assertThat(cluster.hosts(namespace)).containsExactlyInAnyOrder("node-1", "node-2", "node-3");
        var before = names(namespace);

        cluster.rollOut(namespace, "web");
        cluster.awaitRolledOut(namespace, "web");
        LiveCluster.await("the old pods to be gone")
                .until(() -> cluster.pods(namespace).size() == 3);

        assertThat(names(namespace)).doesNotContainAnyElementsOf(before);
        assertThat(cluster.hosts(namespace)).containsExactlyInAnyOrder("node-1", "node-2", "node-3");
    }

    // ---- groups

    @Test
    void spreadByTakesTheGroupFromSomeOfThePodsLabels() {
        cluster.addNodes(1);
        var namespace = cluster.namespace("spread-by");
        var byApp = WEB.spread("required").annotated(Workload.SPREAD_BY, "app");
        cluster.create(namespace, byApp.labelled("track", "stable").pod("stable"));
        cluster.awaitBound(namespace, 1);

        cluster.create(namespace, byApp.labelled("track", "canary").pod("canary"));

        cluster.awaitWaiting(namespace, "canary", "1 host already has a pod of group app=web (required host max 1)");
    }

    @Test
    void selectorSpellsTheGroupOut() {
        cluster.addNodes(1);
        var namespace = cluster.namespace("selector");
        var rule = "tier in (front, back), !legacy";
        var front = tier("front").annotated(Workload.SELECTOR, rule);
        cluster.create(namespace, front.pod("front"));
        cluster.awaitBound(namespace, 1);
        cluster.create(
                namespace,
                tier("legacy")
                        .labelled("tier", "back")
                        .labelled("legacy", "yes")
                        .pod("outside"));
        cluster.awaitBound(namespace, 2);

        cluster.create(
                namespace, tier("back").annotated(Workload.SELECTOR, rule).pod("back"));

        cluster.awaitWaiting(namespace, "back", "1 host already has a pod of group", "(required host max 1)");
    }

    // The scheduler enforces it by itself; evenkeel says what it makes of it.
    @Test
    void specTakesThePodsOwnAntiAffinityAsItsRule() {
        cluster.addNodes(2);
        var namespace = cluster.namespace("spec");
        cluster.create(namespace, WEB.spread("spec").requiredAntiAffinity().deployment(3));

        cluster.awaitBound(namespace, 2);

        assertThat(cluster.hosts(namespace)).containsExactlyInAnyOrder("node-1", "node-2");
        cluster.awaitOneWaiting(namespace, "2 node(s) didn't match pod anti-affinity rules");
        var waiting = cluster.waitingPods(namespace).getFirst().getMetadata().getName();
        assertThat(e2e.evenkeel().explain(namespace, waiting, "text/plain"))
                .contains("podAntiAffinity on host", "app=web", "node-1", "node-2");
    }

    private static Workload tier(String name) {
        return Workload.named(name).onEvenkeel().spread("required").labelled("tier", name);
    }

    private Map<String, Long> podsByZone(String namespace) {
        var zones = cluster.nodes().stream()
                .collect(Collectors.toMap(
                        node -> node.getMetadata().getName(),
                        node -> node.getMetadata().getLabels().get(LiveCluster.ZONE)));
        return cluster.hosts(namespace).stream().collect(groupingBy(zones::get, counting()));
    }

    private List<String> names(String namespace) {
        return cluster.pods(namespace).stream()
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }
}
