package dev.evenkeel.rule;

import java.util.List;

/** A value of {@code evenkeel.dev/spread}. */
public sealed interface Spread {
    /** No value, or {@code off}. */
    record Off() implements Spread {}

    /** {@code spec}: the pod's own required podAntiAffinity terms are the rule. */
    record BySpec() implements Spread {}

    /**
     * Terms, in the order written.
     *
     * @param terms at least one
     */
    record ByTerms(List<Term> terms) implements Spread {
        /**
         * Checks the values.
         *
         * @throws IllegalArgumentException if there is none
         */
        public ByTerms {
            terms = List.copyOf(terms);
            if (terms.isEmpty()) {
                throw new IllegalArgumentException("a spread needs at least one term");
            }
        }
    }
}
