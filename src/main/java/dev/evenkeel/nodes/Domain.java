package dev.evenkeel.nodes;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One value of a topology key: the nodes that have it, and how many tallies count there. */
final class Domain {
    /**
     * So many nodes are kept one by one. Most domains are a single host: with a bit for every node in each of them, memory
     * would grow with the square of the nodes.
     */
    private static final int FEW = 32;

    final String value;
    /** How many tallies count something there. */
    int uses;

    private int size;
    /** The first {@link #size} are the nodes, in any order, unless there are {@link #many}. */
    private int[] few = new int[1];

    private @Nullable NodeSet many;

    Domain(String value) {
        this.value = value;
    }

    /** Whether no node has the value and nothing is counted there. */
    boolean isOver() {
        return size == 0 && uses == 0;
    }

    /** The node, which was not there, is. */
    void add(int node) {
        if (size == FEW && many == null) {
            many = NodeSet.of(few);
        }
        if (many != null) {
            many.add(node);
        } else {
            few = size < few.length ? few : Arrays.copyOf(few, 2 * size);
            few[size] = node;
        }
        size++;
    }

    /** The node, which was there, is not. */
    void remove(int node) {
        size--;
        if (many != null) {
            many.remove(node);
            if (size <= FEW / 2) {
                few = many.toArray();
                many = null;
            }
            return;
        }
        int at = 0;
        while (few[at] != node) {
            at++;
        }
        few[at] = few[size];
    }

    void addTo(NodeSet nodes) {
        if (many != null) {
            nodes.addAll(many);
            return;
        }
        for (int i = 0; i < size; i++) {
            nodes.add(few[i]);
        }
    }

    void removeFrom(NodeSet nodes) {
        if (many != null) {
            nodes.removeAll(many);
            return;
        }
        for (int i = 0; i < size; i++) {
            nodes.remove(few[i]);
        }
    }
}
