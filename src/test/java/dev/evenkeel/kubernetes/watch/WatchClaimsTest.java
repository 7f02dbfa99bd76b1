package dev.evenkeel.kubernetes.watch;

import static dev.evenkeel.kubernetes.watch.WatchedObjects.claim;
import static dev.evenkeel.kubernetes.watch.WatchedObjects.made;
import static dev.evenkeel.kubernetes.watch.WatchedObjects.mounting;
import static dev.evenkeel.kubernetes.watch.WatchedObjects.node;
import static dev.evenkeel.kubernetes.watch.WatchedObjects.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.kubernetes.convert.PodConverter;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node where a volume is being made for a pod is kept for it, as if it were nominated there. */
class WatchClaimsTest {
    private static final Pod WITH_VOLUME = mounting(pod("web-0", "u0", 4), "data-web-0");
    private static final Pod SIBLING = pod("web-1", "u1", 5);

    private final WatchRig rig = new WatchRig();
    private final WatchedCluster cluster = rig.cluster();
    private WatchStream pods;
    private WatchStream claims;

    @BeforeEach
    void twoWaitForTwoNodes() {
        rig.nodes().thenList(9, node("a", 1), node("b", 2));
        rig.pods().thenList(10, WITH_VOLUME, SIBLING);
        rig.claims().thenList(10, claim("data-web-0", 3));
        rig.start();
        cluster.awaitSynced();
        pods = rig.pods().awaitWatch();
        claims = rig.claims().awaitWatch();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private void awaitNominated(String... nodes) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(cluster.nominated("web-0")).containsExactly(nodes));
    }

    @Test
    void keepsTheSelectedNodeFromSiblings() {
        claims.modified(claim("data-web-0", 11, "a"));
        awaitNominated("a");

        assertThat(cluster.offeredTo(SIBLING)).containsExactly("b");
        assertThat(cluster.offeredTo(WITH_VOLUME)).containsExactly("a");
    }

    @Test
    void keepsTheNodeUntilThePodIsBoundIfTheVolumeExists() {
        claims.modified(claim("data-web-0", 11, "a"));
        claims.modified(made(claim("data-web-0", 12, "a")));
        pods.modified(new PodBuilder(WITH_VOLUME)
                .editMetadata()
                .withResourceVersion("13")
                .endMetadata()
                .build());
        cluster.awaitReported("pod web-0 u0@13");

        awaitNominated("a");
    }

    @Test
    void freesTheNodeIfItsSelectionIsTakenBack() {
        claims.modified(claim("data-web-0", 11, "a"));
        awaitNominated("a");
        claims.modified(claim("data-web-0", 12));
        awaitNominated();
    }

    @Test
    void freesTheNodeIfTheClaimIsDeleted() {
        claims.modified(claim("data-web-0", 11, "a"));
        awaitNominated("a");
        claims.deleted(claim("data-web-0", 12, "a"));
        awaitNominated();
    }

    /** Its volume was made for another pod, and may be of use on other nodes. */
    @Test
    void ignoresAClaimThatHadItsVolumeBefore() {
        claims.added(made(claim("old", 11, "a")));
        pods.added(mounting(pod("web-2", "u2", 12), "old"));
        cluster.awaitReported("pod web-2 u2@12");

        assertThat(cluster.nominated("web-2")).isEmpty();
    }

    @Test
    void aPodThatComesAfterItsClaimIsNominatedToo() {
        claims.added(claim("data-web-2", 11, "b"));
        claims.modified(claim("data-web-0", 12, "a"));
        awaitNominated("a");
        pods.added(mounting(pod("web-2", "u2", 13), "data-web-2"));
        cluster.awaitReported("pod web-2 u2@13");

        assertThat(cluster.nominated("web-2")).containsExactly("b");
    }

    @Test
    void prefersTheNominationOfTheScheduler() {
        VolumeNodes volumes = new VolumeNodes();
        var nominated = PodConverter.pod(WITH_VOLUME).nominatedTo("b");
        volumes.on(claim("data-web-0", 11, "a"));

        assertThat(volumes.on(nominated, WITH_VOLUME).scheduling().nominated()).contains("b");
    }

    @Test
    void findsTheClaimOfAnEphemeralVolumeByItsPodsName() {
        VolumeNodes volumes = new VolumeNodes();
        Pod pod = new PodBuilder(pod("web-7", "u7", 4))
                .editSpec()
                .addNewVolume()
                .withName("scratch")
                .withNewEphemeral()
                .endEphemeral()
                .endVolume()
                .endSpec()
                .build();
        volumes.on(PodConverter.pod(pod), pod);

        List<dev.evenkeel.objects.Pod> reported = volumes.on(claim("web-7-scratch", 11, "a"));
        assertThat(reported)
                .singleElement()
                .satisfies(each -> assertThat(each.scheduling().nominated()).contains("a"));
    }
}
