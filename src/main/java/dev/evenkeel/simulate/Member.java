package dev.evenkeel.simulate;

import dev.evenkeel.cluster.Pod;

/**
 * A pod of the cluster asked about.
 *
 * @param wish which nodes it may go to
 */
public record Member(Pod pod, NodeWish wish) {
    /** Whether it is there to stay. */
    boolean isLive() {
        return pod.phase() == Pod.Phase.LIVE;
    }

    boolean isOn(String node) {
        return pod.node().filter(node::equals).isPresent() && pod.phase() != Pod.Phase.FINISHED;
    }
}
