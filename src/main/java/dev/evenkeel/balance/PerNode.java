package dev.evenkeel.balance;

import java.util.Arrays;

/** A counter for each node, by the node's number; all begin at 0. Grows as needed. */
final class PerNode {
    private int[] counts = {};

    /** Adds to a node's counter; {@code more} may be below 0. */
    void add(int node, int more) {
        if (node >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(node + 1, 2 * counts.length));
        }
        counts[node] += more;
    }

    /** The node's counter. */
    int at(int node) {
        return node < counts.length ? counts[node] : 0;
    }
}
