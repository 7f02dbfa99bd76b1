package dev.evenkeel.labels;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Labels of a pod or node, or those of its annotations that are read. An immutable map from keys to values, kept as one
 * sorted array: small, and quick to compare.
 */
public final class Labels {
    /** No labels. */
    public static final Labels NONE = new Labels(new String[0]);

    /** Up to so many labels a linear search is faster than a binary one. */
    private static final int LINEAR_AT_MOST = 16;

    /** key 0, value 0, key 1, value 1, … in the order of keys. */
    private final String[] pairs;

    private final int hash;

    private Labels(String[] pairs) {
        this.pairs = pairs;
        this.hash = Arrays.hashCode(pairs);
    }

    /** The labels of a map, which may change afterwards. */
    public static Labels of(Map<String, String> map) {
        if (map.isEmpty()) {
            return NONE;
        }
        String[] pairs = new String[2 * map.size()];
        int next = 0;
        for (Map.Entry<String, String> entry : new TreeMap<>(map).entrySet()) {
            pairs[next++] = entry.getKey();
            pairs[next++] = entry.getValue();
        }
        return new Labels(pairs);
    }

    /** One label. */
    public static Labels of(String key, String value) {
        return of(Map.of(key, value));
    }

    /** Whether there are no labels. */
    public boolean isEmpty() {
        return pairs.length == 0;
    }

    /** How many labels there are. */
    public int size() {
        return pairs.length / 2;
    }

    /** The value of a key; empty if there is no such label. */
    public Optional<String> get(String key) {
        return Optional.ofNullable(find(key));
    }

    /** Whether there is a label with this key. */
    public boolean has(String key) {
        return find(key) != null;
    }

    /** Whether a key begins with the prefix. */
    public boolean hasPrefix(String prefix) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** The same labels, each value cut to at most so many characters. */
    public Labels cut(int most) {
        String[] cut = pairs.clone();
        boolean isWhole = true;
        for (int i = 1; i < pairs.length; i += 2) {
            if (pairs[i].length() > most) {
                cut[i] = pairs[i].substring(0, most);
                isWhole = false;
            }
        }
        return isWhole ? this : new Labels(cut);
    }

    /** Whether there is this label. */
    public boolean has(String key, String value) {
        return value.equals(find(key));
    }

    /** The labels whose keys match. */
    public Labels only(Predicate<String> keys) {
        String[] kept = new String[pairs.length];
        int next = 0;
        for (int i = 0; i < pairs.length; i += 2) {
            if (keys.test(pairs[i])) {
                kept[next++] = pairs[i];
                kept[next++] = pairs[i + 1];
            }
        }
        return next == pairs.length ? this : new Labels(Arrays.copyOf(kept, next));
    }

    /** The same keys, each with the empty value. */
    public Labels keys() {
        String[] keys = new String[pairs.length];
        for (int i = 0; i < pairs.length; i += 2) {
            keys[i] = pairs[i];
            keys[i + 1] = "";
        }
        return new Labels(keys);
    }

    /** Calls {@code action} with each key and value, in the order of keys. */
    public void forEach(BiConsumer<String, String> action) {
        for (int i = 0; i < pairs.length; i += 2) {
            action.accept(pairs[i], pairs[i + 1]);
        }
    }

    private @Nullable String find(String key) {
        return pairs.length <= 2 * LINEAR_AT_MOST ? linearSearch(key) : binarySearch(key);
    }

    private @Nullable String linearSearch(String key) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equals(key)) {
                return pairs[i + 1];
            }
        }
        return null;
    }

    /** For objects with very many labels, which only the size of an object limits. */
    private @Nullable String binarySearch(String key) {
        int from = 0;
        int to = pairs.length / 2;
        while (from < to) {
            int middle = (from + to) >>> 1;
            int order = pairs[2 * middle].compareTo(key);
            if (order == 0) {
                return pairs[2 * middle + 1];
            }
            from = order < 0 ? middle + 1 : from;
            to = order < 0 ? to : middle;
        }
        return null;
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof Labels labels && hash == labels.hash && Arrays.equals(pairs, labels.pairs));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** {@code app=web,tier=front}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        forEach((key, value) ->
                text.append(text.isEmpty() ? "" : ",").append(key).append('=').append(value));
        return text.toString();
    }
}
