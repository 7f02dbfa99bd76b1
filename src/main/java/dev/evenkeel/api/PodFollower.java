package dev.evenkeel.api;

import dev.evenkeel.cluster.PodId;
import dev.evenkeel.rule.Applicant;

/** A wing that keeps something for each known pod. Called where the arbiter is, one call at a time. */
public interface PodFollower {
    /** A pod is known now, or known differently. */
    void changed(Applicant applicant);

    /** A pod is known no more. */
    void gone(PodId pod);
}
