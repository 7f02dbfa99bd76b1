package dev.evenkeel.file;

import dev.evenkeel.labels.Labels;
import dev.evenkeel.labels.Selector;
import java.util.List;

/**
 * Which nodes a pod may go to by its own spec.
 *
 * @param nodeSelector labels that its node must carry
 * @param affinity of its required node affinity, the terms one of which has to match; none if it has none
 */
public record NodeRequirements(Labels nodeSelector, List<Selector> affinity, List<Toleration> tolerations) {
    /** Any node without taints. */
    public static final NodeRequirements NONE = of(Labels.NONE);

    public NodeRequirements {
        affinity = List.copyOf(affinity);
        tolerations = List.copyOf(tolerations);
    }

    static NodeRequirements of(Labels nodeSelector) {
        return new NodeRequirements(nodeSelector, List.of(), List.of());
    }

    /** Whether the pod may go to the node. */
    public boolean admit(NodeObject node) {
        Labels labels = node.node().labels();
        boolean selected = Selector.of(nodeSelector).matches(labels)
                && (affinity.isEmpty() || affinity.stream().anyMatch(term -> term.matches(labels)));
        return selected
                && node.taints().stream()
                        .allMatch(taint -> tolerations.stream().anyMatch(each -> each.tolerates(taint)));
    }
}
