package dev.evenkeel.balance;

import java.util.TreeMap;

/**
 * The maximum of a multiset of amounts, each 0 or more, under additions and removals. Each costs the logarithm of its
 * size.
 */
final class RunningMaximum {
    private final TreeMap<Long, Integer> amounts = new TreeMap<>();

    void add(long amount) {
        amounts.merge(amount, 1, Integer::sum);
    }

    /** Removes an amount that was added before. */
    void remove(long amount) {
        amounts.computeIfPresent(amount, (each, count) -> count == 1 ? null : count - 1);
    }

    /** The maximum; 0 if there are no amounts. */
    long amount() {
        return amounts.isEmpty() ? 0 : amounts.lastKey();
    }
}
