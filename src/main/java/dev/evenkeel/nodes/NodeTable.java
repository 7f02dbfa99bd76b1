package dev.evenkeel.nodes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of node names: 0, 1, 2, … in the order in which they were needed. A number that nobody needs any more may be
 * given to another name ({@link #giving}), so that sets of numbers stay as small as the cluster. A number read from an older
 * table therefore means the same node in a newer one only if it was not given away since: {@link #reusedSince} tells, for
 * whoever keeps a number together with the {@link #generation} of the table that it is from.
 *
 * <p>A table never changes for whoever holds it: {@link #with} and {@link #giving} give a new one. Names can therefore be
 * looked up without a lock. Tables that only grew by {@link #with} share their arrays: a table reads only entries with
 * numbers below its own size, and a later table only ever adds entries with higher ones.
 */
public final class NodeTable {
    /** The number of a name that the table does not have. */
    public static final int ABSENT = -1;

    private static final int INITIAL_CAPACITY = 16;

    /** By number. Entries from {@link #size} on belong to later tables. */
    private final @Nullable String[] names;
    /** The same as bytes, which are compared without a detour over the string. */
    private final byte[] @Nullable [] texts;
    /** Open addressing by name, always at most half full: number + 1, or 0 where nothing is. */
    private final int[] slots;
    /** By number, the generation in which the name got it. */
    private final long[] given;

    private final int size;
    private final long generation;

    private NodeTable(
            @Nullable String[] names, byte[] @Nullable [] texts, int[] slots, long[] given, int size, long generation) {
        this.names = names;
        this.texts = texts;
        this.slots = slots;
        this.given = given;
        this.size = size;
        this.generation = generation;
    }

    /** A table without names. */
    public static NodeTable empty() {
        return new NodeTable(
                new @Nullable String[INITIAL_CAPACITY],
                new byte[INITIAL_CAPACITY] @Nullable [],
                new int[2 * INITIAL_CAPACITY],
                new long[INITIAL_CAPACITY],
                0,
                0);
    }

    /** How many names have a number; the numbers are all below it. */
    public int size() {
        return size;
    }

    /** How often a number has been given to another name before this table; never less in a later one. */
    public long generation() {
        return generation;
    }

    /**
     * The numbers that may have meant another node in a table of an earlier generation, as a set of the caller's own. Those
     * that a table of that generation did not have may be among them or not.
     */
    public NodeSet reusedSince(long earlier) {
        NodeSet reused = new NodeSet();
        if (earlier < generation) {
            for (int number = 0; number < size; number++) {
                if (given[number] > earlier) {
                    reused.add(number);
                }
            }
        }
        return reused;
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
        byte[] name = texts[number];
        if (name == null || name.length != to - from) {
            return false;
        }
        // Names that are looked up mostly differ in their last characters, if at all.
        for (int i = name.length - 1; i >= 0; i--) {
            if (name[i] != text[from + i]) {
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
        NodeTable target = full ? grown(2 * names.length) : isNewest() ? this : grown(names.length);
        target.set(size, name);
        return new NodeTable(target.names, target.texts, target.slots, target.given, size + 1, generation);
    }

    /**
     * A table of the next generation, in which a number is another name's; the name that had it has none. Costs a copy of
     * everything.
     *
     * @param number one below {@link #size} that nobody needs any more
     * @param name one that has no number
     */
    public NodeTable giving(int number, String name) {
        if (number(name) != ABSENT) {
            throw new IllegalArgumentException(name + " has number " + number(name) + " already");
        }
        NodeTable copy = copyOfNextGeneration();
        copy.leaveSlot(name(number), number);
        copy.set(number, name);
        return copy;
    }

    /** Whether no other table that shares the arrays has more names. */
    private boolean isNewest() {
        return size == names.length || names[size] == null;
    }

    private NodeTable copyOfNextGeneration() {
        NodeTable unshared = isNewest() ? this : grown(names.length);
        return new NodeTable(
                unshared.names.clone(),
                unshared.texts.clone(),
                unshared.slots.clone(),
                unshared.given.clone(),
                size,
                generation + 1);
    }

    private NodeTable grown(int capacity) {
        NodeTable copy = new NodeTable(
                Arrays.copyOf(names, capacity),
                Arrays.copyOf(texts, capacity),
                new int[2 * capacity],
                Arrays.copyOf(given, capacity),
                size,
                generation);
        Arrays.fill(copy.names, size, capacity, null);
        Arrays.fill(copy.texts, size, capacity, null);
        for (int number = 0; number < size; number++) {
            copy.claimSlot(copy.name(number), number);
        }
        return copy;
    }

    private void set(int number, String name) {
        names[number] = name;
        texts[number] = name.getBytes(StandardCharsets.UTF_8);
        given[number] = generation;
        claimSlot(name, number);
    }

    private void claimSlot(String name, int number) {
        int slot = firstSlot(name.hashCode(), slots.length);
        while (slots[slot] != 0) {
            slot = next(slot, slots.length);
        }
        slots[slot] = number + 1;
    }

    /** Empties a number's slot, and moves up what was put behind it because it was taken. */
    private void leaveSlot(String name, int number) {
        int hole = firstSlot(name.hashCode(), slots.length);
        while (slots[hole] != number + 1) {
            hole = next(hole, slots.length);
        }
        slots[hole] = 0;
        for (int slot = next(hole, slots.length); slots[slot] != 0; slot = next(slot, slots.length)) {
            int first = firstSlot(name(slots[slot] - 1).hashCode(), slots.length);
            if (distance(first, slot) >= distance(hole, slot)) {
                slots[hole] = slots[slot];
                slots[slot] = 0;
                hole = slot;
            }
        }
    }

    private int distance(int from, int to) {
        return (to - from) & (slots.length - 1);
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
