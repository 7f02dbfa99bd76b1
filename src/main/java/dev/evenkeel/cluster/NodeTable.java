package dev.evenkeel.cluster;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of node names: 0, 1, 2, … in the order in which the names were first seen. A number is never given to
 * another name, so a number read from an older table means the same node in a newer one.
 *
 * <p>A table never changes for whoever holds it: {@link #with} gives a new one. Names can therefore be looked up
 * without a lock. Successive tables share their arrays: a table reads only entries with numbers below its own size, and
 * a later table only ever adds entries with higher ones.
 */
public final class NodeTable {
    /** The number of a name that the table does not have. */
    public static final int ABSENT = -1;

    private static final int INITIAL_CAPACITY = 16;

    /** By number. Entries from {@link #size} on belong to later tables. */
    private final @Nullable String[] names;
    /** Open addressing by name, always at most half full: number + 1, or 0 where nothing is. */
    private final int[] slots;

    private final int size;

    private NodeTable(@Nullable String[] names, int[] slots, int size) {
        this.names = names;
        this.slots = slots;
        this.size = size;
    }

    public static NodeTable empty() {
        return new NodeTable(new @Nullable String[INITIAL_CAPACITY], new int[2 * INITIAL_CAPACITY], 0);
    }

    /** How many names have a number; the numbers are all below it. */
    public int size() {
        return size;
    }

    /** The number of a name, or {@link #ABSENT}. */
    public int number(String name) {
        int slot = firstSlot(name.hashCode(), slots.length);
        while (true) {
            int number = numberAt(slot);
            if (number == ABSENT || name.equals(names[number])) {
                return number;
            }
            slot = next(slot, slots.length);
        }
    }

    /** The number of a name of ASCII characters, the bytes from {@code from} to before {@code to}, or {@link #ABSENT}. */
    public int number(byte[] text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text[i];
        }
        int slot = firstSlot(hash, slots.length);
        while (true) {
            int number = numberAt(slot);
            if (number == ABSENT || isName(number, text, from, to)) {
                return number;
            }
            slot = next(slot, slots.length);
        }
    }

    private boolean isName(int number, byte[] text, int from, int to) {
        String name = name(number);
        if (name.length() != to - from) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (name.charAt(i - from) != text[i]) {
                return false;
            }
        }
        return true;
    }

    private int numberAt(int slot) {
        int number = slots[slot] - 1;
        // A number of a later table was an empty slot when this table was made.
        return number < size ? number : ABSENT;
    }

    /**
     * The name behind a number.
     *
     * @throws IndexOutOfBoundsException if no name has that number
     */
    public String name(int number) {
        if (number >= size) {
            throw new IndexOutOfBoundsException("node number " + number + " of " + size);
        }
        String name = names[number];
        if (name == null) {
            throw new IllegalStateException("node number " + number + " has no name");
        }
        return name;
    }

    /** A table that also has {@code name}: this one if it has it already. Costs a constant on average. */
    public NodeTable with(String name) {
        if (number(name) != ABSENT) {
            return this;
        }
        boolean full = size == names.length;
        boolean newest = full || names[size] == null;
        NodeTable target = full ? grown(2 * names.length) : newest ? this : grown(names.length);
        target.append(name);
        return new NodeTable(target.names, target.slots, size + 1);
    }

    private NodeTable grown(int capacity) {
        NodeTable copy = new NodeTable(Arrays.copyOf(names, capacity), new int[2 * capacity], size);
        Arrays.fill(copy.names, size, capacity, null);
        for (int number = 0; number < size; number++) {
            copy.claimSlot(copy.name(number), number);
        }
        return copy;
    }

    private void append(String name) {
        names[size] = name;
        claimSlot(name, size);
    }

    private void claimSlot(String name, int number) {
        int slot = firstSlot(name.hashCode(), slots.length);
        while (slots[slot] != 0) {
            slot = next(slot, slots.length);
        }
        slots[slot] = number + 1;
    }

    /**
     * Where the search for a name begins.
     *
     * @param hash of the name, as {@link String#hashCode}
     * @param capacity a power of two, 2 or more
     */
    static int firstSlot(int hash, int capacity) {
        // Names that differ in a number at the end have hashes that lie side by side. Multiplied by 2^32 over the
        // golden
        // ratio they are spread, and best so in the highest bits.
        return (hash * 0x9E3779B9) >>> (Integer.numberOfLeadingZeros(capacity) + 1);
    }

    private static int next(int slot, int capacity) {
        return (slot + 1) & (capacity - 1);
    }
}
