package dev.evenkeel.placement;

/** What came of an {@link Effect.Nomination}. */
public enum NominationOutcome {
    /** The API server has done it. */
    DONE,
    /** It has not, and will not: the pod is another by now, or is gone, or evenkeel may not. */
    REFUSED,
    /** It may have happened, or may yet. */
    UNKNOWN
}
