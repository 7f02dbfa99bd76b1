package dev.evenkeel.api;

import dev.evenkeel.rule.PodInfo;

/** What a consistent read of one pod, by its name, has shown. */
public sealed interface PodReading {
    /** There is a pod of that name; its UID may be another one. */
    record Found(PodInfo info) implements PodReading {}

    /** There is none. */
    record NotFound() implements PodReading {}

    /** The read failed and says nothing. */
    record Failed(String message) implements PodReading {}
}
