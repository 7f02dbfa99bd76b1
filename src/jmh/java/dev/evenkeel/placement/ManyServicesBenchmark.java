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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a change of one workload costs in a namespace of 800 balanced Services, each of which lacks a pod still, on 100 nodes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class ManyServicesBenchmark {
    private static final String NAMESPACE = "shop";
    private static final int NODES = 100;
    private static final int SERVICES = 800;
    private static final long GIB = 1L << 30;
    private static final Moment NOW = new Moment(0);

    private final Arbiter arbiter =
            new Arbiter(PlacementSettings.DEFAULTS, RuleLimits.DEFAULTS, new SplittableRandom(1));
    private final Candidates asked = new Candidates(NodeSet.of(IntStream.range(0, NODES).toArray()), 0, 0);
    private long version = 1;

    @Setup
    public void ask() {
        for (int i = 0; i < NODES; i++) {
            Labels labels = Labels.of(Map.of(
                    "kubernetes.io/hostname", "node-" + i, "topology.kubernetes.io/zone", "zone-" + i % 3));
            Resources room = new Resources(1_000_000, 1_000 * GIB, 2_000);
            arbiter.on(new ClusterEvent.NodeChanged(new Node("node-" + i, 1, labels, true, false, room)), NOW);
        }
        arbiter.on(new ClusterEvent.Synced(), NOW);
        for (int i = 0; i < SERVICES; i++) {
            arbiter.on(new ServiceEvent.ServiceChanged(service(i)), NOW);
            arbiter.on(new ServiceEvent.WorkloadChanged(workload(i, 1)), NOW);
            place(i);
        }
    }

    /** A workload changes, and a pod of another is to be placed. */
    @Benchmark
    public Scores changed() {
        version++;
        arbiter.on(new ServiceEvent.WorkloadChanged(workload(0, version)), NOW);
        return place(1);
    }

    private Scores place(int service) {
        PodInfo info = new RuleReader(RuleLimits.DEFAULTS).read(pod(service));
        arbiter.offer(info, asked, NOW);
        return arbiter.score(info, asked, NOW);
    }

    private static Labels labels(int service) {
        return Labels.of("app", "app-" + service);
    }

    private static Service service(int number) {
        return new Service(
                NAMESPACE,
                "service-" + number,
                1,
                Labels.NONE,
                labels(number),
                Service.Exposure.LOAD_BALANCER,
                true,
                Optional.empty(),
                false);
    }

    private static Workload workload(int number, long version) {
        return new Workload(
                "workload-" + number, NAMESPACE, version, labels(number), (int) (2 + version % 2), Optional.empty());
    }

    private static Pod pod(int service) {
        return new Pod(
                new PodId(NAMESPACE, "pod-" + service, "pod-" + service),
                1,
                labels(service),
                Labels.of("evenkeel.dev/balance", "on"),
                Optional.empty(),
                Pod.Phase.LIVE,
                new Resources(100, GIB / 8, 1));
    }
}
