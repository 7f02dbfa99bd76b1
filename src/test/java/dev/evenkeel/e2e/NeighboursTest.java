package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whom a pod shares its host with, and evenkeel's rules beside those of the pod's own spec. */
@Tag("e2e")
class NeighboursTest {

    @RegisterExtension
    static final EndToEnd e2e = EndToEnd.withEvenkeel();

    private static final Workload WEB = Workload.named("web").onEvenkeel().spread("required");
    private static final Workload NOISY = Workload.named("noisy").onEvenkeel();
    private static final Workload QUIET = Workload.named("quiet").onEvenkeel().annotated(Workload.AVOID, "app=noisy");
    private static final Workload ALONE = Workload.named("alone").onEvenkeel().annotated(Workload.EXCLUSIVE, "true");

    private final LiveCluster cluster = e2e.cluster();

    @Test
    void avoidHoldsWhicheverComesFirst() {
        cluster.addNodes(1);
        var quietFirst = cluster.namespace("quiet-first");
        var noisyFirst = cluster.namespace("noisy-first");
        cluster.create(quietFirst, QUIET.pod("quiet"));
        cluster.create(noisyFirst, NOISY.pod("noisy"));
        // Of two namespaces: they may share the node.
        cluster.awaitBound(quietFirst, 1);
        cluster.awaitBound(noisyFirst, 1);

        cluster.create(quietFirst, NOISY.pod("noisy"));
        cluster.create(noisyFirst, QUIET.pod("quiet"));

        cluster.awaitWaiting(
                quietFirst, "noisy", "1 host has a pod that stays away from this one (its avoid app=noisy)");
        cluster.awaitWaiting(noisyFirst, "quiet", "1 host has a pod to stay away from (avoid app=noisy)");

        cluster.addNode("node-2", "b");
        cluster.awaitBound(quietFirst, 2);
        cluster.awaitBound(noisyFirst, 2);
        assertThat(cluster.hosts(quietFirst)).doesNotHaveDuplicates();
        assertThat(cluster.hosts(noisyFirst)).doesNotHaveDuplicates();
    }

    @Test
    void anExclusivePodSharesItsHostWithDaemonSetPodsOnly() {
        cluster.addNodes(1);
        var namespace = cluster.namespace("exclusive");
        var daemons = cluster.namespace("daemons");
        cluster.create(namespace, ALONE.pod("first"));
        cluster.awaitBound(namespace, 1);
        cluster.create(daemons, Workload.named("agent").onEvenkeel().daemonSet());
        cluster.awaitBound(daemons, 1);

        cluster.create(namespace, NOISY.pod("other"));
        cluster.awaitWaiting(namespace, "other", "1 host belongs to another pod alone (its exclusive)");

        cluster.addNode("node-2", "b");
        cluster.awaitBound(namespace, 2);
        cluster.awaitBound(daemons, 2);
        cluster.create(namespace, ALONE.pod("second"));
        cluster.awaitWaiting(namespace, "second", "2 host has other pods (exclusive)");

        cluster.addNode("node-3", "c");
        cluster.awaitBound(namespace, 3);
        assertThat(cluster.hosts(namespace)).doesNotHaveDuplicates();
        cluster.awaitBound(daemons, 3);
        assertThat(cluster.hosts(daemons)).doesNotHaveDuplicates();
    }

    // Of eight nodes, six are ruled out, each by one operator.
    @Test
    void nodeAffinityNarrowsWhatARuleIsHeldAgainst() {
        cluster.addNodes(Map.of(
                "node-1", fitting(Map.of()),
                "node-2", fitting(Map.of("disk", "nvme")),
                "not-in", fitting(Map.of("disk", "hdd")),
                "in-not-in", fitting(Map.of("tenant", "other")),
                "not-there", Map.of("disk", "ssd", "cores", "8", "age", "1"),
                "there", fitting(Map.of("retired", "")),
                "not-greater", fitting(Map.of("cores", "4")),
                "not-less", fitting(Map.of("age", "3"))));
        var namespace = cluster.namespace("node-affinity");
        cluster.create(
                namespace,
                WEB.with(spec -> withNodeAffinity(
                                spec,
                                requirement("disk", "In", "ssd", "nvme"),
                                requirement("tenant", "NotIn", "other", "another"),
                                requirement("checked", "Exists"),
                                requirement("retired", "DoesNotExist"),
                                requirement("cores", "Gt", "4"),
                                requirement("age", "Lt", "3")))
                        .deployment(3));

        cluster.awaitBound(namespace, 2);

        assertThat(cluster.hosts(namespace)).containsExactlyInAnyOrder("node-1", "node-2");
        cluster.awaitOneWaiting(
                namespace,
                "0/8 nodes are available",
                "2 host already has a pod of group app=web (required host max 1)",
                "6 node(s) didn't match Pod's node affinity/selector");
    }

    @Test
    void podAffinityNarrowsWhatARuleIsHeldAgainst() {
        cluster.addNodesIn("a", "a", "b", "b");
        var namespace = cluster.namespace("pod-affinity");
        var cache = Workload.named("cache").onEvenkeel().onNodesWith(LiveCluster.ZONE, "a");
        cluster.create(namespace, cache.pod("cache"));
        cluster.awaitBound(namespace, 1);

        var web = cluster.namespace("pod-affinity-web");
        cluster.create(
                web, WEB.with(spec -> withPodAffinity(spec, namespace, "cache")).deployment(3));

        cluster.awaitBound(web, 2);

        assertThat(cluster.hosts(web)).containsExactlyInAnyOrder("node-1", "node-2");
        cluster.awaitOneWaiting(
                web,
                "0/4 nodes are available",
                "2 host already has a pod of group app=web (required host max 1)",
                "2 node(s) didn't match pod affinity rules");
    }

    private static Map<String, String> fitting(Map<String, String> but) {
        var labels = new HashMap<>(Map.of("disk", "ssd", "checked", "yes", "cores", "8", "age", "1"));
        labels.putAll(but);
        return labels;
    }

    private static NodeSelectorRequirement requirement(String key, String operator, String... values) {
        return new NodeSelectorRequirement(key, operator, List.of(values));
    }

    private static PodSpecBuilder withNodeAffinity(PodSpecBuilder spec, NodeSelectorRequirement... requirements) {
        return spec.withNewAffinity()
                .withNewNodeAffinity()
                .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                .addNewNodeSelectorTerm()
                .addToMatchExpressions(requirements)
                .endNodeSelectorTerm()
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endNodeAffinity()
                .endAffinity();
    }

    private static PodSpecBuilder withPodAffinity(PodSpecBuilder spec, String namespace, String app) {
        return spec.withNewAffinity()
                .withNewPodAffinity()
                .addNewRequiredDuringSchedulingIgnoredDuringExecution()
                .withNamespaces(namespace)
                .withNewLabelSelector()
                .addToMatchLabels("app", app)
                .endLabelSelector()
                .withTopologyKey(LiveCluster.ZONE)
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endPodAffinity()
                .endAffinity();
    }
}
