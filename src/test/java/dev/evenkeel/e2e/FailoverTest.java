package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two instances by a Lease of their own, as {@code k8s/service} ships them, and a scheduler that reaches the leader. */
@Tag("e2e")
class FailoverTest {

    @RegisterExtension
    static final EndToEnd e2e = EndToEnd.with(FailoverTest::install);

    private static final Map<String, String> SHIPPED =
            Map.of("evenkeel.leader.quiet-margin", "8s", "evenkeel.leader.mode", "lease");
    private static final int NODES = 12;

    private static List<Evenkeel> instances = List.of();
    private static List<LeaderFront> fronts = List.of();

    private final LiveCluster cluster = e2e.cluster();

    private static Installation install(ControlPlane controlPlane) {
        controlPlane.manifests().withoutPods().forEach(controlPlane.cluster()::apply);
        Installation.grantRoleAlone(controlPlane.cluster());
        var identity = Installation.account(controlPlane);
        instances = Stream.of("evenkeel-1", "evenkeel-2")
                .map(name -> Installation.evenkeel(controlPlane, name, identity, SHIPPED))
                .toList();
        // A replica that stands by gets ready like the one that leads.
        instances.forEach(instance -> controlPlane.start(instance.process()));
        var front = new LeaderFront(instances);
        fronts = List.of(front);
        var scheduler = Installation.scheduler(controlPlane, front.port());
        controlPlane.start(scheduler);
        return new Installation(instances.getFirst(), scheduler);
    }

    @AfterAll
    static void hangUp() {
        fronts.forEach(LeaderFront::close);
    }

    @Test
    void theLeaderKilled() {
        var rush = Rush.begin(cluster, "leader-killed", NODES, "web", "db", "cache");
        rush.awaitSome(5);
        var killed = leader();
        killed.process().kill();
        rush.with("late").awaitEnd();

        assertThat(leader()).isNotEqualTo(killed);
        killed.process().start();
    }

    @Test
    void theLeaderStoppedPastItsLeaseAndContinued() {
        var rush = Rush.begin(cluster, "leader-stopped", NODES, "web", "db", "cache");
        rush.awaitSome(5);
        var stopped = leader();
        stopped.process().freeze();
        var larger = rush.with("late");
        LiveCluster.await("the other to decide").until(() -> instances.stream().anyMatch(Evenkeel::decides));
        stopped.process().thaw();
        larger.awaitEnd();

        assertThat(instances.stream().filter(Evenkeel::leads)).hasSize(1).doesNotContain(stopped);
    }

    @Test
    void theLeaderAskedToEndGivesItsLeaseBack() {
        var rush = Rush.begin(cluster, "leader-ends", NODES, "web", "db", "cache");
        rush.awaitSome(5);
        var ended = leader();
        var started = System.nanoTime();
        ended.process().stop();
        LiveCluster.await("the other to lead").until(() -> instances.stream().anyMatch(Evenkeel::leads));
        // Sooner than the Lease runs out.
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(14));
        rush.awaitEnd();
        ended.process().start();
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
        rush.with("late").awaitEnd();
    }

    private static Evenkeel leader() {
        LiveCluster.await("a leader").until(() -> instances.stream().anyMatch(Evenkeel::leads));
        return instances.stream().filter(Evenkeel::leads).findFirst().orElseThrow();
    }
}
