package dev.evenkeel.rehearse;

import dev.evenkeel.file.PodObject;
import dev.evenkeel.labels.Selector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * One scheduling cycle of one pod, as kube-scheduler runs it: its own filters, the extender's, scores, and the choice. It
 * says step by step what has to be asked, and takes the answer; how that is asked, how long it takes and what is lost on
 * the way is up to the caller. A node that was nominated for the pod is looked at first, and all nodes only if it will not do.
 */
public final class SchedulingCycle {
    private final PodObject pod;
    private final List<NodeRoom> rooms;
    private final int enough;
    private final RandomGenerator random;
    private final Diagnosis diagnosis;
    private Optional<NodeRoom> nominated;
    private int lookedAt;
    private final List<String> crowded = new ArrayList<>();
    private List<String> asked = List.of();

    /** What the cycle wants next, or how it ended. */
    public sealed interface Step {
        /** Have the extender filter these. */
        record AskFilter(List<String> nodes) implements Step {}

        /** Have the extender score these; more than one. */
        record AskScores(List<String> nodes) implements Step {}

        /** The end: the pod goes there. */
        record Chosen(String node) implements Step {}

        /**
         * The end: no node will do.
         *
         * @param message the text of the pod's condition
         * @param byExtender whether the extender had a part in it
         */
        record Unschedulable(String message, boolean byExtender) implements Step {}

        /** The end: the extender had no answer. */
        record Failed(String message) implements Step {}
    }

    /**
     * A cycle to be begun.
     *
     * @param nominated the node that was nominated for the pod, if it is one of the rooms
     * @param rooms the nodes in the order in which they are looked at
     * @param enough with how many nodes that pass its own filters the scheduler is content
     * @param random decides between nodes of equal score
     */
    public SchedulingCycle(
            PodObject pod, Optional<NodeRoom> nominated, List<NodeRoom> rooms, int enough, RandomGenerator random) {
        this.pod = pod;
        this.nominated = nominated;
        this.rooms = rooms;
        this.enough = enough;
        this.random = random;
        this.diagnosis = new Diagnosis(rooms.size());
    }

    /** The first step. */
    public Step begin() {
        Selector nodeSelector = Selector.of(pod.nodeSelector());
        nominated = nominated.filter(
                room -> room.objections(pod.pod().requests(), nodeSelector).isEmpty());
        if (nominated.isPresent()) {
            return ask(List.of(nominated.get().name()));
        }
        return askAll(nodeSelector);
    }

    private Step askAll(Selector nodeSelector) {
        List<String> passing = new ArrayList<>();
        for (NodeRoom room : rooms) {
            if (passing.size() >= enough) {
                break;
            }
            lookedAt++;
            List<String> objections = room.objections(pod.pod().requests(), nodeSelector);
            if (objections.isEmpty()) {
                passing.add(room.name());
            } else {
                diagnosis.add(objections);
                if (room.isOpenTo(nodeSelector)) {
                    crowded.add(room.name());
                }
            }
        }
        return passing.isEmpty() ? new Step.Unschedulable(diagnosis.toString(), false) : ask(passing);
    }

    private Step ask(List<String> nodes) {
        asked = nodes;
        return new Step.AskFilter(nodes);
    }

    /** How many nodes were looked at before there were enough; the next cycle begins behind them. */
    public int lookedAt() {
        return lookedAt;
    }

    /** The nodes that were looked at and only lack room: where preemption could help. Those that an extender refused are none. */
    public List<String> crowded() {
        return List.copyOf(crowded);
    }

    /** What follows from what the extender's filter has answered. */
    public Step filtered(FilterReply reply) {
        if (nominated.isPresent()
                && !(reply instanceof FilterReply.Nodes some && !some.feasible().isEmpty())) {
            nominated = Optional.empty();
            return askAll(Selector.of(pod.nodeSelector()));
        }
        return switch (reply) {
            case FilterReply.Failed(String message) -> new Step.Failed(message);
            case FilterReply.Nodes(List<String> feasible, Map<String, String> refused) -> {
                refused.values().forEach(message -> diagnosis.add(List.of(message)));
                yield narrowed(inOrderOf(asked, feasible));
            }
        };
    }

    private Step narrowed(List<String> feasible) {
        asked = feasible;
        return switch (feasible.size()) {
            case 0 -> new Step.Unschedulable(diagnosis.toString(), true);
            // kube-scheduler does not ask for scores if there is nothing to choose.
            case 1 -> new Step.Chosen(feasible.getFirst());
            default -> new Step.AskScores(feasible);
        };
    }

    /** The choice must not hang on the order in which a driver names nodes. */
    private static List<String> inOrderOf(List<String> asked, List<String> answered) {
        Set<String> names = new HashSet<>(answered);
        return asked.stream().filter(names::contains).toList();
    }

    /** What follows from the extender's scores. */
    public Step scored(ScoreReply reply) {
        Map<String, Integer> scores = switch (reply) {
            case ScoreReply.Scores(Map<String, Integer> byNode) -> byNode;
            // kube-scheduler does without the scores of an extender that has none.
            case ScoreReply.Failed(String message) -> Map.of();
        };
        int best = asked.stream()
                .mapToInt(node -> scores.getOrDefault(node, 0))
                .max()
                .orElse(0);
        List<String> equals = asked.stream()
                .filter(node -> scores.getOrDefault(node, 0) == best)
                .toList();
        return new Step.Chosen(equals.get(random.nextInt(equals.size())));
    }
}
