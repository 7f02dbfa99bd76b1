package dev.evenkeel.kubernetes.watch;

import static dev.evenkeel.kubernetes.watch.WatchedObjects.node;
import static dev.evenkeel.kubernetes.watch.WatchedObjects.pod;
import static dev.evenkeel.kubernetes.watch.WatchedObjects.relabelled;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes known of pods and nodes by the events of a watch. */
class WatchEventsTest {
    private final WatchRig rig = new WatchRig();
    private final WatchedCluster cluster = rig.cluster();
    private final WatchStream pods;
    private final WatchStream nodes;

    WatchEventsTest() {
        rig.nodes().thenList(9, node("a", 1), node("b", 2));
        rig.pods().thenList(10, pod("web-0", "u0", 4, "a"));
        rig.start();
        cluster.awaitSynced();
        pods = rig.pods().awaitWatch();
        nodes = rig.nodes().awaitWatch();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void aPodThatGoesGivesItsPlaceBack() {
        assertThat(cluster.offeredTo(pod("web-1", "u1", 20))).containsExactly("b");

        pods.deleted(pod("web-0", "u0", 21, "a"));
        cluster.awaitReported("pod web-0 u0 gone");
        assertThat(cluster.offeredTo(pod("web-1", "u1", 20))).containsExactly("a", "b");
    }

    @Test
    void aPodRecreatedUnderTheSameNameIsAnotherPod() {
        pods.deleted(pod("web-0", "u0", 20, "a"));
        pods.added(pod("web-0", "u9", 21));
        cluster.awaitReported("pod web-0 u9@21");

        assertThat(cluster.reported()).contains("pod web-0 u0 gone");
        assertThat(cluster.pods()).containsExactly("web-0 u9 waits");
    }

    @Test
    void aRelabelledPodChangesItsGroup() {
        pods.modified(relabelled(pod("web-0", "u0", 20, "a"), "app", "other"));
        cluster.awaitReported("pod web-0 u0@20");
        assertThat(cluster.offeredTo(pod("web-1", "u1", 21))).containsExactly("a", "b");

        pods.modified(pod("web-0", "u0", 22, "a"));
        cluster.awaitReported("pod web-0 u0@22");
        assertThat(cluster.offeredTo(pod("web-1", "u1", 21))).containsExactly("b");
    }

    @Test
    void aRelabelledNodeChangesItsZone() {
        nodes.modified(node("a", 20, "2"));
        cluster.awaitReported("node a@20");

        assertThat(cluster.nodes()).containsExactly("a in 2", "b in 1");
    }

    /**
     * The pods of a node that is gone hold their place until they are gone too, and so find the new node of that name.
     */
    @Test
    void aNodeRecreatedUnderTheSameNameIsTheOneThatItsPodsAreOn() {
        nodes.deleted(node("a", 20));
        cluster.awaitReported("node a gone");
        assertThat(cluster.nodes()).containsExactly("b in 1");
        assertThat(cluster.pods()).containsExactly("web-0 u0 on a");

        nodes.added(node("a", 21, "2"));
        cluster.awaitReported("node a@21");
        assertThat(cluster.nodes()).containsExactly("a in 2", "b in 1");
        assertThat(cluster.offeredTo(pod("web-1", "u1", 22))).containsExactly("b");
    }
}
