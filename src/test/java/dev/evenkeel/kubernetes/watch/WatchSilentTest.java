package dev.evenkeel.kubernetes.watch;

import static dev.evenkeel.kubernetes.watch.WatchedObjects.node;
import static dev.evenkeel.kubernetes.watch.WatchedObjects.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.kubernetes.watch.WatchStream.Transport;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A watch that never ends and is dead all the same: nothing is heard of it, not even a bookmark. */
@ParameterizedClass
@EnumSource(Transport.class)
class WatchSilentTest {
    private final WatchRig rig;
    private final WatchedCluster cluster;
    private final WatchStream watch;
    private final WatchLog log = new WatchLog();

    WatchSilentTest(Transport transport) {
        rig = new WatchRig(transport, Duration.ofSeconds(1));
        cluster = rig.cluster();
        rig.nodes().thenList(9, node("a", 1), node("b", 2));
        rig.pods().thenList(10, pod("web-0", "u0", 4, "a"), pod("web-1", "u1", 5), pod("web-2", "u2", 6));
        rig.start();
        cluster.awaitSynced();
        watch = rig.pods().awaitWatch();
    }

    @AfterEach
    void stop() {
        rig.close();
        log.close();
    }

    @Test
    void replacesASilentWatchByAListAndAnotherWatch() {
        watch.deleted(pod("web-2", "u2", 12));
        cluster.awaitReported("pod web-2 u2 gone");
        rig.pods().thenList(30, pod("web-0", "u9", 25), pod("web-1", "u1", 5));

        rig.pods().awaitWatch().modified(pod("web-1", "u1", 31, "b"));
        cluster.awaitReported("pod web-1 u1@31");
        assertThat(cluster.pods()).containsExactly("web-0 u9 waits", "web-1 u1 on b");
        assertThat(cluster.reported())
                .filteredOn(reported -> !reported.startsWith("node"))
                .containsExactly(
                        "pod web-0 u0@4",
                        "pod web-1 u1@5",
                        "pod web-2 u2@6",
                        WatchedCluster.SYNCED,
                        "pod web-2 u2 gone",
                        "pod web-0 u9@25",
                        "pod web-1 u1@31");
        assertThat(log.lines()).anySatisfy(line -> assertThat(line).contains("Nothing was heard of pods"));
        Awaitility.await("the end of the silent watch")
                .atMost(Duration.ofSeconds(10))
                .until(() -> rig.pods().open() <= 1);
    }

    @Test
    void reportsDeletionsMeanwhileByUid() {
        rig.pods().thenList(30);

        rig.pods().awaitWatch();
        assertThat(cluster.pods()).isEmpty();
        assertThat(cluster.reported()).contains("pod web-0 u0 gone", "pod web-1 u1 gone", "pod web-2 u2 gone");
    }

    /** With WebSockets the client would ask for the same version for ever. */
    @Test
    void aVersionMayBeRefusedAsTooOldBeforeTheWatchBegins() {
        rig.pods().expire(10);
        watch.end();
        rig.pods().thenList(30, pod("web-1", "u1", 25));

        rig.pods().awaitWatch();
        assertThat(rig.pods().watchedFrom()).contains("10").endsWith("30");
        assertThat(cluster.pods()).containsExactly("web-1 u1 waits");
    }
}
