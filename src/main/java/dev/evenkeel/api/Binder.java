package dev.evenkeel.api;

/** The way to the API server for one pod; blocks, and is never called under the lock. */
public interface Binder {
    /** Binds the pod, once, without trying again. */
    BindOutcome bind(Permit permit);

    /** Reads the pod of that name as the API server has it at this moment. */
    PodReading read(String namespace, String name);
}
