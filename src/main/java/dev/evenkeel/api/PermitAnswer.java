package dev.evenkeel.api;

import dev.evenkeel.placement.Arbiter;

/** What the arbiter says to a wish to bind. */
public sealed interface PermitAnswer {
    /** Go and bind; then {@link Arbiter#settle}. */
    record Granted(Permit permit, Effect.Bind bind) implements PermitAnswer {}

    /** The pod must not be bound there now. */
    record Refused(Reason reason, String message) implements PermitAnswer {}
}
