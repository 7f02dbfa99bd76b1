package dev.evenkeel.kubernetes.watch;

import dev.evenkeel.api.Candidates;
import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.api.Offer;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.balance.ServiceEvent;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.kubernetes.convert.PodConverter;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.objects.Node;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.placement.Arbiter;
import dev.evenkeel.rule.PodInfo;
import dev.evenkeel.rule.RuleLimits;
import dev.evenkeel.rule.RuleReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/** Takes in what a feed reports, remembers it, and passes it on to an arbiter, as the process does. */
final class WatchedCluster implements Consumer<ClusterEvent> {
    static final String SYNCED = "synced";

    private final Arbiter arbiter =
            new Arbiter(PlacementSettings.DEFAULTS, RuleLimits.DEFAULTS, new SplittableRandom(1));
    private final List<String> reported = new ArrayList<>();

    @Override
    public synchronized void accept(ClusterEvent event) {
        reported.add(inWords(event));
        arbiter.on(event, now());
    }

    private static String inWords(ClusterEvent event) {
        return switch (event) {
            case ClusterEvent.NodeChanged(Node node) -> "node " + node.name() + "@" + node.version();
            case ClusterEvent.NodeGone(String name) -> "node " + name + " gone";
            case ClusterEvent.PodChanged(PodInfo info) ->
                "pod " + name(info.pod()) + "@" + info.pod().version();
            case ClusterEvent.PodGone(var id) -> "pod " + id.name() + " " + id.uid() + " gone";
            case ServiceEvent.ServiceChanged(var service) -> "service " + service.id() + "@" + service.version();
            case ServiceEvent.ServiceGone(String namespace, String name) ->
                "service " + namespace + "/" + name + " gone";
            case ServiceEvent.WorkloadChanged(var workload) ->
                "workload " + workload.uid() + " of " + workload.pods() + "@" + workload.version();
            case ServiceEvent.WorkloadGone(String uid) -> "workload " + uid + " gone";
            case ClusterEvent.Synced() -> SYNCED;
            case ClusterEvent.OfWing other -> other.toString();
        };
    }

    private static String name(Pod pod) {
        return pod.id().name() + " " + pod.id().uid();
    }

    private static Moment now() {
        return new Moment(System.nanoTime());
    }

    synchronized <T> T decide(BiFunction<Arbiter, Moment, T> decision) {
        return decision.apply(arbiter, now());
    }

    /**
     * Everything reported so far: {@code pod web-0 u1@5}, {@code pod web-0 u1 gone}, {@code node a@3}, {@code synced}.
     */
    synchronized List<String> reported() {
        return List.copyOf(reported);
    }

    void awaitReported(String what) {
        Awaitility.await(what)
                .atMost(Duration.ofSeconds(10))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> reported().contains(what));
    }

    void awaitSynced() {
        awaitReported(SYNCED);
    }

    // ---- what is known by now

    /** {@code web-0 u1 on a}, {@code web-1 u2 waits}; in the order of names. */
    List<String> pods() {
        return decide((core, now) -> core.cluster().pods().stream()
                .map(entry -> name(entry.pod()) + place(core, entry))
                .sorted()
                .toList());
    }

    private static String place(Arbiter core, PodEntry entry) {
        return entry.isPlaced() ? " on " + core.cluster().table().name(entry.node()) : " waits";
    }

    /** The node that is set aside for a pod, if one is. */
    List<String> nominated(String pod) {
        return decide((core, now) -> core.cluster().pod("shop", pod).stream()
                .flatMap(entry -> entry.pod().scheduling().nominated().stream())
                .toList());
    }

    /** {@code a in 1}, with its zone; in the order of names. */
    List<String> nodes() {
        return decide((core, now) -> core.cluster().nodes().stream()
                .boxed()
                .flatMap(number -> core.cluster().node(number).stream())
                .map(node -> node.name() + " in " + node.labels().get("zone").orElse("none"))
                .sorted()
                .toList());
    }

    /** The nodes that a pod is offered out of all; none if it is refused. */
    List<String> offeredTo(io.fabric8.kubernetes.api.model.Pod pod) {
        return decide((core, now) -> {
            NodeSet all = core.cluster().nodes().copy();
            Candidates asked = new Candidates(all, 0, core.cluster().table().generation());
            return core.offer(new RuleReader(RuleLimits.DEFAULTS).read(PodConverter.pod(pod)), asked, now)
                            instanceof Offer.Some some
                    ? some.nodes().stream()
                            .mapToObj(core.cluster().table()::name)
                            .sorted()
                            .toList()
                    : List.of();
        });
    }
}
