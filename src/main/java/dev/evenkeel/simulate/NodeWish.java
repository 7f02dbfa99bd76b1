package dev.evenkeel.simulate;

import dev.evenkeel.labels.Labels;
import dev.evenkeel.labels.Selector;
import java.util.List;

/**
 * Which nodes a pod may go to by its own spec.
 *
 * @param nodeSelector labels that its node must carry
 * @param affinity of its required node affinity, the terms one of which has to match; none if it has none
 */
public record NodeWish(Labels nodeSelector, List<Selector> affinity, List<Toleration> tolerations) {
    /** Any node without taints. */
    public static final NodeWish ANY = new NodeWish(Labels.NONE, List.of(), List.of());

    public NodeWish {
        affinity = List.copyOf(affinity);
        tolerations = List.copyOf(tolerations);
    }

    boolean admits(Host host) {
        Labels labels = host.node().labels();
        boolean wanted = Selector.of(nodeSelector).matches(labels)
                && (affinity.isEmpty() || affinity.stream().anyMatch(term -> term.matches(labels)));
        return wanted
                && host.taints().stream().allMatch(taint -> tolerations.stream().anyMatch(each -> each.covers(taint)));
    }
}
