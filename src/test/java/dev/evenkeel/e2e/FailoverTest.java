package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two instances by a Lease of their own, as {@code k8s/service} ships them, and a scheduler that reaches the leader. */
@Tag("e2e")
class FailoverTest {

    @RegisterExtension
    static final EndToEnd e2e = EndToEnd.with(FailoverTest::install);

    private static final int NODES = 12;

    private static @Nullable Stage stage;

    private final LiveCluster cluster = e2e.cluster();

    private static Installation install(ControlPlane controlPlane) {
        var prepared = Stage.leased(controlPlane);
        stage = prepared;
        return prepared.installation();
    }

    @AfterAll
    static void hangUp() {
        stage().close();
    }

    private static Stage stage() {
        return Objects.requireNonNull(stage, "The stage is there before the first test");
    }

    @Test
    void theLeaderKilled() {
        var rush = Rush.begin(cluster, "leader-killed", NODES, "web", "db", "cache");
        rush.awaitSome(5);
        var killed = stage().leader();
        killed.process().kill();
        rush.with("late").awaitEnd();

        assertThat(stage().leader()).isNotEqualTo(killed);
    }

    @Test
    void theLeaderStoppedPastItsLeaseAndContinued() {
        var rush = Rush.begin(cluster, "leader-stopped", NODES, "web", "db", "cache");
        rush.awaitSome(5);
        var stopped = stage().leader();
        stopped.process().freeze();
        var larger = rush.with("late");
        stage().awaitDecision();
        stopped.process().thaw();
        larger.awaitEnd();

        assertThat(stage().instances().stream().filter(Evenkeel::leads))
                .hasSize(1)
                .doesNotContain(stopped);
    }

    @Test
    void theLeaderAskedToEndGivesItsLeaseBack() {
        var rush = Rush.begin(cluster, "leader-ends", NODES, "web", "db", "cache");
        rush.awaitSome(5);
        var ended = stage().leader();
        var started = System.nanoTime();
        ended.process().stop();
        assertThat(stage().leader()).isNotEqualTo(ended);
        // Sooner than the Lease runs out.
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(14));
        rush.with("late").awaitEnd();
    }

    @Test
    void theLeaseDeletedByHand() {
        var rush = Rush.begin(cluster, "lease-deleted", NODES, "web", "db", "cache");
        rush.awaitSome(5);
        cluster.client()
                .leases()
                .inNamespace(Manifests.NAMESPACE)
                .withName("evenkeel")
                .delete();
        LiveCluster.await("nobody to decide")
                .until(() -> stage().instances().stream().noneMatch(Evenkeel::decides));
        rush.with("late").awaitEnd();
    }
}
