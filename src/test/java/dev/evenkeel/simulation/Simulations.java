package dev.evenkeel.simulation;

import dev.evenkeel.simulation.BrokenPromiseException.Promise;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/** Runs one seed after the other, on as many cores as there are, and reports the first that breaks a promise. */
public final class Simulations {
    private static final int LINES = 160;
    private static final int SHRINKING_TRIES = 3_000;

    private final LongFunction<Scenario> scenarios;

    /** A seed that breaks a promise. */
    record Failure(long seed, Scenario scenario, Promise promise, String message) {
        @Override
        public String toString() {
            return "seed " + seed + ": " + promise + ": " + message;
        }
    }

    /** What came of a number of seeds. */
    record Report(long seeds, Figures figures, List<Failure> failures) {
        /** The first seed of each promise that is broken. */
        List<Failure> firstOfEach() {
            Map<Promise, Failure> first = new EnumMap<>(Promise.class);
            failures.forEach(failure -> first.putIfAbsent(failure.promise, failure));
            return List.copyOf(first.values());
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(seeds + " seeds: " + figures);
            for (Failure first : firstOfEach()) {
                long times = failures.stream()
                        .filter(each -> each.promise == first.promise)
                        .count();
                text.append("\n  BROKEN ")
                        .append(times)
                        .append(" times, first by seed ")
                        .append(first.seed);
                text.append(": ").append(first.promise).append("\n    ").append(first.message);
            }
            return text.toString();
        }
    }

    private Simulations(LongFunction<Scenario> scenarios) {
        this.scenarios = scenarios;
    }

    /** All that the generator draws. */
    static Simulations drawn() {
        return new Simulations(ScenarioGenerator::draw);
    }

    Report run(long from, long seeds) {
        Figures figures = new Figures();
        List<Failure> failures = LongStream.range(from, from + seeds)
                .parallel()
                .mapToObj(seed -> run(seed, figures))
                .flatMap(Optional::stream)
                .toList();
        return new Report(seeds, figures, failures);
    }

    /** The first seed that fails; those behind it are not run. */
    Optional<Failure> first(long from, long seeds) {
        Figures figures = new Figures();
        return LongStream.range(from, from + seeds)
                .mapToObj(seed -> run(seed, figures))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<Failure> run(long seed, Figures all) {
        Scenario scenario = scenarios.apply(seed);
        Simulation.Result result = Simulation.run(scenario, Trace.off());
        synchronized (all) {
            all.addAll(result.figures());
        }
        return switch (result) {
            case Simulation.Result.Held held -> Optional.empty();
            case Simulation.Result.Broken broken ->
                Optional.of(new Failure(seed, scenario, broken.promise(), broken.message()));
        };
    }

    /** The failure shrunk, and shown line by line. */
    static String explain(Failure failure) {
        Scenario small = Shrinker.shrink(failure.scenario(), failure.promise(), SHRINKING_TRIES);
        Trace trace = Trace.of(LINES);
        Simulation.Result result = Simulation.run(small, trace);
        String message =
                result instanceof Simulation.Result.Broken broken ? broken.message() : "it does not break any more";
        return "seed " + failure.seed() + " breaks: " + failure.promise() + "\n" + failure.message()
                + "\n\nthe smallest scenario found that breaks it:\n" + small + "\n\nwhat happens in it:\n" + trace
                + "\n\n" + failure.promise() + ", but: " + message + "\n";
    }

    /**
     * Which promise the first of these seeds to fail breaks; empty if none does. In JDK types only, so that it can be
     * asked of classes of another loader.
     */
    public static Optional<String> firstBroken(long from, long seeds) {
        return drawn().first(from, seeds)
                .map(failure -> failure.promise() + " (seed " + failure.seed() + ": " + failure.message() + ")");
    }

    /**
     * Runs seeds from the command line.
     *
     * @param arguments how many, and from which on
     */
    public static void main(String[] arguments) {
        long seeds = arguments.length > 0 ? Long.parseLong(arguments[0]) : 2_000;
        long from = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
        System.exit(hold(from, seeds, System.out) ? 0 : 1);
    }

    /**
     * Runs all that the generator draws, and prints what came of it, each failure shrunk.
     *
     * @return whether every seed held
     */
    public static boolean hold(long from, long seeds, PrintStream out) {
        return drawn().run(from, seeds, out);
    }

    private boolean run(long from, long seeds, PrintStream out) {
        long began = System.nanoTime();
        Report report = run(from, seeds);
        out.printf("%s%nin %.1f s%n%n", report, (System.nanoTime() - began) / 1e9);
        report.firstOfEach().forEach(failure -> out.println(explain(failure)));
        return report.failures().isEmpty();
    }
}
