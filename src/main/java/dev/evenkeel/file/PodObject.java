package dev.evenkeel.file;

import dev.evenkeel.cluster.Pod;
import dev.evenkeel.labels.Labels;

/**
 * A pod as the API server has it: what evenkeel knows of it, and what else of its spec a scheduler goes by.
 *
 * @param nodes which nodes it may go to
 */
public record PodObject(Pod pod, NodeRequirements nodes) {
    /** A pod that may go to any node with these labels. */
    public PodObject(Pod pod, Labels nodeSelector) {
        this(pod, NodeRequirements.of(nodeSelector));
    }

    public Labels nodeSelector() {
        return nodes.nodeSelector();
    }

    /** Higher ones are scheduled first. */
    public int priority() {
        return pod.scheduling().priority();
    }

    public String schedulerName() {
        return pod.scheduling().scheduler();
    }

    /** Whether it is neither being deleted nor finished. */
    public boolean isLive() {
        return pod.phase() == Pod.Phase.LIVE;
    }

    /** Whether it waits for a scheduler; with scheduling gates it does not, nor can it be bound. */
    public boolean isPending() {
        return pod.node().isEmpty() && isLive() && !pod.scheduling().gated();
    }

    /** Whether it takes room of the node. */
    public boolean isOn(String node) {
        return pod.node().filter(node::equals).isPresent() && pod.phase() != Pod.Phase.FINISHED;
    }

    /** The same object with another state of the pod. */
    public PodObject with(Pod changed) {
        return new PodObject(changed, nodes);
    }
}
