package dev.evenkeel.simulation;

import dev.evenkeel.cluster.Node;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.Resources;
import dev.evenkeel.labels.Selector;
import dev.evenkeel.rehearse.NodeRoom;
import dev.evenkeel.simulation.BrokenPromiseException.Promise;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Reads the rules naively against what is true. A placement is blamed on evenkeel if it breaks a rule with pods that it
 * placed itself, or with what it had seen by the time it permitted the placement.
 */
final class Judge {
    private final World world;
    private final ApiServer api;
    private final Knowledge knowledge;

    Judge(World world, ApiServer api, Knowledge knowledge) {
        this.world = world;
        this.api = api;
        this.knowledge = knowledge;
    }

    // ---- after each step

    /** A pod has just been bound. */
    void placed(StoredPod pod, long permittedAt) {
        if (!knowledge.knew(pod.uid(), pod.editedAt(), permittedAt)) {
            return;
        }
        List<StoredPod> others = new ArrayList<>();
        for (StoredPod other : api.pods()) {
            if (other.isBound() && !other.isFinished() && !other.uid().equals(pod.uid()) && knew(other, permittedAt)) {
                others.add(other);
            }
        }
        own(pod, others, permittedAt);
        inverse(pod, others, permittedAt);
    }

    private boolean knew(StoredPod other, long step) {
        // What evenkeel bound itself it knows from the permit on.
        long since = other.throughEvenkeel() ? other.editedAt() : Math.max(other.boundAt(), other.editedAt());
        return knowledge.knew(other.uid(), since, step);
    }

    private void own(StoredPod pod, List<StoredPod> others, long step) {
        for (PodRules.Ban ban : pod.bans()) {
            Optional<String> domain = domain(pod, ban, step);
            if (domain.isPresent()) {
                List<StoredPod> beside = beside(domain.get(), ban, others, step);
                require(beside.size() < ban.max(), pod, pod, ban, beside);
            } else if (ban.keyed() && lacksKey(pod, ban, step)) {
                throw new BrokenPromiseException(Promise.RULES_HOLD, pod + " is on a node without " + ban.key());
            }
        }
    }

    private void inverse(StoredPod pod, List<StoredPod> others, long step) {
        for (StoredPod carrier : others) {
            if (!carrier.throughEvenkeel() || carrier.rules().isEmpty()) {
                continue;
            }
            for (PodRules.Ban ban : carrier.bans()) {
                if (ban.concerns(pod) && counts(carrier, ban)) {
                    inverse(pod, carrier, ban, others, step);
                }
            }
        }
    }

    private void inverse(StoredPod pod, StoredPod carrier, PodRules.Ban ban, List<StoredPod> others, long step) {
        Optional<String> domain = domain(pod, ban, step);
        if (domain.isEmpty() || !domain.equals(domain(carrier, ban, step))) {
            return;
        }
        List<StoredPod> beside = beside(domain.get(), ban, others, step);
        beside.remove(carrier);
        beside.add(pod);
        require(beside.size() < ban.max(), pod, carrier, ban, beside);
    }

    private void require(boolean holds, StoredPod placed, StoredPod carrier, PodRules.Ban ban, List<StoredPod> beside) {
        if (!holds) {
            throw new BrokenPromiseException(
                    Promise.RULES_HOLD,
                    placed.name() + " was placed; beside " + carrier + ", which wants " + ban + ", there are now "
                            + beside);
        }
    }

    /** Whether a rule of either may keep the two apart. */
    static boolean keepApart(StoredPod one, StoredPod other) {
        return one.bans().stream().anyMatch(ban -> ban.concerns(other))
                || other.bans().stream().anyMatch(ban -> ban.concerns(one));
    }

    private List<StoredPod> beside(String domain, PodRules.Ban ban, List<StoredPod> others, long step) {
        List<StoredPod> beside = besideOrEnding(domain, ban, others, step);
        beside.removeIf(other -> !counts(other, ban));
        return beside;
    }

    private List<StoredPod> besideOrEnding(String domain, PodRules.Ban ban, List<StoredPod> others, long step) {
        List<StoredPod> beside = new ArrayList<>();
        for (StoredPod other : others) {
            if (ban.concerns(other)
                    && !other.isFinished()
                    && domain(other, ban, step).filter(domain::equals).isPresent()) {
                beside.add(other);
            }
        }
        return beside;
    }

    /** On its way out a pod may or may not count in its zone, depending on what is known of its node. */
    private static boolean counts(StoredPod pod, PodRules.Ban ban) {
        return switch (pod.pod().phase()) {
            case LIVE -> true;
            case TERMINATING -> ban.key().equals(PodRules.HOST);
            case FINISHED -> false;
        };
    }

    /**
     * The domain of a pod's node, if evenkeel knew it. A node that is gone is where it was; to who begins after that it may be
     * anywhere, and so there too.
     */
    private Optional<String> domain(StoredPod pod, PodRules.Ban ban, long step) {
        String node = pod.node().orElseThrow();
        if (!knowledge.knew(node, api.editedAt(node), step)) {
            return Optional.empty();
        }
        return api.nodeOrFormer(node).flatMap(known -> known.labels().get(ban.key()));
    }

    private boolean lacksKey(StoredPod pod, PodRules.Ban ban, long step) {
        String node = pod.node().orElseThrow();
        return knowledge.knew(node, api.editedAt(node), step)
                && api.node(node)
                        .filter(known -> !known.labels().has(ban.key()))
                        .isPresent();
    }

    /** Evenkeel has answered that the pod is bound. */
    void answered(StoredOrGone pod, String node) {
        if (!pod.everBoundTo().equals(Optional.of(node))) {
            throw new BrokenPromiseException(
                    Promise.SUCCESS_IS_TRUE,
                    "success for " + pod.name() + " on " + node + ", but it is bound to "
                            + pod.everBoundTo().orElse("no node"));
        }
    }

    /** A pod that may be gone by now. */
    record StoredOrGone(String name, Optional<String> everBoundTo) {}

    // ---- at quiescence

    /** A node that the pod could go to by all rules and room, if there is one. */
    Optional<String> freeSlot(StoredPod pod) {
        if (!pod.rules().makesSense(pod.labels())) {
            return Optional.empty();
        }
        for (Node node : api.nodes()) {
            if (hasRoom(node, pod) && isFree(node, pod, List.of())) {
                return Optional.of(node.name());
            }
        }
        return Optional.empty();
    }

    /** Whether the pods' required rules make more groups than that: who waits may have to. */
    boolean mayBeCrowdedOut(int most) {
        Set<List<Object>> groups = new HashSet<>();
        for (StoredPod pod : api.pods()) {
            pod.bans().forEach(ban -> groups.add(List.of(Set.copyOf(ban.group()), ban.everybody(), ban.key())));
        }
        return groups.size() > most;
    }

    /**
     * A node that only pods of lower priority keep the pod from, and none of them on its way out: kube-scheduler would preempt
     * there, were the answer that there is no place.
     */
    Optional<String> placeOfOthers(StoredPod pod) {
        if (!pod.rules().makesSense(pod.labels())) {
            return Optional.empty();
        }
        for (Node node : api.nodes()) {
            boolean settled = api.pods().stream()
                    .noneMatch(other -> other.node().equals(Optional.of(node.name())) && !other.isLive());
            if (settled && !hasRoom(node, pod) && hasRoomBesideOthers(node, pod) && isFree(node, pod, nominated(pod))) {
                return Optional.of(node.name());
            }
        }
        return Optional.empty();
    }

    /** Who preempts for a slot has it set aside, also if yet another scheduler takes the room that it makes, again and again. */
    private List<StoredPod> nominated(StoredPod pod) {
        return api.pods().stream()
                .filter(other -> waits(other) && !other.uid().equals(pod.uid()))
                .filter(other -> other.workload().priority() >= pod.workload().priority())
                .flatMap(other -> other.nominated().map(node -> other.boundTo(node, true, other.version())).stream())
                .toList();
    }

    private boolean hasRoom(Node node, StoredPod pod) {
        return hasRoom(node, pod, other -> true);
    }

    private boolean hasRoomBesideOthers(Node node, StoredPod pod) {
        return hasRoom(
                node,
                pod,
                other -> other.workload().priority() >= pod.workload().priority());
    }

    private boolean hasRoom(Node node, StoredPod pod, Predicate<StoredPod> counts) {
        NodeRoom room = new NodeRoom(node);
        for (StoredPod other : api.pods()) {
            // kube-scheduler keeps room for a nominated pod, though it may never come.
            boolean kept = waits(other)
                    && !other.uid().equals(pod.uid())
                    && other.nominated().equals(Optional.of(node.name()))
                    && other.workload().priority() >= pod.workload().priority();
            boolean there = other.node().equals(Optional.of(node.name())) && !other.isFinished();
            if (kept || (there && counts.test(other))) {
                room.take(other.pod().requests());
            }
        }
        Resources requests = pod.pod().requests();
        return room.objections(requests, Selector.of(pod.workload().nodeSelector()))
                .isEmpty();
    }

    private boolean isFree(Node node, StoredPod pod, List<StoredPod> coming) {
        List<StoredPod> others = new ArrayList<>(coming);
        for (StoredPod other : api.pods()) {
            if (other.isBound() && !other.isFinished()) {
                others.add(other);
            }
        }
        long step = world.step();
        for (PodRules.Ban ban : pod.bans()) {
            Optional<String> domain = node.labels().get(ban.key());
            if (domain.isEmpty()
                    ? ban.keyed()
                    : besideOrEnding(domain.get(), ban, others, step).size() >= ban.max()) {
                return false;
            }
        }
        return others.stream().allMatch(carrier -> toleratesOnceMore(carrier, node, pod, others, step));
    }

    private boolean toleratesOnceMore(StoredPod carrier, Node node, StoredPod pod, List<StoredPod> others, long step) {
        for (PodRules.Ban ban : carrier.bans()) {
            Optional<String> domain = node.labels().get(ban.key());
            if (ban.concerns(pod) && domain.isPresent() && domain.equals(domain(carrier, ban, step))) {
                List<StoredPod> beside = besideOrEnding(domain.get(), ban, others, step);
                beside.remove(carrier);
                if (beside.size() + 1 >= ban.max()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether the pod waits to be placed. */
    static boolean waits(StoredPod pod) {
        return !pod.isBound() && pod.pod().phase() == Pod.Phase.LIVE && !pod.isGated();
    }
}
