package dev.evenkeel.balance;

import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.traffic.Service;

/** How many pods serve on each node, both if a Service publishes ready pods only and if it publishes unready ones. */
public final class Serving {
    private final PerNode ready = new PerNode();
    private final PerNode bound = new PerNode();
    /** Pods that have a place there, bound or not. */
    private final PerNode placed = new PerNode();

    private final NodeSet nodes = new NodeSet();

    /** Adds a pod with step 1, or removes it with step -1. */
    void count(ServicePod pod, int step) {
        if (!pod.isPlaced()) {
            return;
        }
        int node = pod.node();
        placed.add(node, step);
        bound.add(node, pod.bound() ? step : 0);
        ready.add(node, pod.bound() && pod.ready() && pod.phase() == Pod.Phase.LIVE ? step : 0);
        if (placed.at(node) > 0) {
            nodes.add(node);
        } else {
            nodes.remove(node);
        }
    }

    /** The nodes where pods have a place, those that are leaving included; not to be changed by the caller. */
    public NodeSet nodes() {
        return nodes;
    }

    /** How many pods on the node are endpoints of the Service ({@link Service#isServedBy}). */
    public int at(int node, Service service) {
        return service.publishesUnready() ? bound.at(node) : ready.at(node);
    }
}
