package dev.evenkeel.planner;

import dev.evenkeel.traffic.Site;
import dev.evenkeel.traffic.TrafficModel;
import java.util.ArrayList;
import java.util.List;
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

/** The cost of a plan for 2,000 pods on 5,000 nodes: to make it, and to check whether it still holds. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class PlannerBenchmark {
    private static final int NODES = 5_000;
    private static final int PODS = 2_000;
    private static final long SEED = 1;

    @Param({"node-even", "zone-node", "zone-pod"})
    public String model = "";

    /** How many of the pods are placed already. */
    @Param({"0", "1000"})
    public int pinned;

    private final Planner planner = new Planner(PlanSettings.DEFAULTS);
    private final KeptPlan kept = new KeptPlan(planner);
    private TrafficModel split = new TrafficModel.NodeEven();
    private List<Site> sites = List.of();

    /** Three zones, one with six nodes of ten, one with three; a node in five has room for three pods at most. */
    @Setup
    public void layOut() {
        split = TrafficModel.of(model).orElseThrow();
        SplittableRandom random = new SplittableRandom(SEED);
        List<Site> empty = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            int zone = i % 10 < 6 ? 0 : i % 10 < 9 ? 1 : 2;
            empty.add(new Site(zone, random.nextInt(5) == 0 ? random.nextInt(4) : PODS, 0));
        }
        Plan plan = planner.plan(split, PODS, empty);
        int left = pinned;
        List<Site> placed = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            int here = Math.min(left, plan.podsOn(i));
            left -= here;
            Site site = empty.get(i);
            placed.add(new Site(site.zone(), site.room(), here, here));
        }
        sites = List.copyOf(placed);
    }

    @Benchmark
    public Plan solved() {
        return planner.plan(split, PODS, sites);
    }

    @Benchmark
    public Plan kept() {
        return kept.plan(split, PODS, sites);
    }
}
