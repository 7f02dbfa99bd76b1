package dev.evenkeel.nomination;

import dev.evenkeel.api.Effect;

/** The way to the API server for nominations; blocks, and is never called under the lock. */
public interface Nominator {
    /** Sets or clears the nomination of one pod, once, without trying again. */
    NominationOutcome perform(Effect.Nomination nomination);
}
