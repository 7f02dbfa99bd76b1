package dev.evenkeel.slots;

import dev.evenkeel.cluster.Tally;

/** Where a pod's Service wants it, at this moment. Nothing is broken if the pod goes elsewhere. */
public interface Target {
    /** Counts the waiting pods that were sent to a node, by node. */
    Tally hints();

    /** Whether the node should have more pods than it has, or others were sent to. */
    boolean lacks(int node);

    /** The Service's pods on the node, those included that were sent there. */
    int pods(int node);

    /** How well the node suits a further pod, 0 to 10. */
    int score(int node);
}
