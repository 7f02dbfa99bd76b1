package dev.evenkeel;

import dev.evenkeel.simulation.Simulations;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;

/**
 * Looks for what the fixed seeds of the tests do not show: round after round, all properties with new seeds, then the
 * simulator from a new seed on. A round is named by its number: run again with that number, it does the same.
 */
public final class Fuzz {
    private static final String CLASS = ".class";
    private static final String PROPERTIES = "Properties" + CLASS;
    private static final Path DATABASE = Path.of("target", "fuzz-database");
    private static final int LONGEST_DAYS = 365;

    /** The seeds that one round simulates: about as long as it takes to try the properties. */
    private static final long SEEDS = 2_000;

    private final PrintStream out;

    private Fuzz(PrintStream out) {
        this.out = out;
    }

    /**
     * Fuzzes from the command line; ends with 1 if something failed, with 2 if it was called wrongly.
     *
     * @param arguments for how many minutes, at least one round; and the number of the one round to run, to repeat it
     */
    public static void main(String[] arguments) throws IOException {
        try {
            long minutes = Long.parseLong(arguments[0]);
            if (minutes < 0 || minutes > Duration.ofDays(LONGEST_DAYS).toMinutes()) {
                throw new NumberFormatException(arguments[0]);
            }
            Fuzz fuzz = new Fuzz(System.out);
            boolean held = arguments.length > 1
                    ? fuzz.round(Long.parseLong(arguments[1]))
                    : fuzz.rounds(Duration.ofMinutes(minutes));
            System.exit(held ? 0 : 1);
        } catch (NumberFormatException wrong) {
            System.err.println("MINUTES and ROUND have to be whole numbers, MINUTES at least 0 and at most a year: "
                    + String.join(" ", arguments));
            System.exit(2);
        }
    }

    private boolean rounds(Duration time) throws IOException {
        long began = System.nanoTime();
        SplittableRandom random = new SplittableRandom();
        boolean held = true;
        int rounds = 0;
        do {
            // Short enough to be passed on by hand, and none of the seeds that the tests run.
            held &= round(1_000_000 + random.nextInt(1_000_000_000));
            rounds++;
        } while (System.nanoTime() - began < time.toNanos());
        out.printf("%d rounds: %s%n", rounds, held ? "nothing failed" : "something failed, see above");
        return held;
    }

    private boolean round(long round) throws IOException {
        PropertyRun.Outcome outcome = new PropertyRun(DATABASE).run(round, properties());
        out.printf(
                "round %d: %d properties, %d failed%n",
                round, outcome.properties(), outcome.failures().size());
        outcome.failures().forEach(failure -> out.printf("FAILED in round %d: %s%n", round, failure));
        boolean simulated = Simulations.hold(round, SEEDS, out);
        return outcome.failures().isEmpty() && simulated;
    }

    /** The classes beside this one that Surefire takes for properties; other tests have to be started in their own way. */
    private static List<DiscoverySelector> properties() throws IOException {
        Path top = Path.of(
                Fuzz.class.getProtectionDomain().getCodeSource().getLocation().getPath());
        try (Stream<Path> files = Files.walk(top)) {
            List<DiscoverySelector> properties = files.filter(
                            file -> file.toString().endsWith(PROPERTIES))
                    .map(file -> top.relativize(file).toString())
                    .map(file ->
                            file.substring(0, file.length() - CLASS.length()).replace(File.separatorChar, '.'))
                    .sorted()
                    .<DiscoverySelector>map(DiscoverySelectors::selectClass)
                    .toList();
            if (properties.isEmpty()) {
                throw new IllegalStateException("no class named *Properties in " + top);
            }
            return properties;
        }
    }
}
