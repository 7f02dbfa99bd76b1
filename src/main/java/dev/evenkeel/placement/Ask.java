package dev.evenkeel.placement;

import dev.evenkeel.cluster.Pod;
import java.util.List;
import java.util.Optional;

/** What a pod asks of evenkeel, read once from its annotations. */
public sealed interface Ask {
    /** Reads the pod's annotations under {@code evenkeel.dev/}; never fails. */
    static Ask of(Pod pod) {
        Optional<String> spread = pod.settings().get(Annotations.SPREAD);
        if (spread.isEmpty()) {
            return new Nothing();
        }
        try {
            List<Term> terms = RuleParser.spread(spread.get());
            return terms.isEmpty() ? new Nothing() : meant(pod, new Rule(terms));
        } catch (RuleSyntaxException e) {
            return new Malformed(e.error());
        }
    }

    private static Ask meant(Pod pod, Rule rule) {
        if (Group.defaultLabels(pod.labels()).isEmpty()) {
            return new Malformed(new RuleError.Meaning(
                    Annotations.SPREAD,
                    "the pod has no label that could make its group; give it one, app=… for example"));
        }
        return new Ruled(rule);
    }

    /** Whether the pod wants anything at all. */
    default boolean isSomething() {
        return !(this instanceof Nothing);
    }

    /** It asked for nothing, or said {@code off}. */
    record Nothing() implements Ask {}

    /** It carries a rule. */
    record Ruled(Rule rule) implements Ask {}

    /** It wants something that cannot be understood: it waits until that is mended. */
    record Malformed(RuleError error) implements Ask {}
}
