package dev.evenkeel.simulation;

import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.Candidates;
import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.api.Effect;
import dev.evenkeel.api.NominationLimits;
import dev.evenkeel.api.Offer;
import dev.evenkeel.api.PermitAnswer;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.balance.ServiceEvent;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.nodes.NodeTable;
import dev.evenkeel.nomination.NominationOutcome;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.placement.Arbiter;
import dev.evenkeel.placement.NodePicture;
import dev.evenkeel.placement.PodPicture;
import dev.evenkeel.rule.PodInfo;
import dev.evenkeel.rule.RuleLimits;
import dev.evenkeel.traffic.Service;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A cluster in which nodes come and go for good, as under an autoscaler: always as many alive, one replaced each second by
 * one of a name that was never seen, or gone and back at once. Pods of every kind of rule are on them, wait, are nominated, and
 * are created again where their node has gone.
 */
final class NodeChurn {
    private static final NominationLimits NOMINATIONS = new NominationLimits(8, 2, Duration.ofSeconds(30));

    /** For so many replacements a node is gone before its pods are. */
    private static final int PODS_STAY = 3;
    /** How many of those that wait are asked about for each node that is replaced. */
    private static final int TRIED = 4;

    private final Arbiter arbiter = new Arbiter(
            PlacementSettings.DEFAULTS.nominating(NOMINATIONS), RuleLimits.DEFAULTS, new SplittableRandom(1));
    private final Deque<NodePicture> nodes = new ArrayDeque<>();
    private final Deque<PodPicture> waiting = new ArrayDeque<>();
    private final Deque<Leaving> leaving = new ArrayDeque<>();
    /** By UID. */
    private final Map<String, PodPicture> bound = new HashMap<>();

    private long version = 10;
    private long names;
    private long placements;

    /** A pod whose node is gone. */
    private record Leaving(PodPicture pod, long from) {}

    NodeChurn(int alive) {
        on(new ServiceEvent.ServiceChanged(new Service(
                "default",
                "front",
                ++version,
                Labels.NONE,
                Labels.of("app", "front"),
                Service.Exposure.LOAD_BALANCER,
                true,
                Optional.empty(),
                false)));
        while (nodes.size() < alive) {
            come();
        }
        on(new ClusterEvent.Synced());
        create("web", "required", alive / 2);
        create("zoned", "required zone max " + alive, alive / 5);
        create("racked", "required example.com/rack", alive / 5);
        create("front", "required", Math.min(alive / 3, 20));
        create("full", "required", alive + 10);
    }

    Arbiter arbiter() {
        return arbiter;
    }

    /** How many names of nodes there have been. */
    long names() {
        return names;
    }

    long placements() {
        return placements;
    }

    /** The oldest node goes, one way or the other. */
    void replace() {
        NodePicture oldest = nodes.removeFirst();
        switch ((int) (names % 4)) {
            case 0 -> {
                podsOn(oldest).forEach(this::end);
                go(oldest);
            }
            case 1 -> {
                go(oldest);
                comeBack(oldest);
                podsOn(oldest).forEach(pod -> leaving.add(new Leaving(pod, names + PODS_STAY)));
                go(oldest);
            }
            case 2 -> {
                nominate(oldest);
                podsOn(oldest).forEach(this::end);
                go(oldest);
                comeBack(oldest);
                go(oldest);
            }
            default -> {
                podsOn(oldest).forEach(pod -> leaving.add(new Leaving(pod, names + PODS_STAY)));
                go(oldest);
            }
        }
        come();
        while (!leaving.isEmpty() && leaving.getFirst().from() <= names) {
            end(leaving.removeFirst().pod());
        }
        arbiter.tick(now()).forEach(this::perform);
        for (int i = 0; i < TRIED && !waiting.isEmpty(); i++) {
            place(waiting.removeFirst());
        }
    }

    // ---- nodes

    private void come() {
        long number = names++;
        NodePicture node = NodePicture.node("node-" + number + "/z" + number % 3)
                .label("example.com/rack", "rack-" + number / 2)
                .version(++version);
        nodes.add(node);
        on(new ClusterEvent.NodeChanged(node.node()));
    }

    private void comeBack(NodePicture node) {
        on(new ClusterEvent.NodeChanged(node.version(++version).node()));
    }

    private void go(NodePicture node) {
        on(new ClusterEvent.NodeGone(node.name()));
    }

    // ---- pods

    private void create(String app, String spread, int many) {
        for (int i = 0; i < many; i++) {
            PodPicture pod = PodPicture.pod(app + "-" + i).spread(spread);
            comeAnew(app.equals("front") ? pod.annotated("evenkeel.dev/balance", "on") : pod);
        }
    }

    private void comeAnew(PodPicture pod) {
        PodPicture fresh = pod.unbound().uid(pod.name() + "-" + ++version).version(version);
        on(new ClusterEvent.PodChanged(fresh.info()));
        waiting.add(fresh);
    }

    private void end(PodPicture pod) {
        bound.remove(pod.uid());
        on(new ClusterEvent.PodGone(pod.id()));
        comeAnew(pod);
    }

    private List<PodPicture> podsOn(NodePicture node) {
        int number = arbiter.cluster().table().number(node.name());
        return arbiter.cluster().podsOn(number).stream()
                .flatMap(entry -> Optional.ofNullable(bound.get(entry.pod().id().uid())).stream())
                .toList();
    }

    /** Somebody nominates a node for a pod that waits, which is about to go. */
    private void nominate(NodePicture node) {
        PodPicture pod = waiting.removeFirst().version(++version);
        on(new ClusterEvent.PodChanged(pod.nominated(node.name()).info()));
        waiting.add(pod);
    }

    private void place(PodPicture pod) {
        PodInfo info = pod.version(++version).info();
        Candidates asked = asked();
        Offer offer = arbiter.offer(info, asked, now());
        arbiter.nominations().take().forEach(this::perform);
        if (!(offer instanceof Offer.Some some)) {
            waiting.add(pod);
            return;
        }
        arbiter.score(info, asked, now());
        String node = arbiter.cluster().table().name(some.nodes().toArray()[0]);
        if (arbiter.permit(pod.id(), node, now()) instanceof PermitAnswer.Granted granted) {
            arbiter.settle(granted.permit(), new BindOutcome.Bound(), now());
            PodPicture shown = pod.on(node).version(++version);
            on(new ClusterEvent.PodChanged(shown.info()));
            bound.put(pod.uid(), shown);
            placements++;
        } else {
            waiting.add(pod);
        }
    }

    private Candidates asked() {
        NodeTable table = arbiter.cluster().table();
        NodeSet all = new NodeSet();
        nodes.forEach(node -> all.add(table.number(node.name())));
        return new Candidates(all, 0, table.generation());
    }

    // ---- the shell

    private void on(ClusterEvent event) {
        arbiter.on(event, now());
    }

    private Moment now() {
        return new Moment(Duration.ofSeconds(names).toNanos());
    }

    private void perform(Effect effect) {
        switch (effect) {
            case Effect.Nominate nominate -> {
                if (arbiter.sends(nominate, now())) {
                    arbiter.nominations().answered(nominate, NominationOutcome.DONE, now());
                }
            }
            case Effect.Unnominate clear -> arbiter.nominations().answered(clear, NominationOutcome.DONE, now());
            case Effect.ReadPod read -> throw new IllegalStateException("every binding is known: " + read);
        }
    }
}
