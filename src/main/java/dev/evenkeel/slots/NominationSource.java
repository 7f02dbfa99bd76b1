package dev.evenkeel.slots;

import dev.evenkeel.cluster.Moment;
import dev.evenkeel.cluster.Pod;
import java.util.Optional;

/** What pods are nominated to. The ledger sets these nodes aside; who nominates is not its matter. */
public interface NominationSource {
    /** The node that the pod is nominated to, as far as is known: by its status, or by what cannot have been shown yet. */
    Optional<String> nodeOf(Pod pod);

    /** The pod is permitted to a node, and needs no nomination any more. */
    void permitted(String uid);

    /**
     * The pod has not been bound, though it was permitted.
     *
     * @param sent when its binding was
     */
    void withdrawn(String uid, Moment sent);

    /** The pod is known no more. */
    void gone(String uid);
}
