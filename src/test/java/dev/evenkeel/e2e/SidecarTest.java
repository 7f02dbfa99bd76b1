package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two pods as {@code k8s/} ships them, each a scheduler with evenkeel beside it. A pod has a hostname of its own, by which
 * its scheduler names itself; here each pair runs in a UTS namespace of its own.
 */
@Tag("e2e")
class SidecarTest {

    @RegisterExtension
    static final EndToEnd e2e = EndToEnd.with(SidecarTest::install);

    private static final int NODES = 12;

    private static @Nullable Stage stage;

    private final LiveCluster cluster = e2e.cluster();

    private static Installation install(ControlPlane controlPlane) {
        var prepared = Stage.beside(controlPlane);
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
    void thePodThatLeadsKilled() {
        var rush = Rush.begin(cluster, "pod-killed", NODES, "web", "db", "cache");
        rush.awaitSome(5);
        var killed = stage().leader();
        stage().schedulerOf(killed).kill();
        killed.process().kill();
        rush.with("late").awaitEnd();

        assertThat(stage().leader()).isNotEqualTo(killed);
    }

    @Test
    void theSchedulerThatLeadsAskedToEnd() {
        var rush = Rush.begin(cluster, "scheduler-ends", NODES, "web", "db", "cache");
        rush.awaitSome(5);
        var ended = stage().leader();
        stage().schedulerOf(ended).stop();
        rush.with("late").awaitEnd();

        assertThat(stage().leader()).isNotEqualTo(ended);
    }

    @Test
    void thePodThatLeadsStoppedPastItsLeaseAndContinued() {
        var rush = Rush.begin(cluster, "pod-stopped", NODES, "web", "db", "cache");
        rush.awaitSome(5);
        var stopped = stage().leader();
        stage().schedulerOf(stopped).freeze();
        stopped.process().freeze();
        var larger = rush.with("late");
        stage().awaitDecision();
        stopped.process().thaw();
        stage().schedulerOf(stopped).thaw();
        larger.awaitEnd();
    }
}
