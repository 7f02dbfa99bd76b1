package dev.evenkeel.api;

/** What bind answers to kube-scheduler. */
public sealed interface BindAnswer {
    /** The pod is bound to that node. */
    record Success() implements BindAnswer {}

    /** It is not, or that is not known; kube-scheduler tries again after a backoff. */
    record Failure(Reason reason, String message) implements BindAnswer {}
}
