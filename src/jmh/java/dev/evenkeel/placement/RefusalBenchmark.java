package dev.evenkeel.placement;

import dev.evenkeel.api.Candidates;
import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.api.Offer;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.objects.Node;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.objects.PodId;
import dev.evenkeel.objects.Resources;
import dev.evenkeel.rule.Annotations;
import dev.evenkeel.rule.RuleLimits;
import dev.evenkeel.rule.RuleReader;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
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

/** What it costs under the lock to refuse a pod on each of 15,000 nodes, among 150,000 pods. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class RefusalBenchmark {
    private static final int NODES = 15_000;
    private static final int PODS = 150_000;
    private static final Moment NOW = new Moment(0);
    private static final Labels REQUIRED = Labels.of(Annotations.SPREAD, "required");

    /** Whether some pod has a host to itself, whose group is then every pod. */
    @Param({"false", "true"})
    public boolean exclusive;

    /** How many pods are being deleted. */
    @Param({"0", "1500"})
    public int terminating;

    private final RuleReader rules = new RuleReader(RuleLimits.DEFAULTS);
    private final Arbiter arbiter =
            new Arbiter(PlacementSettings.DEFAULTS, RuleLimits.DEFAULTS, new SplittableRandom(1));
    private final NodeSet all = new NodeSet();

    /** On each node a pod of the group and nine others; one node more is another pod's alone. */
    @Setup
    public void fill() {
        for (int i = 0; i <= NODES; i++) {
            String name = "n" + i;
            Labels labels = Labels.of("kubernetes.io/hostname", name);
            Resources room = new Resources(64_000, 1L << 38, 110);
            arbiter.on(new ClusterEvent.NodeChanged(new Node(name, 1, labels, true, false, room)), NOW);
            all.add(arbiter.cluster().table().number(name));
        }
        for (int i = 0; i < PODS; i++) {
            boolean web = i < NODES;
            Pod.Phase phase = PODS - i <= terminating ? Pod.Phase.TERMINATING : Pod.Phase.LIVE;
            show(pod(
                    (web ? "web-" : "app-") + i,
                    Labels.of("app", web ? "web" : "app" + i / 10 % 500),
                    web ? REQUIRED : Labels.NONE,
                    Optional.of("n" + i % NODES),
                    phase));
        }
        Labels alone = exclusive ? Labels.of(Annotations.EXCLUSIVE, "true") : Labels.NONE;
        show(pod("alone", Labels.of("app", "alone"), alone, Optional.of("n" + NODES), Pod.Phase.LIVE));
        show(pod(
                "web-" + NODES,
                Labels.of("app", "web"),
                REQUIRED,
                Optional.of("n" + NODES),
                Pod.Phase.LIVE));
        arbiter.on(new ClusterEvent.Synced(), NOW);
    }

    private void show(Pod pod) {
        arbiter.on(new ClusterEvent.PodChanged(rules.read(pod)), NOW);
    }

    private static Pod pod(String name, Labels labels, Labels annotations, Optional<String> node, Pod.Phase phase) {
        return new Pod(
                new PodId("shop", name, "uid-of-" + name),
                1,
                labels,
                annotations,
                node,
                phase,
                new Resources(100, 1L << 20, 1),
                List.of(),
                false,
                Pod.Scheduling.USUAL,
                Optional.empty());
    }

    @Benchmark
    public Offer refused() {
        Pod waiting = pod("web-waiting", Labels.of("app", "web"), REQUIRED, Optional.empty(), Pod.Phase.LIVE);
        return arbiter.offer(rules.read(waiting), new Candidates(all, 0, arbiter.cluster().table().generation()), NOW);
    }
}
