package dev.evenkeel.rule;

import dev.evenkeel.labels.Labels;
import dev.evenkeel.labels.Selector;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How a rule chooses the pod's group among the pods of its namespace. */
public sealed interface GroupChoice {
    /** The group of a pod with these labels. */
    Selector selector(Labels labels);

    /**
     * Checks the choice for a pod with these labels.
     *
     * @param required whether the rule has a required term
     * @return what is wrong; empty if nothing is
     */
    Optional<RuleError> validate(Labels labels, boolean required);

    /** By all of the pod's labels but those that controllers, operators or releases write ({@link WrittenLabel}). */
    record ByDefault() implements GroupChoice {
        /**
         * A pod with more labels of its own has to name its group: each label would be compared with those of other
         * pods.
         */
        static final int MOST_LABELS = 256;

        @Override
        public Selector selector(Labels labels) {
            return Selector.of(labels.only(WrittenLabel::makesGroup));
        }

        @Override
        public Optional<RuleError> validate(Labels labels, boolean required) {
            int own = labels.only(WrittenLabel::makesGroup).size();
            if (own > MOST_LABELS) {
                return Optional.of(new RuleError.Meaning(
                        Annotations.SPREAD,
                        "the pod has " + own + " labels of its own; expected at most " + MOST_LABELS
                                + ", or the group named with " + Annotations.SPREAD_BY + " or "
                                + Annotations.SELECTOR));
            }
            return own == 0
                    ? Optional.of(new RuleError.Meaning(
                            Annotations.SPREAD,
                            "the pod has no label of its own that could make its group; give it one, or name the group with "
                                    + Annotations.SELECTOR))
                    : Optional.empty();
        }
    }

    /**
     * By some of the pod's labels.
     *
     * @param keys their keys; at least one
     */
    record ByLabels(List<String> keys) implements GroupChoice {
        public ByLabels {
            keys = List.copyOf(keys);
        }

        @Override
        public Selector selector(Labels labels) {
            Map<String, String> chosen = new TreeMap<>();
            keys.forEach(key -> labels.get(key).ifPresent(value -> chosen.put(key, value)));
            return Selector.of(Labels.of(chosen));
        }

        @Override
        public Optional<RuleError> validate(Labels labels, boolean required) {
            return keys.stream()
                    .filter(key -> !labels.has(key))
                    .findFirst()
                    .map(key -> new RuleError.Meaning(
                            Annotations.SPREAD_BY, "the pod has no label " + key + "; expected labels that it has"));
        }
    }

    /** By a label selector. */
    record BySelector(Selector selector) implements GroupChoice {
        @Override
        public Selector selector(Labels labels) {
            return selector;
        }

        @Override
        public Optional<RuleError> validate(Labels labels, boolean required) {
            return required && !selector.matches(labels)
                    ? Optional.of(new RuleError.Meaning(
                            Annotations.SELECTOR,
                            "\"" + selector
                                    + "\" does not match the pod itself; expected a selector of its own group, or "
                                    + Annotations.AVOID + " to stay away from other pods"))
                    : Optional.empty();
        }
    }
}
