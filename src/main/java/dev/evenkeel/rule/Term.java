package dev.evenkeel.rule;

import java.util.Locale;

/**
 * One term of {@code evenkeel.dev/spread}: at most {@code max} pods of the group in each domain of {@code key}.
 *
 * @param max 1 to {@link #MAX_MAX}
 * @param perRevision whether only pods of the same revision count
 */
public record Term(Strength strength, TopologyKey key, int max, boolean perRevision) {
    /** The largest maximum. A higher one would be no limit: a kubelet runs some hundred pods. */
    public static final int MAX_MAX = 1_000_000;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if {@code max} is out of its range
     */
    public Term {
        if (max < 1 || max > MAX_MAX) {
            throw new IllegalArgumentException("max must be 1 to " + MAX_MAX + ", is " + max);
        }
    }

    /** Whether a pod waits until the term can be kept, or is only scored by it. */
    public enum Strength {
        REQUIRED,
        PREFERRED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether a pod waits until the term can be kept. */
    public boolean isRequired() {
        return strength == Strength.REQUIRED;
    }

    /** The term in full, defaults spelled out: {@code required host max 1}. */
    @Override
    public String toString() {
        return strength + " " + key + " max " + max + (perRevision ? " per-revision" : "");
    }
}
