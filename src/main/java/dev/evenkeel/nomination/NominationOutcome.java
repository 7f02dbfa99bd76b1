package dev.evenkeel.nomination;

import dev.evenkeel.api.Effect;

/** What came of an {@link Effect.Nomination}. */
public enum NominationOutcome {
    /** The API server has done it. */
    DONE,
    /** It has not, and will not: the pod is another by now, or is gone; or there was nothing to be cleared. */
    REFUSED,
    /** It has not: it has too much to do, or evenkeel may not. */
    NOT_NOW,
    /** It may have happened, or may yet. */
    UNKNOWN
}
