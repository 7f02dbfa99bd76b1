package dev.evenkeel.api;

import dev.evenkeel.objects.PodId;
import dev.evenkeel.rule.PodInfo;

/** A wing that keeps something for each known pod. Called where the arbiter is, one call at a time. */
public interface PodFollower {
    /** A pod is known now, or known differently. */
    void changed(PodInfo info);

    /** A pod is known no more. */
    void gone(PodId pod);
}
