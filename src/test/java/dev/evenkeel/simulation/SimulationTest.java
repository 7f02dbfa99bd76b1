package dev.evenkeel.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.simulation.Figures.Figure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Proof by simulation: the arbiter that serves requests, in a cluster in which everything goes wrong that can. */
class SimulationTest {
    private static final long SEEDS = Long.getLong("simulation.seeds", 4_000);
    private static final long FROM = Long.getLong("simulation.from", 1);
    private static final int PLACEMENTS_A_SEED = 50;
    private static final int DAYS = 30;
    private static final int SETTLED = 20;

    @Test
    void breaksNoPromiseInAnySeed() {
        Simulations.Report report = Simulations.drawn().run(FROM, SEEDS);

        System.out.println(report);
        report.firstOfEach().stream().limit(1).map(Simulations::explain).forEach(System.out::println);
        assertThat(report.failures()).isEmpty();
        assertThat(report.figures().of(Figure.PLACEMENTS)).isGreaterThan(PLACEMENTS_A_SEED * SEEDS);
    }

    @Test
    void runsTheSameWayWithTheSameSeed() {
        for (long seed = 1; seed <= 24; seed++) {
            assertThat(trace(seed)).isEqualTo(trace(seed));
        }
    }

    private static String trace(long seed) {
        Simulation.Result result = Simulation.run(ScenarioGenerator.draw(seed), Trace.of(1_000));
        return result.figures() + "\n" + result.decisions() + "\n" + result.trace();
    }

    /** Each night everything is taken down; what is then left must not become more from day to day. */
    @Test
    void keepsNothingAfterAMonth() {
        List<Duration> nights = IntStream.range(0, DAYS)
                .mapToObj(day -> Duration.ofDays(day).plusHours(22).plusMinutes(50))
                .toList();
        List<Integer> sizes = new ArrayList<>();
        List<String> held = new ArrayList<>();

        Simulation.Result result = Simulation.run(ScenarioGenerator.days(1, DAYS), Trace.off(), nights, arbiter -> {
            Reach reach = Reach.of(arbiter);
            sizes.add(reach.size());
            held.add(reach.toString());
        });

        assertThat(result).isInstanceOf(Simulation.Result.Held.class);
        assertThat(result.figures().of(Figure.PLACEMENTS)).isGreaterThan(8_000);
        // The first days may bring up new zones, and more nodes at a time: arrays by number stay as long.
        assertThat(sizes.subList(SETTLED, DAYS))
                .as("%s%n%s%n%s", sizes, held.getFirst(), held.getLast())
                .allMatch(size -> size <= sizes.get(SETTLED - 1));
    }
}
