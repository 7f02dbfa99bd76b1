package dev.evenkeel.simulation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What {@link Decisions} come of a number of seeds, one digest for each hundred: before and after a change that is to change
 * nothing of what evenkeel decides, they are the same.
 */
public final class DecisionDigests {
    private static final int SEEDS_A_LINE = 100;
    private static final int LETTERS = 16;

    private DecisionDigests() {}

    /**
     * Prints the digests.
     *
     * @param arguments how many seeds, and from which on
     */
    public static void main(String[] arguments) {
        long seeds = Long.parseLong(arguments[0]);
        long from = Long.parseLong(arguments[1]);
        for (long first = from; first < from + seeds; first += SEEDS_A_LINE) {
            long last = Math.min(from + seeds, first + SEEDS_A_LINE) - 1;
            List<String> decisions = decisions(first, last);
            System.out.printf("%d to %d: %s%n", first, last, digest(decisions));
        }
        long nominating = LongStream.range(from, from + seeds)
                .filter(seed ->
                        ScenarioGenerator.draw(seed).weather().nominations().outstanding() > 0)
                .count();
        System.out.printf("%d seeds, %d of them with nominations%n", seeds, nominating);
    }

    private static List<String> decisions(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .parallel()
                .mapToObj(seed -> Simulation.run(ScenarioGenerator.draw(seed), Trace.off())
                        .decisions())
                .toList();
    }

    private static String digest(List<String> decisions) {
        try {
            byte[] all = String.join("\n", decisions).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(Decisions.ALGORITHM).digest(all))
                    .substring(0, LETTERS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
