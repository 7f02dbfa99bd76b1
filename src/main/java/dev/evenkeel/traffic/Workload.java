package dev.evenkeel.traffic;

import dev.evenkeel.labels.Labels;
import java.util.Optional;

/**
 * What controls pods, as far as it tells how many there will be: a ReplicaSet, StatefulSet or ReplicationController.
 *
 * @param version its resourceVersion, 0 if it has none
 * @param podLabels the labels that its pods are made with
 * @param pods how many it is to have in the end; of a Deployment's ReplicaSet, how many the Deployment is to have
 * @param revision which revision of a Deployment it is, if it is one
 * @param honorsDeletionCost whether it goes by deletion costs when it takes pods away
 * @param name its kind and name, for people
 */
public record Workload(
        String uid,
        String namespace,
        long version,
        Labels podLabels,
        int pods,
        Optional<Revision> revision,
        boolean honorsDeletionCost,
        String name) {
    /**
     * A revision of a Deployment; the newest is what a roll-out leaves.
     *
     * @param deployment the UID of the Deployment
     * @param number higher ones are newer
     */
    public record Revision(String deployment, long number) {}

    public Workload {
        if (uid.isEmpty() || namespace.isEmpty() || pods < 0) {
            throw new IllegalArgumentException("a workload needs a namespace, a UID and no fewer than 0 pods: "
                    + namespace + " " + uid + " " + pods);
        }
    }

    /** A ReplicaSet or ReplicationController, which heed deletion costs, that is called by its UID. */
    public Workload(
            String uid, String namespace, long version, Labels podLabels, int pods, Optional<Revision> revision) {
        this(uid, namespace, version, podLabels, pods, revision, true, uid);
    }

    /** Whether {@code other} says the same but for its version. */
    boolean saysTheSame(Workload other) {
        return namespace.equals(other.namespace)
                && podLabels.equals(other.podLabels)
                && pods == other.pods
                && revision.equals(other.revision)
                && honorsDeletionCost == other.honorsDeletionCost;
    }
}
