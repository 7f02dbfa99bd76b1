package dev.evenkeel.api;

/** What the arbiter answers to bind. */
public sealed interface PermitAnswer {
    /** Go and bind; then {@code Arbiter.settle}. */
    record Granted(Permit permit) implements PermitAnswer {}

    /** The pod must not be bound there now. */
    record Refused(Reason reason, String message) implements PermitAnswer {}
}
