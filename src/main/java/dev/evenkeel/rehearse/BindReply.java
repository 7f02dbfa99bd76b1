package dev.evenkeel.rehearse;

/** What bind has answered. */
public sealed interface BindReply {
    /** The pod is bound. */
    record Bound() implements BindReply {}

    /** It is not, as far as is known; the pod is tried again later. */
    record Failed(String message) implements BindReply {}
}
