package dev.evenkeel.file;

import dev.evenkeel.cluster.Pod;
import dev.evenkeel.rehearse.SimulatedPod;

/**
 * A pod as the API server in miniature keeps it.
 *
 * @param gated whether it has scheduling gates: it is neither scheduled nor bound before they are gone
 */
record StoredPod(SimulatedPod simulated, boolean gated) {
    Pod pod() {
        return simulated.pod();
    }

    /** Whether it waits for a scheduler. */
    boolean isPending() {
        return pod().node().isEmpty() && pod().phase() == Pod.Phase.LIVE && !gated;
    }

    StoredPod with(Pod changed) {
        return new StoredPod(
                new SimulatedPod(changed, simulated.nodeSelector(), simulated.priority(), simulated.schedulerName()),
                gated);
    }
}
