package dev.evenkeel.objects;

import dev.evenkeel.labels.Labels;

/**
 * A node as far as placement needs it.
 *
 * @param version its resourceVersion, 0 if it has none: an older one never replaces a newer one
 * @param ready what its Ready condition says; a node without one is ready
 * @param unschedulable whether it is cordoned
 */
public record Node(
        String name, long version, Labels labels, boolean ready, boolean unschedulable, Resources allocatable) {
    public Node {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a node needs a name");
        }
    }
}
