package dev.evenkeel.cluster;

import dev.evenkeel.objects.Node;
import dev.evenkeel.objects.Resources;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known behind one node number, as long as the node is there or has pods. A node that is gone keeps its last labels while pods still have their place on
 * it, so that a node object that is deleted and comes back does not make their domain look empty in between.
 */
final class NodeState {
    @Nullable
    Node node;

    boolean present;
    final Set<PodEntry> pods = new LinkedHashSet<>();
    /** What {@link #pods} ask for together; absent until somebody asks, and after each change. */
    @Nullable
    Resources used;

    boolean isPresentAndReady() {
        return present && node != null && node.ready();
    }
}
