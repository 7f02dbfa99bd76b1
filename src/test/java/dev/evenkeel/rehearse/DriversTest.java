package dev.evenkeel.rehearse;

import static dev.evenkeel.rehearse.Scenes.nodes;
import static dev.evenkeel.rehearse.Scenes.placed;
import static dev.evenkeel.rehearse.Scenes.pod;
import static dev.evenkeel.rehearse.Scenes.replicas;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.file.Snapshot;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The two ways to evenkeel are one to the scheduler. */
class DriversTest {
    private static final SchedulerSettings SETTINGS = new SchedulerSettings(Set.of(Scenes.SCHEDULER), 3, 42);

    private final Snapshot snapshot = new Snapshot(
            nodes("z1:a,b,c z2:d,e,f z3:g,h,i"),
            List.of(placed(pod("web-0", "web", "required"), "a"), placed(pod("db-0", "db", "required zone"), "e")),
            Stream.of(
                            replicas(9, "web", "required"),
                            replicas(3, "db", "required zone, preferred host"),
                            replicas(12, "cart", "preferred"),
                            replicas(4, "job", ""),
                            List.of(pod("typo", "typo", "required hosst max 0")))
                    .flatMap(List::stream)
                    .toList());

    @Test
    void playsTheSameInProcessAndOverHttp() throws IOException {
        OneCluster one = new OneCluster(snapshot);
        List<Outcome> inProcess =
                SchedulerModelTest.play(snapshot, new InProcessDriver(OneCluster.RULES, one, one), SETTINGS);

        OneCluster other = new OneCluster(snapshot);
        List<Outcome> overHttp;
        try (ExtenderServer server = ExtenderServer.of(other, other);
                HttpDriver driver = new HttpDriver(server.prefix(), Duration.ofSeconds(10))) {
            overHttp = SchedulerModelTest.play(snapshot, driver, SETTINGS);
        }

        assertThat(overHttp).isEqualTo(inProcess);
        assertThat(other.bindings).isEqualTo(one.bindings);
        assertThat(one.bindings).hasSize(8 + 2 + 12 + 4);
        assertThat(inProcess)
                .filteredOn(Outcome.Unschedulable.class::isInstance)
                .extracting(outcome -> outcome.pod().pod().id().name())
                .containsExactly("web-9", "db-3", "typo");
    }
}
