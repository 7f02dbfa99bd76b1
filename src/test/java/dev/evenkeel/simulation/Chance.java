package dev.evenkeel.simulation;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Where all chance comes from. Each purpose draws from a stream of its own, made from the seed and the purpose's name, so
 * that leaving out one actor changes as little as possible for the others.
 */
record Chance(long seed) {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /** The stream of a purpose. */
    SplittableRandom of(String purpose) {
        long hash = FNV_OFFSET ^ seed;
        for (int i = 0; i < purpose.length(); i++) {
            hash = (hash ^ purpose.charAt(i)) * FNV_PRIME;
        }
        return new SplittableRandom(hash);
    }

    static Duration between(RandomGenerator random, Duration least, Duration most) {
        long width = most.toNanos() - least.toNanos();
        return width <= 0 ? least : Duration.ofNanos(least.toNanos() + random.nextLong(width));
    }

    static Duration millis(RandomGenerator random, long least, long most) {
        return between(random, Duration.ofMillis(least), Duration.ofMillis(most));
    }

    /** Whether something that happens so often of a thousand times happens. */
    static boolean perMille(RandomGenerator random, int often) {
        return often > 0 && random.nextInt(1_000) < often;
    }

    static <T> T oneOf(RandomGenerator random, List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
