package dev.evenkeel.kubernetes.watch;

import static dev.evenkeel.kubernetes.watch.WatchedObjects.node;
import static dev.evenkeel.kubernetes.watch.WatchedObjects.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.kubernetes.convert.PodConverter;
import dev.evenkeel.rule.Annotations;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodAffinityTermBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * An object that cannot be read, though the API server has taken it, affects no other: all others are reported, the
 * log names it, and what can be read of it counts.
 */
class WatchMalformedTest {
    private final WatchRig rig = new WatchRig();
    private final WatchedCluster cluster = rig.cluster();
    private final WatchLog log = new WatchLog();

    @AfterEach
    void stop() {
        rig.close();
        log.close();
    }

    @Test
    void aPodWithoutAUidIsLeftOut() {
        rig.nodes().thenList(9, node("a", 1));
        rig.pods().thenList(10, pod("bad", "", 4, "a"), pod("web-0", "u0", 5));
        rig.start();
        cluster.awaitSynced();
        assertThat(cluster.pods()).containsExactly("web-0 u0 waits");

        WatchStream watch = rig.pods().awaitWatch();
        watch.modified(pod("bad", "", 11, "a"));
        watch.deleted(pod("bad", "", 12, "a"));
        watch.modified(pod("web-0", "u0", 13, "a"));
        cluster.awaitReported("pod web-0 u0@13");
        assertThat(cluster.pods()).containsExactly("web-0 u0 on a");
        assertThat(log.lines()).hasSize(3).allSatisfy(line -> assertThat(line).contains("shop/bad"));
    }

    /** It is bound, so it counts, whatever else its spec may say. */
    @Test
    void aPodWhoseSpecCannotBeReadCountsByItsLabelsAndPlace() {
        Pod unknownOperator = withUnknownOperator(pod("web-0", "u0", 4, "a"));
        Pod unknownUnit = new PodBuilder(pod("web-1", "u1", 5, "b"))
                .editSpec()
                .addNewContainer()
                .withNewResources()
                .withRequests(Map.of("cpu", new Quantity("1", "bushel")))
                .endResources()
                .endContainer()
                .endSpec()
                .build();
        rig.nodes().thenList(9, node("a", 1), node("b", 2), node("c", 3));
        rig.pods().thenList(10, unknownOperator, unknownUnit);
        rig.start();
        cluster.awaitSynced();

        assertThat(cluster.pods()).containsExactly("web-0 u0 on a", "web-1 u1 on b");
        assertThat(cluster.offeredTo(pod("web-2", "u2", 6))).containsExactly("c");
        assertThat(log.lines()).singleElement().asString().contains("shop/web-1");
    }

    /** It asks for what its spec says, which cannot be read: it must not pass for a pod that asks for nothing. */
    @Test
    void aPodWhoseRuleIsInASpecThatCannotBeReadWaits() {
        Pod bySpec = new PodBuilder(withUnknownOperator(pod("web-0", "u0", 4)))
                .editMetadata()
                .addToAnnotations(Annotations.SPREAD, "spec")
                .endMetadata()
                .build();
        rig.nodes().thenList(9, node("a", 1));
        rig.pods().thenList(10, bySpec);
        rig.start();
        cluster.awaitSynced();

        assertThat(cluster.pods()).containsExactly("web-0 u0 waits");
        assertThat(cluster.<String>decide((core, now) -> core.permit(PodConverter.id(bySpec.getMetadata()), "a", now)
                        .toString()))
                .contains("INVALID_RULE");
    }

    @Test
    void aNodeWhoseSizeCannotBeReadCountsByItsLabels() {
        Node unknownUnit = new NodeBuilder(node("a", 4, "2"))
                .withNewStatus()
                .withAllocatable(Map.of("cpu", new Quantity("1", "bushel")))
                .endStatus()
                .build();
        rig.nodes().thenList(9, unknownUnit, node("b", 5));
        rig.pods().thenList(10);
        rig.start();
        cluster.awaitSynced();

        assertThat(cluster.nodes()).containsExactly("a in 2", "b in 1");
        assertThat(log.lines()).singleElement().asString().contains("node a");
    }

    @Test
    void continuesAfterAListenerThatFails() {
        rig.nodes().thenList(9, node("a", 1), node("b", 2));
        rig.pods().thenList(10, pod("web-0", "u0", 4), pod("web-1", "u1", 5));
        rig.start(event -> {
            boolean fails = switch (event) {
                case ClusterEvent.PodChanged(var info) -> info.pod().id().name().equals("web-0");
                case ClusterEvent.NodeChanged(var node) -> node.name().equals("a");
                default -> false;
            };
            if (fails) {
                throw new IllegalStateException("scripted");
            }
            cluster.accept(event);
        });
        cluster.awaitSynced();

        assertThat(cluster.reported()).containsExactlyInAnyOrder("node b@2", "pod web-1 u1@5", WatchedCluster.SYNCED);
        assertThat(log.lines()).hasSize(2).anySatisfy(line -> assertThat(line).contains("shop/web-0"));
    }

    private static Pod withUnknownOperator(Pod pod) {
        PodAffinityTerm term = new PodAffinityTermBuilder()
                .withTopologyKey("kubernetes.io/hostname")
                .withNewLabelSelector()
                .addNewMatchExpression()
                .withKey("app")
                .withOperator("Resembles")
                .withValues("web")
                .endMatchExpression()
                .endLabelSelector()
                .build();
        return new PodBuilder(pod)
                .editSpec()
                .withNewAffinity()
                .withNewPodAntiAffinity()
                .withRequiredDuringSchedulingIgnoredDuringExecution(term)
                .endPodAntiAffinity()
                .endAffinity()
                .endSpec()
                .build();
    }
}
