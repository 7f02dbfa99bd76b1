package dev.evenkeel.extender;

import dev.evenkeel.nodes.NodeTable;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The names of nodes that a call asks about, as the bytes that came in: one call names every node of the cluster, and
 * most names are only looked up. A name becomes a string when it is taken from the list.
 */
public final class NodeNames extends AbstractList<String> implements RandomAccess {
    private static final int FIRST_CAPACITY = 64;

    /** Each name is valid ({@link Names#node}), and therefore ASCII. */
    private final byte[] text;
    /** Where in {@link #text} name {@code i} begins, at {@code 2 * i}, and where it ends, after that. */
    private int[] bounds = new int[FIRST_CAPACITY];

    private int size;

    private NodeNames(byte[] text) {
        this.text = text;
    }

    /** These names, which are valid. */
    static NodeNames of(List<String> names) {
        NodeNames all = new NodeNames(String.join("", names).getBytes(StandardCharsets.US_ASCII));
        int begin = 0;
        for (String name : names) {
            all.add(begin, begin + name.length());
            begin += name.length();
        }
        return all;
    }

    /**
     * Reads an array of names as encoders write it: valid names, nothing escaped, no white space.
     *
     * @param at where the array begins
     * @return null if something else is there, or more than {@code limit} names
     */
    static @Nullable NodeNames scan(byte[] body, int at, int limit) {
        NodeNames names = new NodeNames(body);
        int next = at;
        if (!holds(body, next, '[')) {
            return null;
        }
        if (holds(body, next + 1, ']')) {
            return names;
        }
        do {
            int begin = next + 2;
            int end = holds(body, next + 1, '"') ? Names.endOfNode(body, begin) : -1;
            if (end < 0 || !holds(body, end, '"') || names.size == limit) {
                return null;
            }
            names.add(begin, end);
            next = end + 1;
        } while (holds(body, next, ','));
        return holds(body, next, ']') ? names : null;
    }

    private static boolean holds(byte[] body, int at, char expected) {
        return at >= 0 && at < body.length && body[at] == expected;
    }

    private void add(int begin, int end) {
        if (2 * size == bounds.length) {
            bounds = Arrays.copyOf(bounds, 2 * bounds.length);
        }
        bounds[2 * size] = begin;
        bounds[2 * size + 1] = end;
        size++;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public String get(int index) {
        if (index >= size) {
            throw new IndexOutOfBoundsException("name " + index + " of " + size);
        }
        int begin = bounds[2 * index];
        return new String(text, begin, bounds[2 * index + 1] - begin, StandardCharsets.US_ASCII);
    }

    /** The names as numbers, in their order; {@link NodeTable#ABSENT} for those that have none. */
    int[] numbers(NodeTable nodes) {
        int[] numbers = new int[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = nodes.number(text, bounds[2 * i], bounds[2 * i + 1]);
        }
        return numbers;
    }
}
