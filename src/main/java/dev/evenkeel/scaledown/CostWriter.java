package dev.evenkeel.scaledown;

/** Writes deletion costs to pods; a port to the API server. */
public interface CostWriter {
    /**
     * Writes a cost if the pod still has this version.
     *
     * @param version the pod's resourceVersion when the change was decided
     */
    Outcome write(CostChange change, long version);

    /** The result of a write. */
    enum Outcome {
        WRITTEN,
        /** The pod has another version by now. */
        CONFLICT,
        /** The pod does not exist. */
        GONE,
        /** Evenkeel lacks the permission. */
        FORBIDDEN,
        FAILED
    }
}
