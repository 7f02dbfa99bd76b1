package dev.evenkeel.planner;

import dev.evenkeel.traffic.Site;
import dev.evenkeel.traffic.TrafficModel;
import java.util.List;
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

/** The cost of a plan for a Service whose owner asks for too much, on 5,000 nodes with room for up to 110 pods each. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4)
@Measurement(iterations = 3)
@Fork(1)
public class HostileServiceBenchmark {
    private static final int NODES = 5_000;

    /** Zones by host name; racks, of which half have no pinned pods; and far too many replicas. */
    @Param({"hostname", "late-racks", "replicas"})
    public String what = "";

    private final Planner planner = new Planner(PlanSettings.DEFAULTS);
    private final TrafficModel model = TrafficModel.of("zone-node").orElseThrow();
    private List<Site> sites = List.of();
    private int pods;

    @Setup
    public void ask() {
        int zones =
                switch (what) {
                    case "hostname" -> NODES;
                    case "late-racks" -> 200;
                    default -> 3;
                };
        int pinned = what.equals("replicas") ? 0 : 1;
        pods = what.equals("replicas") ? 20_000_000 : 3_000;
        sites = IntStream.range(0, NODES)
                .mapToObj(node -> new Site(
                        node % zones, node % 7 == 0 ? 2 : 110, isPinned(node) * pinned, isPinned(node) * pinned))
                .toList();
    }

    private static int isPinned(int node) {
        return node % 200 < 100 ? 1 : 0;
    }

    @Benchmark
    public Plan plan() {
        return planner.plan(model, pods, sites);
    }
}
