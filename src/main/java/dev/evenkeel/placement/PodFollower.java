package dev.evenkeel.placement;

import dev.evenkeel.cluster.PodId;

/** A wing that keeps something for each known pod. Called where the arbiter is, one call at a time. */
public interface PodFollower {
    /** A pod is known now, or known differently. */
    void changed(Applicant applicant);

    /** A pod is known no more. */
    void gone(PodId pod);
}
