package dev.evenkeel.rehearse;

import dev.evenkeel.cluster.Pod;
import dev.evenkeel.file.PodObject;
import dev.evenkeel.file.Snapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * kube-scheduler in miniature: takes pending pods by priority and age, runs a {@link SchedulingCycle} for one after the
 * other, and asks the extender through its driver; assumes each pod where the cycle sent it, and binds it through the
 * extender before it takes the next.
 *
 * <p>Knows no time: whoever drives it says when the next round begins. Everything follows from the snapshot, the driver's
 * replies and the seed.
 */
public final class SchedulerModel {
    private final ExtenderDriver driver;
    private final SchedulerSettings settings;
    private final SplittableRandom random;
    private final Map<String, NodeRoom> rooms = new LinkedHashMap<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private List<Queued> queue;

    private record Queued(PodObject pod, int tries) {}

    public SchedulerModel(Snapshot snapshot, ExtenderDriver driver, SchedulerSettings settings) {
        this.driver = driver;
        this.settings = settings;
        this.random = new SplittableRandom(settings.seed());
        snapshot.nodes().forEach(node -> rooms.put(node.name(), new NodeRoom(node)));
        snapshot.placed().forEach(this::account);
        this.queue = snapshot.pending().stream()
                .filter(each -> settings.schedulerNames().contains(each.schedulerName()))
                .sorted(Comparator.comparingInt(PodObject::priority).reversed())
                .map(each -> new Queued(each, 0))
                .toList();
    }

    private void account(Pod pod) {
        if (pod.phase() != Pod.Phase.FINISHED) {
            pod.node()
                    .flatMap(name -> Optional.ofNullable(rooms.get(name)))
                    .ifPresent(room -> room.take(pod.requests()));
        }
    }

    /**
     * Runs one scheduling cycle for each pod of the queue.
     *
     * @return whether the cycle of some pod ended in an error, so that there is a next round
     */
    public boolean round() {
        List<Queued> again = new ArrayList<>();
        for (Queued queued : queue) {
            PodObject pod = queued.pod();
            int tries = queued.tries() + 1;
            switch (schedule(pod)) {
                case Attempt.Bound(String node) -> outcomes.add(new Outcome.Bound(pod, node, tries));
                case Attempt.Unschedulable(String message) -> outcomes.add(new Outcome.Unschedulable(pod, message));
                case Attempt.Failed(String message) -> {
                    if (tries < settings.tries()) {
                        again.add(new Queued(pod, tries));
                    } else {
                        outcomes.add(new Outcome.GaveUp(pod, message, tries));
                    }
                }
            }
        }
        queue = List.copyOf(again);
        return !queue.isEmpty();
    }

    /** What has become of the pods so far, in the order in which it was decided. */
    public List<Outcome> outcomes() {
        return List.copyOf(outcomes);
    }

    private Attempt schedule(PodObject pod) {
        List<NodeRoom> all = List.copyOf(rooms.values());
        SchedulingCycle cycle = new SchedulingCycle(pod, Optional.empty(), all, all.size(), random);
        return follow(pod, cycle, cycle.begin());
    }

    private Attempt follow(PodObject pod, SchedulingCycle cycle, SchedulingCycle.Step step) {
        return switch (step) {
            case SchedulingCycle.Step.AskFilter(List<String> nodes) ->
                follow(pod, cycle, cycle.filtered(driver.filter(pod, nodes)));
            case SchedulingCycle.Step.AskScores(List<String> nodes) ->
                follow(pod, cycle, cycle.scored(driver.prioritize(pod, nodes)));
            case SchedulingCycle.Step.Chosen(String node) -> bind(pod, node);
            case SchedulingCycle.Step.Unschedulable(String message, boolean byExtender) ->
                new Attempt.Unschedulable(message);
            case SchedulingCycle.Step.Failed(String message) -> new Attempt.Failed(message);
        };
    }

    private Attempt bind(PodObject pod, String node) {
        NodeRoom room = room(node);
        room.take(pod.pod().requests());
        return switch (driver.bind(pod.pod().id(), node)) {
            case BindReply.Bound() -> new Attempt.Bound(node);
            case BindReply.Failed(String message) -> {
                room.giveBack(pod.pod().requests());
                yield new Attempt.Failed(message);
            }
        };
    }

    private NodeRoom room(String node) {
        NodeRoom room = rooms.get(node);
        if (room == null) {
            throw new IllegalStateException("unknown node " + node);
        }
        return room;
    }
}
