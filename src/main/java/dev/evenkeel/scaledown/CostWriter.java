package dev.evenkeel.scaledown;

/** Writes deletion costs on pods. */
public interface CostWriter {
    /**
     * Writes it, if the pod is still at that version.
     *
     * @param version the resourceVersion that the change was decided by
     */
    Outcome write(CostChange change, long version);

    /** What came of it. */
    enum Outcome {
        WRITTEN,
        /** The pod has changed meanwhile. */
        CONFLICT,
        GONE,
        /** Evenkeel may not. */
        FORBIDDEN,
        FAILED
    }
}
