package dev.evenkeel.placement;

import dev.evenkeel.api.Candidates;
import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.api.Scores;
import dev.evenkeel.balance.ServiceEvent;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.objects.Node;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.objects.PodId;
import dev.evenkeel.objects.Resources;
import dev.evenkeel.rule.PodInfo;
import dev.evenkeel.rule.RuleLimits;
import dev.evenkeel.rule.RuleReader;
import dev.evenkeel.traffic.Service;
import dev.evenkeel.traffic.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the lock is held for to place one pod of a balanced Service of many, on 100 nodes, when something has changed before. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class BalancedServiceBenchmark {
    private static final String NAMESPACE = "shop";
    private static final int NODES = 100;
    private static final long GIB = 1L << 30;
    private static final Moment NOW = new Moment(0);
    private static final Labels WEB = Labels.of("app", "web");

    /** The pods of the Service. */
    @Param({"200", "2000", "20000"})
    public int pods;

    private final Arbiter arbiter =
            new Arbiter(PlacementSettings.DEFAULTS, RuleLimits.DEFAULTS, new SplittableRandom(1));
    private final Candidates asked = new Candidates(NodeSet.of(IntStream.range(0, NODES).toArray()), 0, 0);
    private long version = 1;

    /** Shows the cluster, and has the plan made. */
    @Setup
    public void show() {
        for (int i = 0; i < NODES; i++) {
            Labels labels = Labels.of(Map.of(
                    "kubernetes.io/hostname", "node-" + i, "topology.kubernetes.io/zone", "zone-" + i % 3));
            Resources room = new Resources(1_000_000, 1_000 * GIB, 2_000);
            arbiter.on(new ClusterEvent.NodeChanged(new Node("node-" + i, 1, labels, true, false, room)), NOW);
        }
        arbiter.on(
                new ServiceEvent.ServiceChanged(new Service(
                        NAMESPACE,
                        "web",
                        1,
                        Labels.NONE,
                        WEB,
                        Service.Exposure.LOAD_BALANCER,
                        true,
                        Optional.empty(),
                        false)),
                NOW);
        arbiter.on(
                new ServiceEvent.WorkloadChanged(
                        new Workload("web-set", NAMESPACE, 1, WEB, pods + 1, Optional.empty())),
                NOW);
        for (int i = 0; i < pods; i++) {
            arbiter.on(new ClusterEvent.PodChanged(web(i, 1, Optional.of("node-" + i % NODES))), NOW);
        }
        arbiter.on(new ClusterEvent.Synced(), NOW);
        place();
    }

    /** A pod that is nobody's has changed. */
    @Benchmark
    public Scores changedElsewhere() {
        Pod pod = pod("other", "other", ++version, Labels.of("app", "other"), Labels.NONE, Optional.empty());
        arbiter.on(new ClusterEvent.PodChanged(new RuleReader(RuleLimits.DEFAULTS).read(pod)), NOW);
        return place();
    }

    /** A pod of the Service has changed. */
    @Benchmark
    public Scores changedItself() {
        arbiter.on(new ClusterEvent.PodChanged(web(0, ++version, Optional.of("node-0"))), NOW);
        return place();
    }

    private Scores place() {
        PodInfo info = web(pods, 1, Optional.empty());
        arbiter.offer(info, asked, NOW);
        return arbiter.score(info, asked, NOW);
    }

    private static PodInfo web(int number, long version, Optional<String> node) {
        String name = "web-" + number;
        Labels settings = Labels.of("evenkeel.dev/balance", "on");
        return new RuleReader(RuleLimits.DEFAULTS).read(pod(name, "web-set", version, WEB, settings, node));
    }

    private static Pod pod(
            String name, String controller, long version, Labels labels, Labels settings, Optional<String> node) {
        return new Pod(
                new PodId(NAMESPACE, name, name),
                version,
                labels,
                settings,
                node,
                Pod.Phase.LIVE,
                new Resources(100, GIB / 8, 1),
                List.of(),
                false,
                Pod.Scheduling.USUAL,
                Optional.of(controller),
                true);
    }
}
