package dev.evenkeel.simulation;

import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.api.Effect;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.cluster.PodId;
import dev.evenkeel.rehearse.FilterReply;
import dev.evenkeel.rule.PodInfo;
import dev.evenkeel.simulation.BrokenPromiseException.Promise;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Holds what one life of evenkeel answers against the promises, at the moment it is answered. */
final class AnswerChecks {
    /** How evenkeel says that a node is kept for another pod. */
    private static final String SET_ASIDE = "set aside for a pod that is nominated there";

    private final EvenkeelLife life;
    private final World world;
    private final ApiServer api;
    private final Weather weather;
    /** The UIDs of pods that the API server has said are gone, and the watch has not yet. */
    private final Set<String> gone = new HashSet<>();

    AnswerChecks(EvenkeelLife life, World world, ApiServer api, Weather weather) {
        this.life = life;
        this.world = world;
        this.api = api;
        this.weather = weather;
    }

    /** Whether an answer says that a node is kept for another pod. */
    static boolean isSetAside(String message) {
        return message.endsWith(SET_ASIDE);
    }

    /** A pod that the API server has said is gone is brought back by no late event. */
    void seen(ClusterEvent event) {
        switch (event) {
            case ClusterEvent.PodGone(PodId pod) -> gone.remove(pod.uid());
            case ClusterEvent.PodChanged(PodInfo info) -> {
                PodId pod = info.pod().id();
                if (gone.contains(pod.uid()) && life.arbiter.cluster().pod(pod).isPresent()) {
                    throw new BrokenPromiseException(
                            Promise.KNOWLEDGE_IS_TRUE, pod + " was gone, and is believed to be there again");
                }
            }
            default -> {
                // About no pod.
            }
        }
    }

    /** Notes that the API server has said so of a pod that is known. */
    void gone(PodId pod) {
        if (life.arbiter.cluster().pod(pod).isPresent()) {
            gone.add(pod.uid());
        }
    }

    /** A pod of the same or a higher priority waits that is nominated to a node that can be used. */
    void setAside(PodId pod, String message) {
        if (!isSetAside(message)) {
            return;
        }
        int priority = life.arbiter
                .cluster()
                .pod(pod)
                .map(entry -> entry.pod().scheduling().priority())
                .orElseThrow();
        boolean forAnother = life.arbiter.cluster().pods().stream()
                .filter(other -> !other.isPlaced() && !other.pod().id().equals(pod))
                .map(PodEntry::pod)
                .filter(other ->
                        !other.scheduling().gated() && other.scheduling().priority() >= priority)
                .anyMatch(this::isNominatedToAnOpenNode);
        if (!forAnother) {
            throw new BrokenPromiseException(
                    Promise.NOBODY_WAITS_IN_VAIN, pod + " is refused with \"" + message + "\", and no pod is");
        }
    }

    private boolean isNominatedToAnOpenNode(Pod pod) {
        Cluster cluster = life.arbiter.cluster();
        return pod.scheduling()
                .nominated()
                .or(() -> Optional.ofNullable(life.nominated.get(pod.id().uid())))
                .or(() -> life.nominations.stream()
                        .filter(each -> each.pod().equals(pod.id()))
                        .map(Effect.Nomination::node)
                        .findFirst())
                .map(cluster.table()::number)
                .filter(cluster.nodes()::contains)
                .flatMap(cluster::node)
                .filter(node -> node.ready() && !node.unschedulable())
                .isPresent();
    }

    /** Only pods of the schedulers that evenkeel serves are nominated. */
    void ours(PodId id) {
        if (api.pod(id)
                .filter(pod -> pod.workload().schedulerName().equals(Scenario.OTHER))
                .isPresent()) {
            throw new BrokenPromiseException(
                    Promise.NOMINATIONS_END, id + " is nominated, and is another scheduler's to place");
        }
    }

    /** No more pods are nominated at the same time than the limit. */
    void few() {
        long outstanding = api.pods().stream().filter(life::isOutstanding).count();
        if (outstanding > weather.nominations().outstanding()) {
            throw new BrokenPromiseException(
                    Promise.NOMINATIONS_END, outstanding + " pods wait that are nominated at the same time");
        }
    }

    /** Some of the nodes are offered to a pod that rules concern: where it is not bound yet, these are there. */
    void offered(PodId pod, List<String> among, FilterReply answer) {
        if (answer instanceof FilterReply.Nodes some && some.feasible().size() < among.size()) {
            Cluster cluster = life.arbiter.cluster();
            boolean waits = cluster.pod(pod).filter(entry -> !entry.isPlaced()).isPresent();
            for (String node : some.feasible()) {
                if (waits && !cluster.nodes().contains(cluster.table().number(node))) {
                    throw new BrokenPromiseException(
                            Promise.OFFERS_ARE_THERE, pod + " is offered " + node + ", which is gone");
                }
            }
        }
    }

    /** Once all is seen, only pods that a required rule concerns are refused for lack of authority. */
    void passing(PodId pod, String message) {
        boolean withheld = life.arbiter.isSynced()
                && life.decisionAuthority
                        .view(world.now())
                        .authority(world.now())
                        .withheld(world.now())
                        .filter(why -> message.contains(why.message()))
                        .isPresent();
        if (withheld && !life.bystanders.mayBeConcerned(pod)) {
            throw new BrokenPromiseException(Promise.OTHERS_PASS, pod + " is refused: " + message);
        }
    }
}
