package dev.evenkeel.simulate;

import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.Selector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * kube-scheduler's cycle in miniature: takes pending pods by priority and age, one at a time; rules out nodes by its own
 * filters, asks the extender, takes the node with the best score, assumes the pod there and binds it through the
 * extender.
 *
 * <p>Knows no time: whoever drives it says when the next round begins. Everything follows from the scene, the driver's
 * replies and the seed.
 */
public final class SchedulerModel {
    private final ExtenderDriver driver;
    private final SchedulerSettings settings;
    private final SplittableRandom random;
    private final Map<String, NodeRoom> rooms = new LinkedHashMap<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private List<Queued> queue;

    private record Queued(SimulatedPod pod, int tries) {}

    public SchedulerModel(Scene scene, ExtenderDriver driver, SchedulerSettings settings) {
        this.driver = driver;
        this.settings = settings;
        this.random = new SplittableRandom(settings.seed());
        scene.nodes().forEach(node -> rooms.put(node.name(), new NodeRoom(node)));
        scene.placed().forEach(this::account);
        this.queue = scene.pending().stream()
                .filter(each -> settings.schedulerNames().contains(each.schedulerName()))
                .sorted(Comparator.comparingInt(SimulatedPod::priority).reversed())
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
            SimulatedPod pod = queued.pod();
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

    private Attempt schedule(SimulatedPod pod) {
        Diagnosis diagnosis = new Diagnosis(rooms.size());
        List<String> passing = passing(pod, diagnosis);
        if (passing.isEmpty()) {
            return new Attempt.Unschedulable(diagnosis.toString());
        }
        return switch (driver.filter(pod, passing)) {
            case FilterReply.Failed(String message) -> new Attempt.Failed(message);
            case FilterReply.Nodes(List<String> feasible, Map<String, String> refused) -> {
                refused.values().forEach(message -> diagnosis.add(List.of(message)));
                yield feasible.isEmpty()
                        ? new Attempt.Unschedulable(diagnosis.toString())
                        : bind(pod, choose(pod, inOrderOf(passing, feasible)));
            }
        };
    }

    private List<String> passing(SimulatedPod pod, Diagnosis diagnosis) {
        Selector nodeSelector = Selector.of(pod.nodeSelector());
        List<String> passing = new ArrayList<>();
        for (NodeRoom room : rooms.values()) {
            List<String> objections = room.objections(pod.pod().requests(), nodeSelector);
            if (objections.isEmpty()) {
                passing.add(room.name());
            } else {
                diagnosis.add(objections);
            }
        }
        return passing;
    }

    /** The choice must not hang on the order in which a driver names nodes. */
    private static List<String> inOrderOf(List<String> asked, List<String> answered) {
        Set<String> names = new HashSet<>(answered);
        return asked.stream().filter(names::contains).toList();
    }

    private String choose(SimulatedPod pod, List<String> feasible) {
        if (feasible.size() == 1) {
            return feasible.getFirst();
        }
        Map<String, Integer> scores = switch (driver.prioritize(pod, feasible)) {
            case ScoreReply.Scores(Map<String, Integer> byNode) -> byNode;
            // kube-scheduler goes on without the scores of an extender that has none.
            case ScoreReply.Failed(String message) -> Map.of();
        };
        int best = feasible.stream()
                .mapToInt(node -> scores.getOrDefault(node, 0))
                .max()
                .orElse(0);
        List<String> equals = feasible.stream()
                .filter(node -> scores.getOrDefault(node, 0) == best)
                .toList();
        return equals.get(random.nextInt(equals.size()));
    }

    private Attempt bind(SimulatedPod pod, String node) {
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
