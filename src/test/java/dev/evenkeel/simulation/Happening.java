package dev.evenkeel.simulation;

import dev.evenkeel.cluster.Node;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Something that is planned to happen from outside. */
sealed interface Happening {
    // ---- workloads

    record Scale(String workload, int replicas) implements Happening {}

    record Delete(String workload, int many) implements Happening {}

    /** A pod is deleted, and stays on its way out. */
    record Hang(String workload) implements Happening {}

    record RollOut(String workload) implements Happening {}

    record Relabel(String workload, String key, String value) implements Happening {}

    record EditRule(String workload, PodRules rules) implements Happening {}

    record Nominate(String workload, String node) implements Happening {}

    /** Somebody nominates these nodes, in turn, for all pods of it that wait. */
    record NominateAll(String workload, List<String> nodes) implements Happening {
        public NominateAll {
            nodes = List.copyOf(nodes);
        }
    }

    // ---- nodes

    /** The node is there, or is there with other labels, cordoned or not, ready or not. */
    record PutNode(Node node) implements Happening {}

    record RemoveNode(String name) implements Happening {}

    /** The node is gone, and no kubelet confirms the end of its pods: they stay terminating. */
    record LoseNode(String name) implements Happening {}

    /**
     * The node that one of its pods is bound to is gone, and evenkeel starts again, so that it has never seen that node; the pod is
     * there until it is garbage-collected. The node may be back before.
     */
    record HideNodeOf(String workload, Duration away) implements Happening {}

    // ---- faults

    /** Its process ends right behind one of the next things that it does, whatever that is. */
    record KillEvenkeel(int behind, Duration away) implements Happening {}

    /** Its process stands still right behind one of the next things that it does. */
    record PauseEvenkeel(int behind, Duration duration) implements Happening {}

    record RestartScheduler(Duration away) implements Happening {}

    record BreakWatch(Consumer consumer, Resource resource, Duration duration, boolean relist) implements Happening {}

    record StallWatch(Consumer consumer, Resource resource, Duration duration) implements Happening {}

    /** Whose watch. */
    enum Consumer {
        EVENKEEL,
        SCHEDULER
    }

    /** Of what. */
    enum Resource {
        PODS,
        NODES
    }

    /** A happening and when. */
    record Planned(Duration at, Happening what) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%8.3f s  %s", at.toMillis() / 1e3, what);
        }
    }
}
