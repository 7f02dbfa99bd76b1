package dev.evenkeel.leadership;

/** The outcome of a {@link Step}. */
public sealed interface StepAnswer {
    /** The Lease as it was read, or as it was written. */
    record Seen(LeaderElectionRecord lease) implements StepAnswer {}

    /** There is no Lease, though one was to be read or replaced. */
    record Absent() implements StepAnswer {}

    /**
     * Not written: it no longer has the version that was to be replaced, or it exists although it was to be created.
     */
    record Refused() implements StepAnswer {}

    /** No answer, or a server error: the write may have been carried out, or may still be. */
    record Failed(String message) implements StepAnswer {}
}
