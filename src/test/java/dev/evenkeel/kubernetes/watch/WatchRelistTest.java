package dev.evenkeel.kubernetes.watch;

import static dev.evenkeel.kubernetes.watch.WatchedObjects.node;
import static dev.evenkeel.kubernetes.watch.WatchedObjects.pod;
import static dev.evenkeel.kubernetes.watch.WatchedObjects.relabelled;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.PermitAnswer;
import dev.evenkeel.objects.PodId;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a list says that had to be asked for again: all that happened meanwhile, and never what was before. */
class WatchRelistTest {
    private final WatchRig rig = new WatchRig();
    private final WatchedCluster cluster = rig.cluster();
    private WatchStream podWatch;
    private WatchStream nodeWatch;

    WatchRelistTest() {
        rig.nodes().thenList(9, node("a", 1), node("b", 2));
        rig.pods().thenList(10, pod("web-0", "u0", 4, "a"), pod("web-1", "u1", 5));
        rig.start();
        cluster.awaitSynced();
        podWatch = rig.pods().awaitWatch();
        nodeWatch = rig.nodes().awaitWatch();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    /** The next watch is asked for after all that the list says was reported. */
    private void podsAreListedAnew(long version, Pod... pods) {
        rig.pods().thenList(version, pods);
        podWatch.error(410);
        podWatch = rig.pods().awaitWatch();
    }

    private void nodesAreListedAnew(long version, Node... nodes) {
        rig.nodes().thenList(version, nodes);
        nodeWatch.error(410);
        nodeWatch = rig.nodes().awaitWatch();
    }

    // ---- meanwhile

    @Test
    void aPodDeletedMeanwhileGivesItsPlaceBack() {
        assertThat(cluster.offeredTo(pod("web-1", "u1", 5))).containsExactly("b");

        podsAreListedAnew(30, pod("web-1", "u1", 5));

        assertThat(cluster.reported()).contains("pod web-0 u0 gone");
        assertThat(cluster.pods()).containsExactly("web-1 u1 waits");
        assertThat(cluster.offeredTo(pod("web-1", "u1", 5))).containsExactly("a", "b");
    }

    @Test
    void aPodRecreatedMeanwhileUnderTheSameNameIsAnotherPod() {
        podsAreListedAnew(30, pod("web-0", "u9", 25), pod("web-1", "u1", 5));
        assertThat(cluster.pods()).containsExactly("web-0 u9 waits", "web-1 u1 waits");

        podsAreListedAnew(40, pod("web-1", "u1", 5));
        assertThat(cluster.reported()).contains("pod web-0 u9 gone");
        assertThat(cluster.pods()).containsExactly("web-1 u1 waits");
    }

    @Test
    void reportsPodsThatWereCreatedBoundOrRelabelledMeanwhile() {
        podsAreListedAnew(
                30,
                relabelled(pod("web-0", "u0", 21, "a"), "app", "other"),
                pod("web-1", "u1", 22, "b"),
                pod("web-2", "u2", 23));

        assertThat(cluster.pods()).containsExactly("web-0 u0 on a", "web-1 u1 on b", "web-2 u2 waits");
        assertThat(cluster.offeredTo(pod("web-2", "u2", 23))).containsExactly("a");
    }

    @Test
    void reportsNodesThatWereDeletedCreatedRelabelledOrRecreatedMeanwhile() {
        nodesAreListedAnew(30, node("a", 21, "2"), node("c", 22));

        assertThat(cluster.reported()).contains("node b gone");
        assertThat(cluster.nodes()).containsExactly("a in 2", "c in 1");
    }

    // ---- never back in time: WatchStartTest holds that lists are consistent; should one lie, this still holds

    @Test
    void keepsABindingIfAListIsOlder() {
        podWatch.modified(pod("web-1", "u1", 20, "b"));
        podWatch.modified(relabelled(pod("web-0", "u0", 21, "a"), "app", "other"));
        cluster.awaitReported("pod web-0 u0@21");

        podsAreListedAnew(15, pod("web-0", "u0", 4, "a"), pod("web-1", "u1", 5));

        assertThat(cluster.reported()).endsWith("pod web-0 u0@4", "pod web-1 u1@5");
        assertThat(cluster.pods()).containsExactly("web-0 u0 on a", "web-1 u1 on b");
        assertThat(cluster.offeredTo(pod("web-2", "u2", 22))).containsExactly("a");
    }

    @Test
    void bringsNoDeletedNamesakeBackIfAListIsOlder() {
        podWatch.deleted(pod("web-0", "u0", 19, "a"));
        podWatch.added(pod("web-0", "u9", 20, "b"));
        cluster.awaitReported("pod web-0 u9@20");

        podsAreListedAnew(15, pod("web-0", "u0", 4, "a"), pod("web-1", "u1", 5));

        assertThat(cluster.pods()).containsExactly("web-0 u9 on b", "web-1 u1 waits");
    }

    @Test
    void keepsNodesIfAListIsOlder() {
        nodeWatch.modified(node("a", 20, "2"));
        cluster.awaitReported("node a@20");

        nodesAreListedAnew(15, node("a", 1), node("b", 2));

        assertThat(cluster.nodes()).containsExactly("a in 2", "b in 1");
    }

    /** Another API server behind the same address takes over the watch and sends the past once more. */
    @Test
    void keepsNewerStateIfAWatchLags() {
        podWatch.modified(pod("web-1", "u1", 20, "b"));
        cluster.awaitReported("pod web-1 u1@20");
        podWatch.cut();

        podWatch = rig.pods().awaitWatch();
        podWatch.modified(pod("web-1", "u1", 18));
        podWatch.modified(pod("web-1", "u1", 20, "b"));
        podWatch.modified(pod("web-0", "u0", 22, "a"));
        cluster.awaitReported("pod web-0 u0@22");

        assertThat(cluster.pods()).containsExactly("web-0 u0 on a", "web-1 u1 on b");
    }

    /** The pod was changed, and then bound by evenkeel; what is reported lies between. */
    @Test
    void keepsItsOwnBindingThatTheWatchHasNotShownYet() {
        cluster.decide((core, now) -> {
            PermitAnswer answer = core.permit(new PodId("shop", "web-1", "u1"), "b", now);
            return answer instanceof PermitAnswer.Granted granted
                    ? core.settle(granted.permit(), new BindOutcome.Bound(), now)
                    : answer;
        });

        podsAreListedAnew(30, pod("web-0", "u0", 4, "a"), pod("web-1", "u1", 6));

        assertThat(cluster.reported()).endsWith("pod web-1 u1@6");
        assertThat(cluster.pods()).containsExactly("web-0 u0 on a", "web-1 u1 on b");
        assertThat(cluster.offeredTo(pod("web-2", "u2", 7))).isEmpty();
    }
}
