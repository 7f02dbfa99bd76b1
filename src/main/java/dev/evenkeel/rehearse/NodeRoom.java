package dev.evenkeel.rehearse;

import dev.evenkeel.cluster.Node;
import dev.evenkeel.cluster.Resources;
import dev.evenkeel.labels.Selector;
import java.util.ArrayList;
import java.util.List;

/** A node and what is left on it, assumed pods included: kube-scheduler's own filters in miniature. */
public final class NodeRoom {
    // The words of kube-scheduler's plugins NodeUnschedulable, NodeAffinity and NodeResourcesFit.
    private static final String UNSCHEDULABLE = "node(s) were unschedulable";
    private static final String SELECTOR_MISMATCH = "node(s) didn't match Pod's node affinity/selector";
    private static final String TOO_MANY_PODS = "Too many pods";
    private static final String INSUFFICIENT_CPU = "Insufficient cpu";
    private static final String INSUFFICIENT_MEMORY = "Insufficient memory";

    private final Node node;
    private Resources used = Resources.NONE;

    public NodeRoom(Node node) {
        this.node = node;
    }

    public String name() {
        return node.name();
    }

    /** The same node with as much left; what happens to one does not to the other. */
    public NodeRoom copy() {
        NodeRoom copy = new NodeRoom(node);
        copy.used = used;
        return copy;
    }

    public void take(Resources requests) {
        used = used.plus(requests);
    }

    public void giveBack(Resources requests) {
        used = new Resources(
                used.milliCpu() - requests.milliCpu(),
                used.memoryBytes() - requests.memoryBytes(),
                used.pods() - requests.pods());
    }

    /** Whether nothing but lack of room can rule the node out: kube-scheduler looks for pods to preempt on no other. */
    public boolean isOpenTo(Selector nodeSelector) {
        return !node.unschedulable() && nodeSelector.matches(node.labels());
    }

    /** What rules the node out for a pod, by the first filter that does; empty if nothing does. */
    public List<String> objections(Resources requests, Selector nodeSelector) {
        if (node.unschedulable()) {
            return List.of(UNSCHEDULABLE);
        }
        if (!nodeSelector.matches(node.labels())) {
            return List.of(SELECTOR_MISMATCH);
        }
        return insufficient(requests);
    }

    private List<String> insufficient(Resources requests) {
        Resources total = used.plus(requests);
        Resources allocatable = node.allocatable();
        List<String> reasons = new ArrayList<>();
        if (total.pods() > allocatable.pods()) {
            reasons.add(TOO_MANY_PODS);
        }
        // What is not asked for is not looked at, on an overcommitted node either.
        if (requests.milliCpu() > 0 && total.milliCpu() > allocatable.milliCpu()) {
            reasons.add(INSUFFICIENT_CPU);
        }
        if (requests.memoryBytes() > 0 && total.memoryBytes() > allocatable.memoryBytes()) {
            reasons.add(INSUFFICIENT_MEMORY);
        }
        return reasons;
    }
}
