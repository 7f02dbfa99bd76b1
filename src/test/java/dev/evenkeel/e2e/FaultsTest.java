package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * One instance, as shipped but for its way to the API server, which a test may trouble. Whatever is done to it and to those
 * around it in the middle of a burst, no two pods of a group share a host, and all of them are placed soon.
 */
@Tag("e2e")
class FaultsTest {

    @RegisterExtension
    static final EndToEnd e2e = EndToEnd.with(FaultsTest::install);

    private static final int NODES = 12;

    private static @Nullable Stage stage;

    private final LiveCluster cluster = e2e.cluster();

    private static Installation install(ControlPlane controlPlane) {
        var prepared = Stage.alone(controlPlane);
        stage = prepared;
        return prepared.installation();
    }

    @AfterAll
    static void hangUp() {
        stage().close();
    }

    @AfterEach
    void calm() {
        stage().proxy().calm();
    }

    private static Stage stage() {
        return Objects.requireNonNull(stage, "The stage is there before the first test");
    }

    private static ApiProxy proxy() {
        return stage().proxy();
    }

    @Test
    void killedAndStartedAgain() {
        var rush = Rush.begin(cluster, "killed", NODES, "web", "db", "cache");
        rush.awaitSome(5);
        e2e.evenkeel().process().kill();
        e2e.evenkeel().process().start();
        rush.with("late").awaitEnd();
    }

    @Test
    void stoppedForAWhileAndContinued() {
        var rush = Rush.begin(cluster, "stopped", NODES, "web", "db", "cache");
        rush.awaitSome(5);
        e2e.evenkeel().process().freeze();
        var larger = rush.with("late");
        letPass(Duration.ofSeconds(16));
        e2e.evenkeel().process().thaw();
        larger.awaitEnd();
    }

    @Test
    void aWatchFiveSecondsLate() {
        proxy().delayWatches(Duration.ofSeconds(5));
        var rush = Rush.begin(cluster, "late-watch", NODES, "web", "db", "cache");
        rush.awaitEnd();
    }

    @Test
    void holdsBackOnlyPodsWithARuleIfTheWatchsProgressIsUnknown() {
        Rush.begin(cluster, "stale", 3, "web").awaitEnd();
        proxy().cutReads();
        LiveCluster.await("evenkeel to find its watch behind")
                .until(() -> !e2e.evenkeel().decides());

        cluster.create("stale", Workload.named("plain").onEvenkeel().pod("plain"));
        cluster.create(
                "stale", Workload.named("db").onEvenkeel().spread("required").pod("db"));
        cluster.awaitWaiting("stale", "db", "what evenkeel sees of the cluster is too old");
        LiveCluster.await("the pod without a rule").until(() -> LiveCluster.isBound(cluster.pod("stale", "plain")));
        assertThat(LiveCluster.isBound(cluster.pod("stale", "db"))).isFalse();

        proxy().calm();
        LiveCluster.await("the other pod").until(() -> LiveCluster.isBound(cluster.pod("stale", "db")));
    }

    @Test
    void answersToBindingsLost() {
        proxy().answerOneBindingOf(3);
        var rush = Rush.begin(cluster, "lost-answers", NODES, "web", "db", "cache");
        rush.awaitSome(2 * NODES);
        assertThat(proxy().dropped()).isPositive();
        proxy().calm();
        rush.awaitEnd();
    }

    @Test
    void answersToBindingsLate() {
        proxy().delayBindings(Duration.ofSeconds(3));
        var rush = Rush.begin(cluster, "late-answers", NODES, "web", "db");
        rush.awaitSome(NODES);
        proxy().calm();
        rush.awaitEnd();
    }

    @Test
    void theApiServerRestarted() {
        var rush = Rush.begin(cluster, "api-server", NODES, "web", "db", "cache");
        rush.awaitSome(5);
        var apiServer = e2e.controlPlane().process("kube-apiserver");
        apiServer.kill();
        apiServer.start();
        rush.awaitEnd();
    }

    @Test
    void etcdRestarted() {
        var rush = Rush.begin(cluster, "etcd", NODES, "web", "db", "cache");
        rush.awaitSome(5);
        var etcd = e2e.controlPlane().process("etcd");
        etcd.kill();
        etcd.start();
        e2e.controlPlane().process("kube-apiserver").awaitReady();
        rush.awaitEnd();
    }

    @Test
    void theSchedulerRestarted() {
        var rush = Rush.begin(cluster, "scheduler", NODES, "web", "db", "cache");
        rush.awaitSome(5);
        e2e.scheduler().kill();
        e2e.scheduler().start();
        rush.awaitEnd();
    }

    /** What a fault lasts is time, and no event. */
    static void letPass(Duration time) {
        var end = System.nanoTime() + time.toNanos();
        LiveCluster.await("the time to pass").atMost(time.plusSeconds(5)).until(() -> System.nanoTime() - end >= 0);
    }
}
