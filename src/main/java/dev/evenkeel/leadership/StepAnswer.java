package dev.evenkeel.leadership;

/** What came of a {@link Step}. */
public sealed interface StepAnswer {
    /** The Lease as it was read, or as it was written. */
    record Seen(LeaseSeen lease) implements StepAnswer {}

    /** There is none: it was to be read, or to be replaced. */
    record Absent() implements StepAnswer {}

    /** Not written: it is no longer in the version that was to be replaced, or is there though it was to be made. */
    record Refused() implements StepAnswer {}

    /** No answer, or a server error: what was to be written may be written, or may be yet. */
    record Failed(String message) implements StepAnswer {}
}
