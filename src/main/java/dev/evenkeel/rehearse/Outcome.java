package dev.evenkeel.rehearse;

import dev.evenkeel.file.PodObject;

/** What became of one pod. */
public sealed interface Outcome {
    PodObject pod();

    /**
     * It has its place.
     *
     * @param tries how many cycles that took
     */
    record Bound(PodObject pod, String node, int tries) implements Outcome {}

    /** No node will do; it waits until the cluster changes. The message is that of kube-scheduler's Event. */
    record Unschedulable(PodObject pod, String message) implements Outcome {}

    /** Each of its cycles ended in an error; the message is that of the last. */
    record GaveUp(PodObject pod, String message, int tries) implements Outcome {}
}
