package dev.evenkeel.nodes;

import java.util.BitSet;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * A set of node numbers ({@link NodeTable}), one bit a node.
 *
 * <p>Whoever created a set may change it; everyone else only reads it. Sets that outlive a call are handed out as
 * copies.
 */
public final class NodeSet {
    private final BitSet bits;

    /** No nodes. */
    public NodeSet() {
        this(new BitSet());
    }

    private NodeSet(BitSet bits) {
        this.bits = bits;
    }

    /** These nodes, by number. */
    public static NodeSet of(int... numbers) {
        NodeSet set = new NodeSet();
        for (int number : numbers) {
            set.add(number);
        }
        return set;
    }

    /** Adds a node. */
    public void add(int number) {
        bits.set(number);
    }

    /** Takes a node out. */
    public void remove(int number) {
        bits.clear(number);
    }

    /** Adds all of the other set. */
    public void addAll(NodeSet other) {
        bits.or(other.bits);
    }

    /** Takes out all of the other set. */
    public void removeAll(NodeSet other) {
        bits.andNot(other.bits);
    }

    /** Takes out all that are not in the other set. */
    public void retainAll(NodeSet other) {
        bits.and(other.bits);
    }

    /** Whether the node is in the set. */
    public boolean contains(int number) {
        return number >= 0 && bits.get(number);
    }

    /** Whether any node is in both sets. */
    public boolean intersects(NodeSet other) {
        return bits.intersects(other.bits);
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return bits.isEmpty();
    }

    /** How many there are. */
    public int size() {
        return bits.cardinality();
    }

    /** The lowest member, or {@link NodeTable#ABSENT} if there is none. */
    public int lowest() {
        return bits.nextSetBit(0);
    }

    /** The members that {@code other} has too, as a set of their own. */
    public NodeSet and(NodeSet other) {
        NodeSet both = copy();
        both.retainAll(other);
        return both;
    }

    /** The members that {@code other} lacks, as a set of their own. */
    public NodeSet minus(NodeSet other) {
        NodeSet rest = copy();
        rest.removeAll(other);
        return rest;
    }

    /** The same nodes, as a set of the caller's own. */
    public NodeSet copy() {
        return new NodeSet((BitSet) bits.clone());
    }

    /** Calls {@code action} for each member, in rising order. */
    public void forEach(IntConsumer action) {
        for (int number = bits.nextSetBit(0); number >= 0; number = bits.nextSetBit(number + 1)) {
            action.accept(number);
        }
    }

    /** The members in rising order, as an array of the caller's own. */
    public int[] toArray() {
        int[] numbers = new int[bits.cardinality()];
        int number = -1;
        for (int i = 0; i < numbers.length; i++) {
            number = bits.nextSetBit(number + 1);
            numbers[i] = number;
        }
        return numbers;
    }

    /** The members in rising order. */
    public IntStream stream() {
        return bits.stream();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NodeSet set && bits.equals(set.bits);
    }

    @Override
    public int hashCode() {
        return bits.hashCode();
    }

    @Override
    public String toString() {
        return bits.toString();
    }
}
