package dev.evenkeel.kubernetes.watch;

import static dev.evenkeel.kubernetes.watch.WatchedCluster.SYNCED;
import static dev.evenkeel.kubernetes.watch.WatchedObjects.node;
import static dev.evenkeel.kubernetes.watch.WatchedObjects.pod;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of the API server at the start, and what is reported of its answers. */
class WatchStartTest {
    private static final Map<String, String> FIRST_PAGE = Map.of("limit", "500");

    private final WatchRig rig = new WatchRig();
    private final WatchedCluster cluster = rig.cluster();

    @AfterEach
    void stop() {
        rig.close();
    }

    /**
     * What protects against a list from the past is its form. Without resourceVersion it is consistent: the API server
     * answers with no less than what was committed when it was asked, whichever server that is. With resourceVersion 0,
     * or with a match NotOlderThan, one that lags could bring back pods that are gone.
     */
    @Test
    void listsAreConsistent() {
        rig.nodes().thenList(9, node("a", 3));
        rig.pods().thenList(10, pod("web-0", "u0", 4));
        rig.start();
        cluster.awaitSynced();

        assertThat(rig.nodes().lists()).containsExactly(FIRST_PAGE);
        assertThat(rig.pods().lists()).containsExactly(FIRST_PAGE);
    }

    /**
     * Again and again, since the watch's end is said in the instant in which it begins: a client that begins to listen
     * on another thread than it connects on loses that about once in thirty times.
     */
    @RepeatedTest(30)
    void listsAreConsistentAfterARestartToo() {
        rig.nodes().thenList(9);
        rig.pods()
                .thenStatus(403)
                .thenStatus(500)
                .thenPage(10, "more")
                .thenStatus(410)
                .thenList(11);
        rig.start();
        rig.pods().awaitWatch().error(410);
        rig.pods().thenList(12);
        rig.pods().awaitWatch();

        assertThat(rig.pods().lists())
                .containsExactly(
                        FIRST_PAGE,
                        FIRST_PAGE,
                        FIRST_PAGE,
                        Map.of("limit", "500", "continue", "more"),
                        FIRST_PAGE,
                        FIRST_PAGE);
    }

    @Test
    void watchesBeginWhereTheListEndsAndAskForBookmarks() {
        rig.nodes().thenList(9);
        rig.pods().thenList(10);
        rig.start();
        cluster.awaitSynced();

        assertThat(rig.nodes().watches())
                .singleElement()
                .satisfies(query -> assertThat(query)
                        .containsEntry("resourceVersion", "9")
                        .containsEntry("allowWatchBookmarks", "true")
                        .doesNotContainKeys("sendInitialEvents", "limit"));
        assertThat(rig.pods().watchedFrom()).containsExactly("10");
    }

    // ---- pages

    @Test
    void aLongListIsReadPageByPage() {
        rig.nodes().thenList(9);
        rig.pods()
                .thenPage(10, "page 2/&=", pod("web-0", "u0", 1))
                .thenPage(10, "page 3", pod("web-1", "u1", 2))
                .thenList(10, pod("web-2", "u2", 3));
        rig.start();
        cluster.awaitSynced();

        assertThat(rig.pods().lists())
                .containsExactly(
                        FIRST_PAGE,
                        Map.of("limit", "500", "continue", "page 2/&="),
                        Map.of("limit", "500", "continue", "page 3"));
        assertThat(cluster.reported()).containsExactly("pod web-0 u0@1", "pod web-1 u1@2", "pod web-2 u2@3", SYNCED);
    }

    @Test
    void aListMayHaveAnyNumberOfPages() {
        int pages = 300;
        rig.nodes().thenList(9);
        IntStream.range(0, pages)
                .forEach(page -> rig.pods().thenPage(10, "page " + (page + 1), pod("web-" + page, "u" + page, 1)));
        rig.pods().thenList(10);
        rig.start();
        cluster.awaitSynced();

        assertThat(cluster.pods()).hasSize(pages);
    }

    /** The API server keeps a list's state for some minutes only. What vanished since the first page is not kept. */
    @Test
    void restartsAListThatExpiresBetweenItsPages() {
        rig.nodes().thenList(9);
        rig.pods()
                .thenPage(10, "more", pod("web-0", "u0", 1), pod("web-1", "u1", 2))
                .thenStatus(410)
                .thenList(20, pod("web-1", "u1", 2), pod("web-2", "u2", 11));
        rig.start();
        cluster.awaitSynced();

        assertThat(cluster.reported())
                .containsExactly("pod web-0 u0@1", "pod web-1 u1@2", "pod web-2 u2@11", "pod web-0 u0 gone", SYNCED);
        assertThat(rig.pods().watchedFrom()).containsExactly("20");
    }

    // ---- synced

    @Test
    void reportsSyncedOnceAfterEverythingThatWasThere() {
        rig.nodes().thenList(9, node("a", 1), node("b", 2));
        rig.start();
        WatchStream nodes = rig.nodes().awaitWatch();
        nodes.modified(node("a", 12));
        cluster.awaitReported("node a@12");
        assertThat(cluster.reported()).doesNotContain(SYNCED);

        rig.pods().thenPage(10, "more", pod("web-0", "u0", 4));
        cluster.awaitReported("pod web-0 u0@4");
        assertThat(cluster.reported()).doesNotContain(SYNCED);

        rig.pods().thenList(10, pod("web-1", "u1", 5));
        cluster.awaitSynced();
        assertThat(cluster.reported())
                .containsExactly("node a@1", "node b@2", "node a@12", "pod web-0 u0@4", "pod web-1 u1@5", SYNCED);

        nodes.error(410);
        rig.nodes().thenList(20, node("a", 13));
        cluster.awaitReported("node b gone");
        rig.nodes().awaitWatch().modified(node("a", 21));
        cluster.awaitReported("node a@21");
        assertThat(cluster.reported()).containsOnlyOnce(SYNCED);
    }

    @Test
    void anEmptyClusterIsSyncedToo() {
        rig.nodes().thenList(1);
        rig.pods().thenList(1);
        rig.start();
        cluster.awaitSynced();

        assertThat(cluster.reported()).containsExactly(SYNCED);
    }

    @Test
    void withoutAWatchNothingIsSynced() {
        rig.nodes().thenList(9);
        rig.pods().refuseWatch(403).thenList(10).thenList(11);
        rig.start();
        rig.pods().awaitWatch();
        cluster.awaitSynced();

        assertThat(rig.pods().watchedFrom()).containsExactly("10", "11");
    }

    // ---- the API server is not as it should be

    @Test
    void theApiServerMayComeLater() {
        rig.server().goAway();
        rig.start();
        rig.nodes().thenList(9, node("a", 1));
        rig.pods().thenList(10, pod("web-0", "u0", 4));
        assertThat(cluster.reported()).isEmpty();

        rig.server().comeBack();
        cluster.awaitSynced();
        assertThat(cluster.reported()).containsExactlyInAnyOrder("node a@1", "pod web-0 u0@4", SYNCED);
    }

    /** The client repeats some of these by itself, for a while; the feed for ever. */
    @ParameterizedTest
    @ValueSource(ints = {403, 429, 500})
    void aListThatFailsIsAskedForAgain(int code) {
        rig.nodes().thenList(9);
        IntStream.range(0, 14).forEach(time -> rig.pods().thenStatus(code));
        rig.pods().thenList(10, pod("web-0", "u0", 4));
        rig.start();
        cluster.awaitSynced();

        assertThat(cluster.reported()).containsExactly("pod web-0 u0@4", SYNCED);
        assertThat(rig.pods().lists()).hasSize(15);
    }

    @Test
    void aListThatBreaksOffIsAskedForAgain() {
        rig.nodes().thenList(9);
        rig.pods().thenHalfAList(10, pod("web-0", "u0", 4)).thenList(11, pod("web-1", "u1", 5));
        rig.start();
        cluster.awaitSynced();

        assertThat(cluster.reported()).containsExactly("pod web-1 u1@5", SYNCED);
    }

    @Test
    void reportsNothingOnceTheFeedIsClosed() {
        rig.nodes().thenList(9);
        rig.pods().thenPage(10, "more", pod("web-0", "u0", 4));
        rig.start();
        cluster.awaitReported("pod web-0 u0@4");

        rig.close();
        assertThat(cluster.reported()).isEqualTo(List.of("pod web-0 u0@4"));
    }
}
