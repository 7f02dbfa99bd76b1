package dev.evenkeel.balance;

import java.util.TreeMap;

/** The most of some amounts that come and go; none is less than 0. */
final class Most {
    private final TreeMap<Long, Integer> amounts = new TreeMap<>();

    void add(long amount) {
        amounts.merge(amount, 1, Integer::sum);
    }

    /** Takes one away that was added. */
    void remove(long amount) {
        amounts.computeIfPresent(amount, (each, count) -> count == 1 ? null : count - 1);
    }

    /** The most there is, 0 if there is none. */
    long amount() {
        return amounts.isEmpty() ? 0 : amounts.lastKey();
    }
}
