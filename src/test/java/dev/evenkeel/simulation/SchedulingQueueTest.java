package dev.evenkeel.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.PodId;
import dev.evenkeel.cluster.Resources;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.simulation.SchedulingQueue.Occurrence;
import dev.evenkeel.simulation.SchedulingQueue.Queued;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who is tried again, and when. */
class SchedulingQueueTest {
    private final World world = new World(new Chance(1), Trace.off());
    private final SchedulingQueue queue = new SchedulingQueue(world, () -> {});

    private static StoredPod pod(String name, int priority) {
        Workload workload = new Workload(
                name,
                Map.of(),
                PodRules.NONE,
                false,
                1,
                Resources.NONE,
                Labels.NONE,
                priority,
                Scenario.PLAIN,
                Duration.ZERO);
        Pod pod = new Pod(
                new PodId("shop", name, name),
                1,
                Labels.NONE,
                Labels.NONE,
                Optional.empty(),
                Pod.Phase.LIVE,
                Resources.NONE);
        return new StoredPod(pod, workload, Map.of(), PodRules.NONE, Duration.ZERO, false, 0, 0, "");
    }

    private Queued tried() {
        queue.put(pod("web", 0));
        return queue.take().orElseThrow();
    }

    private void pass(long seconds) {
        world.runUntil(world.elapsed().plusSeconds(seconds));
    }

    @Test
    void ordersByPriorityBeforeAge() {
        queue.put(pod("old", 0));
        queue.put(pod("important", 10));

        assertThat(queue.take().map(each -> each.pod().name())).contains("important");
        assertThat(queue.take().map(each -> each.pod().name())).contains("old");
    }

    @Test
    void retriesAnErrorAfterAGrowingBackoff() {
        Queued pod = tried();
        queue.failed(pod);
        assertThat(queue.isIdle()).isTrue();
        pass(1);
        assertThat(queue.isIdle()).isFalse();

        queue.failed(queue.take().orElseThrow());
        pass(1);
        assertThat(queue.isIdle()).isTrue();
        pass(1);
        assertThat(queue.isIdle()).isFalse();
    }

    @Test
    void retriesAPodRefusedByPluginsOnlyWhenThereIsRoom() {
        queue.unschedulable(tried(), false);
        pass(20);
        queue.happened(Occurrence.POD_CHANGED);
        assertThat(queue.isIdle()).isTrue();

        queue.happened(Occurrence.POD_LEFT);
        assertThat(queue.isIdle()).isFalse();
    }

    @Test
    void retriesAPodRefusedByAnExtenderOnAnyEvent() {
        queue.unschedulable(tried(), true);
        pass(20);
        queue.happened(Occurrence.POD_CHANGED);

        assertThat(queue.isIdle()).isFalse();
    }

    @Test
    void retriesAPodAfterAnEventDuringItsCycle() {
        Queued pod = tried();
        queue.happened(Occurrence.NODE_CHANGED);
        queue.unschedulable(pod, false);
        pass(1);

        assertThat(queue.isIdle()).isFalse();
    }

    @Test
    void retriesEachPodAfterFiveMinutes() {
        queue.unschedulable(tried(), false);
        pass(299);
        assertThat(queue.isIdle()).isTrue();
        pass(31);
        assertThat(queue.isIdle()).isFalse();
    }
}
