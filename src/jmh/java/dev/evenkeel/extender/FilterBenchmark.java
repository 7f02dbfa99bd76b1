package dev.evenkeel.extender;

import dev.evenkeel.api.Permit;
import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.Binder;
import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.api.PodReading;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.metrics.DecisionMetrics;
import dev.evenkeel.nodes.NodeTable;
import dev.evenkeel.nodes.Topology;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.objects.Node;
import dev.evenkeel.objects.Resources;
import dev.evenkeel.placement.Arbiter;
import dev.evenkeel.placement.Arbitration;
import dev.evenkeel.rule.RuleLimits;
import dev.evenkeel.rule.RuleReader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
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

/** What a filter call costs that names 5,000 nodes, of which 1,000 have a pod of the group, while 100 more wait. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@SuppressWarnings("this-escape") // The calls come after the setup.
public class FilterBenchmark implements Arbitration, Binder {
    private static final int NODES = 5_000;
    private static final int PLACED = 1_000;
    private static final int WAITING = 100;

    private final Arbiter arbiter = new Arbiter(PlacementSettings.DEFAULTS, RuleLimits.DEFAULTS, new Random(1));
    private final ExtenderCodec codec = new ExtenderCodec(NODES);
    private final RuleReader rules = new RuleReader(RuleLimits.DEFAULTS);
    private final Extender extender =
            new Extender(rules, this, this, new DecisionMetrics(new SimpleMeterRegistry()), _ -> {}, NODES);

    private byte[] body = {};

    /** Shows the cluster, and writes down the call. */
    @Setup
    public void show() throws BadCallException {
        for (int i = 0; i < NODES; i++) {
            String name = name(i);
            arbiter.on(
                    new ClusterEvent.NodeChanged(
                            new Node(name, 1, Labels.of(Topology.HOST, name), true, false, Resources.NONE)),
                    now());
        }
        for (int i = 0; i < PLACED + WAITING; i++) {
            String place = i < PLACED ? ",\"nodeName\":\"" + name(3 * i) + "\"" : "";
            arbiter.on(
                    new ClusterEvent.PodChanged(rules.read(
                            codec.readArgs(call(pod(i, place))).pod())),
                    now());
        }
        arbiter.on(new ClusterEvent.Synced(), now());
        body = call(pod(PLACED, ""));
    }

    private static String name(int node) {
        return "gke-pool-1-5d2c%04x-%d".formatted(node, node % 250);
    }

    private static String pod(int number, String place) {
        return """
                {"metadata":{"name":"web-%1$d","namespace":"shop","uid":"uid-%1$d","resourceVersion":"7",\
                "labels":{"app":"web"},"annotations":{"evenkeel.dev/spread":"required"}},\
                "spec":{"schedulerName":"evenkeel-scheduler"%2$s},"status":{"phase":"Pending"}}""".formatted(number, place);
    }

    private static byte[] call(String pod) {
        String names = IntStream.range(0, NODES)
                .mapToObj(node -> "\"" + name(node) + "\"")
                .collect(Collectors.joining(",", "[", "]"));
        return ("{\"Pod\":" + pod + ",\"NodeNames\":" + names + "}").getBytes(StandardCharsets.UTF_8);
    }

    /** All of it, but for HTTP. */
    @Benchmark
    public byte[] filtered() throws BadCallException {
        return extender.call(Verb.FILTER, body);
    }

    /** The bytes of the call to numbers of nodes. */
    @Benchmark
    public int[] read() throws BadCallException {
        return codec.readArgs(body).nodeNames().numbers(nodes());
    }

    private static Moment now() {
        return new Moment(System.nanoTime());
    }

    @Override
    public <T> T decide(BiFunction<Arbiter, Moment, T> decision) {
        return decision.apply(arbiter, now());
    }

    @Override
    public NodeTable nodes() {
        return arbiter.cluster().table();
    }

    @Override
    public BindOutcome bind(Permit permit) {
        throw new IllegalStateException("nothing is bound: " + permit);
    }

    @Override
    public PodReading read(String namespace, String name) {
        return new PodReading.NotFound();
    }
}
