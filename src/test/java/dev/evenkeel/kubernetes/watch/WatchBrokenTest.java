package dev.evenkeel.kubernetes.watch;

import static dev.evenkeel.kubernetes.watch.WatchedObjects.node;
import static dev.evenkeel.kubernetes.watch.WatchedObjects.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.kubernetes.watch.WatchStream.Transport;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * However a watch ends, it is taken up again where it was: from the last version that was heard of, without another
 * list, and nothing is reported twice or missed.
 */
@ParameterizedClass
@EnumSource(Transport.class)
class WatchBrokenTest {
    private final WatchRig rig;
    private final WatchedCluster cluster;
    private final WatchStream watch;

    WatchBrokenTest(Transport transport) {
        rig = new WatchRig(transport);
        cluster = rig.cluster();
        rig.nodes().thenList(9, node("a", 1));
        rig.pods().thenList(10, pod("web-0", "u0", 4));
        rig.start();
        cluster.awaitSynced();
        watch = rig.pods().awaitWatch();
        assertThat(watch.transport()).isEqualTo(transport);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void continuesAfterAWatchThatEnds() {
        watch.modified(pod("web-0", "u0", 11, "a"));
        cluster.awaitReported("pod web-0 u0@11");
        watch.end();

        rig.pods().awaitWatch().added(pod("web-1", "u1", 12));
        cluster.awaitReported("pod web-1 u1@12");
        assertWatchedFrom("10", "11");
    }

    @Test
    void continuesAfterAWatchThatBreaksInTheMiddleOfAnObject() {
        watch.added(pod("web-1", "u1", 12));
        cluster.awaitReported("pod web-1 u1@12");
        watch.addedHalf(pod("web-2", "u2", 13));
        watch.cut();

        WatchStream next = rig.pods().awaitWatch();
        assertThat(cluster.pods()).containsExactly("web-0 u0 waits", "web-1 u1 waits");
        next.added(pod("web-2", "u2", 13));
        cluster.awaitReported("pod web-2 u2@13");
        assertWatchedFrom("10", "12");
    }

    /** Pods of a quiet cluster do not change for hours; without bookmarks the version would be too old by then. */
    @Test
    void aBookmarkAdvancesTheVersionAndReportsNothing() {
        List<String> before = cluster.reported();
        watch.bookmark("Pod", 500);
        // Not by its end, which may overtake what was said before it; the next watch would say that again.
        watch.error(500);

        rig.pods().awaitWatch().added(pod("web-1", "u1", 501));
        cluster.awaitReported("pod web-1 u1@501");
        assertWatchedFrom("10", "500");
        assertThat(cluster.reported()).hasSize(before.size() + 1);
    }

    @Test
    void anErrorEventOtherThanGoneEndsTheWatchOnly() {
        watch.modified(pod("web-0", "u0", 11, "a"));
        watch.error(500);

        rig.pods().awaitWatch().deleted(pod("web-0", "u0", 12, "a"));
        cluster.awaitReported("pod web-0 u0 gone");
        assertWatchedFrom("10", "11");
    }

    @Test
    void listsAgainAfterGone() {
        watch.error(410);
        rig.pods().thenList(30, pod("web-0", "u0", 4), pod("web-1", "u1", 25));

        rig.pods().awaitWatch().added(pod("web-2", "u2", 31));
        cluster.awaitReported("pod web-2 u2@31");
        assertThat(rig.pods().lists()).hasSize(2);
        assertThat(rig.pods().watchedFrom()).containsExactly("10", "30");
        assertThat(cluster.reported())
                .filteredOn(reported -> reported.startsWith("pod"))
                .containsExactly("pod web-0 u0@4", "pod web-1 u1@25", "pod web-2 u2@31");
    }

    /** What cannot be read may have been anything: only a list shows what. */
    @Test
    void listsAgainAfterInputThatIsNotAnEvent() {
        watch.say("{\"type\":");
        rig.pods().thenList(30, pod("web-1", "u1", 25));

        rig.pods().awaitWatch();
        cluster.awaitReported("pod web-0 u0 gone");
        assertThat(cluster.pods()).containsExactly("web-1 u1 waits");
    }

    @Test
    void continuesAfterAWatchThatIsRefusedForAWhile() {
        IntStream.range(0, 12).forEach(time -> rig.pods().refuseWatch(500));
        IntStream.range(0, 3).forEach(time -> rig.pods().refuseWatch(403));
        watch.cut();

        rig.pods().awaitWatch().added(pod("web-1", "u1", 12));
        cluster.awaitReported("pod web-1 u1@12");
        assertThat(rig.pods().lists()).hasSize(1);
        assertThat(rig.pods().watchedFrom()).containsOnly("10");
    }

    @Test
    void continuesAfterTheApiServerWasAway() {
        rig.server().goAway();
        rig.server().comeBack();

        rig.pods().awaitWatch().added(pod("web-1", "u1", 12));
        rig.nodes().awaitWatch();
        rig.nodes().awaitWatch().added(node("b", 13));
        cluster.awaitReported("pod web-1 u1@12");
        cluster.awaitReported("node b@13");
        assertThat(rig.pods().lists()).hasSize(1);
        assertThat(rig.nodes().watchedFrom()).containsOnly("9");
    }

    @Test
    void objectsMayBeLarge() {
        watch.added(withNotes(pod("web-1", "u1", 12), "larger than one frame usually is. ".repeat(10_000)));

        cluster.awaitReported("pod web-1 u1@12");
        assertThat(rig.pods().lists()).hasSize(1);
    }

    /**
     * The client stumbles over such letters when it has no WebSocket, and asks for a list then: slow, but nothing is
     * lost.
     */
    @Test
    void objectsMayBeInAnyLanguage() {
        Pod first = withNotes(pod("web-1", "u1", 12), "größer als ein Rahmen, 比一帧大");
        rig.pods().thenList(30, pod("web-0", "u0", 4), first, pod("web-2", "u2", 13));
        watch.added(first);
        watch.added(pod("web-2", "u2", 13));

        cluster.awaitReported("pod web-2 u2@13");
        assertThat(cluster.reported())
                .filteredOn(reported -> reported.startsWith("pod"))
                .containsExactly("pod web-0 u0@4", "pod web-1 u1@12", "pod web-2 u2@13");
        assertThat(watch.transport() == Transport.HTTP || rig.pods().lists().size() == 1)
                .isTrue();
    }

    private static Pod withNotes(Pod pod, String notes) {
        return new PodBuilder(pod)
                .editMetadata()
                .addToAnnotations("example.com/notes", notes)
                .endMetadata()
                .build();
    }

    private void assertWatchedFrom(String... versions) {
        assertThat(rig.pods().watchedFrom()).containsExactly(versions);
        assertThat(rig.pods().lists()).hasSize(1);
    }
}
