package dev.evenkeel.leadership;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.LongStream;

/** Runs one world of leaders after the other, and reports the first in which two decide past each other. */
public final class LeadershipSimulations {
    private static final Duration FAULTS = Duration.ofMinutes(8);
    private static final Duration CALM = Duration.ofMinutes(2);

    private static final String PROMISE =
            "at most one decides, and none before it has seen all that comes of what another decided";

    private LeadershipSimulations() {}

    /** A world of two machines that has had its faults and is calm again. */
    static LeadershipWorld run(long seed, int machines, boolean beside) {
        LeadershipWorld world = new LeadershipWorld(seed, machines, beside);
        world.run(FAULTS, CALM);
        return world;
    }

    /**
     * What the first of these seeds to fail breaks, with a Lease of evenkeel's own or beside schedulers; empty if none
     * does. In JDK types only, so that it can be asked of classes of another loader.
     */
    public static Optional<String> firstBroken(long from, long seeds) {
        return LongStream.range(from, from + seeds)
                .boxed()
                .flatMap(seed -> run(seed, 2, seed % 2 == 0)
                        .broken()
                        .map(broken -> PROMISE + " (seed " + seed + ": " + broken + ")")
                        .stream())
                .findFirst();
    }
}
