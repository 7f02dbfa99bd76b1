package dev.evenkeel.simulation;

import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.Node;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.cluster.PodId;
import dev.evenkeel.simulation.BrokenPromiseException.Promise;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one life of evenkeel has answered about preemption, and whether it keeps to it: once the victims are gone, it does
 * not refuse the place that they went for, unless something has changed meanwhile that could not be foreseen.
 */
final class Preemptions {
    private final ApiServer api;
    private final Knowledge knowledge;
    private final Map<String, Answer> answers = new HashMap<>();
    /** By UID, in which step a pod was last permitted. */
    private final Map<String, Long> permits = new HashMap<>();

    /**
     * What was answered for a pod.
     *
     * @param victims by node that was kept, the UIDs of those that have to go
     * @param announced by node, the UIDs of waiting pods that were nominated there
     */
    private record Answer(Map<String, Set<String>> victims, Map<String, Set<String>> announced, long step) {}

    Preemptions(ApiServer api, Knowledge knowledge) {
        this.api = api;
        this.knowledge = knowledge;
    }

    void answered(PodId pod, Map<String, List<String>> victims, Collection<String> kept, long step) {
        Map<String, Set<String>> going = new HashMap<>();
        victims.forEach((node, uids) -> {
            if (kept.contains(node)) {
                going.put(node, Set.copyOf(uids));
            }
        });
        Map<String, Set<String>> announced = new HashMap<>();
        for (StoredPod other : api.pods()) {
            if (Judge.waits(other) && knowledge.knew(other.uid(), other.version(), step)) {
                other.nominated()
                        .ifPresent(node -> announced
                                .computeIfAbsent(node, first -> new HashSet<>())
                                .add(other.uid()));
            }
        }
        answers.put(pod.uid(), new Answer(going, announced, step));
    }

    void permitted(PodId pod, long step) {
        permits.put(pod.uid(), step);
    }

    /**
     * Evenkeel does not let the pod go to these nodes.
     *
     * @param cluster what evenkeel knows
     */
    void refused(PodId id, Collection<String> nodes, Cluster cluster) {
        @Nullable Answer answer = answers.get(id.uid());
        Optional<StoredPod> pod = api.pod(id).filter(Judge::waits);
        if (answer == null || pod.isEmpty()) {
            return;
        }
        // Others may have evicted pods on the nodes that it was left and did not choose.
        List<String> chosen = nodes.stream()
                .filter(node -> pod.get().nominated().filter(node::equals).isPresent())
                .toList();
        for (String node : chosen) {
            Set<String> victims = answer.victims.getOrDefault(node, Set.of());
            boolean gone = !victims.isEmpty()
                    && victims.stream().allMatch(uid -> cluster.podByUid(uid).isEmpty());
            if (gone && !isMisled(cluster, answer) && isAsBefore(pod.get(), node, answer)) {
                throw new BrokenPromiseException(
                        Promise.NOBODY_DIES_IN_VAIN,
                        victims + " went so that " + pod.get() + " could go to " + node + ", which is refused to it");
            }
        }
    }

    /** A pod came since the answer, and is gone again, which evenkeel has not seen. */
    private boolean isMisled(Cluster cluster, Answer answer) {
        return cluster.pods().stream()
                .filter(PodEntry::isPlaced)
                .map(entry -> entry.pod().id())
                .filter(other -> api.pod(other).isEmpty())
                .anyMatch(other -> permits.getOrDefault(other.uid(), 0L) > answer.step
                        || knowledge.wasToldSince(other.uid(), answer.step));
    }

    private boolean isAsBefore(StoredPod pod, String node, Answer answer) {
        // Two pods that are nominated to one node do not keep each other out: the first has it.
        Set<String> announced = new HashSet<>(answer.announced.getOrDefault(node, Set.of()));
        if (announced.remove(pod.uid())) {
            announced.clear();
        }
        return knowledge.knew(pod.uid(), pod.editedAt(), answer.step)
                && api.nodes().stream().allMatch(each -> isAsBefore(each, answer))
                && api.pods().stream()
                        .filter(other -> !other.uid().equals(pod.uid()))
                        .filter(other -> other.isBound() || !announced.contains(other.uid()))
                        .filter(other -> Judge.keepApart(pod, other) || countTogether(pod, other))
                        .allMatch(other -> isAsBefore(other, answer));
    }

    /** Whether a third pod's rule counts both: a slot that one of them takes is none for the other. */
    private boolean countTogether(StoredPod one, StoredPod other) {
        return api.pods().stream()
                .flatMap(carrier -> carrier.bans().stream())
                .anyMatch(ban -> ban.concerns(one) && ban.concerns(other));
    }

    private boolean isAsBefore(Node node, Answer answer) {
        return knowledge.knew(node.name(), node.version(), answer.step);
    }

    private boolean isAsBefore(StoredPod other, Answer answer) {
        if (permits.getOrDefault(other.uid(), 0L) > answer.step) {
            return false;
        }
        if (other.isBound()) {
            return knowledge.knew(other.uid(), Math.max(other.boundAt(), other.editedAt()), answer.step);
        }
        return other.nominated().isEmpty() || knowledge.knew(other.uid(), other.version(), answer.step);
    }
}
