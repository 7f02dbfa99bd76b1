package dev.evenkeel.rehearse;

/** What became of one pod. */
public sealed interface Outcome {
    SimulatedPod pod();

    /**
     * It has its place.
     *
     * @param tries how many cycles that took
     */
    record Bound(SimulatedPod pod, String node, int tries) implements Outcome {}

    /** No node will do; it waits until the cluster changes. The message is that of kube-scheduler's Event. */
    record Unschedulable(SimulatedPod pod, String message) implements Outcome {}

    /** Each of its cycles ended in an error; the message is that of the last. */
    record GaveUp(SimulatedPod pod, String message, int tries) implements Outcome {}
}
