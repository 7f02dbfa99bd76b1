package dev.evenkeel.api;

import dev.evenkeel.objects.PodId;

/**
 * Something that is wrong with an object of the cluster, to be reported to those who look at it.
 *
 * @param kind what kind of object it is, of the core API
 * @param uid the object's UID; empty if it is not known
 */
public record Problem(String kind, String namespace, String name, String uid, Reason reason, String message) {
    /** With what a pod asks for, though it can be followed. */
    public static Problem ofPod(PodId pod, Reason reason, String message) {
        return new Problem("Pod", pod.namespace(), pod.name(), pod.uid(), reason, message);
    }
}
