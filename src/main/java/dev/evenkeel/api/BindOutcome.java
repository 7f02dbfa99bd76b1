package dev.evenkeel.api;

/** What came of sending a binding to the API server. */
public sealed interface BindOutcome {
    /** The API server has bound the pod. */
    record Bound() implements BindOutcome {}

    /** The pod was bound to that very node before. */
    record AlreadyThere() implements BindOutcome {}

    /** The pod is bound to another node. */
    record Elsewhere(String node) implements BindOutcome {}

    /** There is no such pod any more. */
    record Gone() implements BindOutcome {}

    /** The name belongs to another pod by now. */
    record UidChanged(String uid) implements BindOutcome {}

    /** The API server refused, and has not bound the pod. */
    record Forbidden(String message) implements BindOutcome {}

    /** Nothing was sent: the authority to bind had ended since the permit. */
    record NotSent(String message) implements BindOutcome {}

    /** Time-out, broken connection or server error: it may have happened, or happen yet. */
    record Unknown(String message) implements BindOutcome {}
}
