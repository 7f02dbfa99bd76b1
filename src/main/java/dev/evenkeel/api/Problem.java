package dev.evenkeel.api;

/** Something that is wrong with an object of the cluster, to be told to those who look at it. */
public sealed interface Problem permits ServiceProblem, PodProblem {
    /** What kind of object it is, of the core API. */
    String kind();

    String namespace();

    String name();

    /** The object's UID; empty if it is not known. */
    String uid();

    Reason reason();

    String message();
}
