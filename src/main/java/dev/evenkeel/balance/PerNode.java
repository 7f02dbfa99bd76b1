package dev.evenkeel.balance;

import java.util.Arrays;

/** How many there are on each node, by its number. */
final class PerNode {
    private int[] counts = {};

    void add(int node, int more) {
        if (node >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(node + 1, 2 * counts.length));
        }
        counts[node] += more;
    }

    int at(int node) {
        return node < counts.length ? counts[node] : 0;
    }
}
