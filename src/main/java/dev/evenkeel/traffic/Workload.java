package dev.evenkeel.traffic;

import dev.evenkeel.labels.Labels;
import java.util.Optional;

/**
 * A controller of pods with a known number of replicas: a ReplicaSet, StatefulSet or ReplicationController.
 *
 * @param version its resourceVersion, 0 if it has none
 * @param podLabels the labels of its pod template
 * @param pods how many replicas it is to have in the end; for a Deployment's ReplicaSet those of the Deployment; 0 or
 *     more
 * @param revision which revision of a Deployment it is, if it is one
 * @param honorsDeletionCost whether it deletes pods by their deletion costs on a scale-down
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
     * A revision of a Deployment; the newest one is left after a roll-out.
     *
     * @param deployment the UID of the Deployment
     * @param number higher ones are newer
     */
    public record Revision(String deployment, long number) {}

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the namespace or the UID is empty, or {@code pods} is below 0
     */
    public Workload {
        if (uid.isEmpty() || namespace.isEmpty() || pods < 0) {
            throw new IllegalArgumentException("a workload needs a namespace, a UID and no fewer than 0 pods: "
                    + namespace + " " + uid + " " + pods);
        }
    }

    /** A ReplicaSet or ReplicationController, which honor deletion costs, with its UID as its name. */
    public Workload(
            String uid, String namespace, long version, Labels podLabels, int pods, Optional<Revision> revision) {
        this(uid, namespace, version, podLabels, pods, revision, true, uid);
    }

    /** Whether {@code other} is the same but for its version and name. */
    boolean saysTheSame(Workload other) {
        return namespace.equals(other.namespace)
                && podLabels.equals(other.podLabels)
                && pods == other.pods
                && revision.equals(other.revision)
                && honorsDeletionCost == other.honorsDeletionCost;
    }
}
