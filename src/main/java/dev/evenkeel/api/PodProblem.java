package dev.evenkeel.api;

import dev.evenkeel.cluster.PodId;

/** Something that is wrong with what a pod asks for, though it can be followed. */
public record PodProblem(PodId pod, Reason reason, String message) implements Problem {
    @Override
    public String kind() {
        return "Pod";
    }

    @Override
    public String namespace() {
        return pod.namespace();
    }

    @Override
    public String name() {
        return pod.name();
    }

    @Override
    public String uid() {
        return pod.uid();
    }
}
