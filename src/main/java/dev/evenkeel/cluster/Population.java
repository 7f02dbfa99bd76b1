package dev.evenkeel.cluster;

import dev.evenkeel.labels.LabelIndex;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.labels.Selector;

/** Which pods a selecting tally counts. */
public sealed interface Population {
    /** Whether it counts pods with these labels. */
    boolean includes(String namespace, Labels labels, boolean belongsToNode);

    /** Where all that it counts can be found. */
    LabelIndex.Place place();

    /** The pods of one namespace that a selector matches. */
    record Matching(String namespace, Selector selector) implements Population {
        @Override
        public boolean includes(String namespace, Labels labels, boolean belongsToNode) {
            return this.namespace.equals(namespace) && selector.matches(labels);
        }

        @Override
        public LabelIndex.Place place() {
            return LabelIndex.Place.of(namespace, selector);
        }
    }

    /** The pods of all namespaces but those that belong to their node. */
    record AllButNodePods() implements Population {
        @Override
        public boolean includes(String namespace, Labels labels, boolean belongsToNode) {
            return !belongsToNode;
        }

        @Override
        public LabelIndex.Place place() {
            return LabelIndex.Place.EVERYWHERE;
        }
    }
}
