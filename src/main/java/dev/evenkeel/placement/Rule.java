package dev.evenkeel.placement;

import dev.evenkeel.cluster.Labels;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a pod's annotations ask for. {@code Ask.of(settings printed from a rule)} gives the same rule again.
 *
 * @param terms in the order written; at least one
 */
public record Rule(List<Term> terms) {
    public Rule {
        terms = List.copyOf(terms);
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("a rule needs at least one term");
        }
    }

    public boolean hasRequired() {
        return terms.stream().anyMatch(Term::isRequired);
    }

    /** The annotations that say this rule, defaults spelled out. */
    public Labels print() {
        return Labels.of(Annotations.SPREAD, terms.stream().map(Term::toString).collect(Collectors.joining(", ")));
    }
}
